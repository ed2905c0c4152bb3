import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minimalEdit } from './minimal-edit.ts';

describe('minimalEdit', () => {
  it('replaces only what differs', () => {
    expect(minimalEdit('one two three', 'one 2 three')).toEqual({ start: 4, end: 7, text: '2' });
    expect(minimalEdit('aa', 'aaa')).toEqual({ start: 2, end: 2, text: 'a' });
    expect(minimalEdit('same', 'same')).toBeNull();
  });

  it('turns any text into any other', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const edit = minimalEdit(before, after);
        const result =
          edit === null ? before : before.slice(0, edit.start) + edit.text + before.slice(edit.end);
        expect(result).toBe(after);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findHiddenCharacters, removeHiddenCharacters } from './hidden-text.ts';
import { grantCovers, toolCallNames } from './tool-names.ts';

describe('names that models call tools by', () => {
  it('are plain where they can be', () => {
    expect([...toolCallNames(['timer/set', 'device/ring/color', 'mcp/files/read-file'])]).toEqual([
      ['timer/set', 'timer_set'],
      ['device/ring/color', 'device_ring_color'],
      ['mcp/files/read-file', 'mcp_files_read_file'],
    ]);
  });

  it('cannot be taken over: where two would be the same, neither has it', () => {
    const names = toolCallNames([
      'mcp/a/b',
      'mcp/a-b/',
      'mcp/a/读取',
      'mcp/a/写入',
      `mcp/a/${'x'.repeat(100)}`,
    ]);
    expect(new Set(names.values()).size).toBe(5);
    expect(names.get('mcp/a/读取')).toMatch(/^mcp_a__[0-9a-f]{8}$/);
  });

  it('fit every protocol and are each once, whatever the ids and their order', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ unit: fc.constantFrom('a', '/', '-', '_', '界'), maxLength: 90 })),
        ids => {
          const names = toolCallNames(ids);
          expect(new Set(names.values()).size).toBe(ids.length);
          for (const name of names.values()) expect(name).toMatch(/^\w{1,64}$/);
          const turned = toolCallNames(ids.toReversed());
          for (const id of ids) expect(turned.get(id)).toBe(names.get(id));
        },
      ),
    );
  });

  it.each([
    ['timer/*', 'timer/set', true],
    ['timer/*', 'timers/set', false],
    ['timer', 'timer/set', false],
    ['*', 'timer/set', false],
    ['mcp/files/*', 'mcp/files/read', true],
    ['mcp/files/read', 'mcp/files/readall', false],
  ])('the grant %s covers %s: %s', (grant, id, expected) => {
    expect(grantCovers(grant, id)).toBe(expected);
  });
});

describe('hidden text', () => {
  it.each([
    ['a\u200bb', 'U+200B'],
    ['\u{e0041}\u{e0042}', 'U+E0041 U+E0042'],
    ['\u202egpj', 'U+202E'],
    ['a\u200db', 'U+200D'],
    ['\u3164', 'U+3164'],
    ['a\u0007', 'U+0007'],
    ['x\u{e0100}', 'U+E0100'],
    ['x\ufe01', 'U+FE01'],
    ['\ufeffx', 'U+FEFF'],
    ['\ud800', 'U+D800'],
  ])('%j is found', (text, codes) => {
    expect(findHiddenCharacters(text).join(' ')).toBe(codes);
    expect(findHiddenCharacters(removeHiddenCharacters(text))).toEqual([]);
  });

  it.each(['plain\n\ttext', '你好，世界', '👨‍👩‍👧‍👦 ❤️ 🏳️‍🌈 👍🏽', 'naïve – “quoted”', 'हिन्दी العربية'])(
    '%j has none',
    text => {
      expect(findHiddenCharacters(text)).toEqual([]);
      expect(removeHiddenCharacters(text)).toBe(text);
    },
  );
});

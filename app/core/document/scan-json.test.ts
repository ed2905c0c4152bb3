import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspectJson } from './inspect-json.ts';
import { scanJson } from './scan-json.ts';

/** JSON whose numbers can all be held: 1e999 is JSON, but nothing that could be written again. */
function parses(text: string): boolean {
  try {
    return inspectJson(JSON.parse(text)).kind === 'ok';
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** Text that is nearly JSON: valid text with one character changed, removed or added. */
const nearlyJson = fc
  .tuple(
    fc.json({ maxDepth: 4 }),
    fc.nat(),
    fc.constantFrom('', '"', ',', ':', '{', ']', '0', '\\', '\n', 'e', '-', 'x'),
    fc.boolean(),
  )
  .map(([text, at, insertion, removes]) => {
    const position = at % (text.length + 1);
    return text.slice(0, position) + insertion + text.slice(position + (removes ? 1 : 0));
  });

describe('scanJson', () => {
  it('accepts exactly what JSON.parse accepts', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), nearlyJson, fc.string()), text => {
        fc.pre(!/__proto__|constructor|prototype/.test(text));
        expect(scanJson(text, 64).kind === 'ok', text).toBe(parses(text));
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['{"a": 1,}', 1, 9],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3],
    ['[1, 2', 1, 6],
    ['{"a": "un\\qoth"}', 1, 10],
    ['[1e999]', 1, 2],
    ['', 1, 1],
    ['1 2', 1, 3],
    ["{'a': 1}", 1, 2],
  ])('finds the place of the mistake in %j', (text, line, column) => {
    expect(scanJson(text, 64)).toEqual({ kind: 'syntax', line, column });
  });

  it('counts nesting', () => {
    expect(scanJson('[[[]]]', 3).kind).toBe('ok');
    expect(scanJson('[\n[\n{"a":[]}]]', 3)).toEqual({ kind: 'too-deep', line: 3, column: 6 });
  });

  it('sees through escapes in names', () => {
    expect(scanJson('{"a": {"__pr\\u006fto__": 1}}', 64)).toMatchObject({
      kind: 'forbidden-key',
      key: '__proto__',
    });
    expect(scanJson('{"note": "the word __proto__ as text is fine"}', 64).kind).toBe('ok');
  });

  it('lists names that stand twice in one object, and only there', () => {
    expect(scanJson('{"a": {"b": 1},\n "c": {"b": 1}, \n"a": 2}', 64)).toEqual({
      kind: 'ok',
      duplicates: [{ key: 'a', line: 3 }],
    });
  });
});

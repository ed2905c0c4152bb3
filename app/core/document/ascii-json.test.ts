import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stringifyAscii } from './ascii-json.ts';

it('writes any value in printable ASCII that reads back the same', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()), value => {
      const text = stringifyAscii(value);
      expect(text).toMatch(/^[\x20-\x7e]*$/);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
  expect(stringifyAscii('灯\u007f😀')).toBe('"\\u706f\\u007f\\ud83d\\ude00"');
});

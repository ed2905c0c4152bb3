import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringifyCanonically } from './canonical-json.ts';
import type { Json } from './json.ts';

/** The same value with the keys of every object in another order. */
function reverseKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(reverseKeys);
  if (typeof value !== 'object' || value === null) return value;
  const copy: { [key: string]: Json } = Object.create(null);
  for (const key of Object.keys(value).reverse()) copy[key] = reverseKeys(value[key] ?? null);
  return copy;
}

const json = fc.jsonValue().map(value => value as Json);

describe('stringifyCanonically', () => {
  it('sorts keys by code unit, indents by two spaces and ends with a newline', () => {
    expect(stringifyCanonically({ b: [1, 'x'], a: {}, Z: [], ä: null, '10': true, '9': false })).toBe(
      '{\n  "10": true,\n  "9": false,\n  "Z": [],\n  "a": {},\n  "b": [\n    1,\n    "x"\n  ],\n  "ä": null\n}\n',
    );
  });

  it('leaves fields out that are undefined', () => {
    expect(stringifyCanonically({ a: undefined, b: 1 })).toBe('{\n  "b": 1\n}\n');
  });

  it('is a fixed point of parsing and writing', () => {
    fc.assert(
      fc.property(json, value => {
        const text = stringifyCanonically(value);
        expect(stringifyCanonically(JSON.parse(text))).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it('gives back the value', () => {
    fc.assert(
      fc.property(json, value => {
        expect(JSON.parse(stringifyCanonically(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 500 },
    );
  });

  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(json, value => {
        expect(stringifyCanonically(reverseKeys(value))).toBe(stringifyCanonically(value));
      }),
      { numRuns: 500 },
    );
  });

  it('writes nesting of any depth', () => {
    let deep: Json = 1;
    for (let depth = 0; depth < 3000; depth++) deep = [deep];
    expect(stringifyCanonically(deep).replace(/\s/g, '')).toBe(`${'['.repeat(3000)}1${']'.repeat(3000)}`);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, undefined, () => 1, 1n])('refuses %s', value => {
    expect(() => stringifyCanonically(value)).toThrow(TypeError);
  });
});

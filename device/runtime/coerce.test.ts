import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Coercion } from '../../app/core/compiler/bundle.ts';
import type { Json } from '../../app/core/document/json.ts';
import { applyCoercion } from '../../app/core/ports/apply-coercion.ts';
import { MicroPython, toPython } from '../testing/micropython.ts';

let python: MicroPython;
beforeAll(async () => {
  python = await MicroPython.create();
  python.run('from runtime.coerce import coerce, check_json');
});

function onBoard(rule: Coercion | null, value: Json): unknown {
  return python.evaluate(`coerce(${toPython(rule)}, ${toPython(value)})`);
}

const values: Json[] = [
  true,
  false,
  null,
  0,
  1,
  -1,
  21,
  21.5,
  -0.25,
  0.1 + 0.2,
  1e-5,
  1.5e-6,
  1e-7,
  123456789.125,
  1e15,
  1e16,
  1.25e20,
  1e21,
  -2.5e-10,
  -1.5e300,
  '',
  '0',
  'héllo',
  [],
  [1, 2.5, true],
  [0.5, [1e-7, 'x "y"']],
  {},
  { a: 1.5 },
];
const rules: (Coercion | null)[] = [
  null,
  ['trigger'],
  ['boolean'],
  ['number'],
  ['text'],
  ['linear', 1.8, 32],
  ['linear', 0.001, 0],
];

describe('coerce', () => {
  it.each(rules)('does to every kind of value what the hub does: %j', rule => {
    for (const value of values) {
      expect(onBoard(rule, value), JSON.stringify(value)).toEqual(applyCoercion(rule ?? undefined, value));
    }
  });

  it('prints numbers with the digits that the hub prints', () => {
    // Quotients, because MicroPython may read the last of 17 written digits differently.
    const quotient = fc.tuple(fc.integer(), fc.integer({ min: 0, max: 12 }));
    fc.assert(
      fc.property(fc.array(quotient, { minLength: 20, maxLength: 20 }), list => {
        const printed = python.evaluate(`[coerce(["text"], n / 10**p) for n, p in ${toPython(list)}]`);
        expect(printed).toEqual(list.map(([n, p]) => applyCoercion(['text'], n / 10 ** p)));
      }),
      { numRuns: 50 },
    );
  });

  it('prints a negative zero and whole floats without their point', () => {
    expect(python.evaluate('[coerce(["text"], v) for v in (-0.0, 3.0, -12.0, 1e3, 9.8, 0.07)]')).toEqual([
      '0',
      '3',
      '-12',
      '1000',
      '9.8',
      '0.07',
    ]);
  });
});

describe('check_json', () => {
  it.each(['1', '1.5', 'None', '"x"', '[1, (2, {"a": None})]', 'True'])('lets %s pass', value => {
    expect(python.run(`check_json(${value})`)).toBe('');
  });
  it.each([
    ['float("nan")', 'ValueError'],
    ['[1, float("inf")]', 'ValueError'],
    ['object()', 'TypeError'],
    ['b"abc"', 'TypeError'],
    ['{1: 2}', 'TypeError'],
    ['{"a": [set()]}', 'TypeError'],
  ])('refuses %s', (value, error) => {
    expect(() => python.run(`check_json(${value})`)).toThrow(error);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePlotLine, plotName } from './plot-line.ts';

const read = (line: string) =>
  parsePlotLine(line)?.map((value, index) => [plotName(value, index), value.value] as const) ?? null;

describe('lines to plot', () => {
  it.each([
    [
      'temp:21.5,hum:40',
      [
        ['temp', 21.5],
        ['hum', 40],
      ],
    ],
    [
      'temp: 21.5, hum: 40',
      [
        ['temp', 21.5],
        ['hum', 40],
      ],
    ],
    [
      'temp:21.5\thum:40',
      [
        ['temp', 21.5],
        ['hum', 40],
      ],
    ],
    [
      'temp:21.5 hum:40',
      [
        ['temp', 21.5],
        ['hum', 40],
      ],
    ],
    [
      'x = 1  y = -2.5e1',
      [
        ['x', 1],
        ['y', -25],
      ],
    ],
    ['room temperature: 21', [['room temperature', 21]]],
    ['42', [['#1', 42]]],
    [
      '1 2 3',
      [
        ['#1', 1],
        ['#2', 2],
        ['#3', 3],
      ],
    ],
    [
      '(1, 2)',
      [
        ['#1', 1],
        ['#2', 2],
      ],
    ],
    ['(1,)', [['#1', 1]]],
    [
      '[0.5, -1]',
      [
        ['#1', 0.5],
        ['#2', -1],
      ],
    ],
    [
      "{'a': 1, 'b': 2}",
      [
        ['a', 1],
        ['b', 2],
      ],
    ],
    [
      '温度:21.5,湿度:40\r',
      [
        ['温度', 21.5],
        ['湿度', 40],
      ],
    ],
    [
      'a:nan,b:1',
      [
        ['a', Number.NaN],
        ['b', 1],
      ],
    ],
  ])('reads %j', (line, values) => {
    expect(read(line)).toEqual(values);
  });

  it.each([
    'MicroPython v1.27 on 2025-12-09',
    '12:30:05 started',
    '12:30',
    'Traceback (most recent call last):',
    '  File "main.py", line 3, in <module>',
    '>>> 1 + 1',
    'hello 5',
    'temp:warm',
    'nan',
    '',
    '1'.repeat(2000),
    Array.from({ length: 40 }, (_, index) => index).join(','),
  ])('leaves %j alone', line => {
    expect(parsePlotLine(line)).toBeNull();
  });

  const name = fc.stringMatching(/^[a-z_\u4e00-\u9fa5][a-z0-9_]{0,12}$/);
  const value = fc
    .double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 })
    // Minus zero is printed without its sign.
    .map(number => number + 0);

  it('reads back what any program prints in these manners', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(name, value), { minLength: 1, maxLength: 12 }),
        fc.constantFrom(',', ', ', '\t', ' ', ';'),
        fc.constantFrom(':', ': ', '='),
        (pairs, separator, sign) => {
          const line = pairs.map(([label, number]) => `${label}${sign}${number}`).join(separator);
          expect(read(line)).toEqual(pairs);
        },
      ),
    );
  });

  it('reads back numbers without names, bare or as a tuple or list', () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 12 }),
        fc.constantFrom(',', ', ', '\t', ' '),
        fc.constantFrom(['', ''], ['(', ')'], ['[', ']']),
        (numbers, separator, [open, close]) => {
          const line = `${open}${numbers.join(separator)}${close}`;
          expect(parsePlotLine(line)?.map(found => found.value)).toEqual(numbers);
        },
      ),
    );
  });

  it('takes any text without harm, and finds no number that was not printed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), text => {
        const values = parsePlotLine(text);
        expect(values?.length ?? 0).toBeLessThanOrEqual(32);
        if (!/\d/.test(text)) expect(values).toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  it('takes time in proportion to the line', () => {
    for (const evil of [
      `${'a'.repeat(500)}:`.repeat(2),
      `${' '.repeat(1000)}1x`,
      `1${'e'.repeat(1000)}`,
      '1 : '.repeat(255),
    ]) {
      const before = performance.now();
      parsePlotLine(evil);
      expect(performance.now() - before).toBeLessThan(200);
    }
  });
});

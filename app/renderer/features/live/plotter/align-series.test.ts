import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignSeries, valueAt } from './align-series.ts';

const samples = (pairs: readonly (readonly [number, number])[], holds = false) => ({
  times: Float64Array.from(pairs, ([time]) => time),
  values: Float64Array.from(pairs, ([, value]) => value),
  holds,
});

describe('series on one axis', () => {
  it('keeps the times of few samples, with nothing where a series says nothing', () => {
    const data = alignSeries(
      [
        samples([
          [0, 1],
          [10, 2],
        ]),
        samples([[5, 7]], true),
      ],
      0,
      20,
      100,
    );
    expect(data).toEqual([
      [0, 5, 10, 20],
      [1, undefined, 2, undefined],
      [undefined, 7, undefined, 7],
    ]);
  });

  it('brings what holds to the right edge, however many samples there are', () => {
    const many = Array.from({ length: 500 }, (_, index) => [index, index] as const);
    const [axis, held = [], ended = []] = alignSeries([samples([[0, 5]], true), samples(many)], 0, 1000, 20);
    expect(held.findLast(value => value !== undefined)).toBe(5);
    expect(axis[held.findLastIndex(value => value !== undefined)]).toBeGreaterThanOrEqual(1000);
    expect(axis[ended.findLastIndex(value => value !== undefined)]).toBeLessThan(600);
  });

  it('draws a gap where the program printed no number', () => {
    const [, row] = alignSeries(
      [
        samples([
          [0, 1],
          [5, Number.NaN],
          [10, 2],
        ]),
      ],
      0,
      10,
      100,
    );
    expect(row).toEqual([1, null, 2]);
  });

  it('loses no peak of many, and gives no more points than the plot has room for', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 300, maxLength: 2000 }),
        fc.integer({ min: 10, max: 60 }),
        (values, columns) => {
          const pairs = values.map((value, index) => [index, value] as const);
          const [axis, row = []] = alignSeries([samples(pairs)], 0, values.length, columns);
          const seen = row.filter(value => typeof value === 'number');
          expect(axis.length).toBeLessThanOrEqual((columns + 2) * 2 + 1);
          expect(Math.max(...seen)).toBe(Math.max(...values));
          expect(Math.min(...seen)).toBe(Math.min(...values));
          expect(axis.every((time, index) => index === 0 || time > (axis[index - 1] ?? 0))).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('knows what held at a time', () => {
    const series = samples([
      [10, 1],
      [20, 2],
      [30, Number.NaN],
    ]);
    expect([5, 10, 15, 20, 29, 31].map(time => valueAt(series, time))).toEqual([null, 1, 1, 2, 2, null]);
  });
});

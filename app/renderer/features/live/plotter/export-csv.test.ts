import { describe, expect, it } from 'vitest';
import { csvOf } from './export-csv.ts';
import { panSpan, zoomSpan } from './plotter-store.ts';

const at = Date.UTC(2026, 0, 1);
const series = (name: string, pairs: readonly (readonly [number, number])[]) => ({
  name,
  times: Float64Array.from(pairs, ([ms]) => at + ms),
  values: Float64Array.from(pairs, ([, value]) => value),
});

describe('a table of what was drawn', () => {
  it('has a row for each time and a column for each series', async () => {
    const text = await csvOf(
      [
        series('temp', [
          [0, 21.5],
          [1000, -3],
        ]),
        series('a,b', [
          [500, 7],
          [1000, Number.NaN],
        ]),
      ],
      null,
    );
    expect(text).toBe(
      [
        'time,seconds,temp,"a,b"',
        '2026-01-01T00:00:00.000Z,0,21.5,',
        '2026-01-01T00:00:00.500Z,0.5,,7',
        '2026-01-01T00:00:01.000Z,1,-3,',
        '',
      ].join('\n'),
    );
  });

  it('holds what is shown, and disarms names that are formulas', async () => {
    const text = await csvOf(
      [
        series('=SUM(A1)', [
          [0, 1],
          [10, 2],
          [20, 3],
        ]),
      ],
      { fromMs: at + 5, toMs: at + 10 },
    );
    expect(text.split('\n')).toEqual([`time,seconds,"'=SUM(A1)"`, '2026-01-01T00:00:00.010Z,0,2', '']);
  });

  it('lets the window have its turn between pieces, and loses no row', async () => {
    let pauses = 0;
    const pairs = Array.from({ length: 5000 }, (_, index) => [index, index] as const);
    const text = await csvOf([series('n', pairs)], null, async () => {
      pauses += 1;
    });
    expect(text.trimEnd().split('\n')).toHaveLength(5001);
    expect(pauses).toBe(2);
  });
});

describe('the stretch that is shown', () => {
  it('keeps what is under the pointer where it is', () => {
    const zoomed = zoomSpan({ fromMs: 0, toMs: 1000 }, 250, 0.5);
    expect(zoomed).toEqual({ fromMs: 125, toMs: 625 });
    expect((250 - zoomed.fromMs) / 500).toBe(0.25);
  });

  it('is never shorter than a few milliseconds', () => {
    const { fromMs, toMs } = zoomSpan({ fromMs: 0, toMs: 10 }, 5, 0.001);
    expect(toMs - fromMs).toBe(5);
  });

  it('moves by a part of its length', () => {
    expect(panSpan({ fromMs: 100, toMs: 200 }, -0.1)).toEqual({ fromMs: 90, toMs: 190 });
  });
});

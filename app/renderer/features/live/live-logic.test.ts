import { describe, expect, it } from 'vitest';
import { arrangeRows, plotKind, type SpokenPort, visibleRange } from './live-rows.ts';
import { bandsWithin, comfortableRange, cutSeries, firstAtOrAfter } from './plot-window.ts';

const port = (node: string, id: string, side: SpokenPort['side']): SpokenPort => ({
  node,
  port: id,
  side,
  value: 1,
  nodeTitle: node,
  portTitle: id,
  type: { kind: 'number' },
  position: { x: node.charCodeAt(0), y: 0 },
});
const none = { selection: new Set<string>(), isSelectionOnly: false, pins: new Set<string>() };

describe('arrangeRows', () => {
  it('goes from left to right on the canvas, whoever spoke first', () => {
    const late = [port('b', 'out', 'output'), port('a', 'two', 'output'), port('a', 'one', 'output')];
    expect(arrangeRows(late, none).map(row => row.key)).toEqual(['a/two', 'a/one', 'b/out']);
  });

  const ports = [port('a', 'out', 'output'), port('b', 'in', 'input'), port('b', 'out', 'output')];
  const keys = (options: Partial<typeof none>) =>
    arrangeRows(ports, { ...none, ...options }).map(row => row.key);

  it('shows outputs, because inputs repeat them', () => {
    expect(keys({})).toEqual(['a/out', 'b/out']);
  });

  it('shows the inputs of what is selected', () => {
    expect(keys({ selection: new Set(['b']) })).toEqual(['a/out', 'b/in', 'b/out']);
    expect(keys({ selection: new Set(['b']), isSelectionOnly: true })).toEqual(['b/in', 'b/out']);
  });

  it('shows all while only the selection is wanted and nothing is selected', () => {
    expect(keys({ isSelectionOnly: true })).toEqual(['a/out', 'b/out']);
  });

  it('puts pinned rows first and keeps them whatever is selected', () => {
    expect(keys({ pins: new Set(['b/in']), selection: new Set(['a']), isSelectionOnly: true })).toEqual([
      'b/in',
      'a/out',
    ]);
  });
});

describe('plotKind', () => {
  it('goes by type, then by value', () => {
    expect(plotKind({ kind: 'trigger' }, true)).toBe('pulse');
    expect(plotKind({ kind: 'emotion' }, 'happy')).toBe('bands');
    expect(plotKind({ kind: 'json' }, 3)).toBe('line');
    expect(plotKind(undefined, [1, 2, 3])).toBe('lines');
    expect(plotKind(undefined, { a: 1 })).toBe('bands');
  });
});

describe('visibleRange', () => {
  it('covers what is seen, with one row to spare', () => {
    expect(visibleRange(0, 176, 44, 100)).toEqual({ first: 0, last: 4 });
    expect(visibleRange(440, 176, 44, 100)).toEqual({ first: 9, last: 14 });
    expect(visibleRange(0, 176, 44, 2)).toEqual({ first: 0, last: 1 });
  });
});

describe('cutSeries', () => {
  const times = Float64Array.from([0, 10, 20, 30, 40]);
  const values = Float64Array.from([1, 2, 3, 4, 5]);
  const series = { times, values, columns: [values] };

  it('takes one sample before the window and holds the last value to the end', () => {
    expect(cutSeries(series, 15, 35).map(part => [...part])).toEqual([
      [10, 20, 30, 35],
      [2, 3, 4, 4],
    ]);
  });

  it('holds the last value where nothing came within the window', () => {
    expect(cutSeries(series, 100, 200).map(part => [...part])).toEqual([
      [40, 200],
      [5, 5],
    ]);
  });

  it('is empty before the first value', () => {
    expect(cutSeries(series, -20, -10)[0]).toHaveLength(0);
  });

  it('finds places by halving', () => {
    expect([-1, 0, 1, 40, 41].map(time => firstAtOrAfter(times, time))).toEqual([0, 0, 1, 4, 5]);
  });
});

describe('bandsWithin', () => {
  it('cuts bands to the window and marks the one that holds', () => {
    const changes = [
      { atMs: 0, value: 'a' },
      { atMs: 50, value: 'b' },
      { atMs: 90, value: 'c' },
    ];
    const bands = bandsWithin(changes, 40, 80);
    expect(bands.map(band => [band.fromMs, band.toMs, band.change.value, band.isNewest])).toEqual([
      [40, 50, 'a', false],
      [50, 80, 'b', true],
    ]);
  });
});

describe('comfortableRange', () => {
  it('leaves room and does not blow up noise', () => {
    const [low, high] = comfortableRange(0, 100);
    expect(low).toBeLessThan(0);
    expect(high).toBeGreaterThan(100);
    const [flatLow, flatHigh] = comfortableRange(1000, 1000.001);
    expect(flatHigh - flatLow).toBeGreaterThan(20);
    expect(comfortableRange(null, null)).toEqual([0, 1]);
  });
});

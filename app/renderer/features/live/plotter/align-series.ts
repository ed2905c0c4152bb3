import { firstAtOrAfter } from '../plot-window.ts';

/** Numbers over time, as a plot takes them. Times are milliseconds since the epoch and never fall. */
export interface Samples {
  readonly times: Float64Array;
  readonly values: Float64Array;
}

export interface AlignedSeries extends Samples {
  /** Whether a value holds until the next one, so that its line reaches the right edge. */
  readonly holds: boolean;
}

/** A gap is null; a series that has nothing at a time has undefined there, and its line goes on. */
export type AlignedData = [times: number[], ...values: (number | null | undefined)[][]];

/** So many samples for each column of pixels are drawn as they are. */
const exactPerColumn = 2;

/**
 * Puts several series on one axis of time. Few samples keep their times; of many, each column of pixels keeps the
 * smallest and the largest value of each series, so that no peak is lost and a drawing costs the same however fast the
 * values come.
 *
 * @param columns pixels of the plot's width
 */
export function alignSeries(
  series: readonly AlignedSeries[],
  fromMs: number,
  toMs: number,
  columns: number,
): AlignedData {
  const cuts = series.map(each => {
    // One before the window, so that the line comes from the left edge.
    const start = Math.max(0, firstAtOrAfter(each.times, fromMs) - 1);
    const end = Math.min(each.times.length, firstAtOrAfter(each.times, toMs + 1e-3) + 1);
    return { ...each, start, end: Math.max(start, end) };
  });
  const count = cuts.reduce((sum, { start, end }) => sum + end - start, 0);
  return count <= columns * exactPerColumn
    ? alignExactly(cuts, toMs)
    : alignColumns(cuts, fromMs, toMs, columns);
}

type Cut = AlignedSeries & { readonly start: number; readonly end: number };

/** The value with which a line reaches the right edge; undefined where it ends before it, or goes on beyond. */
function heldValue({ holds, times, values, start, end }: Cut, toMs: number): number | null | undefined {
  if (!holds || end <= start || (times[end - 1] ?? toMs) >= toMs) return undefined;
  return orGap(values[end - 1]);
}

function alignExactly(cuts: readonly Cut[], toMs: number): AlignedData {
  const all = new Set<number>();
  for (const { times, start, end } of cuts)
    for (let index = start; index < end; index += 1) all.add(times[index] ?? 0);
  const held = cuts.map(cut => heldValue(cut, toMs));
  if (held.some(value => value !== undefined)) all.add(toMs);
  const axis = [...all].sort((left, right) => left - right);
  const place = new Map(axis.map((time, index) => [time, index]));
  const rows = cuts.map(({ times, values, start, end }, series) => {
    const row = new Array<number | null | undefined>(axis.length).fill(undefined);
    // Of several values at one time the last holds.
    for (let index = start; index < end; index += 1) {
      row[place.get(times[index] ?? 0) ?? 0] = orGap(values[index]);
    }
    if (held[series] !== undefined) row[place.get(toMs) ?? 0] = held[series];
    return row;
  });
  return [axis, ...rows];
}

function alignColumns(cuts: readonly Cut[], fromMs: number, toMs: number, columns: number): AlignedData {
  const width = (toMs - fromMs) / columns;
  // One column more on each side for what comes from and goes beyond the edges.
  const axis = Array.from({ length: (columns + 2) * 2 }, (_, index) => fromMs + width * (index / 2 - 0.75));
  const rows = cuts.map(cut => {
    const { times, values, start, end } = cut;
    const row = new Array<number | null | undefined>(axis.length).fill(undefined);
    let index = start;
    while (index < end) {
      const column = columnOf(times[index] ?? 0, fromMs, width, columns);
      let least = index;
      let most = index;
      let hasGap = false;
      for (; index < end && columnOf(times[index] ?? 0, fromMs, width, columns) === column; index += 1) {
        const value = values[index] ?? Number.NaN;
        if (Number.isNaN(value)) {
          hasGap = true;
          continue;
        }
        if (!(value >= (values[least] ?? Number.NaN))) least = index;
        if (!(value <= (values[most] ?? Number.NaN))) most = index;
      }
      const [first, second] = least <= most ? [least, most] : [most, least];
      row[column * 2] = orGap(values[first]);
      row[column * 2 + 1] = hasGap ? null : first === second ? undefined : orGap(values[second]);
    }
    const held = heldValue(cut, toMs);
    if (held !== undefined) row[(columns + 1) * 2] = held;
    return row;
  });
  return [axis, ...rows];
}

function columnOf(timeMs: number, fromMs: number, width: number, columns: number): number {
  return Math.max(0, Math.min(columns + 1, Math.floor((timeMs - fromMs) / width) + 1));
}

function orGap(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** The value that held at a time: the last one before it or at it; null where none was. */
export function valueAt({ times, values }: Samples, timeMs: number): number | null {
  const index = firstAtOrAfter(times, timeMs + 1e-3) - 1;
  const value = values[index];
  return value === undefined || Number.isNaN(value) ? null : value;
}

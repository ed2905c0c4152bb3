import type { PortChange, PortSeries } from '../../stores/runtime-store.ts';

/** The first index whose time is not before `time`; the length where all are. Times must not fall. */
export function firstAtOrAfter(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Cuts a series to a window: the samples within, one before so that the line comes from the left edge, and the last
 * value once more at the end, because a value holds until the next one.
 *
 * @param fromMs left edge, milliseconds since the epoch
 * @param toMs right edge; samples after it are left out
 * @returns times, then one array per column; all empty where nothing had come before `toMs`
 */
export function cutSeries(series: PortSeries, fromMs: number, toMs: number): Float64Array[] {
  const { times, columns } = series;
  const start = Math.max(0, firstAtOrAfter(times, fromMs) - 1);
  const end = firstAtOrAfter(times, toMs + 1e-3);
  if (end <= start) return [new Float64Array(0), ...columns.map(() => new Float64Array(0))];
  const extend = (source: Float64Array, last: number) => {
    const cut = new Float64Array(end - start + 1);
    cut.set(source.subarray(start, end));
    cut[end - start] = last;
    return cut;
  };
  const newest = times[end - 1] ?? toMs;
  return [
    extend(times, Math.max(toMs, newest)),
    ...columns.map(column => extend(column, column[end - 1] ?? 0)),
  ];
}

/** A stretch of time during which a value held. */
export interface Band {
  readonly fromMs: number;
  readonly toMs: number;
  readonly change: PortChange;
  /** Whether it is the one that holds at the right edge. */
  readonly isNewest: boolean;
}

/** The stretches within a window, oldest first; `changes` are in the order of time. */
export function bandsWithin(changes: readonly PortChange[], fromMs: number, toMs: number): Band[] {
  const bands: Band[] = [];
  for (const [index, change] of changes.entries()) {
    if (change.atMs > toMs) break;
    const next = changes[index + 1];
    const isNewest = next === undefined || next.atMs > toMs;
    const end = isNewest ? toMs : next.atMs;
    if (end < fromMs) continue;
    bands.push({ fromMs: Math.max(fromMs, change.atMs), toMs: end, change, isNewest });
  }
  return bands;
}

/**
 * The range of an axis with room above and below, and never so narrow that noise of the last digit fills it.
 *
 * @returns lowest and highest value
 */
export function comfortableRange(min: number | null, max: number | null): [number, number] {
  if (min === null || max === null || !Number.isFinite(min) || !Number.isFinite(max)) return [0, 1];
  const span = Math.max(max - min, Math.max(Math.abs(min), Math.abs(max)) * 0.02, 1e-6);
  const middle = (min + max) / 2;
  return [middle - span * 0.62, middle + span * 0.62];
}

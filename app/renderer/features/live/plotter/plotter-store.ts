import { create } from 'zustand';

/** A stretch of time, milliseconds since the epoch. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface PlotterState {
  /** What is looked at while the plot stands; null while it runs. */
  readonly held: Span | null;
  /** What a person chose of a series, by its id; where nothing was chosen the first few are shown. */
  readonly chosen: ReadonlyMap<string, boolean>;
  /** Null follows what is shown. */
  readonly range: { readonly min: number; readonly max: number } | null;
  /** Times of the two cursors; null where none are shown. */
  readonly cursors: { readonly a: number; readonly b: number } | null;
}

export const usePlotter = create<PlotterState>()(() => ({
  held: null,
  chosen: new Map(),
  range: null,
  cursors: null,
}));

const shortestMs = 5;
const longestMs = 24 * 3_600_000;

/** Shows a part of a span, around a time that stays where it is. `factor` below 1 shows less. */
export function zoomSpan({ fromMs, toMs }: Span, aroundMs: number, factor: number): Span {
  const length = Math.min(longestMs, Math.max(shortestMs, (toMs - fromMs) * factor));
  const share = (aroundMs - fromMs) / (toMs - fromMs);
  const start = aroundMs - length * Math.min(1, Math.max(0, share));
  return { fromMs: start, toMs: start + length };
}

/** Moves a span by a part of its length. */
export function panSpan({ fromMs, toMs }: Span, share: number): Span {
  const step = (toMs - fromMs) * share;
  return { fromMs: fromMs + step, toMs: toMs + step };
}

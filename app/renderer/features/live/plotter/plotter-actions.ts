import { rightEdgeMs, useLiveStore } from '../live-store.ts';
import type { AlignedSeries } from './align-series.ts';
import { HeldSamples } from './held-samples.ts';
import type { PlotSource } from './plot-sources.ts';
import { type Span, usePlotter } from './plotter-store.ts';

const heldSamples = new HeldSamples();
let allSources: readonly PlotSource[] = [];

/** Tells which series there are, for the copies that are made when the plot is held. */
export function noteSources(sources: readonly PlotSource[]): void {
  allSources = sources;
}

/** The stretch that is shown now. */
export function shownSpan(nowMs = Date.now()): Span {
  const { held } = usePlotter.getState();
  if (held !== null) return held;
  const toMs = rightEdgeMs(nowMs);
  return { fromMs: toMs - useLiveStore.getState().windowSeconds * 1000, toMs };
}

/** Lets the plot stand at a stretch of time. */
export function hold(span: Span): void {
  if (usePlotter.getState().held === null) heldSamples.take(allSources);
  usePlotter.setState({ held: span });
}

/** Lets the plot run again; cursors go with what they stood on. */
export function resume(): void {
  heldSamples.forget();
  usePlotter.setState({ held: null, cursors: null });
}

/** What a series has: what it had when the plot was held, or what it has now. */
export function samplesOf(source: PlotSource): AlignedSeries {
  return usePlotter.getState().held === null ? source.read() : heldSamples.read(source);
}

/** Two cursors at a third and two thirds of what is shown, which stands from then on; or none. */
export function toggleCursors(): void {
  if (usePlotter.getState().cursors !== null) {
    usePlotter.setState({ cursors: null });
    return;
  }
  const span = shownSpan();
  hold(span);
  const third = (span.toMs - span.fromMs) / 3;
  usePlotter.setState({ cursors: { a: span.fromMs + third, b: span.fromMs + 2 * third } });
}

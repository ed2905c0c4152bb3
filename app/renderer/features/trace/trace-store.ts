import { create } from 'zustand';
import type { Span } from '../../../contract/services/hub-service.ts';
import { getStudio } from '../../bootstrap/studio-client.ts';

/** Spans kept per kit. */
const spanLimit = 500;

export interface TraceState {
  /** Spans of one kit, newest last. */
  readonly spans: readonly Span[];
  readonly clear: () => void;
}

export const useTraceStore = create<TraceState>()(set => ({ spans: [], clear: () => set({ spans: [] }) }));

/**
 * Follows the spans of one kit: what the hub still knows, then each as it ends. Spans of one animation frame are
 * taken over together. The returned function ends it.
 */
export function followSpans(kitId: string): () => void {
  const { hub } = getStudio();
  let isGone = false;
  let waiting: Span[] = [];
  const take = () => {
    const fresh = waiting;
    waiting = [];
    if (isGone || fresh.length === 0) return;
    useTraceStore.setState(state => ({ spans: mergeSpans(state.spans, fresh) }));
  };
  useTraceStore.setState({ spans: [] });
  const stop = hub.on('onDidEndSpan', span => {
    if (span.kitId !== kitId) return;
    waiting.push(span);
    if (waiting.length === 1) requestAnimationFrame(take);
  });
  hub.recentSpans({ kitId }).then(
    spans => {
      if (!isGone) useTraceStore.setState(state => ({ spans: mergeSpans(spans, state.spans) }));
    },
    (error: unknown) => console.warn('The spans so far cannot be read.', error),
  );
  return () => {
    isGone = true;
    stop();
  };
}

/** Appends spans that are not there yet and keeps the newest. */
export function mergeSpans(known: readonly Span[], fresh: readonly Span[]): readonly Span[] {
  const ids = new Set(known.map(span => span.spanId));
  return [...known, ...fresh.filter(span => !ids.has(span.spanId))].slice(-spanLimit);
}

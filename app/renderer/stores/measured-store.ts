import { create } from 'zustand';
import type { Span } from '../../contract/services/hub-service.ts';
import type { MeasuredNode } from '../../core/placement/measured-node.ts';
import type { StudioClient } from '../bootstrap/studio-client.ts';

/** The averages are of so many of the latest messages of a node. */
const samplesKept = 20;
/** New spans are taken over together, so that a busy hub does not compile the document again and again. */
const gatherMs = 2_000;

interface Sample {
  readonly model: string | null;
  readonly firstMs: number | null;
  readonly totalMs: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly costYuan: number | null;
}

export interface MeasuredState {
  /** By node id; of the nodes that ran since the studio started. */
  readonly measured: ReadonlyMap<string, MeasuredNode>;
  readonly clear: () => void;
}

export const useMeasuredStore = create<MeasuredState>()(set => ({
  measured: new Map(),
  clear: () => set({ measured: new Map() }),
}));

/** What one span says of its node; null where nothing was finished. */
export function sampleOf(span: Span): Sample | null {
  if (span.outcome !== 'done') return null;
  const [first] = span.calls;
  const last = span.calls.at(-1);
  const sum = (pick: (call: Span['calls'][number]) => number) =>
    span.calls.reduce((total, call) => total + pick(call), 0);
  const model = last === undefined ? null : last.isOffline ? 'offline' : `${last.provider}/${last.model}`;
  return {
    model,
    firstMs: first?.firstMs ?? null,
    totalMs: span.totalMs,
    tokensIn: sum(call => call.tokensIn),
    tokensOut: sum(call => call.tokensOut),
    costYuan: span.calls.some(call => call.costYuan === null) ? null : sum(call => call.costYuan ?? 0),
  };
}

/** Averages of samples that are all of one model; null where there are none. */
export function averageOf(samples: readonly Sample[]): MeasuredNode | null {
  const newest = samples.at(-1);
  if (newest === undefined) return null;
  // Another model's times say nothing of the one that is used now.
  const alike = samples.filter(sample => sample.model === newest.model);
  const mean = (values: readonly number[]) =>
    values.length === 0 ? null : values.reduce((total, value) => total + value, 0) / values.length;
  const known = (pick: (sample: Sample) => number | null) => mean(alike.flatMap(each => pick(each) ?? []));
  return {
    model: newest.model,
    samples: alike.length,
    firstMs: known(sample => sample.firstMs),
    totalMs: known(sample => sample.totalMs) ?? 0,
    tokensIn: known(sample => sample.tokensIn) ?? 0,
    tokensOut: known(sample => sample.tokensOut) ?? 0,
    costYuan: alike.some(sample => sample.costYuan === null) ? null : known(sample => sample.costYuan),
  };
}

/** Follows the spans of all kits. The returned function ends it. */
export function startMeasuredStore(hub: Pick<StudioClient['hub'], 'on'>): () => void {
  const samples = new Map<string, Sample[]>();
  const changed = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const take = () => {
    timer = undefined;
    const measured = new Map(useMeasuredStore.getState().measured);
    for (const node of changed) {
      const average = averageOf(samples.get(node) ?? []);
      if (average !== null) measured.set(node, average);
    }
    changed.clear();
    useMeasuredStore.setState({ measured });
  };
  const stop = hub.on('onDidEndSpan', span => {
    const sample = sampleOf(span);
    // Nodes without a model take next to no time on the hub; following each would only make work.
    if (sample === null || span.calls.length === 0) return;
    const list = samples.get(span.node) ?? [];
    list.push(sample);
    samples.set(span.node, list.slice(-samplesKept));
    changed.add(span.node);
    timer ??= setTimeout(take, gatherMs);
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}

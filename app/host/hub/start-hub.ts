import { randomUUID } from 'node:crypto';
import type { ServiceHandlers } from '../../contract/rpc/define-service.ts';
import type { hubService, Span } from '../../contract/services/hub-service.ts';
import type { HubNode } from '../../sdk/hub-node.ts';
import type { StartHub } from '../devices/hub-bridge.ts';
import { Hub } from './hub.ts';
import { noServices } from './hub-services.ts';

/** Spans that a kit's list keeps. */
const keptSpans = 500;

/** What happened on the hubs of this process: the newest spans of each kit, and who listens. */
export class SpanLog {
  readonly #spans = new Map<string, Span[]>();
  readonly #listeners = new Set<(span: Span) => void>();

  add(span: Span): void {
    const list = this.#spans.get(span.kitId) ?? [];
    list.push(span);
    if (list.length > keptSpans) list.shift();
    this.#spans.set(span.kitId, list);
    for (const listener of this.#listeners) listener(span);
  }

  recent(kitId: string): Span[] {
    return [...(this.#spans.get(kitId) ?? [])];
  }

  listen(listener: (span: Span) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/**
 * Makes the function with which a kit starts its hub nodes. `loadNode` gives the code of a node type; a type without
 * code is logged under the node's name and left out.
 */
export function createStartHub(options: {
  readonly loadNode: (type: string) => Promise<HubNode<unknown> | null>;
  readonly spans: SpanLog;
}): StartHub {
  return async (graph, bridge) => {
    const nodes = new Map<string, HubNode<unknown>>();
    for (const node of graph.nodes) {
      if (nodes.has(node.type)) continue;
      const code = await options.loadNode(node.type);
      if (code === null)
        bridge.onLog({ node: node.id, level: 'error', text: `${node.type} has no code for the hub` });
      else nodes.set(node.type, code);
    }
    const startedAt = Date.now();
    const hub = new Hub({
      services: noServices,
      graph,
      nodes,
      sendChannel: bridge.sendChannel,
      onValue: bridge.onValue,
      onLog: bridge.onLog,
      onSpan: span =>
        options.spans.add({
          spanId: randomUUID(),
          kitId: bridge.kitId,
          node: span.node,
          port: span.port,
          startedAt: new Date(startedAt + span.startedAtMs).toISOString(),
          queueMs: span.startedAtMs - span.queuedAtMs,
          totalMs: span.endedAtMs - span.queuedAtMs,
          outcome: span.outcome,
          detail: span.detail,
          calls: [],
        }),
    });
    hub.start();
    return hub;
  };
}

export function createHubHandlers(spans: SpanLog): ServiceHandlers<typeof hubService> {
  return {
    methods: { recentSpans: ({ kitId }) => spans.recent(kitId) },
    events: { onDidEndSpan: emit => spans.listen(emit) },
  };
}

import type { Span } from '../../contract/services/hub-service.ts';
import type { HubSpan } from './hub-options.ts';

/** Spans that a kit's list keeps. */
const keptSpans = 500;

interface KitSpans {
  /** A ring: the place of the next one is `count` modulo its length. */
  readonly kept: (() => Span)[];
  count: number;
}

/** What happened on the hubs of this process: the newest spans of each kit, and who listens. */
export class SpanLog {
  readonly #kits = new Map<string, KitSpans>();
  readonly #listeners = new Set<(span: Span) => void>();

  /** `startedAt` is when the clock of the hub was at zero, milliseconds since 1970. */
  add(kitId: string, span: HubSpan, startedAt: number): void {
    let kit = this.#kits.get(kitId);
    if (kit === undefined) {
      kit = { kept: [], count: 0 };
      this.#kits.set(kitId, kit);
    }
    const number = kit.count++;
    // Most are never looked at: they are put into words when somebody asks.
    const tell = () => toSpan(`${kitId}/${number}`, kitId, span, startedAt);
    kit.kept[number % keptSpans] = tell;
    if (this.#listeners.size === 0) return;
    const told = tell();
    for (const listener of this.#listeners) listener(told);
  }

  /** The newest spans of a kit, oldest first. */
  recent(kitId: string): Span[] {
    const kit = this.#kits.get(kitId);
    if (kit === undefined) return [];
    const start = kit.count > keptSpans ? kit.count % keptSpans : 0;
    return [...kit.kept.slice(start), ...kit.kept.slice(0, start)].map(tell => tell());
  }

  /** A kit that does not come back. */
  forget(kitId: string): void {
    this.#kits.delete(kitId);
  }

  listen(listener: (span: Span) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function toSpan(spanId: string, kitId: string, span: HubSpan, startedAt: number): Span {
  return {
    spanId,
    kitId,
    node: span.node,
    port: span.port,
    startedAt: new Date(startedAt + span.startedAtMs).toISOString(),
    queueMs: span.startedAtMs - span.queuedAtMs,
    totalMs: span.endedAtMs - span.queuedAtMs,
    outcome: span.outcome,
    detail: span.detail,
    calls: [...span.calls],
  };
}

import type { Span } from '../../contract/services/hub-service.ts';
import type { HubSpan } from './hub-options.ts';

/** Spans that a kit's list keeps. */
const keptSpans = 500;

/** The newest spans of one kit, in a ring. Most are never looked at: they are put into words when somebody asks. */
class KitSpans {
  readonly #kitId: string;
  readonly #spans: HubSpan[] = [];
  /** When the clock of a span's hub was at zero, by the span's place. */
  readonly #startedAt: number[] = [];
  #count = 0;

  constructor(kitId: string) {
    this.#kitId = kitId;
  }

  add(span: HubSpan, startedAt: number): void {
    const place = this.#count++ % keptSpans;
    this.#spans[place] = span;
    this.#startedAt[place] = startedAt;
  }

  get newest(): Span[] {
    return this.#tell(this.#count - 1);
  }

  /** Oldest first. */
  get all(): Span[] {
    const first = Math.max(0, this.#count - keptSpans);
    return Array.from({ length: this.#count - first }, (_, index) => this.#tell(first + index)).flat();
  }

  #tell(number: number): Span[] {
    const span = this.#spans[number % keptSpans];
    const startedAt = this.#startedAt[number % keptSpans];
    if (span === undefined || startedAt === undefined) return [];
    return [
      {
        spanId: `${this.#kitId}/${number}`,
        kitId: this.#kitId,
        node: span.node,
        port: span.port,
        startedAt: new Date(startedAt + span.startedAtMs).toISOString(),
        queueMs: span.startedAtMs - span.queuedAtMs,
        totalMs: span.endedAtMs - span.queuedAtMs,
        outcome: span.outcome,
        detail: span.detail,
        calls: [...span.calls],
      },
    ];
  }
}

/** What happened on the hubs of this process: the newest spans of each kit, and who listens. */
export class SpanLog {
  readonly #kits = new Map<string, KitSpans>();
  readonly #listeners = new Set<(span: Span) => void>();

  /**
   * Makes the function that takes the spans of one hub. `startedAt` is when the hub's clock was at zero, milliseconds
   * since 1970.
   */
  taker(kitId: string, startedAt: number): (span: HubSpan) => void {
    const kit = this.#kits.get(kitId) ?? new KitSpans(kitId);
    this.#kits.set(kitId, kit);
    return span => {
      kit.add(span, startedAt);
      if (this.#listeners.size === 0) return;
      for (const told of kit.newest) for (const listener of this.#listeners) listener(told);
    };
  }

  /** The newest spans of a kit, oldest first. */
  recent(kitId: string): Span[] {
    return this.#kits.get(kitId)?.all ?? [];
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

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Span } from '../../contract/services/hub-service.ts';

/** How many sessions there are, and what they have lost since the start. */
export interface SessionCounts {
  readonly link: number;
  readonly kit: number;
  readonly dropped: number;
}

const secondsBuckets = [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** What a served hub tells Prometheus. Labels hold ids of the profile and names of providers and models; no values. */
export class HubMetrics {
  readonly #registry = new Registry();
  readonly #messages: Counter<'node' | 'outcome'>;
  readonly #total: Histogram<'node'>;
  readonly #queue: Histogram<'node'>;
  readonly #first: Histogram<'provider'>;
  readonly #calls: Counter<'provider' | 'model' | 'region' | 'offline'>;
  readonly #tokens: Counter<'provider' | 'model' | 'direction'>;
  readonly #cost: Counter<'provider' | 'model'>;

  constructor(counts: () => SessionCounts) {
    const registers = [this.#registry];
    const buckets = secondsBuckets;
    this.#messages = new Counter({
      name: 'cambrian_messages_total',
      help: 'Messages that hub nodes have handled.',
      labelNames: ['node', 'outcome'],
      registers,
    });
    this.#total = new Histogram({
      name: 'cambrian_message_seconds',
      help: 'From joining the queue to the end of the handler.',
      labelNames: ['node'],
      buckets,
      registers,
    });
    this.#queue = new Histogram({
      name: 'cambrian_queue_seconds',
      help: 'From joining the queue to the start of the handler.',
      labelNames: ['node'],
      buckets,
      registers,
    });
    this.#first = new Histogram({
      name: 'cambrian_first_piece_seconds',
      help: 'From the call of a model to the first piece of its answer.',
      labelNames: ['provider'],
      buckets,
      registers,
    });
    this.#calls = new Counter({
      name: 'cambrian_calls_total',
      help: 'Calls of models.',
      labelNames: ['provider', 'model', 'region', 'offline'],
      registers,
    });
    this.#tokens = new Counter({
      name: 'cambrian_tokens_total',
      help: 'Tokens that went into models and came out of them.',
      labelNames: ['provider', 'model', 'direction'],
      registers,
    });
    this.#cost = new Counter({
      name: 'cambrian_cost_yuan_total',
      help: 'What calls cost where a price is known, in yuan.',
      labelNames: ['provider', 'model'],
      registers,
    });
    new Gauge({
      name: 'cambrian_sessions',
      help: 'Devices that are connected.',
      labelNames: ['kind'],
      registers,
      collect() {
        const { kit, link } = counts();
        this.set({ kind: 'link' }, link);
        this.set({ kind: 'kit' }, kit);
      },
    });
    new Counter({
      name: 'cambrian_dropped_total',
      help: 'Messages that were dropped because too many waited, and values that could not be sent.',
      registers,
      collect() {
        this.reset();
        this.inc(counts().dropped);
      },
    });
    collectDefaultMetrics({ register: this.#registry });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  add(span: Span): void {
    const { calls, node, outcome, queueMs, totalMs } = span;
    this.#messages.inc({ node, outcome });
    this.#total.observe({ node }, totalMs / 1000);
    this.#queue.observe({ node }, queueMs / 1000);
    for (const { costYuan, firstMs, isOffline, model, provider, region, tokensIn, tokensOut } of calls) {
      this.#calls.inc({ provider, model, region: region ?? '', offline: String(isOffline) });
      this.#tokens.inc({ provider, model, direction: 'in' }, tokensIn);
      this.#tokens.inc({ provider, model, direction: 'out' }, tokensOut);
      if (firstMs !== null) this.#first.observe({ provider }, firstMs / 1000);
      if (costYuan !== null) this.#cost.inc({ provider, model }, costYuan);
    }
  }

  /** The text that Prometheus reads. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }
}

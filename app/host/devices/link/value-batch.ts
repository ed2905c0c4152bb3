import type { JsonValue } from '../hub-bridge.ts';

/** Node, port, value, milliseconds of the clock of whoever sent it. */
export type PortValue = [node: string, port: string, value: JsonValue, atMs: number];

const batchMs = 16;
/** More than this within one batch means that nobody can look at them: the oldest are dropped and counted. */
const largestBatch = 5_000;

/**
 * Gathers values for one frame of a screen, so that a thousand a second are sixty messages, and keeps the newest of each
 * port for a screen that opens later.
 */
export class ValueBatch {
  readonly #emit: (values: PortValue[]) => void;
  #values: PortValue[] = [];
  #timer: NodeJS.Timeout | null = null;
  #dropped = 0;
  readonly #newest = new Map<string, PortValue>();

  constructor(emit: (values: PortValue[]) => void) {
    this.#emit = emit;
  }

  get dropped(): number {
    return this.#dropped;
  }

  /** The newest value of every port that has spoken, in the order of their first values. */
  get newest(): PortValue[] {
    return [...this.#newest.values()];
  }

  /** The newest value of a port; undefined where it has not spoken. */
  latest(node: string, port: string): JsonValue | undefined {
    const waiting = this.#values.findLast(value => value[0] === node && value[1] === port);
    return (waiting ?? this.#newest.get(`${node}\n${port}`))?.[2];
  }

  /** Forgets the newest values: another program runs. */
  forget(): void {
    this.#newest.clear();
  }

  add(values: readonly PortValue[]): void {
    this.#values.push(...values);
    const surplus = this.#values.length - largestBatch;
    if (surplus > 0) {
      this.#values.splice(0, surplus);
      this.#dropped += surplus;
    }
    this.#timer ??= setTimeout(() => this.flush(), batchMs);
  }

  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#values.length === 0) return;
    const values = this.#values;
    this.#values = [];
    for (const value of values) this.#newest.set(`${value[0]}\n${value[1]}`, value);
    this.#emit(values);
  }
}

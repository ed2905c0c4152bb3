import type { JsonValue } from '../../sdk/hub-node.ts';

/** One value seen on a port. */
export interface SeenValue {
  readonly node: string;
  readonly port: string;
  readonly value: JsonValue;
  readonly atMs: number;
}

/**
 * A running program as a scenario sees it: what can be done to it, what is seen of it, and how time passes. Stepped
 * on a virtual board for tests, in real time on any live kit for demos.
 */
export interface ScenarioKit {
  /** Milliseconds since the program said hello. */
  readonly nowMs: number;
  /** What was seen on ports since then. */
  readonly seen: SeenValues;
  /** Moves a control of a virtual peripheral. Rejects where the kit has none. */
  control(node: string, control: string, value: JsonValue): void | Promise<void>;
  /** Puts a value on an input, on the device or on the hub. */
  send(node: string, port: string, value: JsonValue): void | Promise<void>;
  /** Changes a live property. */
  set(node: string, property: string, value: JsonValue): void | Promise<void>;
  /** What a peripheral shows now; undefined where there is none of that name. */
  state(node: string): Readonly<Record<string, JsonValue>> | undefined;
  /**
   * Lets time pass until `toMs`, or until `isDone` says so; it is asked first and whenever something has happened.
   * Rejects where the kit goes away.
   */
  wait(toMs: number, isDone: () => boolean): Promise<void>;
  /**
   * Lets the hub's clock go on until it next shows `HH:MM`, or until `isDone` says so. Absent where time cannot be moved.
   */
  waitUntilTimeOfDay?(timeOfDay: string, isDone: () => boolean): Promise<void>;
}

/** More values than this are not kept; the oldest go. */
const keptValues = 20_000;

/** A growing list of seen values, each with a number that stays valid when old ones are let go. */
export class SeenValues {
  #values: SeenValue[] = [];
  #first = 0;

  /** The number that the next value gets. */
  get next(): number {
    return this.#first + this.#values.length;
  }

  add(value: SeenValue): void {
    this.#values.push(value);
    if (this.#values.length > 2 * keptValues) {
      const dropped = this.#values.length - keptValues;
      this.#values = this.#values.slice(dropped);
      this.#first += dropped;
    }
  }

  /** Values of one port from a number on, oldest first, each with its number. */
  *of(node: string, port: string, from: number): Generator<readonly [number: number, seen: SeenValue]> {
    for (let index = Math.max(0, from - this.#first); index < this.#values.length; index++) {
      const seen = this.#values[index];
      if (seen?.node === node && seen.port === port) yield [this.#first + index, seen];
    }
  }
}

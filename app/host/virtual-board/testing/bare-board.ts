import type { PeripheralBoard } from '../peripherals/peripheral.ts';

/** The pins of a board without a board, for tests of single models. */
export class BareBoard implements PeripheralBoard {
  nowMs = 0;
  readonly logicVolts = 3.3;
  readonly levels = new Map<number, 0 | 1 | null>();
  readonly analog = new Map<number, number>();
  readonly touch = new Map<number, number>();
  changes = 0;

  driveLevel(pin: number, level: 0 | 1 | null): void {
    this.levels.set(pin, level);
  }

  driveAnalog(pin: number, fraction: number): void {
    this.analog.set(pin, fraction);
  }

  driveTouch(pin: number, reading: number): void {
    this.touch.set(pin, reading);
  }

  /** What is due later: run by `pass`. */
  readonly #waiting: { readonly dueMs: number; readonly call: () => void }[] = [];

  after(ms: number, call: () => void): void {
    this.#waiting.push({ dueMs: this.nowMs + ms, call });
  }

  /** Lets time pass, with what is due in it. */
  pass(ms: number): void {
    const endMs = this.nowMs + ms;
    for (;;) {
      this.#waiting.sort((a, b) => a.dueMs - b.dueMs);
      const next = this.#waiting[0];
      if (next === undefined || next.dueMs > endMs) break;
      this.#waiting.shift();
      this.nowMs = next.dueMs;
      next.call();
    }
    this.nowMs = endMs;
  }

  changed(): void {
    this.changes += 1;
  }
}

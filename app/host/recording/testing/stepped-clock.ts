import type { RecordingClock } from '../recording-clock.ts';

interface Sleeper {
  readonly wakesAtMs: number;
  readonly wake: () => void;
}

/** A clock that stands still until a test moves it, and that knows when everybody waits for it. */
export class SteppedClock implements RecordingClock {
  #nowMs = 0;
  readonly #sleepers = new Set<Sleeper>();
  #onSleep: (() => void) | null = null;

  now(): number {
    return this.#nowMs;
  }

  date(): Date {
    return new Date(Date.UTC(2026, 0, 1) + this.#nowMs);
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const sleeper: Sleeper = {
        wakesAtMs: this.#nowMs + ms,
        wake: () => {
          this.#sleepers.delete(sleeper);
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      signal.addEventListener('abort', () => {
        this.#sleepers.delete(sleeper);
        reject(signal.reason);
      });
      this.#onSleep?.();
    });
  }

  /** Moves the time while nobody needs to wake. */
  pass(ms: number): void {
    this.#nowMs += ms;
  }

  /** Resolves once somebody sleeps. */
  async whenSleeping(): Promise<void> {
    if (this.#sleepers.size > 0) return;
    await new Promise<void>(resolve => {
      this.#onSleep = resolve;
    });
    this.#onSleep = null;
  }

  /** Moves to the moment at which the first sleeper wakes, and wakes it. */
  wakeNext(): void {
    const first = [...this.#sleepers].sort((left, right) => left.wakesAtMs - right.wakesAtMs)[0];
    if (first === undefined) return;
    this.#nowMs = Math.max(this.#nowMs, first.wakesAtMs);
    first.wake();
  }
}

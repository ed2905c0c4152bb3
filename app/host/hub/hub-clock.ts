/** The time that hub nodes live in: the computer's own, or a scenario's. */
export interface HubClock {
  /** Milliseconds since the program started; never goes back. */
  nowMs(): number;
  /** Date and time of day. */
  date(): Date;
  /** Calls once after `delayMs`; returns what stops it. Calls that are due at the same time come in order of creation. */
  after(delayMs: number, call: () => void): () => void;
}

/** The longest time that a timer of Node takes, milliseconds; a longer one would fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/** The computer's own time. */
export function createRealClock(): HubClock {
  const startedAtMs = performance.now();
  return {
    nowMs: () => performance.now() - startedAtMs,
    date: () => new Date(),
    after: (delayMs, call) => {
      const dueMs = performance.now() + delayMs;
      let timer: NodeJS.Timeout;
      const arm = () => {
        const restMs = dueMs - performance.now();
        timer =
          restMs > longestTimerMs ? setTimeout(arm, longestTimerMs) : setTimeout(call, Math.max(0, restMs));
      };
      arm();
      return () => clearTimeout(timer);
    },
  };
}

interface Due {
  readonly atMs: number;
  readonly order: number;
  readonly call: () => void;
}

/** Time that moves only when it is told to: for scenarios, simulated days and tests. */
export class SteppedClock implements HubClock {
  readonly #startsAt: number;
  #nowMs = 0;
  #order = 0;
  #due: Due[] = [];

  constructor(startsAt: Date) {
    this.#startsAt = startsAt.getTime();
  }

  nowMs(): number {
    return this.#nowMs;
  }

  date(): Date {
    return new Date(this.#startsAt + this.#nowMs);
  }

  after(delayMs: number, call: () => void): () => void {
    const due: Due = { atMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, call };
    this.#due.push(due);
    return () => {
      this.#due = this.#due.filter(other => other !== due);
    };
  }

  /** When the next call is due; undefined where none is. */
  get nextMs(): number | undefined {
    return this.#next()?.atMs;
  }

  /** Moves on to a time and makes the calls that are due until then, each at its own time. */
  advanceTo(toMs: number): void {
    for (let due = this.#next(); due !== undefined && due.atMs <= toMs; due = this.#next()) {
      this.#due = this.#due.filter(other => other !== due);
      this.#nowMs = Math.max(this.#nowMs, due.atMs);
      due.call();
    }
    this.#nowMs = Math.max(this.#nowMs, toMs);
  }

  #next(): Due | undefined {
    let first: Due | undefined;
    for (const due of this.#due) {
      if (
        first === undefined ||
        due.atMs < first.atMs ||
        (due.atMs === first.atMs && due.order < first.order)
      ) {
        first = due;
      }
    }
    return first;
  }
}

/**
 * The date that shows, on this computer, the time of day that is written: `2026-05-01T20:00:00+08:00` is eight in the
 * evening wherever the scenario is played, so that quiet hours mean the same everywhere.
 */
export function wallClockDate(iso: string): Date {
  return new Date(iso.replace(/(Z|[+-]\d{2}:?\d{2})$/i, ''));
}

/** How long it is until the clock next shows `HH:MM`, milliseconds; a whole day where it shows it now. */
export function untilTimeOfDay(now: Date, timeOfDay: string): number {
  const [hours = 0, minutes = 0] = timeOfDay.split(':').map(Number);
  const next = new Date(now);
  next.setHours(hours, minutes, 0, 0);
  if (next <= now) next.setDate(next.getDate() + 1);
  return next.getTime() - now.getTime();
}

import type { BoardClock } from '../board-messages.ts';

/** Readings of a clock that stands still before it is taken for a busy loop and moves by a millisecond. */
const readingsPerMillisecond = 1000;
/** Where the calendar of a board starts whose clock nobody set, seconds since 1970: 1 January 2000. */
const unsetCalendarSeconds = 946_684_800;

/**
 * The board's time in milliseconds since power-on, fractional. Real: as the host's. Stepped: moves only while the
 * program waits, and never past what the owner granted; computing takes no time. Because a program may also wait by
 * reading the clock or looking for input again and again, each thousandth look without a wait in between counts as
 * a millisecond.
 */
export class Clock {
  readonly kind: BoardClock;
  #origin = 0;
  #stepped = 0;
  #granted = 0;
  #idleReadings = 0;
  #calendarOffsetMs: number;

  constructor(kind: BoardClock) {
    this.kind = kind;
    this.#calendarOffsetMs = unsetCalendarSeconds * 1000;
  }

  start(nowMs: number, grantedMs: number): void {
    this.#origin = performance.now() - nowMs;
    this.#stepped = nowMs;
    this.#granted = grantedMs;
    if (this.kind === 'real') this.#calendarOffsetMs = Date.now() - nowMs;
  }

  get nowMs(): number {
    return this.kind === 'real' ? performance.now() - this.#origin : this.#stepped;
  }

  get calendarMs(): number {
    return this.#calendarOffsetMs + this.nowMs;
  }

  set calendarMs(ms: number) {
    this.#calendarOffsetMs = ms - this.nowMs;
  }

  get grantedMs(): number {
    return this.#granted;
  }

  grant(ms: number): void {
    this.#granted = Math.max(this.#granted, ms);
  }

  /** Stepped: moves to `ms`, or as far as granted. True where it got there. */
  moveTo(ms: number): boolean {
    const reached = Math.min(ms, this.#granted);
    if (reached > this.#stepped) {
      this.#idleReadings = 0;
      this.#stepped = reached;
    }
    return ms <= this.#stepped;
  }

  /** True where this reading is one too many and the program must be made to wait a millisecond. */
  countReading(): boolean {
    if (this.kind === 'real') return false;
    this.#idleReadings += 1;
    if (this.#idleReadings < readingsPerMillisecond) return false;
    this.#idleReadings = 0;
    return true;
  }
}

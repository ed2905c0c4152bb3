/** Least time between two portions; finer timers are not to be had. */
const tickMs = 5;

/**
 * Lets bytes through at no more than a rate, in order, as a wire of that speed would; without a rate, at once.
 */
export class Throttle {
  #bytesPerSecond: number;
  #deliver: (bytes: Uint8Array) => void;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #freeAtMs = 0;
  #timer: NodeJS.Timeout | null = null;

  /** @param bytesPerSecond Infinity for no limit */
  constructor(bytesPerSecond: number, deliver: (bytes: Uint8Array) => void) {
    this.#bytesPerSecond = bytesPerSecond;
    this.#deliver = deliver;
  }

  /** Bytes that have not been delivered yet. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  push(bytes: Uint8Array): void {
    if (this.#bytesPerSecond === Number.POSITIVE_INFINITY) {
      this.#deliver(bytes);
      return;
    }
    this.#waiting.push(new Uint8Array(bytes));
    this.#waitingBytes += bytes.length;
    this.#schedule();
  }

  /** Forgets what waits. */
  clear(): void {
    this.#waiting = [];
    this.#waitingBytes = 0;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #schedule(): void {
    if (this.#timer !== null || this.#waiting.length === 0) return;
    const waitMs = Math.max(tickMs, this.#freeAtMs - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#release();
      this.#schedule();
    }, waitMs);
  }

  /** Delivers what the wire has carried since the last time. */
  #release(): void {
    const now = performance.now();
    // A wire that was idle has not saved anything up beyond one tick.
    this.#freeAtMs = Math.max(this.#freeAtMs, now - 2 * tickMs);
    let budget = Math.floor(((now - this.#freeAtMs) / 1000) * this.#bytesPerSecond);
    while (budget > 0) {
      const first = this.#waiting[0];
      if (first === undefined) return;
      const part = first.subarray(0, budget);
      if (part.length === first.length) this.#waiting.shift();
      else this.#waiting[0] = first.subarray(part.length);
      budget -= part.length;
      this.#waitingBytes -= part.length;
      this.#freeAtMs += (part.length / this.#bytesPerSecond) * 1000;
      this.#deliver(part);
    }
  }
}

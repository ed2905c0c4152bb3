/** How far the estimate may be off before the board is taken to have restarted, milliseconds. */
const restartThresholdMs = 1500;
/** How quickly the estimate follows a slower path, so that a drifting crystal is followed. */
const drift = 0.002;

/**
 * Maps a board's millisecond clock to this computer's. The difference of the fastest message so far is the best
 * estimate of the true offset; slower messages only pull at it a little.
 */
export class BoardClock {
  #offsetMs: number | null = null;

  /**
   * @param boardMs the board's clock when the value was made
   * @param arrivalMs this computer's clock now, milliseconds since the epoch
   * @returns when the value was made on this computer's clock; never after `arrivalMs`
   */
  toLocal(boardMs: number, arrivalMs: number): number {
    const candidate = arrivalMs - boardMs;
    if (this.#offsetMs === null || Math.abs(candidate - this.#offsetMs) > restartThresholdMs) {
      this.#offsetMs = candidate;
    } else if (candidate < this.#offsetMs) {
      this.#offsetMs = candidate;
    } else {
      this.#offsetMs += (candidate - this.#offsetMs) * drift;
    }
    return Math.min(boardMs + this.#offsetMs, arrivalMs);
  }

  /** Forgets the offset, after a reset or for another board. */
  forget(): void {
    this.#offsetMs = null;
  }
}

const largestWindow = 32;
/** So much may be under way at least, whatever its speed; and the share of a second that may be beyond that. */
const secondsUnderWay = 0.3;
/** Blocks that must arrive whole at the ceiling before it is tried again. */
const firstPatience = 24;
const largestPatience = 1024;

/**
 * How many blocks may be under way. What a board's input can hold is not to be known: a UART drops what does not fit
 * its ring, USB holds the host back. So it is learned: one block at first; twice as many after each window that
 * arrived whole; at damage half as many, and the size that did harm is not tried again for a while that doubles each
 * time. Lives as long as the connection, so that a second push begins with what the first one learned.
 */
export class BlockWindow {
  #size = 1;
  /** No larger than this, until patience is over. */
  #ceiling = largestWindow;
  #patience = firstPatience;
  #wholeAtSize = 0;
  #wholeAtCeiling = 0;

  get size(): number {
    return this.#size;
  }

  /** One block arrived whole. */
  arrived(): void {
    if (this.#size < this.#ceiling) {
      this.#wholeAtSize++;
      if (this.#wholeAtSize < this.#size) return;
      this.#wholeAtSize = 0;
      this.#size = Math.min(this.#ceiling, this.#size * 2);
      return;
    }
    if (this.#ceiling === largestWindow) return;
    this.#wholeAtCeiling++;
    if (this.#wholeAtCeiling < this.#patience) return;
    this.#wholeAtCeiling = 0;
    this.#ceiling = Math.min(largestWindow, this.#ceiling + 1);
  }

  /** A block was lost or damaged while `underWay` of them were. */
  damaged(underWay: number): void {
    // One that was alone was not hurt by too many.
    if (underWay > 1) {
      this.#ceiling = Math.max(1, Math.min(this.#size, underWay) - 1);
      this.#patience = Math.min(largestPatience, this.#patience * 2);
    }
    this.#size = Math.max(1, Math.min(this.#ceiling, Math.floor(this.#size / 2)));
    this.#wholeAtSize = 0;
    this.#wholeAtCeiling = 0;
  }

  /** Whether one more may follow. A slow wire holds few, or a cancelled push would wait behind them. */
  mayFollow(underWay: { readonly blocks: number; readonly bytes: number }, bytesPerSecond: number): boolean {
    if (underWay.blocks === 0) return true;
    if (underWay.blocks >= this.#size) return false;
    return underWay.blocks < 2 || underWay.bytes < bytesPerSecond * secondsUnderWay;
  }
}

/**
 * The newest samples of one port, oldest first and contiguous, so that a plot can read them without a copy.
 *
 * Writing is amortised constant time and allocates nothing once the window has grown to its limit: the buffer holds
 * twice the limit, and when it is full its newer half moves to the front.
 */
export class SampleWindow {
  readonly #limit: number;
  readonly #width: number;
  #times: Float64Array;
  #columns: Float64Array[];
  #start = 0;
  #end = 0;

  /**
   * @param limit how many samples are kept at least, once that many came
   * @param width numbers per sample: 1 for a number, 3 for a vector
   */
  constructor(limit: number, width: number) {
    const initial = Math.min(256, limit * 2);
    this.#limit = limit;
    this.#width = width;
    this.#times = new Float64Array(initial);
    this.#columns = Array.from({ length: width }, () => new Float64Array(initial));
  }

  get width(): number {
    return this.#width;
  }

  get length(): number {
    return this.#end - this.#start;
  }

  /**
   * Appends one sample. A time before the newest one is taken as the newest one's, so that times never fall.
   *
   * @param timeMs milliseconds since the epoch
   */
  push(timeMs: number, first: number, second = 0, third = 0): void {
    if (this.#end === this.#times.length) this.#makeRoom();
    const index = this.#end;
    const newest = index > this.#start ? (this.#times[index - 1] ?? timeMs) : timeMs;
    this.#times[index] = Math.max(timeMs, newest);
    const [x, y, z] = this.#columns;
    if (x) x[index] = first;
    if (y) y[index] = second;
    if (z) z[index] = third;
    this.#end = index + 1;
    if (this.length > this.#limit) this.#start = this.#end - this.#limit;
  }

  /** Views on the buffers: valid until the next push. Times in milliseconds since the epoch. */
  read(): { readonly times: Float64Array; readonly columns: readonly Float64Array[] } {
    return {
      times: this.#times.subarray(this.#start, this.#end),
      columns: this.#columns.map(column => column.subarray(this.#start, this.#end)),
    };
  }

  #makeRoom(): void {
    const size = this.#times.length;
    if (size < this.#limit * 2) {
      const grown = Math.min(size * 2, this.#limit * 2);
      this.#times = grow(this.#times, grown);
      this.#columns = this.#columns.map(column => grow(column, grown));
      return;
    }
    this.#times.copyWithin(0, this.#start, this.#end);
    for (const column of this.#columns) column.copyWithin(0, this.#start, this.#end);
    this.#end -= this.#start;
    this.#start = 0;
  }
}

function grow(buffer: Float64Array, length: number): Float64Array {
  const grown = new Float64Array(length);
  grown.set(buffer);
  return grown;
}

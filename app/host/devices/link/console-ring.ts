/** The newest text of a kit's console, for a screen that opens later. */
export class ConsoleRing {
  readonly #capacity: number;
  #parts: string[] = [];
  #length = 0;

  /** `capacity` in UTF-16 units; up to twice as many are held. */
  constructor(capacity = 256 * 1024) {
    this.#capacity = capacity;
  }

  push(text: string): void {
    this.#parts.push(text);
    this.#length += text.length;
    if (this.#length > 2 * this.#capacity) {
      const kept = this.text;
      this.#parts = [kept];
      this.#length = kept.length;
    }
  }

  /** At most the last `capacity` units. */
  get text(): string {
    return this.#parts.join('').slice(-this.#capacity);
  }
}

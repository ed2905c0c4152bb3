/** Bytes that came over the line and that nobody has read yet. */
export class BoardInput {
  #chunks: Uint8Array[] = [];
  #offset = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#chunks.push(bytes);
    this.#length += bytes.length;
  }

  /** The next byte; call only where `length` is not 0. */
  shift(): number {
    const chunk = this.#chunks[0];
    const byte = chunk?.[this.#offset];
    if (chunk === undefined || byte === undefined) throw new Error('No input is waiting');
    this.#offset += 1;
    this.#length -= 1;
    if (this.#offset === chunk.length) {
      this.#chunks.shift();
      this.#offset = 0;
    }
    return byte;
  }

  /** Takes out the first `byte`, wherever it stands. True where there was one. */
  remove(byte: number): boolean {
    for (const [index, chunk] of this.#chunks.entries()) {
      const at = chunk.indexOf(byte, index === 0 ? this.#offset : 0);
      if (at < 0) continue;
      const rest = this.drain();
      const position = rest.indexOf(byte);
      this.push(rest.slice(0, position));
      this.push(rest.slice(position + 1));
      return true;
    }
    return false;
  }

  /** Everything that is left. */
  drain(): Uint8Array {
    const all = new Uint8Array(this.#length);
    let position = 0;
    for (const [index, chunk] of this.#chunks.entries()) {
      const part = index === 0 ? chunk.subarray(this.#offset) : chunk;
      all.set(part, position);
      position += part.length;
    }
    this.#chunks = [];
    this.#offset = 0;
    this.#length = 0;
    return all;
  }
}

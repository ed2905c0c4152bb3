/** A wait on an inbox took too long. Whoever waited says in its own words what that means. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
  readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    super(`Nothing came within ${timeoutMs} ms.`);
    this.timeoutMs = timeoutMs;
  }
}

export interface WaitOptions {
  /** Of this wait, milliseconds. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Ends the wait earlier where nothing at all has come for so long. */
  readonly silenceMs?: number;
}

/** One marker that a wait found, and what stood before it. */
export interface Found {
  /** Index into the markers that were asked for. */
  readonly marker: number;
  readonly before: Buffer;
}

const recentBytes = 512;

/**
 * Bytes that have come and were not read yet. One reader at a time. A wait ends with what it waits for, or rejects at
 * once when its signal aborts or the inbox ends; nothing waits for ever.
 */
export class ByteInbox {
  #bytes: Buffer = Buffer.alloc(0);
  #recent: Buffer = Buffer.alloc(0);
  #end: Error | null = null;
  #wake: (() => void) | null = null;
  #receivedCount = 0;

  /** How many bytes have come in all. */
  get receivedCount(): number {
    return this.#receivedCount;
  }

  push(bytes: Uint8Array): void {
    this.#receivedCount += bytes.length;
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    const recent = Buffer.concat([this.#recent, bytes]);
    this.#recent = recent.length > recentBytes ? recent.subarray(recent.length - recentBytes) : recent;
    this.#wake?.();
  }

  /** Makes this and every later wait reject with the error, once what has come is used up. */
  end(error: Error): void {
    this.#end ??= error;
    this.#wake?.();
  }

  /** Forgets what has come and was not read. */
  clear(): void {
    this.#bytes = Buffer.alloc(0);
  }

  /** The newest bytes, read or not, for messages: control characters as escapes, `(nothing)` where none came. */
  describeRecent(): string {
    return printable(this.#recent);
  }

  /** What has come and was not read, without taking it. */
  peek(): Buffer {
    return this.#bytes;
  }

  /** Takes everything up to and with the first of the markers; the earliest in the stream wins. */
  async readUntil(markers: readonly Uint8Array[], options: WaitOptions): Promise<Found> {
    let searched = 0;
    const longest = Math.max(...markers.map(marker => marker.length));
    return this.#wait(options, () => {
      let best: { index: number; marker: number; length: number } | null = null;
      for (const [marker, wanted] of markers.entries()) {
        const index = this.#bytes.indexOf(wanted, searched);
        if (index >= 0 && (best === null || index < best.index)) {
          best = { index, marker, length: wanted.length };
        }
      }
      if (best === null) {
        searched = Math.max(0, this.#bytes.length - longest + 1);
        return undefined;
      }
      const before = Buffer.from(this.#bytes.subarray(0, best.index));
      this.#bytes = this.#bytes.subarray(best.index + best.length);
      return { marker: best.marker, before };
    });
  }

  /** Takes exactly so many bytes. */
  async readExactly(count: number, options: WaitOptions): Promise<Buffer> {
    return this.#wait(options, () => {
      if (this.#bytes.length < count) return undefined;
      const taken = Buffer.from(this.#bytes.subarray(0, count));
      this.#bytes = this.#bytes.subarray(count);
      return taken;
    });
  }

  /** Takes all there is, as soon as there is anything. */
  async readSome(options: WaitOptions): Promise<Buffer> {
    return this.#wait(options, () => this.takeAll());
  }

  /** Takes all there is now; undefined where there is nothing. */
  takeAll(): Buffer | undefined {
    if (this.#bytes.length === 0) return undefined;
    const taken = this.#bytes;
    this.#bytes = Buffer.alloc(0);
    return taken;
  }

  /** Puts bytes back to the front. */
  unread(bytes: Uint8Array): void {
    this.#bytes = Buffer.concat([bytes, this.#bytes]);
  }

  async #wait<Result extends object>(
    options: WaitOptions,
    attempt: () => Result | undefined,
  ): Promise<Result> {
    const { signal, silenceMs, timeoutMs } = options;
    if (this.#wake !== null) throw new Error('Two readers wait on one inbox.');
    signal?.throwIfAborted();
    const first = attempt();
    if (first !== undefined) return first;
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const silence =
      silenceMs === undefined ? undefined : setTimeout(() => reject(new DeadlineError(silenceMs)), silenceMs);
    const check = () => {
      silence?.refresh();
      const result = attempt();
      if (result !== undefined) resolve(result);
      else if (this.#end !== null) reject(this.#end);
    };
    const timer = setTimeout(() => reject(new DeadlineError(timeoutMs)), timeoutMs);
    const abort = () => reject(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    this.#wake = check;
    try {
      check();
      return await promise;
    } finally {
      this.#wake = null;
      clearTimeout(timer);
      clearTimeout(silence);
      signal?.removeEventListener('abort', abort);
    }
  }
}

/** Bytes as a person can read them in one line, at most the last 120 characters. */
export function printable(bytes: Uint8Array): string {
  if (bytes.length === 0) return '(nothing)';
  const text = Buffer.from(bytes).toString('latin1');
  const escaped = [...text]
    .map(character => {
      if (character === '\n') return '\\n';
      if (character === '\r') return '\\r';
      const code = character.charCodeAt(0);
      return code < 0x20 || code > 0x7e ? `\\x${code.toString(16).padStart(2, '0')}` : character;
    })
    .join('');
  return escaped.length > 120 ? `…${escaped.slice(-120)}` : escaped;
}

import { stringifyAscii } from '../../../core/document/ascii-json.ts';
import type { DeviceFrame, HostFrame } from '../../../core/link/frame.ts';
import { DeadlineError, type WaitOptions } from '../repl/byte-inbox.ts';
import { Repl } from '../repl/repl.ts';
import type { CloseReason, Transport } from '../transport.ts';
import { closeError } from '../transports/base-transport.ts';
import { FrameDecoder } from './frame-decoder.ts';

/**
 * A transport as the live session and the push share it: either frames are decoded, or a REPL has the bytes for
 * itself. Waits reject at once when their signal aborts or the transport closes.
 */
export class FrameLink {
  readonly transport: Transport;
  readonly #frameListeners = new Set<(frame: DeviceFrame) => void>();
  readonly #textListeners = new Set<(text: string) => void>();
  readonly #endListeners = new Set<(error: Error) => void>();
  readonly #decoder: FrameDecoder;
  #repl: Repl | null = null;
  #bytesIn = 0;
  #bytesOut = 0;
  #nextPing = 1;

  constructor(transport: Transport) {
    this.transport = transport;
    this.#decoder = new FrameDecoder({
      onFrame: frame => {
        for (const listener of [...this.#frameListeners]) listener(frame);
      },
      onText: text => {
        for (const listener of [...this.#textListeners]) listener(text);
      },
    });
    transport.onData(bytes => {
      this.#bytesIn += bytes.length;
      if (this.#repl === null) this.#decoder.push(bytes);
    });
    transport.onDidClose((reason: CloseReason) => {
      this.#decoder.reset();
      for (const listener of [...this.#endListeners]) listener(closeError(transport.path, reason));
    });
  }

  /** Bytes in both directions since the link was made. */
  get bytesMoved(): number {
    return this.#bytesIn + this.#bytesOut;
  }

  /** Begun frames that were none, since the link was made. */
  get malformed(): number {
    return this.#decoder.malformed;
  }

  onFrame(listener: (frame: DeviceFrame) => void): () => void {
    this.#frameListeners.add(listener);
    return () => this.#frameListeners.delete(listener);
  }

  onText(listener: (text: string) => void): () => void {
    this.#textListeners.add(listener);
    return () => this.#textListeners.delete(listener);
  }

  /** Gives all bytes to a REPL until {@link releaseRepl}. */
  takeRepl(): Repl {
    if (this.#repl !== null) throw new Error('The link has a REPL already.');
    this.#decoder.reset();
    this.#repl = new Repl(this.transport);
    return this.#repl;
  }

  /** Decodes frames again. What the REPL has not read is decoded first. */
  releaseRepl(): void {
    const repl = this.#repl;
    if (repl === null) return;
    this.#repl = null;
    const rest = repl.takeRest();
    repl.dispose();
    this.#decoder.push(rest);
  }

  async send(frame: HostFrame, signal?: AbortSignal): Promise<void> {
    await this.write(encodeHostFrame(frame), signal);
  }

  async write(bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const abort = () => reject(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    this.#bytesOut += bytes.length;
    try {
      await Promise.race([this.transport.write(bytes), aborted]);
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /** The next frame that `match` turns into something. Rejects with DeadlineError when none came in time. */
  async waitFor<Result>(
    match: (frame: DeviceFrame) => Result | undefined,
    options: WaitOptions,
  ): Promise<Result> {
    const { signal, timeoutMs } = options;
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const stopFrames = this.onFrame(frame => {
      const result = match(frame);
      if (result !== undefined) resolve(result);
    });
    this.#endListeners.add(reject);
    const timer = setTimeout(() => reject(new DeadlineError(timeoutMs)), timeoutMs);
    const abort = () => reject(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      return await promise;
    } finally {
      stopFrames();
      this.#endListeners.delete(reject);
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
  }

  /** Sends a frame and waits for its answer, which may come before the sending has ended. */
  async request<Result>(
    frame: HostFrame,
    match: (answer: DeviceFrame) => Result | undefined,
    options: WaitOptions,
  ): Promise<Result> {
    const answer = this.waitFor(match, options);
    // Where sending fails first, the wait's own rejection has nobody to hear it.
    answer.catch(() => undefined);
    await this.send(frame, options.signal);
    return answer;
  }

  /** A ping's id that no other ping of this link has. */
  takePingId(): number {
    return this.#nextPing++;
  }

  /** A round trip through the program's main loop. */
  async ping(options: WaitOptions): Promise<void> {
    const id = this.takePingId();
    await this.request(
      { t: 'ping', id },
      answer => (answer.t === 'pong' && answer.id === id ? true : undefined),
      options,
    );
  }
}

/** One ASCII line, so that no byte of it interrupts the program. */
export function encodeHostFrame(frame: HostFrame): Uint8Array {
  return Buffer.from(`${stringifyAscii(frame)}\n`, 'latin1');
}

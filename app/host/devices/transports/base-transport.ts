import { StudioError } from '../../../contract/errors/studio-error.ts';
import type { CloseReason, Transport } from '../transport.ts';

type State = 'closed' | 'opening' | 'open' | 'closing';

/**
 * What every transport shares: one life cycle, listeners, and the rule that nothing is left hanging. Whatever ends
 * the link – a call of `close`, an unplug, a fault, two of them at once – each pending write rejects and each close
 * listener is called once.
 */
export abstract class BaseTransport implements Transport {
  abstract readonly kind: Transport['kind'];
  #path: string;
  #state: State = 'closed';
  /** Rejects when the link ends; made anew for each opening. */
  #ended = Promise.withResolvers<never>();
  #closing: Promise<void> | null = null;
  readonly #dataListeners = new Set<(bytes: Uint8Array) => void>();
  readonly #closeListeners = new Set<(reason: CloseReason) => void>();

  constructor(path: string) {
    this.#path = path;
    this.#ended.promise.catch(ignoreUnheard);
  }

  get path(): string {
    return this.#path;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  async open(options: { readonly baudRate: number; readonly signal?: AbortSignal }): Promise<void> {
    if (this.#closing !== null) await this.#closing;
    if (this.#state !== 'closed') throw new StudioError('transport/port-busy', { path: this.path });
    options.signal?.throwIfAborted();
    this.#state = 'opening';
    this.#ended = Promise.withResolvers<never>();
    this.#ended.promise.catch(ignoreUnheard);
    try {
      await this.openLink(options);
      options.signal?.throwIfAborted();
    } catch (error) {
      await this.closeLink();
      this.#state = 'closed';
      throw error;
    }
    this.#state = 'open';
    this.startReading();
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#state !== 'open') throw new StudioError('transport/not-open', { path: this.path });
    if (bytes.length === 0) return;
    const { promise } = this.#ended;
    try {
      await Promise.race([this.writeLink(bytes), promise]);
    } catch (error) {
      // The stream's own words for an ended link ("Canceled", EPIPE) say less than the reason of its end.
      if (!StudioError.is(error)) this.linkEnded({ kind: 'failed', error: asError(error) });
      return promise;
    }
  }

  onData(listener: (bytes: Uint8Array) => void): () => void {
    this.#dataListeners.add(listener);
    return () => this.#dataListeners.delete(listener);
  }

  onDidClose(listener: (reason: CloseReason) => void): () => void {
    this.#closeListeners.add(listener);
    return () => this.#closeListeners.delete(listener);
  }

  abstract setSignals(signals: { readonly dtr: boolean; readonly rts: boolean }): Promise<void>;

  close(): Promise<void> {
    return this.#end({ kind: 'closed' });
  }

  /** The other side is at another path than before; said while the link is being opened. */
  protected movedTo(path: string): void {
    this.#path = path;
  }

  /** Opens the link or throws a StudioError; nothing is to be read before `startReading`. */
  protected abstract openLink(options: {
    readonly baudRate: number;
    readonly signal?: AbortSignal;
  }): Promise<void>;

  /** Called once the transport counts as open. */
  protected abstract startReading(): void;

  /** Resolves when the bytes are taken and there is room for more. */
  protected abstract writeLink(bytes: Uint8Array): Promise<void>;

  /** Frees everything that `openLink` took, also where that broke off half-way. Must not throw. */
  protected abstract closeLink(): Promise<void>;

  protected received(bytes: Uint8Array): void {
    if (this.#state !== 'open') return;
    for (const listener of this.#dataListeners) listener(bytes);
  }

  /** The other side went away or broke. May be called any number of times. */
  protected linkEnded(reason: CloseReason): void {
    this.#end(reason).catch(ignoreUnheard);
  }

  #end(reason: CloseReason): Promise<void> {
    if (this.#closing !== null) return this.#closing;
    if (this.#state !== 'open') return Promise.resolve();
    this.#state = 'closing';
    this.#ended.reject(closeError(this.path, reason));
    this.#closing = this.closeLink().finally(() => {
      this.#state = 'closed';
      this.#closing = null;
      for (const listener of [...this.#closeListeners]) listener(reason);
    });
    return this.#closing;
  }
}

/** What a reader or writer gets to see when a transport has closed for this reason. */
export function closeError(path: string, reason: CloseReason): StudioError {
  switch (reason.kind) {
    case 'closed':
      return new StudioError('transport/not-open', { path });
    case 'gone':
      return new StudioError('transport/gone', { path });
    case 'failed':
      return new StudioError(
        'transport/failed',
        { path, message: reason.error.message },
        { cause: reason.error },
      );
  }
}

export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** For promises whose rejection reaches people on another way, so that Node does not call it unhandled. */
function ignoreUnheard(): undefined {
  return undefined;
}

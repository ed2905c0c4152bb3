import type { CloseReason, Transport } from '../transport.ts';

/** A transport whose wire changes what is said; for boards that are bad on purpose. */
export class LyingTransport implements Transport {
  readonly #transport: Transport;
  readonly #toBoard: (text: string) => string;
  readonly #listeners = new Set<(bytes: Uint8Array) => void>();

  /** Both get and give the bytes as Latin-1 text, in the pieces in which they come. */
  constructor(
    transport: Transport,
    lies: { readonly toBoard?: (text: string) => string; readonly toHost?: (text: string) => string },
  ) {
    this.#transport = transport;
    this.#toBoard = lies.toBoard ?? (text => text);
    const toHost = lies.toHost ?? (text => text);
    transport.onData(bytes => {
      const text = Buffer.from(toHost(Buffer.from(bytes).toString('latin1')), 'latin1');
      if (text.length > 0) for (const listener of [...this.#listeners]) listener(text);
    });
  }

  get kind(): Transport['kind'] {
    return this.#transport.kind;
  }

  get path(): string {
    return this.#transport.path;
  }

  open(options: { readonly baudRate: number; readonly signal?: AbortSignal }): Promise<void> {
    return this.#transport.open(options);
  }

  async write(bytes: Uint8Array): Promise<void> {
    const text = this.#toBoard(Buffer.from(bytes).toString('latin1'));
    if (text !== '') await this.#transport.write(Buffer.from(text, 'latin1'));
  }

  onData(listener: (bytes: Uint8Array) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onDidClose(listener: (reason: CloseReason) => void): () => void {
    return this.#transport.onDidClose(listener);
  }

  setSignals(signals: { readonly dtr: boolean; readonly rts: boolean }): Promise<void> {
    return this.#transport.setSignals(signals);
  }

  close(): Promise<void> {
    return this.#transport.close();
  }
}

/** Why a transport closed: by us, because the other side went away, or by a fault. */
export type CloseReason =
  | { readonly kind: 'closed' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed'; readonly error: Error };

/**
 * Bytes to and from a kit, with signals and backpressure. Implementations: `virtual`, `serial`, `tcp`; one test
 * suite runs over all of them.
 */
export interface Transport {
  readonly kind: 'virtual' | 'serial' | 'tcp';
  /** What a person calls it: `/dev/ttyACM0`, `tcp:localhost:4000`, `virtual:1`. */
  readonly path: string;
  /** Opens without resetting or interrupting the board. Rejects with a StudioError `transport/…`. */
  open(options: { readonly baudRate: number; readonly signal?: AbortSignal }): Promise<void>;
  /** Resolves when the bytes were taken and there is room for more; rejects when the transport is or gets closed. */
  write(bytes: Uint8Array): Promise<void>;
  /** The listener must not keep the array: it may be reused. Returns how to stop. */
  onData(listener: (bytes: Uint8Array) => void): () => void;
  /** Called exactly once per opening. */
  onDidClose(listener: (reason: CloseReason) => void): () => void;
  setSignals(signals: { readonly dtr: boolean; readonly rts: boolean }): Promise<void>;
  /** Idempotent; resolves when the port is free again. */
  close(): Promise<void>;
}

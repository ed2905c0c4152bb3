import type { DeviceFrame } from '../../../core/link/frame.ts';
import { FrameDecoder } from '../link/frame-decoder.ts';
import type { CloseReason, Transport } from '../transport.ts';

/** The most that is kept of a recording, bytes each way. */
const recordingBytes = 256 * 1024;

export interface Recording {
  readonly sent: Buffer;
  readonly received: Buffer;
}

/** A transport that somebody looks at: what goes over it, when, and how often it was opened and lost. */
export class WatchedTransport implements Transport {
  readonly #transport: Transport;
  readonly #decoder: FrameDecoder;
  readonly #frameListeners = new Set<(frame: DeviceFrame, atMs: number) => void>();
  #recording: { sent: Buffer[]; received: Buffer[] } | null = null;
  #recordedBytes = 0;
  #openings = 0;
  #losses = 0;

  constructor(transport: Transport) {
    this.#transport = transport;
    this.#decoder = new FrameDecoder({
      onFrame: frame => {
        const atMs = performance.now();
        for (const listener of [...this.#frameListeners]) listener(frame, atMs);
      },
      onText: () => undefined,
    });
    transport.onData(bytes => {
      this.#record('received', bytes);
      this.#decoder.push(bytes);
    });
    transport.onDidClose(reason => {
      this.#decoder.reset();
      if (reason.kind !== 'closed') this.#losses++;
    });
  }

  get kind(): Transport['kind'] {
    return this.#transport.kind;
  }

  get path(): string {
    return this.#transport.path;
  }

  get openings(): number {
    return this.#openings;
  }

  /** How often the port went away without being closed. */
  get losses(): number {
    return this.#losses;
  }

  /** Every frame with the time at which it came, of `performance.now()`. */
  onFrame(listener: (frame: DeviceFrame, atMs: number) => void): () => void {
    this.#frameListeners.add(listener);
    return () => this.#frameListeners.delete(listener);
  }

  /** Keeps what goes over the wire while `work` is done. */
  async record<Result>(work: () => Promise<Result>): Promise<{ readonly result: Result } & Recording> {
    const recording: { sent: Buffer[]; received: Buffer[] } = { sent: [], received: [] };
    this.#recording = recording;
    this.#recordedBytes = 0;
    try {
      const result = await work();
      const { received, sent } = recording;
      return { result, sent: Buffer.concat(sent), received: Buffer.concat(received) };
    } finally {
      this.#recording = null;
    }
  }

  async open(options: { readonly baudRate: number; readonly signal?: AbortSignal }): Promise<void> {
    await this.#transport.open(options);
    this.#openings++;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#record('sent', bytes);
    await this.#transport.write(bytes);
  }

  onData(listener: (bytes: Uint8Array) => void): () => void {
    return this.#transport.onData(listener);
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

  #record(way: 'sent' | 'received', bytes: Uint8Array): void {
    if (this.#recording === null || this.#recordedBytes > recordingBytes) return;
    this.#recordedBytes += bytes.length;
    this.#recording[way].push(Buffer.from(bytes));
  }
}

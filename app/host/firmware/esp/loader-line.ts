import type { CloseReason } from '../../devices/transport.ts';

/** What a loader needs of a serial port; `SerialTransport` is one. */
export interface LoaderPort {
  readonly path: string;
  open(options: { readonly baudRate: number; readonly signal?: AbortSignal }): Promise<void>;
  write(bytes: Uint8Array): Promise<void>;
  onData(listener: (bytes: Uint8Array) => void): () => void;
  onDidClose(listener: (reason: CloseReason) => void): () => void;
  setSignals(signals: { readonly dtr: boolean; readonly rts: boolean }): Promise<void>;
  setBaudRate(baudRate: number): Promise<void>;
  close(): Promise<void>;
}

/** No packet came in time. */
class LineSilent extends Error {
  override readonly name = 'LineSilent';
}

/** Nobody may use the line any more: it was cancelled, its port is gone, or its time is up. */
export class LineEnded extends Error {
  override readonly name = 'LineEnded';
}

const end = 0xc0;
const escapeByte = 0xdb;
const escapedEnd = 0xdc;
const escapedEscape = 0xdd;
/** A longer packet is noise: no loader sends one. */
const largestPacketBytes = 0x1_0000;
const headerBytes = 8;
/** A packet that answers a command. */
const answerDirection = 1;

/**
 * Packets on a serial port, framed by SLIP. Whatever stands between two delimiters is a packet, so that one that was
 * lost costs one packet and not every one after it; an answer whose length is not the one that it states is dropped.
 */
export class LoaderLine {
  readonly #port: LoaderPort;
  readonly #stop: (() => void)[];
  #packets: Uint8Array[] = [];
  #bytes: number[] = [];
  #isEscaped = false;
  #isBroken = false;
  #ended: LineEnded | null = null;
  readonly #endListeners = new Set<(error: LineEnded) => void>();
  #waiting: { readonly take: (packet: Uint8Array) => void; readonly fail: (error: Error) => void } | null =
    null;
  #heardAtMs = 0;

  constructor(port: LoaderPort) {
    this.#port = port;
    this.#stop = [
      port.onData(bytes => this.#receive(bytes)),
      port.onDidClose(() => this.end('the port was closed')),
    ];
  }

  /** Milliseconds since a byte came. */
  get quietMs(): number {
    return performance.now() - this.#heardAtMs;
  }

  write(packet: Uint8Array): Promise<void> {
    return this.#send(frame(packet));
  }

  /** Ends a packet that the other side may still believe in, and begins one. */
  writeDelimiter(): Promise<void> {
    return this.#send(Uint8Array.of(end));
  }

  /** The next packet. Rejects with `LineSilent` after this time, whatever half packets came in it. */
  read(timeoutMs: number): Promise<Uint8Array> {
    if (this.#ended !== null) return Promise.reject(this.#ended);
    const packet = this.#packets.shift();
    if (packet !== undefined) return Promise.resolve(packet);
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    const timer = setTimeout(() => {
      this.#waiting = null;
      reject(new LineSilent(`no answer within ${timeoutMs} ms`));
    }, timeoutMs);
    this.#waiting = {
      take: found => {
        clearTimeout(timer);
        resolve(found);
      },
      fail: error => {
        clearTimeout(timer);
        reject(error);
      },
    };
    return promise;
  }

  /** Forgets what has come. */
  flush(): void {
    this.#packets = [];
    this.#startPacket();
  }

  /** Every read and write ends now, and each one after. Idempotent; the port stays as it is. */
  end(reason: string): void {
    if (this.#ended !== null) return;
    this.#ended = new LineEnded(reason);
    for (const stop of this.#stop) stop();
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.fail(this.#ended);
    for (const listener of [...this.#endListeners]) listener(this.#ended);
  }

  throwIfEnded(): void {
    if (this.#ended !== null) throw this.#ended;
  }

  /** Told once when the line ends, at once where it has. Returns how to stop. */
  onEnd(listener: (error: LineEnded) => void): () => void {
    if (this.#ended !== null) listener(this.#ended);
    this.#endListeners.add(listener);
    return () => this.#endListeners.delete(listener);
  }

  async #send(bytes: Uint8Array): Promise<void> {
    this.throwIfEnded();
    await this.#port.write(bytes);
    this.throwIfEnded();
  }

  #receive(bytes: Uint8Array): void {
    this.#heardAtMs = performance.now();
    for (const byte of bytes) this.#take(byte);
  }

  #take(byte: number): void {
    if (byte === end) {
      const packet = Uint8Array.from(this.#bytes);
      const isBroken = this.#isBroken || this.#isEscaped;
      this.#startPacket();
      if (!isBroken && isWhole(packet)) this.#deliver(packet);
    } else if (this.#isEscaped) {
      this.#isEscaped = false;
      if (byte === escapedEnd) this.#bytes.push(end);
      else if (byte === escapedEscape) this.#bytes.push(escapeByte);
      else this.#isBroken = true;
    } else if (byte === escapeByte) {
      this.#isEscaped = true;
    } else if (this.#bytes.length < largestPacketBytes) {
      this.#bytes.push(byte);
    } else {
      this.#isBroken = true;
    }
  }

  #startPacket(): void {
    this.#bytes = [];
    this.#isEscaped = false;
    this.#isBroken = false;
  }

  #deliver(packet: Uint8Array): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting === null) this.#packets.push(packet);
    else waiting.take(packet);
  }
}

function isWhole(packet: Uint8Array): boolean {
  if (packet.length === 0) return false;
  if (packet[0] !== answerDirection || packet.length < headerBytes) return true;
  return ((packet[2] ?? 0) | ((packet[3] ?? 0) << 8)) === packet.length - headerBytes;
}

function frame(packet: Uint8Array): Uint8Array {
  let extra = 2;
  for (const byte of packet) if (byte === end || byte === escapeByte) extra++;
  const framed = new Uint8Array(packet.length + extra);
  let at = 0;
  framed[at++] = end;
  for (const byte of packet) {
    if (byte === end || byte === escapeByte) {
      framed[at++] = escapeByte;
      framed[at++] = byte === end ? escapedEnd : escapedEscape;
    } else {
      framed[at++] = byte;
    }
  }
  framed[at] = end;
  return framed;
}

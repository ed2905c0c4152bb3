import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { StudioError } from '../../contract/errors/studio-error.ts';
import { errorOfStatus } from './service-errors.ts';
import { type CloudCall, withoutKey } from './speech-access.ts';

/** Most bytes of one message that a service may send: a minute of sound as base64 is 4 MB. */
const largestMessageBytes = 8 * 1024 * 1024;

/** Bytes that may wait in the socket before more is held back. */
const socketBufferBytes = 256 * 1024;

/** Sound that waits while the network is slow: some 30 s at 16 kHz. Beyond it the oldest is dropped. */
const waitingBytes = 1024 * 1024;

/** Messages that are kept while nobody listens yet. */
const mostEarly = 64;

export interface SocketListener {
  onJson(message: Readonly<Record<string, unknown>>): void;
  onBinary(bytes: Buffer): void;
  /** The socket is gone; `error` is what to tell. Called once, and not after `close`. */
  onLost(error: StudioError): void;
}

/** A service that says nothing is not waited for longer than this. All milliseconds. */
export interface Deadlines {
  /** Until the socket is open. */
  readonly openMs: number;
  /** Until the service agrees to the task. */
  readonly startMs: number;
  /** Between two signs of life while an answer is due. */
  readonly answerMs: number;
}

export const usualDeadlines: Deadlines = { openMs: 8_000, startMs: 8_000, answerMs: 15_000 };

/** One WebSocket to a service, with words for whatever goes wrong and bounded buffers. */
export class SocketLink {
  readonly #socket: WebSocket;
  readonly #title: string;
  #listener: SocketListener | null = null;
  #lost: StudioError | null = null;
  #isClosed = false;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #dropped = 0;
  /** What came before anybody listened. */
  #early: (readonly [data: Buffer, isBinary: boolean])[] = [];

  private constructor(socket: WebSocket, title: string) {
    this.#socket = socket;
    this.#title = title;
    socket.on('message', (data: Buffer, isBinary: boolean) => this.#receive(data, isBinary));
    socket.on('close', () => this.#lose(new StudioError('speech/disconnected', { provider: title })));
    // `close` follows each error and tells of it.
    socket.on('error', () => undefined);
  }

  /** Opens a socket. Rejects with `speech/…`, or with the signal's reason. */
  static async open(
    call: CloudCall,
    url: string,
    deadlines: Deadlines,
    signal: AbortSignal,
  ): Promise<SocketLink> {
    signal.throwIfAborted();
    const socket = new WebSocket(url, {
      headers: { ...call.headers },
      maxPayload: largestMessageBytes,
      perMessageDeflate: false,
      handshakeTimeout: deadlines.openMs,
      followRedirects: false,
    });
    // It listens from here on: a first message may come in one piece with the answer to the upgrade.
    const link = new SocketLink(socket, call.title);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const abort = () => {
      socket.terminate();
      reject(signal.reason);
    };
    signal.addEventListener('abort', abort, { once: true });
    socket.once('open', resolve);
    socket.on('unexpected-response', (_request, response) => {
      void readBody(response).then(body => {
        reject(errorOfStatus(call.title, call.model, response.statusCode ?? 0, withoutKey(call, body)));
        socket.terminate();
      });
    });
    socket.on('error', (error: Error) => {
      const isLate = /handshake has timed out/i.test(error.message);
      reject(
        isLate
          ? new StudioError('speech/timeout', {
              provider: call.title,
              phase: 'connecting',
              seconds: deadlines.openMs / 1000,
            })
          : new StudioError('speech/unreachable', { provider: call.title, message: error.message }),
      );
    });
    try {
      await promise;
      return link;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** Pieces of sound that were dropped because the network was slower than the sound. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Who hears what comes. Where the socket is lost already it is told at once. Null: nobody, as while it is kept. */
  listen(listener: SocketListener | null): void {
    this.#listener = listener;
    for (const [data, isBinary] of this.#early.splice(0)) this.#receive(data, isBinary);
    if (listener !== null && this.#lost !== null && !this.#isClosed) listener.onLost(this.#lost);
  }

  sendJson(message: Readonly<Record<string, unknown>>): void {
    if (this.isOpen) this.#socket.send(JSON.stringify(message));
  }

  /** Sends sound. What the network cannot take now waits, up to a bound; then the oldest is dropped and counted. */
  sendBinary(bytes: Buffer): void {
    if (!this.isOpen || bytes.length === 0) return;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    while (this.#waitingBytes > waitingBytes) {
      const oldest = this.#waiting.shift();
      if (oldest === undefined) break;
      this.#waitingBytes -= oldest.length;
      this.#dropped++;
    }
    this.#flush();
  }

  /** Resolves when nothing waits any more, so that what comes next is sent after it. */
  async flushed(): Promise<void> {
    while (this.#waiting.length > 0 && this.isOpen) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#onDrain = resolve;
      await promise;
    }
  }

  /** Ends it at once; nothing is heard any more. */
  close(): void {
    this.#isClosed = true;
    this.#listener = null;
    this.#waiting = [];
    this.#onDrain();
    this.#socket.terminate();
  }

  #onDrain: () => void = () => undefined;

  #flush(): void {
    while (this.#socket.bufferedAmount < socketBufferBytes) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      this.#waitingBytes -= next.length;
      this.#socket.send(next, () => {
        if (this.#waiting.length > 0) this.#flush();
        else this.#onDrain();
      });
    }
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (this.#listener === null) {
      if (!this.#isClosed && this.#early.length < mostEarly) this.#early.push([data, isBinary]);
      return;
    }
    if (isBinary) {
      this.#listener.onBinary(data);
      return;
    }
    const message = parseObject(data.toString('utf8'));
    if (message !== null) {
      this.#listener.onJson(message);
      return;
    }
    this.#lose(new StudioError('speech/bad-reply', { provider: this.#title, message: 'no JSON' }));
    this.#socket.terminate();
  }

  #lose(error: StudioError): void {
    if (this.#lost !== null) return;
    this.#lost = error;
    this.#waiting = [];
    this.#onDrain();
    const listener = this.#listener;
    this.#listener = null;
    if (!this.#isClosed) listener?.onLost(error);
  }
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

/** Whether a value from outside is an object whose fields can be asked for. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field that should be an object; an empty one where it is not. */
export function objectAt(value: unknown, name: string): Readonly<Record<string, unknown>> {
  const field = isRecord(value) ? value[name] : undefined;
  return isRecord(field) ? field : {};
}

/** A field that should be text; empty where it is not. */
export function textAt(value: unknown, name: string): string {
  const field = isRecord(value) ? value[name] : undefined;
  return typeof field === 'string' ? field : '';
}

/** A field that should be a number; zero where it is not. */
export function numberAt(value: unknown, name: string): number {
  const field = isRecord(value) ? value[name] : undefined;
  return typeof field === 'number' && Number.isFinite(field) ? field : 0;
}

async function readBody(response: IncomingMessage): Promise<string> {
  let body = '';
  try {
    for await (const chunk of response) {
      body += String(chunk);
      if (body.length > 4096) break;
    }
  } catch {
    // The status alone says enough.
  }
  return body;
}

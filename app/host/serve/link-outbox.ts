import type { WebSocket } from 'ws';
import type { Recallable } from '../hub/hub-options.ts';

/** Given to the connection and not yet on its way, at most; what is beyond can still be called back. */
const handedOverBytes = 16 * 1024;
/** Waits for a slow device at most; beyond it the oldest goes. */
const waitingBytes = 1024 * 1024;

interface WaitingText {
  readonly text: string;
  readonly cause: Recallable | null;
}

/**
 * Texts on their way to a device on the network. Little of it lies in the connection, so that an interruption reaches
 * what waits for a slow one.
 */
export class LinkOutbox {
  readonly #socket: Pick<WebSocket, 'readyState' | 'OPEN' | 'bufferedAmount' | 'send'>;
  #waiting: WaitingText[] = [];
  #bytes = 0;
  #dropped = 0;

  constructor(socket: Pick<WebSocket, 'readyState' | 'OPEN' | 'bufferedAmount' | 'send'>) {
    this.#socket = socket;
  }

  /** Texts that will never be sent, though nobody called them back. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Sends a text sooner or later or never; `cause` null where nothing can call it back. ASCII, so that bytes are letters. */
  send(text: string, cause: Recallable | null): void {
    if (this.#socket.readyState !== this.#socket.OPEN) {
      this.#dropped++;
      return;
    }
    this.#waiting.push({ text, cause });
    this.#bytes += text.length;
    this.#pump();
    while (this.#bytes > waitingBytes) {
      if (this.#take()?.cause?.isCancelled !== true) this.#dropped++;
    }
  }

  #pump(): void {
    while (this.#waiting.length > 0 && this.#socket.bufferedAmount < handedOverBytes) {
      const next = this.#take();
      if (next === undefined || next.cause?.isCancelled === true) continue;
      this.#socket.send(next.text, error => {
        // Where it failed the connection closes, and what waits has nobody to go to.
        if (error === undefined || error === null) this.#pump();
      });
    }
  }

  #take(): WaitingText | undefined {
    const next = this.#waiting.shift();
    if (next !== undefined) this.#bytes -= next.text.length;
    return next;
  }
}

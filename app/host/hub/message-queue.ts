import type { Message } from './hub-actor.ts';

/** Delivered messages are let go of in pieces of so many. */
const pieceLength = 4_096;

/** First in, first out, and never longer than its limit: then the oldest goes. */
export class MessageQueue {
  readonly #limit: number;
  #messages: Message[] = [];
  #head = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isEmpty(): boolean {
    return this.#head === this.#messages.length;
  }

  /** False where the oldest message had to go for it. */
  push(message: Message): boolean {
    const isFull = this.#messages.length - this.#head >= this.#limit;
    if (isFull) this.#head++;
    this.#messages.push(message);
    return !isFull;
  }

  shift(): Message | undefined {
    const message = this.#messages[this.#head];
    if (message === undefined) return undefined;
    this.#head++;
    if (this.#head === this.#messages.length) {
      this.#messages.length = 0;
      this.#head = 0;
    } else if (this.#head > pieceLength) {
      this.#messages.splice(0, this.#head);
      this.#head = 0;
    }
    return message;
  }

  clear(): void {
    this.#messages = [];
    this.#head = 0;
  }
}

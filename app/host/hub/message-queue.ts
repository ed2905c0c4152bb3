import type { Message } from './hub-actor.ts';

/** A power of two, so that a place in the ring is a mask away. */
const firstCapacity = 64;

/** First in, first out, in a ring that grows, and never longer than its limit: then the oldest goes. */
export class MessageQueue {
  readonly #limit: number;
  #ring: (Message | undefined)[] = new Array<Message | undefined>(firstCapacity).fill(undefined);
  #head = 0;
  #length = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  /** False where the oldest message had to go for it. */
  push(message: Message): boolean {
    const isFull = this.#length >= this.#limit;
    if (isFull) this.shift();
    if (this.#length === this.#ring.length) this.#grow();
    this.#ring[(this.#head + this.#length) & (this.#ring.length - 1)] = message;
    this.#length++;
    return !isFull;
  }

  shift(): Message | undefined {
    if (this.#length === 0) return undefined;
    const message = this.#ring[this.#head];
    // What was delivered must not be kept alive from here.
    this.#ring[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    this.#length--;
    return message;
  }

  clear(): void {
    this.#ring = new Array<Message | undefined>(firstCapacity).fill(undefined);
    this.#head = 0;
    this.#length = 0;
  }

  #grow(): void {
    const ordered = [...this.#ring.slice(this.#head), ...this.#ring.slice(0, this.#head)];
    this.#ring = [...ordered, ...new Array<undefined>(ordered.length).fill(undefined)];
    this.#head = 0;
  }
}

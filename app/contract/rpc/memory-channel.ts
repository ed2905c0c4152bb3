import type { Channel, ChannelListener } from './channel.ts';

class MemoryEnd implements Channel {
  peer: MemoryEnd | null = null;
  #listener: ChannelListener | null = null;
  #early: string[] = [];
  #isClosed = false;

  send(text: string): void {
    if (this.#isClosed) return;
    const peer = this.peer;
    // A frame arrives in a later turn, as it does on every real channel.
    queueMicrotask(() => peer?.deliver(text));
  }

  listen(listener: ChannelListener): void {
    this.#listener = listener;
    const early = this.#early;
    this.#early = [];
    for (const text of early) this.deliver(text);
    if (this.#isClosed) listener.onClose();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#finish();
    const peer = this.peer;
    queueMicrotask(() => peer?.close());
  }

  deliver(text: string): void {
    if (this.#isClosed) return;
    if (this.#listener === null) this.#early.push(text);
    else this.#listener.onFrame(text);
  }

  #finish(): void {
    this.#isClosed = true;
    this.#listener?.onClose();
  }
}

/** Two linked ends in one process, for tests and for the terminal shell. */
export function memoryChannelPair(): readonly [Channel, Channel] {
  const first = new MemoryEnd();
  const second = new MemoryEnd();
  first.peer = second;
  second.peer = first;
  return [first, second];
}

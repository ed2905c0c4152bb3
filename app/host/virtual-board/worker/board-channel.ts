import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { cells, type FromWorker, type NumberedToWorker, type ToWorker } from '../board-messages.ts';

/**
 * The worker's end of the line to the thread that owns the board. Messages are taken synchronously, so the worker
 * may block in Python for ever and still be reached.
 */
export class BoardChannel {
  readonly shared: Int32Array;
  #port: MessagePort;
  #seenWake = 0;

  constructor(port: MessagePort, shared: Int32Array) {
    this.#port = port;
    this.shared = shared;
  }

  send(message: FromWorker): void {
    this.#port.postMessage(message);
  }

  /** True where a message may be waiting; costs one atomic read. */
  get hasNews(): boolean {
    return Atomics.load(this.shared, cells.wake) !== this.#seenWake;
  }

  /** The next waiting message, or null. */
  take(): ToWorker | null {
    // Read before the port, so that a message posted in between wakes the next sleep at once.
    this.#seenWake = Atomics.load(this.shared, cells.wake);
    const received: { message: NumberedToWorker } | undefined = receiveMessageOnPort(this.#port);
    if (received === undefined) return null;
    Atomics.store(this.shared, cells.takenSequence, received.message.sequence);
    return received.message.message;
  }

  /** Sleeps until a message arrives or the time is over. */
  sleep(timeoutMs: number | undefined): void {
    Atomics.wait(this.shared, cells.wake, this.#seenWake, timeoutMs);
  }

  /** Never returns: what a board without power does. The owner terminates the thread. */
  halt(): never {
    for (;;) {
      this.sleep(undefined);
      this.#seenWake = Atomics.load(this.shared, cells.wake);
    }
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { ESPLoader } from 'esptool-js';
import type { LoaderLine } from './loader-line.ts';

/** The rate at which every ROM listens. */
export const romBaudRate = 115_200;

/**
 * A loader of esptool-js on a line of ours. What is replaced is its `Transport`: that one polls every millisecond,
 * starts its time-out anew with each byte, throws away what it has when a byte is wrong, cannot be cancelled, and
 * prints to the console. What is kept is all that knows chips: registers, stubs, commands.
 *
 * esptool-js is loaded when the first board is flashed.
 */
export async function createLoader(line: LoaderLine, answerMs: number): Promise<ESPLoader> {
  const esptool = await import('esptool-js');

  class LineTransport extends esptool.Transport {
    constructor() {
      super({ getInfo: () => ({}) } as ConstructorParameters<typeof esptool.Transport>[0]);
      this.baudrate = romBaudRate;
    }

    override trace(): void {
      // The base class prints it.
    }
    override write(data: Uint8Array): Promise<void> {
      return line.write(data);
    }
    override read(timeout: number): Promise<Uint8Array> {
      return line.read(timeout);
    }
    override flushInput(): void {
      line.flush();
    }
    /** The ROM repeats some refusals; they belong to no later command. */
    override async drainInput(quietMs = 100, maxMs = 400): Promise<void> {
      const deadlineMs = performance.now() + maxMs;
      do await sleep(quietMs);
      while (line.quietMs < quietMs && performance.now() < deadlineMs);
      line.flush();
    }
    override peek(): Uint8Array {
      return new Uint8Array(0);
    }
    override inWaiting(): number {
      return 0;
    }
    // The port belongs to whoever made the line; the loader neither opens nor closes it.
    override connect(): Promise<void> {
      return Promise.resolve();
    }
    override readLoop(): Promise<void> {
      return Promise.resolve();
    }
    override async disconnect(): Promise<void> {
      line.flush();
    }
  }

  const loader = new esptool.ESPLoader({
    transport: new LineTransport(),
    baudrate: romBaudRate,
    terminal: { clean: ignore, write: ignore, writeLine: ignore },
  });
  loader.DEFAULT_TIMEOUT = answerMs;
  return loader;
}

/** Its words are for developers of loaders. */
function ignore(): undefined {
  return undefined;
}

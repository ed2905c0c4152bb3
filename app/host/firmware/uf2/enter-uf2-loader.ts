import { setTimeout as sleep } from 'node:timers/promises';
import type { LoaderPort } from '../esp/loader-line.ts';

/** Touching a port at this rate asks boards with an Arduino-like boot loader to enter it. */
const touchBaudRate = 1_200;
const replBaudRate = 115_200;
/** Between keys: the REPL of a board takes some time to stop a program. */
const keyPauseMs = 50;

/** A way to ask a running board for its UF2 boot loader, without a button. */
export interface LoaderRequest {
  readonly name: 'micropython' | 'touch';
  /** Rejects where the port cannot be opened; a port that goes away meanwhile is what was wanted. */
  run(port: LoaderPort, signal: AbortSignal): Promise<void>;
}

/** Stops the program, enters the raw REPL, and runs one line; the port of a board that understood it goes away. */
export async function askMicroPython(port: Pick<LoaderPort, 'write'>, signal?: AbortSignal): Promise<void> {
  for (const keys of ['\r\x03', '\x03', '\r\x01', 'import machine\nmachine.bootloader()\n\x04']) {
    await port.write(Buffer.from(keys, 'latin1'));
    await sleep(keyPauseMs, undefined, signal === undefined ? {} : { signal });
  }
}

export const loaderRequests: readonly LoaderRequest[] = [
  {
    name: 'micropython',
    run: (port, signal) =>
      onOpenPort(port, replBaudRate, signal, async () => {
        await askMicroPython(port, signal);
      }),
  },
  {
    name: 'touch',
    run: (port, signal) =>
      onOpenPort(port, touchBaudRate, signal, async () => {
        await port.setSignals({ dtr: false, rts: false });
        await sleep(keyPauseMs, undefined, { signal });
      }),
  },
];

async function onOpenPort(
  port: LoaderPort,
  baudRate: number,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  let isGone = false;
  const stop = port.onDidClose(() => {
    isGone = true;
  });
  await port.open({ baudRate, signal });
  try {
    await work();
  } catch (error) {
    if (signal.aborted || !isGone) throw error;
  } finally {
    stop();
    await port.close();
  }
}

import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Figure, percentile } from '../figure.ts';
import { BenchDevice } from './bench-device.ts';
import { Child } from './child.ts';
import type { ServeAnswer } from './serve-process.ts';

export const sessionCount = 1_000;
/** Each device says something so often. */
const periodMs = 1_000;
const seconds = 6;
/** Devices that connect at the same time. */
const atOnce = 50;

/**
 * A thousand devices on one hub process, each over a real WebSocket of this machine and with a hub of ten chained nodes:
 * memory of the hub's process for each, and how long a message takes from a device through the chain and back.
 */
export async function measureSessions(): Promise<Figure[]> {
  const hub = await Child.start(join(import.meta.dirname, 'serve-process.ts'), ['chain'], ['--expose-gc']);
  const devices: BenchDevice[] = [];
  try {
    const { port } = await hub.ask<ServeAnswer>('status');
    // The first sessions load code that all of them share.
    devices.push(...(await connect(port, atOnce)));
    await roundTrips(devices, 1_000);
    const before = await hub.ask<ServeAnswer>('status');
    for (let count = 0; count < sessionCount; count += atOnce) devices.push(...(await connect(port, atOnce)));
    await roundTrips(devices, 2_000);
    const after = await hub.ask<ServeAnswer>('status');
    const added = after.sessions - before.sessions;
    if (added !== sessionCount) throw new Error(`${added} of ${sessionCount} sessions run`);
    const times = await roundTrips(devices.slice(0, sessionCount), seconds * 1_000);
    return [
      {
        name: '1,000 devices over WebSocket, heap of each',
        value: (after.heapBytes - before.heapBytes) / added / 1000,
        unit: 'kB',
      },
      {
        name: '1,000 devices over WebSocket, memory of each',
        value: (after.residentBytes - before.residentBytes) / added / 1000,
        unit: 'kB',
      },
      { name: '1,000 devices, 1,000 messages/s, round trip p50', value: percentile(times, 0.5), unit: 'ms' },
      { name: '1,000 devices, 1,000 messages/s, round trip p99', value: percentile(times, 0.99), unit: 'ms' },
    ];
  } finally {
    for (const device of devices) device.close();
    await hub.end();
  }
}

function connect(port: number, count: number): Promise<BenchDevice[]> {
  return Promise.all(Array.from({ length: count }, () => BenchDevice.connect(port)));
}

/** Every device speaks once a period, evenly spread; milliseconds of each round trip. */
async function roundTrips(devices: readonly BenchDevice[], forMs: number): Promise<number[]> {
  const times: number[] = [];
  let waiting = 0;
  for (const device of devices) {
    device.onValue = value => {
      waiting--;
      times.push(performance.now() - Number(value));
    };
  }
  const startedAtMs = performance.now();
  for (let sent = 0; ; ) {
    const passedMs = performance.now() - startedAtMs;
    const due = Math.floor((Math.min(passedMs, forMs) / periodMs) * devices.length);
    for (; sent < due; sent++) {
      waiting++;
      devices[sent % devices.length]?.say(performance.now());
    }
    if (passedMs >= forMs) break;
    await pause(2);
  }
  for (let patience = 0; waiting > 0; patience++) {
    if (patience > 500) throw new Error(`${waiting} messages did not come back`);
    await pause(10);
  }
  return times;
}

import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Figure, percentile } from '../figure.ts';
import { BenchDevice } from './bench-device.ts';
import { Child } from './child.ts';
import type { ServeAnswer } from './serve-process.ts';

const interruptions = 200;

/**
 * A device interrupts what is being said to it: from the moment at which it sends the new utterance until the last
 * piece of sound of the old one arrives, over a real WebSocket. Model and voice are fakes that say something every
 * three milliseconds and never look at their signal, so that only the hub stops them.
 */
export async function measureBargeIn(): Promise<Figure[]> {
  const hub = await Child.start(join(import.meta.dirname, 'serve-process.ts'), ['talk']);
  let device: BenchDevice | null = null;
  try {
    const { port } = await hub.ask<ServeAnswer>('status');
    device = await BenchDevice.connect(port);
    let spoken = -1;
    const lastAtMs = new Map<number, number>();
    device.onValue = value => {
      spoken = (value as { utterance: number }).utterance;
      lastAtMs.set(spoken, performance.now());
    };
    const times: number[] = [];
    // The hub starts when it has heard the hello; the first utterance waits for it.
    for (let patience = 0; spoken < 0; patience++) {
      if (patience > 100) throw new Error('the hub does not speak');
      device.say(0);
      await pause(50);
    }
    for (let utterance = 1; utterance <= interruptions; utterance++) {
      // At any point of the old answer, and always in the midst of it.
      await pause(20 + ((utterance * 37) % 61));
      if (spoken !== utterance - 1) throw new Error(`${spoken} is spoken when ${utterance - 1} should be`);
      const saidAtMs = performance.now();
      device.say(utterance);
      for (let patience = 0; spoken !== utterance; patience++) {
        if (patience > 500) throw new Error(`${utterance} is never spoken`);
        await pause(1);
      }
      // What is late comes within this time, or it would be counted against the next interruption.
      await pause(25);
      times.push(Math.max(0, (lastAtMs.get(utterance - 1) ?? saidAtMs) - saidAtMs));
    }
    return [
      { name: 'barge-in, last old sound after, p50', value: percentile(times, 0.5), unit: 'ms' },
      { name: 'barge-in, last old sound after, p95', value: percentile(times, 0.95), unit: 'ms', budget: 50 },
      { name: 'barge-in, last old sound after, worst', value: Math.max(...times), unit: 'ms' },
    ];
  } finally {
    device?.close();
    await hub.end();
  }
}

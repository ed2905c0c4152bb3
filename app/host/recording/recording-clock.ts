import { setTimeout as sleep } from 'node:timers/promises';

/** The time by which recordings are written and replayed; a test steps its own. */
export interface RecordingClock {
  /** Milliseconds that never fall, from any beginning. */
  now(): number;
  date(): Date;
  /** Rejects where the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: RecordingClock = {
  now: () => performance.now(),
  date: () => new Date(),
  sleep: async (ms, signal) => {
    // A replay that nobody stops does not keep the program alive.
    await sleep(ms, undefined, { signal, ref: false });
  },
};

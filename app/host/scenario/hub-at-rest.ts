import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Hub } from '../hub/hub.ts';

/** How long a hub may be at work while the time of a scenario stands still, real milliseconds. */
const patienceMs = 30_000;

/** A handler of the hub did not come to its end, so that the scenario's time could not go on. */
export class HubBusyError extends Error {
  override readonly name = 'HubBusyError';

  constructor(nodes: readonly string[], seconds: number) {
    const unique = [...new Set(nodes)].join(', ');
    super(
      `The hub is still at work after ${seconds} seconds: ${unique === '' ? 'its messages do not end' : unique}.`,
    );
  }
}

/** Waits until a hub has nothing left to do at the present time. Rejects with {@link HubBusyError}. */
export async function hubAtRest(hub: Hub, limitMs: number = patienceMs): Promise<void> {
  // What a handler left behind without waiting for it gets a turn, too.
  await nextTurn();
  if (hub.isIdle) return;
  const { promise: late, resolve } = Promise.withResolvers<'late'>();
  const timer = setTimeout(resolve, limitMs, 'late');
  try {
    while (!hub.isIdle) {
      if ((await Promise.race([hub.whenIdle(), late])) === 'late') {
        throw new HubBusyError(hub.busyNodes, limitMs / 1000);
      }
      await nextTurn();
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Moves a hub's clock on, and has the hub come to rest at each moment at which something is due. */
export async function passHubTime(options: {
  readonly clock: {
    readonly nextMs: number | undefined;
    advanceTo(toMs: number): void;
  };
  readonly toMs: number;
  readonly isDone: () => boolean;
  /** Called after each such moment. */
  readonly rest: () => Promise<void>;
}): Promise<void> {
  const { clock, isDone, rest, toMs } = options;
  while (!isDone()) {
    const { nextMs } = clock;
    if (nextMs === undefined || nextMs > toMs) {
      clock.advanceTo(toMs);
      return;
    }
    clock.advanceTo(nextMs);
    await rest();
  }
}

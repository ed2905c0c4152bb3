import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { Session } from '../../contract/services/device-service.ts';
import { Reconnector } from './reconnector.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const kitId = 'usb:ABC';
const said = (state: Session['state']) => ({ kitId, state }) as Session;
const forbidden = () =>
  new StudioError('transport/no-permission', { path: '/dev/a', owner: 'root', group: 'x' });

function setUp(outcome: (attempt: number) => 'works' | 'forbidden' | 'late') {
  const triedAtMs: number[] = [];
  const failures: unknown[] = [];
  let isAttached = true;
  const startedAtMs = performance.now();
  const reconnector = new Reconnector({
    isAttached: async () => isAttached,
    connect: async () => {
      triedAtMs.push(Math.round(performance.now() - startedAtMs));
      const end = outcome(triedAtMs.length);
      if (end === 'forbidden') throw forbidden();
      if (end === 'late') throw new DOMException('It took too long.', 'TimeoutError');
      reconnector.follow(said('listening'));
    },
    onFailure: error => failures.push(error),
    firstPauseMs: 100,
  });
  const attach = (now: boolean) => {
    isAttached = now;
    reconnector.seen(kitId, now);
  };
  return { reconnector, triedAtMs, failures, attach };
}

describe('a lost kit', () => {
  it('is tried again while its rights are being set, and then left alone', async () => {
    const { reconnector, triedAtMs, failures } = setUp(attempt => (attempt < 3 ? 'forbidden' : 'works'));
    reconnector.follow(said('gone'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(triedAtMs).toEqual([100, 300, 700]);
    expect(failures).toEqual([]);
  });

  it('is tried again where its port took too long to open', async () => {
    const { reconnector, triedAtMs, failures } = setUp(attempt => (attempt < 3 ? 'late' : 'works'));
    reconnector.follow(said('gone'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(triedAtMs).toEqual([100, 300, 700]);
    expect(failures).toEqual([]);
  });

  it('is given up after some tries, told once, and tried anew when it was plugged in anew', async () => {
    const { attach, failures, reconnector, triedAtMs } = setUp(() => 'forbidden');
    reconnector.follow(said('gone'));
    await vi.advanceTimersByTimeAsync(600_000);
    expect(triedAtMs).toHaveLength(6);
    expect(failures).toMatchObject([{ code: 'transport/no-permission' }]);
    attach(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(triedAtMs).toHaveLength(6);
    attach(false);
    attach(true);
    await vi.advanceTimersByTimeAsync(100);
    expect(triedAtMs).toHaveLength(7);
  });

  it('is waited for without a try while it is away', async () => {
    const { attach, reconnector, triedAtMs } = setUp(() => 'works');
    attach(false);
    reconnector.follow(said('gone'));
    await vi.advanceTimersByTimeAsync(600_000);
    expect(triedAtMs).toEqual([]);
    attach(true);
    await vi.advanceTimersByTimeAsync(100);
    expect(triedAtMs).toHaveLength(1);
  });

  it('that hangs up again at once is tried ever more seldom, and never in a tight loop', async () => {
    const { reconnector, triedAtMs } = setUp(() => 'works');
    reconnector.follow(said('gone'));
    for (let second = 0; second < 600; second++) {
      await vi.advanceTimersByTimeAsync(1_000);
      reconnector.follow(said('gone'));
    }
    expect(triedAtMs.length).toBeGreaterThan(2);
    expect(triedAtMs.length).toBeLessThanOrEqual(6);
  });

  it('that a person disconnects is left alone', async () => {
    const { attach, reconnector, triedAtMs } = setUp(() => 'works');
    reconnector.follow(said('gone'));
    reconnector.follow(said('detached'));
    attach(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(triedAtMs).toEqual([]);
    reconnector.dispose();
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { FleetRow, FleetRun } from '../../contract/services/fleet-service.ts';
import { setStudio } from '../bootstrap/studio-client.ts';
import { testFleetRun, testRow } from '../features/kits/testing-kit-sources.ts';
import { createFakeStudio } from '../testing/fake-studio.ts';
import { followFleet, rowsToRetry, summarizeFleet, useFleetStore } from './fleet-store.ts';
import { consentFor, useKitStore } from './kit-store.ts';

const foreign = new StudioError('push/foreign-program', { firstLine: 'print(1)' });
const foreignRow = (kitId: string): FleetRow =>
  testRow({ kitId, state: 'failed', error: { ...foreign.toJson() } });
const progress = {
  phase: 'write' as const,
  fraction: 0.5,
  bytesDone: 1,
  bytesTotal: 2,
  bytesPerSecond: 60_000,
  secondsLeft: 4,
  elapsedMs: 1,
};

beforeEach(() => {
  useFleetStore.setState({ run: null, problem: null, isBusy: false });
  useKitStore.setState({ asking: null, runs: {} });
});

describe('a run of many', () => {
  it('is summed up: done, failed, mean rate, time of the slowest', () => {
    const run = testFleetRun([
      testRow({ state: 'done', outcome: 'confirmed' }),
      testRow({ state: 'done', outcome: 'rolled-back' }),
      testRow({ state: 'failed' }),
      testRow({ state: 'pushing', push: progress }),
      testRow({ state: 'pushing', push: { ...progress, bytesPerSecond: 62_000, secondsLeft: 6 } }),
    ]);
    expect(summarizeFleet(run)).toEqual({
      total: 5,
      done: 2,
      failed: 2,
      isActive: true,
      bytesPerSecondEach: 61_000,
      secondsLeft: 6,
    });
  });

  it('has no time left to tell while kits wait whose time nobody knows', () => {
    const run = testFleetRun([testRow({ state: 'pushing', push: progress }), testRow()]);
    expect(summarizeFleet(run).secondsLeft).toBeNull();
  });

  it('is tried again where it failed, was cancelled or rolled back', () => {
    const run = testFleetRun([
      testRow({ kitId: 'a', state: 'done', outcome: 'confirmed' }),
      testRow({ kitId: 'b', state: 'done', outcome: 'rolled-back' }),
      testRow({ kitId: 'c', state: 'cancelled' }),
      testRow({ kitId: 'd', state: 'failed' }),
    ]);
    expect(rowsToRetry(run).map(({ kitId }) => kitId)).toEqual(['b', 'c', 'd']);
  });
});

describe('consents of a run of many', () => {
  it('are asked for in one question when it is over, and not twice', () => {
    const { receive } = useFleetStore.getState();
    const rows = [foreignRow('a'), testRow({ kitId: 'b', state: 'failed' }), foreignRow('c')];
    receive(testFleetRun(rows, { runId: 'asked' }));
    expect(useKitStore.getState().asking).toBeNull();
    const over = testFleetRun(rows, { runId: 'asked', finishedAt: '2026-01-01T00:01:00.000Z' });
    receive(over);
    const { asking } = useKitStore.getState();
    expect(asking?.from).toBe('many');
    expect(asking?.kits.map(({ kitId }) => kitId)).toEqual(['a', 'c']);
    useKitStore.getState().dismissAsking();
    receive(over);
    expect(useKitStore.getState().asking).toBeNull();
  });

  it('go with a retry of the kits that were agreed to, and those may ask again', async () => {
    const calls: object[] = [];
    const studio = createFakeStudio();
    const over = (rows: readonly FleetRow[]) =>
      testFleetRun(rows, { runId: 'again', finishedAt: '2026-01-01T00:01:00.000Z' });
    const retry = async (input: object): Promise<FleetRun> => {
      calls.push(input);
      return over([foreignRow('a')]);
    };
    setStudio({ ...studio, fleet: { ...studio.fleet, retry } });
    useFleetStore.getState().receive(over([foreignRow('a'), foreignRow('b')]));
    useKitStore.getState().dismissAsking();
    await useFleetStore.getState().retry(['a'], { replaceForeign: true });
    expect(calls).toEqual([{ kitIds: ['a'], consents: { replaceForeign: true } }]);
    expect(useKitStore.getState().asking?.kits.map(({ kitId }) => kitId)).toEqual(['a']);
  });

  it('are only for what a person can overrule', () => {
    expect(consentFor(foreign)).toBe('replaceForeign');
    expect(consentFor(new StudioError('push/no-space', { neededBytes: 1, freeBytes: 0 }))).toBeNull();
  });
});

describe('following the host', () => {
  it('asks nothing about a run that ended before the table was opened', async () => {
    const over = testFleetRun([foreignRow('a')], {
      runId: 'old',
      finishedAt: '2026-01-01T00:01:00.000Z',
    });
    const studio = createFakeStudio();
    const stop = followFleet({ ...studio, fleet: { ...studio.fleet, current: async () => over } });
    await expect.poll(() => useFleetStore.getState().run?.runId).toBe('old');
    expect(useKitStore.getState().asking).toBeNull();
    stop();
  });

  it('forgets what this window pushed when a newer run takes its kits', async () => {
    const { receive } = useFleetStore.getState();
    receive(testFleetRun([], { runId: 'first' }));
    useKitStore.setState({
      runs: {
        'usb:1': {
          kind: 'failed',
          projectId: 'p',
          error: new StudioError('device/busy', { kitId: 'usb:1' }),
          phases: [],
        },
      },
    });
    let tell: ((run: FleetRun) => void) | undefined;
    const studio = createFakeStudio();
    const on = ((_event: string, listener: (run: FleetRun) => void) => {
      tell = listener;
      return () => undefined;
    }) as typeof studio.fleet.on;
    const stop = followFleet({ ...studio, fleet: { ...studio.fleet, on } });
    tell?.(testFleetRun([testRow()], { runId: 'second' }));
    expect(useKitStore.getState().runs).toEqual({});
    stop();
  });
});

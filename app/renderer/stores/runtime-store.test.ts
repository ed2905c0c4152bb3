import { describe, expect, it, vi } from 'vitest';
import { type ReceivedValue, RuntimeStore } from './runtime-store.ts';

/** A store whose frames are run by hand, on a clock that is set by hand. */
function harness(options: { samplesPerPort?: number; changesPerPort?: number; events?: number } = {}) {
  const frames: (() => void)[] = [];
  const clock = { nowMs: 1_000_000 };
  const store = new RuntimeStore({
    ...options,
    requestFrame: callback => void frames.push(callback),
    now: () => clock.nowMs,
  });
  store.showKit('virtual:1');
  return {
    store,
    clock,
    frames,
    runFrames: () => {
      for (const frame of frames.splice(0)) frame();
    },
  };
}

describe('RuntimeStore', () => {
  it('tells a port listener once per frame, with the newest value', () => {
    const { store, runFrames } = harness();
    runFrames();
    const seen: unknown[] = [];
    store.subscribePort('a', 'out', reading => seen.push(reading.value));
    store.receiveValues('virtual:1', [
      ['a', 'out', 1, 10],
      ['a', 'out', 2, 11],
    ]);
    store.receiveValues('virtual:1', [['a', 'out', 3, 12]]);
    expect(seen).toEqual([]);
    runFrames();
    expect(seen).toEqual([3]);
    runFrames();
    expect(seen).toEqual([3]);
  });

  it('asks for one frame, however many values come', () => {
    const { store, frames, runFrames } = harness();
    runFrames();
    const onFrame = vi.fn();
    store.subscribeFrame(onFrame);
    for (let index = 0; index < 1000; index += 1) {
      store.receiveValues('virtual:1', [['n', `p${index % 20}`, index, index]]);
    }
    expect(frames).toHaveLength(1);
    runFrames();
    expect(onFrame).toHaveBeenCalledTimes(1);
    expect(store.received).toBe(1000);
  });

  it('keeps the newest samples, contiguous and in order, beyond its limit', () => {
    const { store } = harness({ samplesPerPort: 100 });
    for (let index = 0; index < 1234; index += 1) {
      store.receiveValues('virtual:1', [['n', 'p', index, index]]);
    }
    const { times, values } = store.series('n', 'p');
    expect(values).toHaveLength(100);
    expect(values[0]).toBe(1134);
    expect(values.at(-1)).toBe(1233);
    for (let index = 1; index < times.length; index += 1) {
      expect(times[index]).toBeGreaterThanOrEqual(times[index - 1] ?? Number.POSITIVE_INFINITY);
    }
  });

  it('does not slow down with a full ring: a hundred seconds at 1,000 values a second stay within the buffers', () => {
    const { store, runFrames } = harness({ samplesPerPort: 4096 });
    const batch: ReceivedValue[] = Array.from({ length: 16 }, (_, index) => ['n', `p${index % 4}`, index, 0]);
    for (let round = 0; round < 6250; round += 1) {
      store.receiveValues('virtual:1', batch);
      runFrames();
    }
    expect(store.received).toBe(100_000);
    const { times } = store.series('n', 'p1');
    expect(times).toHaveLength(4096);
    // Twice the window, eight bytes each: nothing grew with the number of values.
    expect(times.buffer.byteLength).toBe(4096 * 2 * 8);
  });

  it('keeps booleans as 0 and 1, and vectors in three columns', () => {
    const { store } = harness();
    store.receiveValues('virtual:1', [
      ['n', 'flag', false, 0],
      ['n', 'flag', true, 5],
      ['n', 'v', [1, 2, 3], 0],
    ]);
    expect([...store.series('n', 'flag').values]).toEqual([0, 1]);
    expect(store.series('n', 'v').columns.map(column => [...column])).toEqual([[1], [2], [3]]);
  });

  it('keeps changes of text, not repetitions', () => {
    const { store } = harness({ changesPerPort: 2 });
    store.receiveValues('virtual:1', [
      ['n', 'mood', 'happy', 0],
      ['n', 'mood', 'happy', 1],
      ['n', 'mood', 'sad', 2],
      ['n', 'mood', 'cool', 3],
    ]);
    expect(store.changes('n', 'mood').map(change => change.value)).toEqual(['sad', 'cool']);
    expect(store.latest('n', 'mood')).toMatchObject({ value: 'cool', count: 4 });
    expect(store.series('n', 'mood').times).toHaveLength(0);
  });

  it('says when the value changed, apart from when it came', () => {
    const { store, clock } = harness();
    store.receiveValues('virtual:1', [['n', 'p', 5, 0]]);
    clock.nowMs += 400;
    store.receiveValues('virtual:1', [['n', 'p', 5, 400]]);
    const reading = store.latest('n', 'p');
    expect(reading?.atMs).toBeCloseTo(1_000_400);
    expect(reading?.changedAtMs).toBeCloseTo(1_000_000);
  });

  it('lists what is no number, every trigger, and log lines with their traceback', () => {
    const { store } = harness();
    store.receiveValues('virtual:1', [
      ['n', 'pressed', true, 0],
      ['n', 'pressed', true, 1],
      ['n', 'level', 3, 2],
      ['n', 'says', 'hello', 3],
    ]);
    store.receiveLog({
      kitId: 'virtual:1',
      at: '2026-01-02T03:04:05.006Z',
      level: 'error',
      source: 'device',
      node: 'n',
      text: 'ValueError',
      trace: 'Traceback',
    });
    expect(store.events().map(event => (event.kind === 'value' ? event.value : event.text))).toEqual([
      true,
      true,
      'hello',
      'ValueError',
    ]);
  });

  it('bounds the event list and never changes a list that was read', () => {
    const { store } = harness({ events: 10 });
    const say = (count: number) => {
      for (let index = 0; index < count; index += 1) {
        store.receiveValues('virtual:1', [['n', 'says', `${index}`, index]]);
      }
    };
    say(5);
    const read = store.events();
    say(100);
    expect(read).toHaveLength(5);
    expect(store.events().length).toBeLessThanOrEqual(20);
    expect(store.events().at(-1)).toMatchObject({ value: '99' });
  });

  it('passes over other kits and starts empty for another kit', () => {
    const { store } = harness();
    store.receiveValues('serial:/dev/ttyACM0', [['n', 'p', 1, 0]]);
    expect(store.latest('n', 'p')).toBeNull();
    store.receiveValues('virtual:1', [['n', 'p', 1, 0]]);
    store.showKit('serial:/dev/ttyACM0');
    expect(store.latest('n', 'p')).toBeNull();
    expect(store.ports()).toEqual([]);
  });

  it('tells listeners that a clear took their value away', () => {
    const { store, runFrames } = harness();
    store.receiveValues('virtual:1', [['n', 'p', 1, 0]]);
    const counts: number[] = [];
    store.subscribePort('n', 'p', reading => counts.push(reading.count));
    runFrames();
    store.clear();
    runFrames();
    expect(counts).toEqual([1, 0]);
    expect(store.latest('n', 'p')).toBeNull();
  });

  it('follows a board whose clock starts again after a reset', () => {
    const { store, clock } = harness();
    store.receiveValues('virtual:1', [['n', 'p', 1, 90_000]]);
    clock.nowMs += 1000;
    store.receiveValues('virtual:1', [['n', 'p', 2, 15]]);
    expect(store.latest('n', 'p')?.atMs).toBeCloseTo(1_001_000);
  });

  it('goes on calling the other listeners when one throws, and reports the error', () => {
    const { store, runFrames } = harness();
    const reported: unknown[] = [];
    vi.stubGlobal('reportError', (error: unknown) => reported.push(error));
    const failure = new Error('broken listener');
    store.subscribePort('n', 'p', () => {
      throw failure;
    });
    const second = vi.fn();
    store.subscribePort('n', 'p', second);
    store.receiveValues('virtual:1', [['n', 'p', 1, 0]]);
    runFrames();
    expect(second).toHaveBeenCalledTimes(1);
    expect(reported).toEqual([failure]);
    vi.unstubAllGlobals();
  });
});

describe('a replay that was moved', () => {
  it('replaces what was known, at the times of then, and goes on from there', () => {
    let now = 100_000;
    const store = new RuntimeStore({ requestFrame: () => undefined, now: () => now });
    store.showKit('replay:1');
    store.receiveValues('replay:1', [['old', 'p', 1, 5]]);
    store.receiveValues(
      'replay:1',
      [
        ['n', 'p', 7, 1000],
        ['n', 'p', 8, 29_000],
      ],
      30_000,
    );
    expect(store.ports().map(({ node }) => node)).toEqual(['n']);
    expect([...store.series('n', 'p').times]).toEqual([71_000, 99_000]);
    now = 100_100;
    store.receiveValues('replay:1', [['n', 'p', 9, 30_100]]);
    expect(store.series('n', 'p').times.at(-1)).toBe(100_100);
  });
});

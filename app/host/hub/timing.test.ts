import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CallUsage, defineHubNode } from '../../sdk/hub-node.ts';
import { createRealClock, untilTimeOfDay, wallClockDate } from './hub-clock.ts';
import { hubNode, hubWire, steppedHub } from './testing-hub.ts';

const usage: CallUsage = {
  provider: 'test',
  model: 'm',
  region: null,
  isOffline: true,
  firstMs: 3,
  tokensIn: 5,
  tokensOut: 7,
  costYuan: null,
};

describe('a deadline', () => {
  const nodes = [hubNode('a', 'node', { deadlineMs: 500 })];
  const wires = [hubWire('w', 'a', 1)];

  it('aborts with a TimeoutError, lets the node say what it has instead, and is a failure', async () => {
    const reasons: unknown[] = [];
    const { hub, down, log, spans, pass } = steppedHub(
      { nodes, wires },
      {
        node: defineHubNode({
          receive: async (_port, _value, context, { signal }) => {
            await context.sleep(10_000, signal).catch((error: unknown) => reasons.push(error));
            context.emit('out', 'instead');
          },
        }),
      },
    );
    hub.send('a', 'in', 1);
    await pass(499);
    expect(down).toEqual([]);
    await pass(1);
    expect(down).toEqual([[1, 'instead']]);
    expect(reasons).toMatchObject([{ name: 'TimeoutError' }]);
    expect(spans).toMatchObject([{ outcome: 'failed', detail: 'no end within 500 ms', endedAtMs: 500 }]);
    expect(log).toEqual([{ node: 'a', level: 'error', text: 'no end within 500 ms' }]);
  });

  it('frees a node that does not listen, a moment later, and silences it', async () => {
    const { hub, down, spans, pass } = steppedHub(
      { nodes, wires },
      {
        node: defineHubNode({
          receive: async (_port, value, context) => {
            if (value === 'slow') await new Promise<void>(resolve => void context.after(2_000, resolve));
            context.emit('out', value);
          },
        }),
      },
    );
    hub.send('a', 'in', 'slow');
    hub.send('a', 'in', 'next');
    await pass(700);
    expect(down).toEqual([]);
    await pass(100);
    expect(down).toEqual([[1, 'next']]);
    await pass(5_000);
    expect(down).toEqual([[1, 'next']]);
    expect(spans.map(({ outcome }) => outcome)).toEqual(['failed', 'done']);
  });

  it('does not concern what ends in time', async () => {
    const { hub, spans, pass } = steppedHub(
      { nodes },
      {
        node: defineHubNode({
          receive: (_port, _value, context, { signal }) => context.sleep(499, signal),
        }),
      },
    );
    hub.send('a', 'in', 1);
    await pass(10_000);
    expect(spans).toMatchObject([{ outcome: 'done', detail: null, endedAtMs: 499 }]);
  });
});

describe('the time of a hub', () => {
  it('is what sleeps, timers and dates go by', async () => {
    const { hub, down, pass } = steppedHub(
      { nodes: [hubNode('a', 'node')], wires: [hubWire('w', 'a', 1)] },
      {
        node: defineHubNode({
          start: context => {
            const stop = context.every(1_000, () => {
              context.emit('out', context.now());
              if (context.now() >= 3_000) stop();
            });
          },
          receive: async (_port, _value, context, { signal }) => {
            await context.sleep(3_600_000, signal);
            context.emit('out', context.date().getHours());
          },
        }),
      },
    );
    hub.send('a', 'in', 1);
    await pass(3_600_000);
    expect(down.map(([, value]) => value)).toEqual([1_000, 2_000, 3_000, 21]);
  });

  it('stands still for what is at work, and not for what only sleeps', async () => {
    const gate = Promise.withResolvers<void>();
    const { hub, pass } = steppedHub(
      { nodes: [hubNode('a', 'node')] },
      {
        node: defineHubNode({
          receive: async (_port, value, context, { signal }) => {
            if (value === 'sleep') await context.sleep(100, signal);
            await gate.promise;
          },
        }),
      },
    );
    hub.send('a', 'in', 'sleep');
    expect(hub.isIdle).toBe(true);
    await pass(100);
    expect(hub.isIdle).toBe(false);
    expect(hub.busyNodes).toEqual(['a']);
    const idle = hub.whenIdle();
    gate.resolve();
    await idle;
    expect(hub.isIdle).toBe(true);
  });

  it('tells in the span what a message cost and how long it waited', async () => {
    const { hub, spans, pass } = steppedHub(
      { nodes: [hubNode('a', 'node')] },
      {
        node: defineHubNode({
          receive: async (_port, _value, context, { report, signal }) => {
            report(usage);
            await context.sleep(100, signal);
          },
        }),
      },
    );
    hub.send('a', 'in', 1);
    hub.send('a', 'in', 2);
    await pass(300);
    expect(spans).toMatchObject([
      { queuedAtMs: 0, startedAtMs: 0, endedAtMs: 100, calls: [usage] },
      { queuedAtMs: 0, startedAtMs: 100, endedAtMs: 200, calls: [usage] },
    ]);
  });

  it('takes live properties of the same kind only', () => {
    const { hub } = steppedHub(
      { nodes: [hubNode('a', 'node', { properties: { level: 1, words: ['a'], free: null } })] },
      { node: defineHubNode({}) },
    );
    expect(hub.setProperty('a', 'level', 2)).toBe(true);
    for (const wrong of ['2', true, null, [1], Number.NaN]) {
      expect(hub.setProperty('a', 'level', wrong), JSON.stringify(wrong)).toBe(false);
    }
    expect(hub.setProperty('a', 'words', { a: 1 })).toBe(false);
    expect(hub.setProperty('a', 'free', 'anything')).toBe(true);
  });
});

describe('the clock', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('waits for longer than one timer of Node can', () => {
    const days = 40;
    const dayMs = 24 * 3_600_000;
    let fired = 0;
    createRealClock().after(days * dayMs, () => fired++);
    vi.advanceTimersByTime((days - 1) * dayMs);
    expect(fired).toBe(0);
    vi.advanceTimersByTime(dayMs + 1);
    expect(fired).toBe(1);
  });

  it('shows the time of day that a scenario names, wherever it is played', () => {
    const date = wallClockDate('2026-05-01T20:15:00+08:00');
    expect([date.getDate(), date.getHours(), date.getMinutes()]).toEqual([1, 20, 15]);
    const minute = 60_000;
    expect(untilTimeOfDay(date, '20:16')).toBe(minute);
    expect(untilTimeOfDay(date, '20:15')).toBe(24 * 60 * minute);
    expect(untilTimeOfDay(date, '07:00')).toBe((10 * 60 + 45) * minute);
  });
});

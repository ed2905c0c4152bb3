import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HubGraph } from '../../../core/compiler/bundle.ts';
import { noDevice } from '../../hub/hub-services.ts';
import type { HubBridge, JsonValue, RunningHub } from '../hub-bridge.ts';
import { KitHub } from './kit-hub.ts';

const graph: HubGraph = {
  nodes: [{ id: 'n', type: 'hub/log', placement: 'hub', properties: {}, inputs: ['in'], outputs: [] }],
  wires: [],
  ups: [],
};

function setUp(stop: RunningHub['stop']) {
  const sent: [number, JsonValue][] = [];
  const values: unknown[] = [];
  const troubles: string[] = [];
  const bridges: HubBridge[] = [];
  const hub = new KitHub(
    (_, bridge) => {
      bridges.push(bridge);
      return { receive: () => undefined, send: () => true, setProperty: () => true, stop };
    },
    {
      kitId: 'k',
      device: noDevice,
      sendChannel: (channel, value) => sent.push([channel, value]),
      onValue: (...value) => values.push(value),
      onLog: () => undefined,
    },
    text => troubles.push(text),
  );
  return { bridges, hub, sent, troubles, values };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('stopping the hub of a kit', () => {
  it('goes on after two seconds where a node hangs, says so, and starts anew', async () => {
    const { bridges, hub, sent, troubles } = setUp(() => new Promise<void>(() => undefined));
    await hub.start(graph);
    let isStopped = false;
    const stopping = hub.stop().then(() => {
      isStopped = true;
    });
    await vi.advanceTimersByTimeAsync(1_900);
    expect(isStopped).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    await stopping;
    expect(troubles).toEqual(['The hub nodes did not stop: not done after 2 seconds']);
    await hub.start(graph);
    bridges[0]?.sendChannel(1, 'from the one that hangs');
    bridges[1]?.sendChannel(1, 'from the new one');
    expect(sent).toEqual([[1, 'from the new one']]);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    ['rejects', () => Promise.reject(new Error('broken'))],
  ])('never fails where a node %s', async (_, stop) => {
    const { hub, troubles } = setUp(stop);
    await hub.start(graph);
    await hub.stop();
    expect(troubles).toEqual(['The hub nodes did not stop: broken']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is silent afterwards, for values as well', async () => {
    const { bridges, hub, sent, troubles, values } = setUp(() => undefined);
    await hub.start(graph);
    bridges[0]?.onValue('n', 'out', 1, 0);
    await hub.stop();
    bridges[0]?.onValue('n', 'out', 2, 0);
    bridges[0]?.sendChannel(1, 2);
    expect([values.length, sent, troubles]).toEqual([1, [], []]);
  });
});

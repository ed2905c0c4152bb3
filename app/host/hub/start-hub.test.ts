import { describe, expect, it } from 'vitest';
import { defineHubNode } from '../../sdk/hub-node.ts';
import type { HubBridge, JsonValue } from '../devices/hub-bridge.ts';
import { noDevice, noServices } from './hub-services.ts';
import { createStartHub, SpanLog } from './start-hub.ts';
import { hubNode, hubWire } from './testing-hub.ts';

const relay = defineHubNode({ receive: (_port, value, context) => context.emit('out', value) });

function bridge(more: Partial<HubBridge> = {}) {
  const down: [number, JsonValue][] = [];
  const log: string[] = [];
  return {
    down,
    log,
    bridge: {
      kitId: 'kit',
      device: noDevice,
      sendChannel: (channel: number, value: JsonValue) => void down.push([channel, value]),
      onValue: () => undefined,
      onLog: ({ node, text }: { node: string; text: string }) => void log.push(`${node}: ${text}`),
      ...more,
    } satisfies HubBridge,
  };
}

const graph = { nodes: [hubNode('a', 'relay')], wires: [hubWire('w', 'a', 1)], ups: [] };

describe('starting the hub of a kit', () => {
  it('makes services for its world, and ends them with it, also where stopping fails', async () => {
    const worlds: string[] = [];
    let disposed = 0;
    const startHub = createStartHub({
      loadNode: async () => relay,
      spans: new SpanLog(),
      createServices: async ({ device, graph: { nodes }, kitId, log }) => {
        worlds.push(`${kitId} ${nodes.length} ${device === noDevice}`);
        log('a', 'info', 'from a service');
        return { services: noServices, dispose: async () => void disposed++ };
      },
    });
    const { bridge: mine, down, log } = bridge();
    const hub = await startHub(graph, mine);
    expect(worlds).toEqual(['kit 1 true']);
    expect(log).toEqual(['a: from a service']);
    hub.send('a', 'in', 'x');
    expect(down).toEqual([[1, 'x']]);
    await hub.stop();
    expect(disposed).toBe(1);
  });

  it('names a node that has no code', async () => {
    const { bridge: mine, log } = bridge();
    const hub = await createStartHub({ loadNode: async () => null, spans: new SpanLog() })(graph, mine);
    expect(log).toEqual(['a: relay has no code for the hub']);
    expect(hub.send('a', 'in', 1)).toBe(false);
    await hub.stop();
  });
});

describe('SpanLog', () => {
  const span = (port: string) => ({
    node: 'a',
    port,
    queuedAtMs: 1,
    startedAtMs: 3,
    endedAtMs: 6,
    outcome: 'done' as const,
    detail: null,
    calls: [],
  });

  it('keeps the newest of each kit, in order, and tells who listens', () => {
    const spans = new SpanLog();
    const take = spans.taker('one', Date.UTC(2026, 4, 1));
    const takeOther = spans.taker('two', 0);
    take(span('first'));
    const told: string[] = [];
    const stop = spans.listen(({ port }) => told.push(port));
    for (let number = 0; number < 700; number++) take(span(String(number)));
    stop();
    takeOther(span('other'));
    const kept = spans.recent('one');
    expect(kept.map(({ port }) => port)).toEqual(
      Array.from({ length: 500 }, (_, index) => String(200 + index)),
    );
    expect(new Set(kept.map(({ spanId }) => spanId)).size).toBe(500);
    expect(kept[0]).toMatchObject({
      kitId: 'one',
      queueMs: 2,
      totalMs: 5,
      startedAt: '2026-05-01T00:00:00.003Z',
    });
    expect(told).toHaveLength(700);
    expect(spans.recent('two').map(({ port }) => port)).toEqual(['other']);
    // Another program on the same kit goes on in the same list.
    spans.taker('two', 0)(span('later'));
    expect(spans.recent('two')).toHaveLength(2);
    spans.forget('two');
    expect(spans.recent('two')).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import type { HubGraph } from '../../core/compiler/bundle.ts';
import { defineHubNode, type HubNode, type JsonValue } from '../../sdk/hub-node.ts';
import { Hub, type HubLogLine, type HubSpan } from './hub.ts';
import { noServices } from './hub-services.ts';

const relay = defineHubNode({ receive: (_port, value, context) => context.emit('out', value) });

function node(id: string, type = 'test/relay'): HubGraph['nodes'][number] {
  return { id, type, placement: 'hub', properties: {}, inputs: ['in'], outputs: ['out'] };
}

function wire(id: string, from: string, to: string | number): HubGraph['wires'][number] {
  return {
    id,
    from: { node: from, port: 'out' },
    to: typeof to === 'number' ? { channel: to } : { node: to, port: 'in' },
  };
}

function createHub(graph: Partial<HubGraph>, types: Record<string, HubNode<unknown>> = {}) {
  const seen: string[] = [];
  const down: [number, JsonValue][] = [];
  const log: HubLogLine[] = [];
  const spans: HubSpan[] = [];
  const hub = new Hub({
    services: noServices,
    graph: { nodes: [], wires: [], ups: [], ...graph },
    nodes: new Map<string, HubNode<unknown>>(Object.entries({ 'test/relay': relay, ...types })),
    sendChannel: (channel, value) => down.push([channel, value]),
    onValue: (id, port, value) => seen.push(`${id}.${port}=${JSON.stringify(value)}`),
    onLog: line => log.push(line),
    onSpan: span => spans.push(span),
  });
  hub.start();
  return { hub, seen, down, log, spans };
}

describe('Hub', () => {
  it('takes what joins the queue first, and fans out in the order of the wires', () => {
    const { hub, seen } = createHub({
      nodes: ['a', 'b', 'c', 'd'].map(id => node(id)),
      wires: [wire('w1', 'a', 'b'), wire('w2', 'a', 'c'), wire('w3', 'b', 'd'), wire('w4', 'c', 'd')],
    });
    hub.send('a', 'in', 1);
    expect(seen.filter(text => text.includes('.in='))).toEqual([
      'a.in=1',
      'b.in=1',
      'c.in=1',
      'd.in=1',
      'd.in=1',
    ]);
  });

  it('delivers what a handler emits only after it has ended, and nothing before every node has started', () => {
    const order: string[] = [];
    const speaker = defineHubNode({
      start: context => {
        context.emit('out', 'early');
        order.push('speaker started');
      },
    });
    const listener = defineHubNode({
      start: () => {
        order.push('listener started');
      },
      receive: (_port, value) => {
        order.push(`heard ${value}`);
      },
    });
    createHub(
      { nodes: [node('a', 'test/speaker'), node('b', 'test/listener')], wires: [wire('w1', 'a', 'b')] },
      { 'test/speaker': speaker, 'test/listener': listener },
    );
    expect(order).toEqual(['speaker started', 'listener started', 'heard early']);
  });

  it('joins channels from and to the device', () => {
    const { hub, down } = createHub({
      nodes: [node('a')],
      wires: [wire('w1', 'a', 7)],
      ups: [{ channel: 3, to: { node: 'a', port: 'in' } }],
    });
    hub.receive(3, 'hello');
    hub.receive(99, 'nobody');
    expect(down).toEqual([[7, 'hello']]);
  });

  it('coerces on the wire', () => {
    const { hub, down } = createHub({
      nodes: [node('a')],
      wires: [{ ...wire('w1', 'a', 1), coercion: ['linear', 2, 1] }],
    });
    hub.send('a', 'in', 20);
    expect(down).toEqual([[1, 41]]);
  });

  it('lets others go on while a node awaits, and keeps the order of its own messages', async () => {
    const gates: (() => void)[] = [];
    const slow = defineHubNode({
      receive: async (_port, value, context) => {
        await new Promise<void>(resolve => gates.push(resolve));
        context.emit('out', value);
      },
    });
    const { hub, down, spans } = createHub(
      {
        nodes: [node('slow', 'test/slow'), node('fast')],
        wires: [wire('w1', 'slow', 1), wire('w2', 'fast', 2)],
      },
      { 'test/slow': slow },
    );
    hub.send('slow', 'in', 'first');
    hub.send('slow', 'in', 'second');
    hub.send('fast', 'in', 'meanwhile');
    expect(down).toEqual([[2, 'meanwhile']]);
    gates.shift()?.();
    await expect.poll(() => gates.length).toBe(1);
    gates.shift()?.();
    await expect
      .poll(() => down)
      .toEqual([
        [2, 'meanwhile'],
        [1, 'first'],
        [1, 'second'],
      ]);
    await expect
      .poll(() => spans.filter(span => span.node === 'slow' && span.outcome === 'done').length)
      .toBe(2);
  });

  it('names the node that throws, and goes on', () => {
    const broken = defineHubNode({
      receive: () => {
        throw new Error('no such planet');
      },
    });
    const { hub, log, spans } = createHub({ nodes: [node('bad', 'test/broken')] }, { 'test/broken': broken });
    hub.send('bad', 'in', 1);
    expect(log).toEqual([{ node: 'bad', level: 'error', text: 'no such planet' }]);
    expect(spans[0]?.outcome).toBe('failed');
    expect(hub.send('bad', 'in', 2)).toBe(true);
  });

  it('cancels on stop: signals abort, timers end, nothing is emitted any more', async () => {
    let ticks = 0;
    const clock = defineHubNode({
      start: context => {
        context.every(1, () => {
          ticks++;
          context.emit('out', ticks);
        });
      },
    });
    const { hub, down } = createHub(
      { nodes: [node('clock', 'test/clock')], wires: [wire('w1', 'clock', 1)] },
      { 'test/clock': clock },
    );
    await expect.poll(() => down.length).toBeGreaterThan(1);
    await hub.stop();
    const after = down.length;
    // A timer that was armed later than the cancelled one has fired: the cancelled one would have, too.
    const later = Promise.withResolvers<void>();
    setTimeout(later.resolve, 5);
    await later.promise;
    expect(down.length).toBe(after);
  });

  it('keeps a cycle of relays from eating the memory, and lets others have their turn', async () => {
    let turns = 0;
    const endless = defineHubNode({
      receive: (_port, value, context) => {
        if (turns++ < 50_000) {
          context.emit('out', value);
          context.emit('out', value);
        }
      },
    });
    const { hub } = createHub(
      { nodes: [node('a', 'test/endless')], wires: [wire('w1', 'a', 'a')] },
      { 'test/endless': endless },
    );
    hub.send('a', 'in', 1);
    await expect.poll(() => hub.dropped).toBeGreaterThan(0);
    await expect.poll(() => turns).toBeGreaterThanOrEqual(50_000);
  });

  it('takes what cannot travel for a fault of the node that sends it, as the device does', () => {
    const values = [Number.NaN, Number.POSITIVE_INFINITY, JSON.parse('['.repeat(99) + ']'.repeat(99))];
    const sender = defineHubNode({
      receive: (_port, value, context) => context.emit(String(value), values.shift() ?? 1),
    });
    const { hub, down, log } = createHub(
      { nodes: [node('a', 'test/sender')], wires: [wire('w1', 'a', 1)] },
      { 'test/sender': sender },
    );
    for (const port of ['out', 'out', 'out', 'nowhere', 'out']) hub.send('a', 'in', port);
    expect(down).toEqual([[1, 1]]);
    expect(log.map(({ text }) => text)).toEqual([
      ...Array<string>(3).fill('the value for out is no JSON'),
      'no output nowhere',
    ]);
  });

  it('names the node whose timer fails later on', async () => {
    const broken = defineHubNode({
      start: context => {
        context.after(0, async () => {
          await Promise.resolve();
          throw new Error('too late');
        });
      },
    });
    const { log } = createHub({ nodes: [node('bad', 'test/broken')] }, { 'test/broken': broken });
    await expect.poll(() => log).toEqual([{ node: 'bad', level: 'error', text: 'too late' }]);
  });

  it('handles one message at a time, also while a property changes', async () => {
    const gates: (() => void)[] = [];
    let atOnce = 0;
    let most = 0;
    const slow = defineHubNode({
      receive: async () => {
        most = Math.max(most, ++atOnce);
        await new Promise<void>(resolve => gates.push(resolve));
        atOnce--;
      },
      changed: () => Promise.resolve(),
    });
    const { hub, spans } = createHub(
      { nodes: [{ ...node('a', 'test/slow'), properties: { speed: 1 } }] },
      { 'test/slow': slow },
    );
    hub.send('a', 'in', 1);
    hub.send('a', 'in', 2);
    expect(hub.setProperty('a', 'speed', 2)).toBe(true);
    expect(hub.setProperty('a', '__proto__', {})).toBe(false);
    await Promise.resolve();
    await Promise.resolve();
    gates.shift()?.();
    await expect.poll(() => gates.length).toBe(1);
    gates.shift()?.();
    await expect.poll(() => spans.length).toBe(2);
    expect(most).toBe(1);
  });

  it('drops the oldest of what waits for a node that does not come to its end', () => {
    const stuck = defineHubNode({ receive: () => new Promise<void>(() => undefined) });
    const { hub } = createHub({ nodes: [node('a', 'test/stuck')] }, { 'test/stuck': stuck });
    for (let count = 0; count < 10_004; count++) hub.send('a', 'in', count);
    expect(hub.dropped).toBe(3);
  });

  it('hears nothing any more once it is stopped', async () => {
    const { hub, seen } = createHub({ nodes: [node('a')] });
    await hub.stop();
    hub.send('a', 'in', 1);
    expect(seen).toEqual([]);
  });

  it('refuses values for nodes and inputs it does not have', () => {
    const { hub } = createHub({ nodes: [node('a')] });
    expect(hub.send('nobody', 'in', 1)).toBe(false);
    expect(hub.send('a', 'nowhere', 1)).toBe(false);
  });
});

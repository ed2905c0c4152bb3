import type { HubGraph } from '../../core/compiler/bundle.ts';
import type { HubNode, JsonValue } from '../../sdk/hub-node.ts';
import { Hub, type HubLogLine, type HubSpan } from './hub.ts';
import { SteppedClock } from './hub-clock.ts';
import { noServices } from './hub-services.ts';

/** A node of a test's graph with the input `in`, and `stop`, which interrupts where that is asked for. */
export function hubNode(
  id: string,
  type: string,
  more: Partial<HubGraph['nodes'][number]> = {},
): HubGraph['nodes'][number] {
  return { id, type, placement: 'hub', properties: {}, inputs: ['in', 'stop'], outputs: ['out'], ...more };
}

/** A wire from `out` to a node's `in` or to a channel. */
export function hubWire(id: string, from: string, to: string | number): HubGraph['wires'][number] {
  return {
    id,
    from: { node: from, port: 'out' },
    to: typeof to === 'number' ? { channel: to } : { node: to, port: 'in' },
  };
}

/** A started hub in stepped time that writes down what it says. */
export function steppedHub(graph: Partial<HubGraph>, types: Readonly<Record<string, HubNode<unknown>>>) {
  const down: [channel: number, value: JsonValue][] = [];
  const log: HubLogLine[] = [];
  const spans: HubSpan[] = [];
  const interrupted: string[] = [];
  const clock = new SteppedClock(new Date(2026, 4, 1, 20, 0));
  const hub = new Hub({
    services: noServices,
    clock,
    graph: { nodes: [], wires: [], ups: [], ...graph },
    nodes: new Map(Object.entries(types)),
    sendChannel: (channel, value) => down.push([channel, value]),
    onLog: line => log.push(line),
    onSpan: span => spans.push(span),
    onInterrupt: node => interrupted.push(node),
  });
  hub.start();
  /** Lets handlers go on whose promises are resolved. */
  const settle = () => new Promise<void>(resolve => setImmediate(resolve));
  /** Lets time pass, with a rest at each moment at which something is due. */
  const pass = async (ms: number) => {
    const toMs = clock.nowMs() + ms;
    await settle();
    while (clock.nextMs !== undefined && clock.nextMs <= toMs) {
      clock.advanceTo(clock.nextMs);
      await settle();
    }
    clock.advanceTo(toMs);
  };
  return { hub, clock, down, log, spans, interrupted, settle, pass };
}

import type { SoundWire } from './compile-context.ts';

/** The sound wires of a graph by node, and an order in which each node comes after what feeds it. */
export interface FlowOrder {
  /** Node ids; on a circle the one with the smallest id of those that are reached first comes last. */
  readonly order: readonly string[];
  readonly position: ReadonlyMap<string, number>;
  readonly incoming: ReadonlyMap<string, readonly SoundWire[]>;
  readonly outgoing: ReadonlyMap<string, readonly SoundWire[]>;
}

/** Orders nodes so that sources come first (depth first against the wires, without recursion). */
export function orderUpstreamFirst(nodes: Iterable<string>, wires: readonly SoundWire[]): FlowOrder {
  const incoming = new Map<string, SoundWire[]>();
  const outgoing = new Map<string, SoundWire[]>();
  for (const wire of wires) {
    append(incoming, wire.target.id, wire);
    append(outgoing, wire.source.id, wire);
  }
  const order: string[] = [];
  const position = new Map<string, number>();
  const entered = new Set<string>();
  for (const root of nodes) {
    if (entered.has(root)) continue;
    entered.add(root);
    const path = [{ id: root, next: 0 }];
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      const wire = incoming.get(visit.id)?.[visit.next];
      if (wire === undefined) {
        path.pop();
        position.set(visit.id, order.length);
        order.push(visit.id);
        continue;
      }
      visit.next++;
      const source = wire.source.id;
      if (entered.has(source)) continue;
      entered.add(source);
      path.push({ id: source, next: 0 });
    }
  }
  return { order, position, incoming, outgoing };
}

function append(table: Map<string, SoundWire[]>, key: string, wire: SoundWire): void {
  const list = table.get(key);
  if (list === undefined) table.set(key, [wire]);
  else list.push(wire);
}

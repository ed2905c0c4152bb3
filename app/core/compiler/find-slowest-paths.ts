import type { Budget, Report } from './bundle.ts';
import type { PlacedNode, SoundWire } from './compile-context.ts';
import type { FlowOrder } from './upstream-order.ts';

/** At most so many paths are listed, and so many nodes on all of them together. */
const listedPaths = 100;
const listedNodes = 5000;

interface Arrival {
  readonly latencyMs: number;
  /** The wire on the slowest way in; null at a source. */
  readonly via: SoundWire | null;
}

/**
 * For each end of the graph (a node that feeds nothing) the slowest way from a source to it: the nodes' own latencies
 * and the link's for each crossing. Wires that lead back round a circle do not count.
 */
export function findSlowestPaths(
  placed: ReadonlyMap<string, PlacedNode>,
  flow: FlowOrder,
  linkLatencyMs: number,
): { readonly paths: Report['paths']; readonly slowest: Budget['items'] } {
  const crosses = (wire: SoundWire): boolean =>
    (placed.get(wire.source.id)?.placement === 'device') !==
    (placed.get(wire.target.id)?.placement === 'device');
  const arrivals = new Map<string, Arrival>();
  for (const id of flow.order) {
    const own = placed.get(id)?.definition.latencyMs ?? 0;
    let slowest: Arrival = { latencyMs: 0, via: null };
    for (const wire of flow.incoming.get(id) ?? []) {
      const before = arrivals.get(wire.source.id);
      if (before === undefined) continue;
      const latencyMs = before.latencyMs + (crosses(wire) ? linkLatencyMs : 0);
      if (slowest.via === null || latencyMs > slowest.latencyMs) slowest = { latencyMs, via: wire };
    }
    arrivals.set(id, { latencyMs: slowest.latencyMs + own, via: slowest.via });
  }

  const ends = flow.order
    .filter(id => (flow.incoming.get(id)?.length ?? 0) > 0 && (flow.outgoing.get(id)?.length ?? 0) === 0)
    .map(id => ({ id, latencyMs: arrivals.get(id)?.latencyMs ?? 0 }))
    .sort((left, right) => right.latencyMs - left.latencyMs || (left.id < right.id ? -1 : 1));

  const paths: Report['paths'] = [];
  let nodesListed = 0;
  for (const end of ends.slice(0, listedPaths)) {
    const nodes = walkBack(end.id, arrivals);
    nodesListed += nodes.length;
    if (paths.length > 0 && nodesListed > listedNodes) break;
    paths.push({ nodes, latencyMs: end.latencyMs });
  }

  const slowest: Budget['items'] = [];
  for (const id of paths[0]?.nodes ?? []) {
    const via = arrivals.get(id)?.via;
    if (via !== null && via !== undefined && crosses(via)) {
      slowest.push({ wire: via.id, label: 'link', amount: linkLatencyMs });
    }
    const definition = placed.get(id)?.definition;
    slowest.push({ node: id, label: definition?.type ?? id, amount: definition?.latencyMs ?? 0 });
  }
  return { paths, slowest };
}

function walkBack(end: string, arrivals: ReadonlyMap<string, Arrival>): string[] {
  const nodes = [end];
  for (let via = arrivals.get(end)?.via; via !== null && via !== undefined; ) {
    nodes.push(via.source.id);
    via = arrivals.get(via.source.id)?.via;
  }
  return nodes.reverse();
}

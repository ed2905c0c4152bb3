import type { FiguredNode } from '../placement/figure-nodes.ts';
import type { Budget, Report } from './bundle.ts';
import type { SoundWire } from './compile-context.ts';
import type { FlowOrder } from './upstream-order.ts';

/** At most so many paths are listed, and so many nodes on all of them together. */
const listedPaths = 100;
const listedNodes = 5000;

interface Arrival {
  readonly firstMs: number;
  /** The wire on the slowest way in; null at a source. */
  readonly via: SoundWire | null;
}

/**
 * For each end of the graph (a node that feeds nothing) the slowest way from a source to it: the nodes' own times and
 * the link's for each crossing. `latencyMs` is the time to the first response, where each node passes on its first
 * output at once; `totalMs` the time until all is done, where each waits for the one before it to finish. Wires that
 * lead back round a circle do not count. What nobody knows adds nothing, and is named in `unknown`.
 */
export function findSlowestPaths(
  figured: ReadonlyMap<string, FiguredNode>,
  flow: FlowOrder,
  linkLatencyMs: number,
): { readonly paths: Report['paths']; readonly slowest: Budget['items'] } {
  const crosses = (wire: SoundWire): boolean =>
    (figured.get(wire.source.id)?.node.placement === 'device') !==
    (figured.get(wire.target.id)?.node.placement === 'device');
  const arrivals = new Map<string, Arrival>();
  for (const id of flow.order) {
    const own = figured.get(id)?.figures.firstMs ?? 0;
    let slowest: Arrival = { firstMs: 0, via: null };
    for (const wire of flow.incoming.get(id) ?? []) {
      const before = arrivals.get(wire.source.id);
      if (before === undefined) continue;
      const firstMs = before.firstMs + (crosses(wire) ? linkLatencyMs : 0);
      if (slowest.via === null || firstMs > slowest.firstMs) slowest = { firstMs, via: wire };
    }
    arrivals.set(id, { firstMs: slowest.firstMs + own, via: slowest.via });
  }

  const ends = flow.order
    .filter(id => (flow.incoming.get(id)?.length ?? 0) > 0 && (flow.outgoing.get(id)?.length ?? 0) === 0)
    .map(id => ({ id, latencyMs: arrivals.get(id)?.firstMs ?? 0 }))
    .sort((left, right) => right.latencyMs - left.latencyMs || (left.id < right.id ? -1 : 1));

  const crossing = (id: string): SoundWire | null => {
    const via = arrivals.get(id)?.via ?? null;
    return via !== null && crosses(via) ? via : null;
  };
  const paths: Report['paths'] = [];
  let nodesListed = 0;
  for (const end of ends.slice(0, listedPaths)) {
    const nodes = walkBack(end.id, arrivals);
    nodesListed += nodes.length;
    if (paths.length > 0 && nodesListed > listedNodes) break;
    let totalMs = 0;
    for (const id of nodes) {
      const figures = figured.get(id)?.figures;
      totalMs += (crossing(id) === null ? 0 : linkLatencyMs) + (figures?.totalMs ?? figures?.firstMs ?? 0);
    }
    paths.push({ nodes, latencyMs: end.latencyMs, totalMs, ...basisOf(nodes, figured) });
  }

  const slowest: Budget['items'] = [];
  for (const id of paths[0]?.nodes ?? []) {
    const via = crossing(id);
    if (via !== null) slowest.push({ wire: via.id, label: 'link', amount: linkLatencyMs });
    const known = figured.get(id);
    slowest.push({
      node: id,
      label: known?.use?.name || (known?.node.definition.type ?? id),
      amount: known?.figures.firstMs ?? 0,
      ...(known !== undefined && { basis: known.figures.basis }),
      ...(known?.figures.firstMs === null && { isUnknown: true }),
    });
  }
  return { paths, slowest };
}

/** What the figures of a path rest on. A node that takes no time says nothing of it. */
function basisOf(
  nodes: readonly string[],
  figured: ReadonlyMap<string, FiguredNode>,
): Pick<Report['paths'][number], 'basis' | 'unknown'> {
  let measured = 0;
  let data = 0;
  const unknown: string[] = [];
  for (const id of nodes) {
    const figures = figured.get(id)?.figures;
    if (figures === undefined) continue;
    if (figures.firstMs === null || figures.totalMs === null) unknown.push(id);
    if (figures.firstMs === null) continue;
    if (figures.basis === 'measured') measured++;
    else if (figures.firstMs > 0) data++;
  }
  return { basis: measured === 0 ? 'data' : data === 0 ? 'measured' : 'mixed', unknown };
}

function walkBack(end: string, arrivals: ReadonlyMap<string, Arrival>): string[] {
  const nodes = [end];
  for (let via = arrivals.get(end)?.via; via !== null && via !== undefined; ) {
    nodes.push(via.source.id);
    via = arrivals.get(via.source.id)?.via;
  }
  return nodes.reverse();
}

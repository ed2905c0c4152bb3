import { createDiagnostic } from '../diagnostics/create-diagnostic.ts';
import type { IndexedNode, IndexedWire } from '../graph/graph-index.ts';
import { nodeLabel } from '../graph/graph-index.ts';
import { findCycleBreaker } from '../ports/find-bridge.ts';
import type { LocalizedText } from '../text/localized-text.ts';
import type { CompileContext } from './compile-context.ts';
import { insertFix, removeWireFix } from './quick-fixes.ts';

/** How many nodes of a circle a message names. */
const namedNodes = 6;

/**
 * Finds circles in which no node breaks the cycle: one finding per group of nodes that feed each other, at the wire
 * that was drawn last on one circle of the group.
 */
export function checkCycles(context: CompileContext): void {
  for (const group of stronglyConnected(context)) {
    const circle = findCircle(group);
    const closing = circle.reduce((last, wire) => (wire.id > last.id ? wire : last));
    const { source, target, wire } = closing;
    const fromType = source && context.types.output(source.id, wire.from.port);
    const toType = target && context.types.input(target.id, wire.to.port);
    const breaker =
      fromType === undefined || toType === undefined
        ? null
        : findCycleBreaker(context.catalogue, fromType, toType);
    const insertion = insertFix(context, closing.id, breaker);
    const removal = removeWireFix(context, closing.id);
    context.diagnostics.push(
      createDiagnostic(
        'graph/cycle',
        { kind: 'wire', wire: closing.id },
        { nodes: nameCircle(circle) },
        insertion === null ? [removal] : [insertion, removal],
      ),
    );
  }
}

/** Wires along which a message arrives within the same turn. */
function promptWires(node: IndexedNode): IndexedWire[] {
  return node.outgoing.filter(
    wire =>
      wire.target?.definition !== undefined &&
      !wire.target.definition.breaksCycle &&
      wire.output !== undefined &&
      wire.input !== undefined,
  );
}

/** Groups of nodes that can all reach each other, and single nodes that reach themselves (Tarjan, without recursion). */
function stronglyConnected(context: CompileContext): Set<IndexedNode>[] {
  interface Visit {
    readonly node: IndexedNode;
    readonly wires: readonly IndexedWire[];
    readonly order: number;
    next: number;
    low: number;
    isOnStack: boolean;
  }
  const visits = new Map<string, Visit>();
  const stack: Visit[] = [];
  const groups: Set<IndexedNode>[] = [];
  const enter = (node: IndexedNode): Visit => {
    const visit: Visit = {
      node,
      wires: promptWires(node),
      order: visits.size,
      next: 0,
      low: visits.size,
      isOnStack: true,
    };
    visits.set(node.id, visit);
    stack.push(visit);
    return visit;
  };

  for (const root of context.graph.nodes.values()) {
    if (visits.has(root.id)) continue;
    const path = [enter(root)];
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      const wire = visit.wires[visit.next];
      if (wire !== undefined) {
        visit.next++;
        const target = wire.target;
        if (target === undefined) continue;
        const known = visits.get(target.id);
        if (known === undefined) path.push(enter(target));
        else if (known.isOnStack) visit.low = Math.min(visit.low, known.order);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) parent.low = Math.min(parent.low, visit.low);
      if (visit.low !== visit.order) continue;
      const group = new Set<IndexedNode>();
      for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
        member.isOnStack = false;
        group.add(member.node);
        if (member === visit) break;
      }
      const feedsItself = visit.wires.some(candidate => candidate.target === visit.node);
      if (group.size > 1 || feedsItself) groups.push(group);
    }
  }
  return groups;
}

/** One circle inside a group, found by always leaving along the wire with the smallest id. */
function findCircle(group: ReadonlySet<IndexedNode>): IndexedWire[] {
  const start = [...group].reduce((first, node) => (node.id < first.id ? node : first));
  const walked: IndexedWire[] = [];
  const positions = new Map<IndexedNode, number>();
  let node: IndexedNode | undefined = start;
  while (node !== undefined && !positions.has(node)) {
    positions.set(node, walked.length);
    const wire: IndexedWire | undefined = promptWires(node).find(
      ({ target }) => target !== undefined && group.has(target),
    );
    if (wire === undefined) break;
    walked.push(wire);
    node = wire.target;
  }
  return walked.slice(node === undefined ? 0 : (positions.get(node) ?? 0));
}

function nameCircle(circle: readonly IndexedWire[]): LocalizedText {
  const nodes = circle.flatMap(wire => wire.source ?? []);
  const shown = nodes.slice(0, namedNodes).map(nodeLabel);
  const rest = nodes.length > namedNodes ? ' → …' : '';
  return {
    en: `${shown.map(name => name.en).join(' → ')}${rest}`,
    zh: `${shown.map(name => name.zh).join(' → ')}${rest}`,
  };
}

import type { GraphIndex, IndexedNode, IndexedWire } from '../graph/graph-index.ts';
import { findPort } from '../graph/graph-index.ts';
import type { DeclaredPortType, PortType } from './port-type.ts';

/** The type of every port of a graph, generic ones resolved. Undefined for a port that does not exist. */
export interface PortTypes {
  readonly input: (node: string, port: string) => PortType | undefined;
  readonly output: (node: string, port: string) => PortType | undefined;
}

/** All ports of one node that share a generic name, and the wires that could give them their type, best first. */
interface GenericGroup {
  readonly wires: readonly IndexedWire[];
  type: PortType | undefined;
}

const untyped: PortType = { kind: 'json' };

/**
 * Resolves generic ports: a group takes the type of the first wire (in wire-id order) of its first wired input (in the
 * order of the definition). Where that leads round in a circle, the group takes the first of its other wires that has
 * a type; a group that nothing gives a type is `json`. Does not depend on the order of anything but ids.
 */
export function resolvePortTypes(graph: GraphIndex): PortTypes {
  const groups = collectGroups(graph);

  const groupOf = (node: IndexedNode, type: DeclaredPortType): GenericGroup | undefined =>
    type.kind === 'generic' ? groups.get(groupKey(node.id, type.name)) : undefined;
  const sourceGroup = (wire: IndexedWire): GenericGroup | undefined =>
    wire.source === undefined || wire.output === undefined
      ? undefined
      : groupOf(wire.source, wire.output.type);
  const sourceType = (wire: IndexedWire): PortType | undefined => {
    const declared = wire.output?.type;
    if (declared === undefined) return undefined;
    return declared.kind === 'generic' ? sourceGroup(wire)?.type : declared;
  };

  const circling = new Set<GenericGroup>();
  for (const group of groups.values()) followFirstWire(group, circling, sourceGroup, sourceType);
  spreadIntoCircles([...groups.values()], sourceGroup, sourceType);

  const resolve = (side: 'input' | 'output') => (nodeId: string, port: string) => {
    const node = graph.nodes.get(nodeId);
    const declared = findPort(node, side, port)?.type;
    if (node === undefined || declared === undefined) return undefined;
    return declared.kind === 'generic' ? (groupOf(node, declared)?.type ?? untyped) : declared;
  };
  return { input: resolve('input'), output: resolve('output') };
}

function groupKey(node: string, name: string): string {
  return `${node} ${name}`;
}

function collectGroups(graph: GraphIndex): Map<string, GenericGroup> {
  const groups = new Map<string, GenericGroup>();
  for (const node of graph.nodes.values()) {
    if (node.definition === undefined) continue;
    const names = new Map<string, IndexedWire[]>();
    for (const input of node.definition.inputs) {
      if (input.type.kind !== 'generic') continue;
      const wires = names.get(input.type.name) ?? [];
      names.set(input.type.name, wires);
      for (const wire of node.incoming) {
        if (wire.input === input && wire.output !== undefined) wires.push(wire);
      }
    }
    for (const output of node.definition.outputs) {
      if (output.type.kind === 'generic' && !names.has(output.type.name)) names.set(output.type.name, []);
    }
    for (const [name, wires] of names) {
      groups.set(groupKey(node.id, name), { wires, type: wires.length === 0 ? untyped : undefined });
    }
  }
  return groups;
}

/**
 * Walks from group to group along first wires until a type is known, and gives it to all on the way. Groups whose walk
 * ends in a circle are kept in `circling`, so that none is walked twice.
 */
function followFirstWire(
  start: GenericGroup,
  circling: Set<GenericGroup>,
  sourceGroup: (wire: IndexedWire) => GenericGroup | undefined,
  sourceType: (wire: IndexedWire) => PortType | undefined,
): void {
  const walked = new Set<GenericGroup>();
  let current: GenericGroup | undefined = start;
  let type: PortType | undefined;
  while (current !== undefined && !walked.has(current) && !circling.has(current)) {
    if (current.type !== undefined) {
      type = current.type;
      break;
    }
    walked.add(current);
    const first: IndexedWire | undefined = current.wires[0];
    if (first === undefined) break;
    type = sourceType(first);
    if (type !== undefined) break;
    current = sourceGroup(first);
  }
  for (const group of walked) {
    if (type === undefined) circling.add(group);
    else group.type = type;
  }
}

/**
 * Groups that only lead to each other take a type from any wire. All groups that can take one in the same round take
 * it at once, so that the result does not depend on which comes first.
 */
function spreadIntoCircles(
  groups: readonly GenericGroup[],
  sourceGroup: (wire: IndexedWire) => GenericGroup | undefined,
  sourceType: (wire: IndexedWire) => PortType | undefined,
): void {
  const open = groups.filter(group => group.type === undefined);
  const followers = new Map<GenericGroup, GenericGroup[]>();
  for (const group of open) {
    for (const wire of group.wires) {
      const source = sourceGroup(wire);
      if (source === undefined || source.type !== undefined) continue;
      const list = followers.get(source);
      if (list === undefined) followers.set(source, [group]);
      else list.push(group);
    }
  }
  let frontier = open;
  while (frontier.length > 0) {
    const found = frontier.flatMap(group => {
      const type = group.wires.map(sourceType).find(candidate => candidate !== undefined);
      return type === undefined ? [] : [{ group, type }];
    });
    for (const { group, type } of found) group.type = type;
    frontier = [...new Set(found.flatMap(({ group }) => followers.get(group) ?? []))].filter(
      group => group.type === undefined,
    );
  }
  for (const group of open) group.type ??= untyped;
}

import type { Catalogue } from '../catalogue/catalogue.ts';
import type { NodeDefinition, PortDefinition } from '../catalogue/node-definition.ts';
import { sortedKeys } from '../document/json.ts';
import type { Endpoint, Profile, ProfileNode, ProfileWire } from '../document/profile.ts';
import type { LocalizedText } from '../text/localized-text.ts';

/** A node with its definition (absent for an unknown type) and its wires, in wire-id order. */
export interface IndexedNode {
  readonly id: string;
  readonly node: ProfileNode;
  readonly definition: NodeDefinition | undefined;
  readonly incoming: IndexedWire[];
  readonly outgoing: IndexedWire[];
}

/** A wire with the nodes and ports it names; each is absent where the profile or the definition does not have it. */
export interface IndexedWire {
  readonly id: string;
  readonly wire: ProfileWire;
  readonly source: IndexedNode | undefined;
  readonly target: IndexedNode | undefined;
  readonly output: PortDefinition | undefined;
  readonly input: PortDefinition | undefined;
}

/** The graph of a profile, looked up by id instead of searched. Nodes and wires are in id order. */
export interface GraphIndex {
  readonly nodes: ReadonlyMap<string, IndexedNode>;
  readonly wires: readonly IndexedWire[];
}

interface PortTable {
  readonly inputs: ReadonlyMap<string, PortDefinition>;
  readonly outputs: ReadonlyMap<string, PortDefinition>;
}

const portTables = new WeakMap<NodeDefinition, PortTable>();

/** The ports of a definition by id. */
export function portTableOf(definition: NodeDefinition): PortTable {
  const known = portTables.get(definition);
  if (known !== undefined) return known;
  const table: PortTable = {
    inputs: new Map(definition.inputs.map(port => [port.id, port])),
    outputs: new Map(definition.outputs.map(port => [port.id, port])),
  };
  portTables.set(definition, table);
  return table;
}

/** The definition of one end of a wire; absent where the node, its type or the port is unknown. */
export function findPort(
  node: IndexedNode | undefined,
  side: 'input' | 'output',
  port: string,
): PortDefinition | undefined {
  if (node?.definition === undefined) return undefined;
  const table = portTableOf(node.definition);
  return (side === 'input' ? table.inputs : table.outputs).get(port);
}

export function indexGraph(profile: Profile, catalogue: Catalogue): GraphIndex {
  const nodes = new Map<string, IndexedNode>();
  for (const id of sortedKeys(profile.nodes)) {
    const node = profile.nodes[id];
    if (node === undefined) continue;
    nodes.set(id, { id, node, definition: catalogue.nodes.get(node.type), incoming: [], outgoing: [] });
  }
  const wires: IndexedWire[] = [];
  for (const id of sortedKeys(profile.wires)) {
    const wire = profile.wires[id];
    if (wire === undefined) continue;
    const source = nodes.get(wire.from.node);
    const target = nodes.get(wire.to.node);
    const indexed: IndexedWire = {
      id,
      wire,
      source,
      target,
      output: findPort(source, 'output', wire.from.port),
      input: findPort(target, 'input', wire.to.port),
    };
    wires.push(indexed);
    source?.outgoing.push(indexed);
    target?.incoming.push(indexed);
  }
  return { nodes, wires };
}

/** One string per port, for maps: an id holds no space. */
export function portKey(endpoint: Endpoint): string {
  return `${endpoint.node} ${endpoint.port}`;
}

/** What people call a node: the name they gave it, else its type's title with its id. */
export function nodeLabel(node: IndexedNode): LocalizedText {
  const { name } = node.node;
  if (name !== undefined && name.trim() !== '') return { en: name, zh: name };
  const title = node.definition?.title;
  return title === undefined
    ? { en: node.id, zh: node.id }
    : { en: `${title.en} (${node.id})`, zh: `${title.zh}（${node.id}）` };
}

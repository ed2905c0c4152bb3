import type { NodeDefinition } from '../catalogue/node-definition.ts';
import {
  createIdAllocator,
  createWireIdAllocator,
  nextElementId,
  takenNodeIds,
  takenWireIds,
} from './element-ids.ts';
import type { Json } from './json.ts';
import { compareCodeUnits, ownValue, sortedKeys } from './json.ts';
import type { DocumentPatch, Endpoint, Placement, Profile, ProfileNode, ProfileWire } from './profile.ts';

/**
 * Changes of a profile as patches. Canvas, inspector and quick fixes all make their changes here; nothing is changed in
 * place, and each function may be called with ids that are gone: it then gives no patches.
 */
export type Patches = DocumentPatch[];

export interface Position {
  readonly x: number;
  readonly y: number;
}

function add(path: (string | number)[], value: Json): DocumentPatch {
  return { op: 'add', path, value };
}

function remove(...path: (string | number)[]): DocumentPatch {
  return { op: 'remove', path };
}

/** Sets a field of an object that is there. */
function put(
  record: Readonly<Record<string, unknown>>,
  path: (string | number)[],
  value: Json,
): DocumentPatch {
  return { op: Object.hasOwn(record, path.at(-1) ?? '') ? 'replace' : 'add', path, value };
}

/** The last part of a type, from which ids are made: `sensors/button` → `button`. */
export function idBase(type: string): string {
  return type.slice(type.indexOf('/') + 1);
}

/** A new node of a type; settings that are not given stay at their defaults and are not written. */
export function addNode(
  profile: Profile,
  definition: NodeDefinition,
  position: Position,
  options: {
    readonly name?: string;
    readonly placement?: Placement;
    readonly properties?: Readonly<Record<string, Json>>;
  } = {},
): { readonly node: string; readonly patches: Patches } {
  const node = nextElementId(takenNodeIds(profile), idBase(definition.type));
  return { node, patches: [add(['nodes', node], createNode(definition, position, options))] };
}

function createNode(
  definition: NodeDefinition,
  position: Position,
  options: {
    readonly name?: string;
    readonly placement?: Placement;
    readonly properties?: Readonly<Record<string, Json>>;
  } = {},
): Record<string, Json> {
  return {
    type: definition.type,
    typeVersion: definition.version,
    ...(options.name !== undefined && { name: options.name }),
    position: { x: position.x, y: position.y },
    ...(options.placement !== undefined && { placement: options.placement }),
    properties: { ...options.properties },
  };
}

/** Removes nodes with every wire that touches them, and wires and notes. */
export function removeElements(
  profile: Profile,
  elements: {
    readonly nodes?: Iterable<string>;
    readonly wires?: Iterable<string>;
    readonly notes?: Iterable<string>;
  },
): Patches {
  const nodes = new Set(elements.nodes ?? []);
  const wires = new Set(elements.wires ?? []);
  if (nodes.size > 0) {
    for (const [id, wire] of Object.entries(profile.wires)) {
      if (nodes.has(wire.from.node) || nodes.has(wire.to.node)) wires.add(id);
    }
  }
  const removeAll = (section: string, record: object, ids: Iterable<string>): Patches =>
    [...ids]
      .filter(id => Object.hasOwn(record, id))
      .sort(compareCodeUnits)
      .map(id => remove(section, id));
  return [
    ...removeAll('wires', profile.wires, wires),
    ...removeAll('nodes', profile.nodes, nodes),
    ...removeAll('notes', profile.notes ?? {}, new Set(elements.notes ?? [])),
  ];
}

/** A new wire. Whether the ports go together is `canConnect`'s question. */
export function connect(
  profile: Profile,
  from: Endpoint,
  to: Endpoint,
): { readonly wire: string; readonly patches: Patches } {
  const wire = createWireIdAllocator(takenWireIds(profile))();
  return { wire, patches: [add(['wires', wire], wireJson(from, to))] };
}

function wireJson(from: Endpoint, to: Endpoint): Json {
  return { from: { node: from.node, port: from.port }, to: { node: to.node, port: to.port } };
}

export function disconnect(profile: Profile, wires: Iterable<string>): Patches {
  return removeElements(profile, { wires });
}

/** Moves one end of a wire to another port; the wire keeps its id and with it its place in the order of fan-out. */
export function reconnect(profile: Profile, wire: string, end: 'from' | 'to', endpoint: Endpoint): Patches {
  if (ownValue(profile.wires, wire) === undefined) return [];
  return [{ op: 'replace', path: ['wires', wire, end], value: { node: endpoint.node, port: endpoint.port } }];
}

/** Puts a new node into a wire: the wire now ends at the new node, and a second one goes on to the old target. */
export function insertNodeOnWire(
  profile: Profile,
  wireId: string,
  insertion: { readonly definition: NodeDefinition; readonly input: string; readonly output: string },
  options: {
    readonly position?: Position;
    /** Ready-made ids, where the caller already knows free ones. */
    readonly ids?: { readonly node: string; readonly wire: string };
  } = {},
): { readonly node: string; readonly patches: Patches } | null {
  const wire = ownValue(profile.wires, wireId);
  if (wire === undefined) return null;
  const node = options.ids?.node ?? nextElementId(takenNodeIds(profile), idBase(insertion.definition.type));
  const second = options.ids?.wire ?? createWireIdAllocator(takenWireIds(profile))();
  const position = options.position ?? middleOf(profile, wire);
  return {
    node,
    patches: [
      add(['nodes', node], createNode(insertion.definition, position)),
      { op: 'replace', path: ['wires', wireId, 'to'], value: { node, port: insertion.input } },
      add(['wires', second], wireJson({ node, port: insertion.output }, wire.to)),
    ],
  };
}

function middleOf(profile: Profile, wire: ProfileWire): Position {
  const from = ownValue(profile.nodes, wire.from.node)?.position ?? { x: 0, y: 0 };
  const to = ownValue(profile.nodes, wire.to.node)?.position ?? from;
  return { x: Math.round((from.x + to.x) / 2), y: Math.round((from.y + to.y) / 2) };
}

/** Gives a node a name of its own; an empty name goes back to the type's title. */
export function renameNode(profile: Profile, id: string, name: string): Patches {
  const node = ownValue(profile.nodes, id);
  if (node === undefined) return [];
  const trimmed = name.trim().slice(0, 200);
  if (trimmed === (node.name ?? '')) return [];
  if (trimmed === '') return [remove('nodes', id, 'name')];
  return [put(node, ['nodes', id, 'name'], trimmed)];
}

export function moveNodes(profile: Profile, positions: ReadonlyMap<string, Position>): Patches {
  return [...positions].flatMap(([id, position]) => {
    const node = ownValue(profile.nodes, id);
    if (node === undefined || (node.position.x === position.x && node.position.y === position.y)) return [];
    const value: Json = { ...(node.position as Record<string, Json>), x: position.x, y: position.y };
    return [{ op: 'replace', path: ['nodes', id, 'position'], value }];
  });
}

export function setProperty(profile: Profile, id: string, property: string, value: Json): Patches {
  const node = ownValue(profile.nodes, id);
  return node === undefined ? [] : [put(node.properties, ['nodes', id, 'properties', property], value)];
}

/** Takes a setting back to its type's default. */
export function resetProperty(profile: Profile, id: string, property: string): Patches {
  const node = ownValue(profile.nodes, id);
  if (node === undefined || !Object.hasOwn(node.properties, property)) return [];
  return [remove('nodes', id, 'properties', property)];
}

/** Chooses where a node runs; null leaves it to the type's first placement. */
export function setPlacement(profile: Profile, id: string, placement: Placement | null): Patches {
  const node = ownValue(profile.nodes, id);
  if (node === undefined || (node.placement ?? null) === placement) return [];
  if (placement === null) return [remove('nodes', id, 'placement')];
  return [put(node, ['nodes', id, 'placement'], placement)];
}

/** Chooses a pin by hand; null lets the studio choose. */
export function setPin(profile: Profile, id: string, need: string, pin: string | null): Patches {
  const node = ownValue(profile.nodes, id);
  if (node === undefined) return [];
  if (pin === null) {
    if (node.pins === undefined || !Object.hasOwn(node.pins, need)) return [];
    return Object.keys(node.pins).length === 1
      ? [remove('nodes', id, 'pins')]
      : [remove('nodes', id, 'pins', need)];
  }
  if (node.pins === undefined) return [add(['nodes', id, 'pins'], { [need]: pin })];
  return [put(node.pins, ['nodes', id, 'pins', need], pin)];
}

/**
 * Writes the pins that the studio chose into the profile, so that a device that is soldered keeps them whatever is
 * added later. `allocation` is that of a compilation.
 */
export function keepPins(
  profile: Profile,
  allocation: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Patches {
  return sortedKeys(allocation).flatMap(id => {
    const node: ProfileNode | undefined = ownValue(profile.nodes, id);
    const pins = ownValue(allocation, id) ?? {};
    if (node === undefined || Object.keys(pins).every(need => ownValue(node.pins, need) === pins[need]))
      return [];
    return [put(node, ['nodes', id, 'pins'], { ...node.pins, ...pins })];
  });
}

export function setBoard(profile: Profile, board: string): Patches {
  return profile.board === board ? [] : [{ op: 'replace', path: ['board'], value: board }];
}

/** A note on the canvas, in canvas pixels. */
export function addNote(
  profile: Profile,
  position: Position,
  text = '',
): { readonly note: string; readonly patches: Patches } {
  const notes = profile.notes ?? {};
  const note = nextElementId(notes, 'note');
  const value: Json = {
    text,
    position: { x: position.x, y: position.y },
    size: { width: 240, height: 120 },
  };
  return {
    note,
    patches: [profile.notes === undefined ? add(['notes'], { [note]: value }) : add(['notes', note], value)],
  };
}

/** Some nodes of a profile with the wires among them, as the clipboard holds them. */
export interface GraphFragment {
  readonly format: 'cambrian/fragment';
  readonly nodes: Readonly<Record<string, ProfileNode>>;
  readonly wires: Readonly<Record<string, ProfileWire>>;
}

export function copyFragment(profile: Profile, nodes: Iterable<string>): GraphFragment {
  const chosen = new Set(nodes);
  return {
    format: 'cambrian/fragment',
    nodes: Object.fromEntries(Object.entries(profile.nodes).filter(([id]) => chosen.has(id))),
    wires: Object.fromEntries(
      Object.entries(profile.wires).filter(
        ([, wire]) => chosen.has(wire.from.node) && chosen.has(wire.to.node),
      ),
    ),
  };
}

/**
 * Adds a fragment with fresh ids, moved by `offset`. Pins that were chosen by hand are left out: a pin belongs to one
 * node only.
 */
export function pasteFragment(
  profile: Profile,
  fragment: GraphFragment,
  offset: Position = { x: 32, y: 32 },
): { readonly nodes: readonly string[]; readonly patches: Patches } {
  const nextNode = createIdAllocator(takenNodeIds(profile));
  const nextWire = createWireIdAllocator(takenWireIds(profile));
  const renamed = new Map<string, string>();
  const patches: Patches = [];
  for (const id of sortedKeys(fragment.nodes)) {
    const source = fragment.nodes[id];
    if (source === undefined) continue;
    const { pins: _pins, ...node } = source;
    const copy = nextNode(idBase(source.type));
    renamed.set(id, copy);
    const position = { x: source.position.x + offset.x, y: source.position.y + offset.y };
    patches.push(add(['nodes', copy], { ...(node as Record<string, Json>), position }));
  }
  for (const id of sortedKeys(fragment.wires)) {
    const wire = fragment.wires[id];
    const from = wire && renamed.get(wire.from.node);
    const to = wire && renamed.get(wire.to.node);
    if (wire === undefined || from === undefined || to === undefined) continue;
    patches.push(
      add(['wires', nextWire()], wireJson({ ...wire.from, node: from }, { ...wire.to, node: to })),
    );
  }
  return { nodes: [...renamed.values()], patches };
}

export function duplicateNodes(
  profile: Profile,
  nodes: Iterable<string>,
  offset?: Position,
): { readonly nodes: readonly string[]; readonly patches: Patches } {
  return pasteFragment(profile, copyFragment(profile, nodes), offset);
}

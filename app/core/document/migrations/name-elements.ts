import { createIdAllocator, createWireIdAllocator } from '../element-ids.ts';
import type { Json, JsonObject } from '../json.ts';
import { isJsonObject } from '../json.ts';

/**
 * Version 0 → 1. Version 0 held lists, which made every insertion a change of all that followed:
 * `title`; `nodes: [{ id, type, version?, label?, x, y, config }]`; `wires: [["node.port", "node.port"]]`.
 * Version 1 holds records by id, so that two people can change different nodes and both changes merge.
 * What does not look like a node or a wire is passed on as it is under a fresh id, for the reader to keep aside.
 */
export function nameElements(document: JsonObject): JsonObject {
  const { title, nodes, wires, ...rest } = document;
  const name = rest.name ?? title;
  return {
    ...rest,
    ...(name !== undefined && { name }),
    id: rest.id ?? idFrom(name),
    nodes: Array.isArray(nodes) ? nameNodes(nodes) : (nodes ?? {}),
    wires: Array.isArray(wires) ? nameWires(wires) : (wires ?? {}),
  };
}

function idFrom(name: Json | undefined): string {
  const words = typeof name === 'string' ? name.toLowerCase().match(/[a-z0-9]+/g) : null;
  return words?.join('-').slice(0, 64) || 'profile';
}

function nameNodes(nodes: readonly Json[]): JsonObject {
  const used = new Set(
    nodes.flatMap(node => (isJsonObject(node) && typeof node.id === 'string' ? [node.id] : [])),
  );
  const nextId = createIdAllocator(used);
  const named = new Map<string, Json>();
  for (const node of nodes) {
    if (!isJsonObject(node)) {
      named.set(nextId('node'), node);
      continue;
    }
    const { id, version, label, x, y, config, ...rest } = node;
    const isFree = typeof id === 'string' && !named.has(id);
    named.set(isFree ? id : nextId('node'), {
      ...rest,
      ...(isFree || id === undefined ? {} : { formerId: id }),
      typeVersion: rest.typeVersion ?? version ?? 1,
      ...(label !== undefined && { name: label }),
      position: rest.position ?? { x: x ?? 0, y: y ?? 0 },
      properties: rest.properties ?? config ?? {},
    });
  }
  return Object.fromEntries(named);
}

function nameWires(wires: readonly Json[]): JsonObject {
  const nextId = createWireIdAllocator({});
  return Object.fromEntries(
    wires.map(wire => {
      const [from, to] = Array.isArray(wire) && wire.length === 2 ? wire.map(readEndpoint) : [];
      return [nextId(), from && to ? { from, to } : wire];
    }),
  );
}

function readEndpoint(text: Json): { node: string; port: string } | null {
  if (typeof text !== 'string') return null;
  const dot = text.indexOf('.');
  return dot < 0 ? null : { node: text.slice(0, dot), port: text.slice(dot + 1) };
}

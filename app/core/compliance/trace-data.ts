import type { DataKind } from '../catalogue/node-definition.ts';
import { dataKinds } from '../catalogue/node-definition.ts';
import type { SoundWire } from '../compiler/compile-context.ts';
import type { FlowOrder } from '../compiler/upstream-order.ts';
import type { FiguredNode } from '../placement/figure-nodes.ts';

/** What words and records can carry on from the node that makes them; sound and pictures travel on wires of their own. */
const kindsInText: ReadonlySet<DataKind> = new Set([
  'speech-text',
  'location',
  'health',
  'presence',
  'payment',
  'memory',
]);
/** What a number or a yes-or-no can tell of a person. */
const kindsInFigures: ReadonlySet<DataKind> = new Set(['presence', 'health', 'location']);

/**
 * Which personal data each node handles: what its type declares, what its persona remembers, and what reaches it on its
 * wires. Sound carries a voice on, a picture a face, words what was said; a colour or a feeling carries nothing.
 */
export function traceData(
  figured: ReadonlyMap<string, FiguredNode>,
  flow: FlowOrder,
): ReadonlyMap<string, ReadonlySet<DataKind>> {
  const handled = new Map<string, Set<DataKind>>();
  for (const id of flow.order) {
    const known = figured.get(id);
    if (known === undefined) continue;
    const kinds = new Set<DataKind>(ownKinds(known));
    for (const wire of flow.incoming.get(id) ?? []) {
      const source = handled.get(wire.source.id);
      if (source === undefined) continue;
      for (const kind of source) if (carries(wire, kind)) kinds.add(kind);
    }
    handled.set(id, kinds);
  }
  return handled;
}

/** Kinds of data in their usual order. */
export function inOrder(kinds: ReadonlySet<DataKind>): DataKind[] {
  return dataKinds.filter(kind => kinds.has(kind));
}

/** What a node takes in or keeps by itself. A sensor of sound or pictures needs no declaration to be one. */
export function ownKinds({ node, model }: FiguredNode): Set<DataKind> {
  const { definition } = node;
  const kinds = new Set<DataKind>(definition.data);
  if (definition.category === 'sensors') {
    for (const { type } of definition.outputs) {
      if (type.kind === 'audio') kinds.add('voice');
      if (type.kind === 'image') kinds.add('image');
    }
  }
  const memory = model?.persona?.memory;
  if (memory !== undefined && memory.keeps !== 'nothing') kinds.add('memory');
  if (memory?.faces === true) kinds.add('face');
  return kinds;
}

function carries(wire: SoundWire, kind: DataKind): boolean {
  switch (wire.type.kind) {
    case 'audio':
      return kind === 'voice';
    case 'image':
      return kind === 'image' || kind === 'face';
    case 'text':
    case 'json':
      return kindsInText.has(kind);
    case 'number':
    case 'boolean':
    case 'vector3':
    case 'trigger':
      return kindsInFigures.has(kind);
    case 'color':
    case 'emotion':
      return false;
  }
}

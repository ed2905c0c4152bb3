import type { NodeDefinition } from '../catalogue/node-definition.ts';
import type { QuickFix } from '../diagnostics/diagnostic.ts';
import { disconnect, idBase, insertNodeOnWire, setPin } from '../document/edits.ts';
import type { Json } from '../document/json.ts';
import { compareCodeUnits } from '../document/json.ts';
import { migrateNodePatches } from '../document/migrate-nodes.ts';
import type { Placement } from '../document/profile.ts';
import type { IndexedNode } from '../graph/graph-index.ts';
import type { Bridge } from '../ports/find-bridge.ts';
import type { CompileContext } from './compile-context.ts';

export function removeWireFix(context: CompileContext, wire: string): QuickFix {
  return {
    title: { en: 'Remove the wire', zh: '删除该连线' },
    patches: disconnect(context.profile, [wire]),
  };
}

export function removeNodeFix(node: IndexedNode): QuickFix {
  return {
    title: { en: 'Remove the node and its wires', zh: '删除该节点及其连线' },
    patches: [
      ...wiresOf(node).map(id => ({ op: 'remove' as const, path: ['wires', id] })),
      { op: 'remove', path: ['nodes', node.id] },
    ],
  };
}

/** Carries a node over to the version of its type that is installed. */
export function updateNodeFix(
  context: CompileContext,
  node: IndexedNode,
  definition: NodeDefinition,
): QuickFix {
  return {
    title: { en: 'Update the node', zh: '更新该节点' },
    patches: migrateNodePatches(context.profile, node.id, definition, wiresOf(node)),
  };
}

/** Ids of the wires that touch a node, each once, in order. */
function wiresOf(node: IndexedNode): string[] {
  const ids = new Set([...node.incoming, ...node.outgoing].map(wire => wire.id));
  return [...ids].sort(compareCodeUnits);
}

/** Puts a node between; null where the catalogue has none that fits. */
export function insertFix(context: CompileContext, wire: string, bridge: Bridge | null): QuickFix | null {
  if (bridge === null) return null;
  const { title, type } = bridge.definition;
  const insertion = insertNodeOnWire(context.profile, wire, bridge, {
    ids: { node: context.freeNodeId(idBase(type)), wire: context.freeWireId() },
  });
  if (insertion === null) return null;
  return {
    title: { en: `Insert “${title.en}” on the wire`, zh: `在连线上插入“${title.zh}”` },
    patches: insertion.patches,
  };
}

export function defaultPropertyFix(node: string, property: string): QuickFix {
  return {
    title: { en: 'Use the default', zh: '恢复默认值' },
    patches: [{ op: 'remove', path: ['nodes', node, 'properties', property] }],
  };
}

export function removePropertyFix(node: string, property: string): QuickFix {
  return {
    title: { en: 'Remove the setting', zh: '删除该设置' },
    patches: [{ op: 'remove', path: ['nodes', node, 'properties', property] }],
  };
}

export function setPropertyFix(node: string, property: string, value: Json): QuickFix {
  return {
    title: { en: `Set it to ${String(value)}`, zh: `设为 ${String(value)}` },
    patches: [{ op: 'replace', path: ['nodes', node, 'properties', property], value }],
  };
}

/** Takes back a pin that was chosen by hand. `name` says whose, where a finding is about two nodes. */
export function freePinFix(
  context: CompileContext,
  node: string,
  need: string,
  name?: { readonly en: string; readonly zh: string },
): QuickFix {
  return {
    title:
      name === undefined
        ? { en: 'Let the studio choose', zh: '由工作室选择' }
        : { en: `Let the studio choose for “${name.en}”`, zh: `由工作室为“${name.zh}”选择` },
    patches: setPin(context.profile, node, need, null),
  };
}

/** What people call the places where a node can run. */
export const placementNames: Readonly<Record<Placement, { readonly en: string; readonly zh: string }>> = {
  device: { en: 'on the device', zh: '设备上' },
  hub: { en: 'on the hub', zh: '中枢上' },
  cloud: { en: 'in the cloud', zh: '云端' },
};

export function placementFix(node: string, placement: Placement): QuickFix {
  const name = placementNames[placement];
  return {
    title: { en: `Run it ${name.en}`, zh: `改为在${name.zh}运行` },
    patches: [{ op: 'add', path: ['nodes', node, 'placement'], value: placement }],
  };
}

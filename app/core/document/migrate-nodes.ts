import type { Catalogue } from '../catalogue/catalogue.ts';
import type { NodeDefinition } from '../catalogue/node-definition.ts';
import type { Json } from './json.ts';
import { forbiddenKeys, ownValue, sortedKeys } from './json.ts';
import type { DocumentPatch, Profile, ProfileNode, ProfileWire } from './profile.ts';

type NodeMigration = NodeDefinition['migrations'][number];

/** What became of one node, and how a port that a wire names is called now. */
export interface MigratedNode {
  readonly node: ProfileNode;
  readonly portNow: (port: string) => string;
}

/**
 * Brings a node to the version of its definition, step by step: settings are renamed all at once, then removed, then
 * set; ports are renamed. A version without a migration changes nothing. Null where the node is not older.
 */
export function migrateNode(node: ProfileNode, definition: NodeDefinition): MigratedNode | null {
  if (node.typeVersion >= definition.version) return null;
  const steps = definition.migrations
    .filter(step => step.from >= node.typeVersion && step.from < definition.version)
    .sort((left, right) => left.from - right.from);
  let properties = node.properties as Record<string, Json>;
  for (const step of steps) properties = migrateProperties(properties, step);
  const portNow = (port: string): string =>
    steps.reduce((name, step) => ownValue(step.renamePorts, name) ?? name, port);
  return { node: { ...node, typeVersion: definition.version, properties }, portNow };
}

function migrateProperties(
  properties: Readonly<Record<string, Json>>,
  step: NodeMigration,
): Record<string, Json> {
  const result = new Map<string, Json>();
  for (const [key, value] of Object.entries(properties)) {
    if (ownValue(step.rename, key) === undefined) result.set(key, value);
  }
  for (const [key, value] of Object.entries(properties)) {
    const renamed = ownValue(step.rename, key);
    if (renamed !== undefined) result.set(renamed, value);
  }
  for (const key of step.remove) result.delete(key);
  for (const [key, value] of Object.entries(step.set)) result.set(key, value as Json);
  for (const key of forbiddenKeys) result.delete(key);
  return Object.fromEntries(result);
}

export interface NodeMigrationReport {
  readonly profile: Profile;
  readonly migrated: readonly { readonly node: string; readonly from: number; readonly to: number }[];
}

/** Brings all nodes of a profile to the versions of the catalogue, with the wires that name their ports. */
export function migrateNodes(profile: Profile, catalogue: Catalogue): NodeMigrationReport {
  const results = new Map<string, MigratedNode>();
  const migrated: { node: string; from: number; to: number }[] = [];
  for (const id of sortedKeys(profile.nodes)) {
    const node = profile.nodes[id];
    const definition = node && catalogue.nodes.get(node.type);
    const result = node && definition ? migrateNode(node, definition) : null;
    if (node === undefined || result === null) continue;
    results.set(id, result);
    migrated.push({ node: id, from: node.typeVersion, to: result.node.typeVersion });
  }
  if (migrated.length === 0) return { profile, migrated };
  const nodes = Object.fromEntries(
    Object.entries(profile.nodes).map(([id, node]) => [id, results.get(id)?.node ?? node]),
  );
  const wires = Object.fromEntries(
    Object.entries(profile.wires).map(([id, wire]) => [id, moveWire(wire, results)]),
  );
  return { profile: { ...profile, nodes, wires }, migrated };
}

function moveWire(wire: ProfileWire, results: ReadonlyMap<string, MigratedNode>): ProfileWire {
  const from = results.get(wire.from.node)?.portNow(wire.from.port) ?? wire.from.port;
  const to = results.get(wire.to.node)?.portNow(wire.to.port) ?? wire.to.port;
  if (from === wire.from.port && to === wire.to.port) return wire;
  return { ...wire, from: { ...wire.from, port: from }, to: { ...wire.to, port: to } };
}

/**
 * The migration of one node as patches, for a quick fix while the profile is open. `wireIds` are the wires that may
 * touch the node, where the caller knows them.
 */
export function migrateNodePatches(
  profile: Profile,
  id: string,
  definition: NodeDefinition,
  wireIds: readonly string[] = sortedKeys(profile.wires),
): DocumentPatch[] {
  const node = ownValue(profile.nodes, id);
  const result = node === undefined ? null : migrateNode(node, definition);
  if (result === null) return [];
  const results = new Map([[id, result]]);
  const patches: DocumentPatch[] = [{ op: 'replace', path: ['nodes', id], value: result.node as Json }];
  for (const wireId of wireIds) {
    const wire = profile.wires[wireId];
    if (wire === undefined || (wire.from.node !== id && wire.to.node !== id)) continue;
    const moved = moveWire(wire, results);
    if (moved !== wire) patches.push({ op: 'replace', path: ['wires', wireId], value: moved as Json });
  }
  return patches;
}

/** What is wrong with a definition's migrations, for whoever loads it: each sentence names the step. */
export function findMigrationMistakes(definition: Pick<NodeDefinition, 'version' | 'migrations'>): string[] {
  const seen = new Set<number>();
  return definition.migrations.flatMap(({ from }) => {
    const mistakes: string[] = [];
    if (seen.has(from)) mistakes.push(`Two migrations start at version ${from}.`);
    if (from >= definition.version) {
      mistakes.push(
        `The migration from version ${from} leads past the newest version, ${definition.version}.`,
      );
    }
    seen.add(from);
    return mistakes;
  });
}

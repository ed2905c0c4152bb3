import { describe, expect, it } from 'vitest';
import { createCatalogue } from '../catalogue/catalogue.ts';
import { ProfileBuilder } from '../testing/profile-builder.ts';
import { defineNode, sampleBoard } from '../testing/sample-catalogue.ts';
import { applyProfilePatches } from './apply-patches.ts';
import { stringifyCanonically } from './canonical-json.ts';
import { findMigrationMistakes, migrateNode, migrateNodePatches, migrateNodes } from './migrate-nodes.ts';
import { parseDocument } from './parse-document.ts';

const definition = defineNode('sensors/sound', {
  version: 4,
  inputs: { level: { kind: 'trigger' } },
  outputs: { level: { kind: 'number' }, peak: { kind: 'number' } },
  migrations: [
    { from: 3, rename: { window: 'windowMs' }, set: { unit: 'dB' }, renamePorts: { volume: 'level' } },
    { from: 1, rename: { a: 'b', b: 'a' }, remove: ['old'], renamePorts: { out: 'volume' } },
  ],
});
const catalogue = createCatalogue([definition], [sampleBoard]);

const build = () =>
  new ProfileBuilder()
    .node('sound1', 'sensors/sound', {
      typeVersion: 1,
      properties: { a: 1, b: 2, old: 3, window: 4, mine: 5 },
    })
    .node('other1', 'else/thing')
    .wire('sound1.out', 'other1.in')
    .wire('sound1.peak', 'sound1.volume')
    .build();

describe('migrateNodes', () => {
  it('renames, removes and sets settings step by step, and renames ports in wires', () => {
    const before = build();
    const { profile, migrated } = migrateNodes(before, catalogue);
    expect(migrated).toEqual([{ node: 'sound1', from: 1, to: 4 }]);
    expect(profile.nodes.sound1).toMatchObject({
      typeVersion: 4,
      properties: { a: 2, b: 1, windowMs: 4, unit: 'dB', mine: 5 },
    });
    expect(Object.keys(profile.nodes.sound1?.properties ?? {}).sort()).toEqual([
      'a',
      'b',
      'mine',
      'unit',
      'windowMs',
    ]);
    expect(profile.wires.w0001?.from.port).toBe('level');
    expect(profile.wires.w0002).toEqual({
      from: { node: 'sound1', port: 'peak' },
      to: { node: 'sound1', port: 'level' },
    });
    expect(before).toEqual(build());
  });

  it('starts at the version of the node', () => {
    const node = {
      type: 'sensors/sound',
      typeVersion: 2,
      position: { x: 0, y: 0 },
      properties: { a: 1, old: 2 },
    };
    expect(migrateNode(node, definition)?.node.properties).toEqual({ a: 1, old: 2, unit: 'dB' });
    expect(migrateNode({ ...node, typeVersion: 4 }, definition)).toBeNull();
    expect(migrateNode({ ...node, typeVersion: 9 }, definition)).toBeNull();
  });

  it('can swap two ports', () => {
    const swapping = defineNode('a/b', {
      version: 2,
      migrations: [{ from: 1, renamePorts: { x: 'y', y: 'x' } }],
    });
    const node = { type: 'a/b', typeVersion: 1, position: { x: 0, y: 0 }, properties: {} };
    expect(['x', 'y', 'z'].map(port => migrateNode(node, swapping)?.portNow(port))).toEqual(['y', 'x', 'z']);
  });

  it('runs when a document opens', () => {
    const parsed = parseDocument(stringifyCanonically(build()), catalogue);
    expect(parsed).toMatchObject({ kind: 'ok', migrated: true });
    expect(parsed.diagnostics.map(({ code }) => code)).toEqual(['node/migrated']);
  });

  it('gives the same as patches', () => {
    const profile = build();
    const result = applyProfilePatches(profile, migrateNodePatches(profile, 'sound1', definition));
    expect(result.ok && result.value).toEqual(migrateNodes(profile, catalogue).profile);
    expect(migrateNodePatches(profile, 'other1', definition)).not.toEqual([]);
    expect(migrateNodePatches(profile, 'toString', definition)).toEqual([]);
  });
});

describe('findMigrationMistakes', () => {
  it('names steps that repeat or lead too far', () => {
    expect(findMigrationMistakes(definition)).toEqual([]);
    const empty = { rename: {}, remove: [], set: {}, renamePorts: {} };
    expect(
      findMigrationMistakes({
        version: 2,
        migrations: [
          { from: 1, ...empty },
          { from: 1, ...empty },
          { from: 2, ...empty },
        ],
      }),
    ).toEqual([
      'Two migrations start at version 1.',
      'The migration from version 2 leads past the newest version, 2.',
    ]);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringifyCanonically } from './canonical-json.ts';
import type { JsonObject } from './json.ts';
import type { DocumentMigration } from './migrations.ts';
import { checkSequence, documentMigrations, migrateDocument } from './migrations.ts';
import { parseDocument } from './parse-document.ts';
import { currentSchemaVersion } from './profile.ts';

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
const step = (from: number): DocumentMigration => ({
  from,
  name: `step ${from}`,
  migrate: document => document,
});

describe('documentMigrations', () => {
  it('has a fixture for every version of the schema', () => {
    const versions = [...documentMigrations.map(({ from }) => from), currentSchemaVersion];
    expect(readdirSync(new URL('fixtures', import.meta.url)).sort()).toEqual(
      versions.map(version => `profile-v${version}.json`),
    );
  });

  it.each(documentMigrations.map(({ from }) => from))('brings version %i to the newest', version => {
    const parsed = parseDocument(fixture(`profile-v${version}.json`));
    expect(parsed).toMatchObject({ kind: 'ok', migrated: true });
    if (parsed.kind !== 'ok') return;
    expect(stringifyCanonically(parsed.profile)).toBe(fixture(`profile-v${currentSchemaVersion}.json`));
    expect(parsed.diagnostics.map(({ code }) => code)).toEqual(['document/migrated']);
  });

  it('leaves the newest version as it is', () => {
    const text = fixture(`profile-v${currentSchemaVersion}.json`);
    const parsed = parseDocument(text);
    expect(parsed).toMatchObject({ kind: 'ok', migrated: false, diagnostics: [] });
    expect(parsed.kind === 'ok' && stringifyCanonically(parsed.profile)).toBe(text);
  });

  it('does not change its input', () => {
    const document = JSON.parse(fixture('profile-v0.json')) as JsonObject;
    const before = structuredClone(document);
    migrateDocument(document);
    expect(document).toEqual(before);
  });

  it('keeps elements of version 0 that are malformed or share an id', () => {
    const node = { id: 'a', type: 'x/y', x: 1, y: 2 };
    const parsed = parseDocument(
      JSON.stringify({
        schemaVersion: 0,
        nodes: [node, { ...node, x: 3 }, 'text', { id: 4 }],
        wires: [['a.b'], ['a.b', 'c.d']],
      }),
    );
    if (parsed.kind !== 'ok') throw new Error('expected a profile');
    expect(Object.keys(parsed.profile.nodes)).toEqual(['a', 'node1']);
    expect(parsed.profile.nodes.node1).toMatchObject({ formerId: 'a', position: { x: 3, y: 2 } });
    expect(Object.values(parsed.profile.unreadable?.nodes ?? {})).toContainEqual('text');
    expect(Object.values(parsed.profile.unreadable?.wires ?? {})).toEqual([['a.b']]);
    expect(Object.values(parsed.profile.wires)).toEqual([
      { from: { node: 'a', port: 'b' }, to: { node: 'c', port: 'd' } },
    ]);
  });

  it('never throws, whatever a document of an old version holds', () => {
    const anything = fc.jsonValue();
    const old = fc.record(
      { nodes: anything, wires: fc.array(anything), title: anything },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(old, fields => {
        const document = JSON.parse(JSON.stringify({ ...fields, schemaVersion: 0 }));
        expect(migrateDocument(document).kind).toBe('ok');
      }),
      { numRuns: 300 },
    );
  });
});

describe('checkSequence', () => {
  it('accepts steps without a gap', () => {
    expect(checkSequence([step(0), step(1), step(2)], 3)).toHaveLength(3);
    expect(checkSequence([], 1)).toEqual([]);
  });

  it.each([
    ['a gap', [step(0), step(2)], 3],
    ['a repetition', [step(0), step(0)], 2],
    ['a step too few', [step(0)], 2],
    ['a step too many', [step(0), step(1)], 1],
    ['the wrong order', [step(1), step(0)], 2],
  ])('refuses %s', (_name, steps, target) => {
    expect(() => checkSequence(steps, target)).toThrow(/igration/);
  });
});

import fc from 'fast-check';
import { enablePatches, produceWithPatches } from 'immer';
import { describe, expect, it } from 'vitest';
import { ProfileBuilder } from '../testing/profile-builder.ts';
import { applyPatches, applyProfilePatches } from './apply-patches.ts';
import type { Json } from './json.ts';
import type { DocumentPatch } from './profile.ts';

const apply = (document: Json, ...patches: DocumentPatch[]) => applyPatches(document, patches);

describe('applyPatches', () => {
  it('adds, replaces and removes in objects and lists', () => {
    const document = { a: { b: 1 }, list: [1, 2, 3] };
    const result = apply(
      document,
      { op: 'add', path: ['a', 'c'], value: { deep: true } },
      { op: 'replace', path: ['a', 'c', 'deep'], value: null },
      { op: 'remove', path: ['a', 'b'] },
      { op: 'add', path: ['list', 1], value: 9 },
      { op: 'remove', path: ['list', 0] },
      { op: 'replace', path: ['list', '2'], value: 'three' },
      { op: 'replace', path: ['list', 'length'], value: 3 },
    );
    expect(result).toEqual({ ok: true, value: { a: { c: { deep: null } }, list: [9, 2, 'three'] } });
    expect(document).toEqual({ a: { b: 1 }, list: [1, 2, 3] });
  });

  it('shares what did not change, and never changes the value of a patch', () => {
    const document = { kept: { x: 1 }, changed: { y: 1 } };
    const value = { inner: 1 };
    const result = apply(
      document,
      { op: 'replace', path: ['changed', 'y'], value },
      { op: 'replace', path: ['changed', 'y', 'inner'], value: 2 },
    );
    expect(result.ok && (result.value as typeof document).kept).toBe(document.kept);
    expect(value).toEqual({ inner: 1 });
  });

  it.each<[string, DocumentPatch]>([
    ['a parent that is not there', { op: 'add', path: ['no', 'where'], value: 1 }],
    ['a parent that is no container', { op: 'add', path: ['text', 'x'], value: 1 }],
    ['an inherited name', { op: 'replace', path: ['toString'], value: 1 }],
    ['a step through an inherited name', { op: 'add', path: ['valueOf', 'x'], value: 1 }],
    ['nothing to remove', { op: 'remove', path: ['gone'] }],
    ['nothing to replace', { op: 'replace', path: ['gone'], value: 1 }],
    ['past the end', { op: 'add', path: ['list', 2], value: 1 }],
    ['the end itself', { op: 'replace', path: ['list', 1], value: 1 }],
    ['before the beginning', { op: 'add', path: ['list', '-1'], value: 1 }],
    ['no index', { op: 'add', path: ['list', 'x'], value: 1 }],
    ['a longer length', { op: 'replace', path: ['list', 'length'], value: 5 }],
    ['the root', { op: 'remove', path: [] }],
  ])('refuses %s', (_name, patch) => {
    const result = apply({ text: 'x', list: [1] }, { op: 'add', path: ['fine'], value: 1 }, patch);
    expect(result).toMatchObject({ ok: false, problem: { kind: 'bad-path', index: 1, path: patch.path } });
  });

  it.each(['__proto__', 'constructor', 'prototype'])('refuses %s in paths and values', key => {
    const inPath = apply({ a: {} }, { op: 'add', path: ['a', key, 'polluted'], value: 1 });
    expect(inPath).toMatchObject({ ok: false, problem: { kind: 'forbidden-key' } });
    const value = JSON.parse(`{"x":{"${key}":{"polluted":1}}}`);
    expect(apply({ a: {} }, { op: 'add', path: ['a', 'b'], value })).toMatchObject({
      ok: false,
      problem: { kind: 'forbidden-key' },
    });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('refuses values that are missing, not JSON, or would nest too deep', () => {
    let deep: Json = 1;
    for (let depth = 0; depth < 64; depth++) deep = [deep];
    for (const patch of [
      { op: 'add', path: ['x'] },
      { op: 'add', path: ['x'], value: Number.NaN },
      { op: 'add', path: ['x'], value: deep },
    ] as DocumentPatch[]) {
      expect(apply({}, patch)).toMatchObject({ ok: false, problem: { kind: 'bad-value' } });
    }
  });

  it('applies what Immer produced, forwards and back', () => {
    enablePatches();
    const edits = fc.array(
      fc.tuple(
        fc.constantFrom('set', 'delete', 'push', 'insert', 'splice', 'nested'),
        fc.nat(9),
        fc.jsonValue(),
      ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(edits, steps => {
        const before = {
          record: { k0: 1, k1: { x: 1 } } as Record<string, Json>,
          list: [1, [2], 3] as Json[],
        };
        const [after, forwards, back] = produceWithPatches(before, draft => {
          for (const [kind, at, raw] of steps) {
            const value = raw as Json;
            if (kind === 'set') draft.record[`k${at}`] = value;
            else if (kind === 'delete') delete draft.record[`k${at}`];
            else if (kind === 'push') draft.list.push(value);
            else if (kind === 'insert') draft.list.splice(at % (draft.list.length + 1), 0, value);
            else if (kind === 'splice') draft.list.splice(at % (draft.list.length + 1), 2);
            else draft.record.nested = { list: [value, at] };
          }
        });
        fc.pre(!JSON.stringify(after).match(/__proto__|constructor|prototype/));
        const done = applyPatches(before, forwards as DocumentPatch[]);
        expect(done).toEqual({ ok: true, value: after });
        expect(done.ok && applyPatches(done.value, back as DocumentPatch[])).toEqual({
          ok: true,
          value: before,
        });
      }),
      { numRuns: 500 },
    );
  });
});

describe('applyProfilePatches', () => {
  const profile = new ProfileBuilder().node('led1', 'actuators/led').build();

  it('gives the changed profile', () => {
    const result = applyProfilePatches(profile, [
      { op: 'replace', path: ['nodes', 'led1', 'position', 'x'], value: 5 },
    ]);
    expect(result.ok && result.value.nodes.led1?.position.x).toBe(5);
  });

  it.each<[string, DocumentPatch]>([
    ['a node without a type', { op: 'remove', path: ['nodes', 'led1', 'type'] }],
    ['a bad id', { op: 'add', path: ['nodes', 'no good'], value: { ...profile.nodes.led1 } as Json }],
    ['a wire that is none', { op: 'add', path: ['wires', 'w1'], value: { from: 1 } }],
    ['a nameless profile', { op: 'replace', path: ['name'], value: '' }],
    ['no nodes at all', { op: 'remove', path: ['nodes'] }],
    ['another version', { op: 'replace', path: ['schemaVersion'], value: 2 }],
    ['another document', { op: 'replace', path: [], value: { schemaVersion: 1 } }],
    ['no document', { op: 'replace', path: [], value: [] }],
  ])('refuses a change that leaves %s', (_name, patch) => {
    expect(applyProfilePatches(profile, [patch])).toMatchObject({
      ok: false,
      problem: { kind: 'not-a-profile', index: 0 },
    });
  });
});

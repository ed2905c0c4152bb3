import fc from 'fast-check';
import { applyPatches, enablePatches } from 'immer';
import { describe, expect, it } from 'vitest';
import { stringifyCanonically } from '../../../core/document/canonical-json.ts';
import type { JsonObject } from '../../../core/document/json.ts';
import type { Profile } from '../../../core/document/profile.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { differences, planProfileEdit } from './profile-edit.ts';

enablePatches();

const profile: Profile = {
  schemaVersion: 1,
  id: 'p',
  name: 'Night light',
  board: 'virtual-kit',
  nodes: {
    a: { type: 'sensors/light', typeVersion: 1, position: { x: 0, y: 0 }, properties: { rateHz: 5 } },
    b: { type: 'actuators/led', typeVersion: 1, position: { x: 200, y: 0 }, properties: {} },
  },
  wires: { w1: { from: { node: 'a', port: 'dark' }, to: { node: 'b', port: 'on' } } },
};
const text = stringifyCanonically(profile);

describe('planProfileEdit', () => {
  it('finds nothing to do in the same document, however it is written', () => {
    expect(planProfileEdit(text, profile)).toEqual({ kind: 'unchanged' });
    expect(planProfileEdit(JSON.stringify(JSON.parse(text)), profile)).toEqual({ kind: 'unchanged' });
  });

  it('changes only what differs', () => {
    const edited = text.replace('"rateHz": 5', '"rateHz": 10').replace('Night light', 'Lamp');
    const plan = planProfileEdit(edited, profile);
    expect(plan).toEqual({
      kind: 'change',
      patches: [
        { op: 'replace', path: ['name'], value: 'Lamp' },
        { op: 'replace', path: ['nodes', 'a', 'properties', 'rateHz'], value: 10 },
      ],
    });
  });

  it('keeps fields that this version does not know', () => {
    const plan = planProfileEdit(text.replace('"name"', '"fromTomorrow": {"x": [1]},\n  "name"'), profile);
    expect(plan).toMatchObject({ kind: 'change', patches: [{ op: 'add', path: ['fromTomorrow'] }] });
  });

  it.each([
    ['{', 'not-json'],
    ['', 'not-json'],
    ['[]', 'not-profile'],
    ['null', 'not-profile'],
    [text.replace('"x": 0', '"x": "left"'), 'not-profile'],
    [text.replace('"schemaVersion": 1', '"schemaVersion": 2'), 'not-profile'],
    [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'too-deep'],
    [text.replace('"rateHz": 5', '"__proto__": {"polluted": 1}'), 'forbidden-key'],
  ])('refuses what is no profile: %#', (broken, kind) => {
    expect(planProfileEdit(broken, profile).kind).toBe(kind);
  });

  it('says where the first fault is', () => {
    const plan = planProfileEdit(text.replace('"x": 0', '"x": "left"'), profile);
    expect(plan).toMatchObject({ path: 'nodes.a.position.x' });
  });

  it('becomes one step of undo in the document', () => {
    const store = useDocumentStore.getState();
    store.adopt({
      projectId: 'test',
      path: '/p',
      profile: JSON.parse(text),
      revision: 1,
      savedAt: null,
      readOnly: null,
      diagnostics: [],
      recovery: null,
      scenarios: [],
    });
    const edited = text.replace('"rateHz": 5', '"rateHz": 10').replace('Night light', 'Lamp');
    const plan = planProfileEdit(edited, useDocumentStore.getState().profile);
    if (plan.kind !== 'change') throw new Error(plan.kind);
    const stepsBefore = useDocumentStore.getState().history.done.length;
    store.applyPatches({ en: 'Edit', zh: '编辑' }, plan.patches);
    expect(stringifyCanonically(useDocumentStore.getState().profile)).toBe(edited);
    expect(useDocumentStore.getState().history.done.length).toBe(stepsBefore + 1);
    store.undo();
    expect(stringifyCanonically(useDocumentStore.getState().profile)).toBe(text);
  });
});

describe('differences', () => {
  it('lead from any document to any other', () => {
    const anyObject = fc.dictionary(
      fc.constantFrom('a', 'b', 'c', 'd'),
      fc.jsonValue({ maxDepth: 3, noUnicodeString: true }),
    );
    fc.assert(
      fc.property(anyObject, anyObject, (before, after) => {
        const from = JSON.parse(JSON.stringify(before)) as JsonObject;
        const to = JSON.parse(JSON.stringify(after)) as JsonObject;
        if (JSON.stringify([from, to]).includes('__proto__')) return;
        const patches = differences(from, to).map(({ op, path, value }) => ({ op, path, value }));
        expect(applyPatches(from, patches)).toEqual(to);
      }),
    );
  });
});

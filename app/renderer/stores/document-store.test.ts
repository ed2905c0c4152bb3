import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { applyProfilePatches } from '../../core/document/apply-patches.ts';
import { addNode, connect, removeElements, setProperty } from '../../core/document/edits.ts';
import type { DocumentPatch } from '../../core/document/profile.ts';
import { fakeNodes } from '../testing/fake-catalogue.ts';
import { fakeProfile } from '../testing/fake-profile.ts';
import { fakeOpenProject } from '../testing/open-fake-project.ts';
import { onDidCommit, useDocumentStore } from './document-store.ts';

const label = { en: 'Change', zh: '更改' };
const store = () => useDocumentStore.getState();
const brightness = () => store().profile.nodes.ring?.properties.brightness;
const setBrightness = (value: number, coalesce?: string) =>
  store().applyPatches(
    label,
    setProperty(store().profile, 'ring', 'brightness', value),
    coalesce === undefined ? {} : { coalesce },
  );

beforeEach(() => store().adopt(fakeOpenProject()));

describe('the document', () => {
  it('undoes and redoes a change', () => {
    setBrightness(70);
    expect(brightness()).toBe(70);
    expect(store().undo()?.label).toEqual(label);
    expect(brightness()).toBe(40);
    store().redo();
    expect(brightness()).toBe(70);
  });

  it('makes one step of a slider, however many values it passes', () => {
    for (let value = 41; value <= 60; value += 1) setBrightness(value, 'ring brightness');
    expect(store().history.done).toHaveLength(1);
    expect(store().history.done[0]?.patches).toHaveLength(1);
    store().undo();
    expect(brightness()).toBe(40);
  });

  it('keeps two sliders apart', () => {
    setBrightness(50, 'ring brightness');
    store().transact(
      label,
      draft => {
        draft.name = 'Other';
      },
      { coalesce: 'name' },
    );
    setBrightness(60, 'ring brightness');
    expect(store().history.done).toHaveLength(3);
  });

  it('takes a node and all its wires back with one undo', () => {
    const before = store().profile;
    store().edit(label, editor => editor.apply(removeElements(editor.profile, { nodes: ['momo'] })));
    expect(store().profile.nodes.momo).toBeUndefined();
    expect(Object.keys(store().profile.wires)).toEqual(['w4']);
    store().undo();
    expect(store().profile).toEqual(before);
  });

  it('lets each edit of a step see the one before', () => {
    const button = fakeNodes.find(node => node.type === 'inputs/button');
    expect(button).toBeDefined();
    if (button === undefined) return;
    const wiresBefore = Object.keys(store().profile.wires).length;
    store().edit(label, editor => {
      const { node, patches } = addNode(editor.profile, button, { x: 0, y: 0 });
      editor.apply(patches);
      expect(editor.profile.nodes[node]?.type).toBe('inputs/button');
      editor.apply(
        connect(editor.profile, { node, port: 'pressed' }, { node: 'momo', port: 'someone' }).patches,
      );
    });
    expect(Object.keys(store().profile.wires)).toHaveLength(wiresBefore + 1);
    expect(store().history.done).toHaveLength(1);
  });

  it('shares what did not change', () => {
    const { ring, face } = store().profile.nodes;
    setBrightness(70);
    expect(store().profile.nodes.face).toBe(face);
    expect(store().profile.nodes.ring).not.toBe(ring);
  });

  it('changes nothing while it is read-only, and says so', () => {
    store().adopt(fakeOpenProject({ readOnly: 'newer-version' }));
    expect(setBrightness(70)).toBe(false);
    expect(brightness()).toBe(40);
  });

  it('opens what is no profile as damaged, so that nothing is written over it', () => {
    store().adopt(fakeOpenProject({ profile: { schemaVersion: 1, nodes: 'none' } }));
    expect(store().readOnly).toBe('damaged');
  });

  it('tells listeners patches that bring the host to the same document, through undo and redo too', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.record({ kind: fc.constant('set' as const), value: fc.integer({ min: 0, max: 100 }) }),
            fc.record({
              kind: fc.constant('name' as const),
              value: fc.string({ minLength: 1, maxLength: 9 }),
            }),
            fc.record({
              kind: fc.constant('remove' as const),
              value: fc.constantFrom(...Object.keys(fakeProfile.nodes)),
            }),
            fc.record({ kind: fc.constantFrom('undo' as const, 'redo' as const), value: fc.constant('') }),
          ),
          { maxLength: 25 },
        ),
        steps => {
          store().adopt(fakeOpenProject());
          const sent: DocumentPatch[] = [];
          const stop = onDidCommit((_projectId, patches) => sent.push(...patches));
          for (const step of steps) {
            if (step.kind === 'set') setBrightness(step.value, 'ring brightness');
            else if (step.kind === 'name') {
              store().transact(label, draft => {
                draft.name = step.value;
              });
            } else if (step.kind === 'remove') {
              store().applyPatches(label, removeElements(store().profile, { nodes: [step.value] }));
            } else if (step.kind === 'undo') store().undo();
            else store().redo();
          }
          stop();
          const host = applyProfilePatches(fakeProfile, sent);
          expect(host.ok && host.value).toEqual(store().profile);
        },
      ),
      { numRuns: 100 },
    );
  });
});

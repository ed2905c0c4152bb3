import { beforeEach, describe, expect, it } from 'vitest';
import { fakeProfile } from '../testing/fake-profile.ts';
import { fakeCatalogue, fakeOpenProject } from '../testing/open-fake-project.ts';
import {
  fitIntoWire,
  insertFragment,
  moveElements,
  readFragment,
  removeAndHeal,
  spliceIntoWire,
  takeFragment,
} from './document-edits.ts';
import { useDocumentStore } from './document-store.ts';
import { searchNodes } from './search-nodes.ts';

const label = { en: 'Change', zh: '更改' };
const store = () => useDocumentStore.getState();
const ends = () =>
  Object.values(store().profile.wires).map(
    ({ from, to }) => `${from.node}.${from.port} → ${to.node}.${to.port}`,
  );

beforeEach(() => store().adopt(fakeOpenProject()));

describe('a fragment', () => {
  it('survives the clipboard as text, with its inner wires and its notes, under new ids', () => {
    const text = JSON.stringify(
      takeFragment(fakeProfile, { nodes: new Set(['momo', 'face']), notes: new Set(['note1']) }),
    );
    const fragment = readFragment(text);
    expect(fragment).not.toBeNull();
    if (fragment === null) return;
    store().edit(label, editor => {
      const inserted = insertFragment(editor, fragment, { x: 40, y: 20 });
      expect(inserted.nodes.size).toBe(2);
      expect(inserted.notes.size).toBe(1);
    });
    expect(Object.keys(store().profile.nodes)).toHaveLength(Object.keys(fakeProfile.nodes).length + 2);
    expect(Object.keys(store().profile.wires)).toHaveLength(Object.keys(fakeProfile.wires).length + 2);
    const copies = Object.entries(store().profile.nodes).filter(([id]) => !(id in fakeProfile.nodes));
    expect(copies.map(([, node]) => node.position)).toContainEqual({ x: 420, y: 80 });
    store().undo();
    expect(store().profile).toEqual(fakeProfile);
  });

  it('is not made of other text', () => {
    expect(readFragment('hello')).toBeNull();
    expect(readFragment('{"format":"cambrian/fragment"')).toBeNull();
    expect(readFragment('{"format":"cambrian/fragment","nodes":{"a":1},"wires":{}}')).toBeNull();
  });
});

describe('wires around a node', () => {
  it('are joined when it is deleted and healed, where the ports fit', () => {
    const threshold = fakeCatalogue.nodes.get('logic/threshold');
    expect(threshold).toBeDefined();
    if (threshold === undefined) return;
    const ports = fitIntoWire(store().profile, fakeCatalogue, 'w4', threshold);
    expect(ports).toMatchObject({ input: 'value', output: 'above' });
    if (ports === null) return;
    store().edit(label, editor => {
      editor.apply([
        {
          op: 'add',
          path: ['nodes', 't1'],
          value: { type: 'logic/threshold', typeVersion: 1, position: { x: 0, y: 0 }, properties: {} },
        },
      ]);
      spliceIntoWire(editor, 'w4', 't1', ports);
    });
    expect(ends()).toContain('microphone.level → t1.value');
    expect(ends()).toContain('t1.above → log.value');
    store().edit(label, editor => {
      expect(removeAndHeal(editor, fakeCatalogue, new Set(['t1']))).toBe(1);
    });
    expect(ends()).toContain('microphone.level → log.value');
    expect(store().profile.nodes.t1).toBeUndefined();
  });

  it('are not joined where the ports do not fit', () => {
    store().edit(label, editor => {
      // presence.someone (yes/no) → momo → face: neither an emotion nor a caption comes of it but as text.
      removeAndHeal(editor, fakeCatalogue, new Set(['momo']));
    });
    expect(ends()).not.toContain('presence.someone → face.emotion');
  });
});

describe('moving', () => {
  it('gives patches only for what really moved, nodes and notes alike', () => {
    const patches = moveElements(
      fakeProfile,
      new Map([
        ['momo', { x: 380, y: 60 }],
        ['face', { x: 100.4, y: 10 }],
        ['note1', { x: 1, y: 2 }],
        ['gone', { x: 1, y: 2 }],
      ]),
    );
    expect(patches.map(patch => [...patch.path, patch.value].join(' '))).toEqual([
      'nodes face position x 100',
      'nodes face position y 10',
      'notes note1 position x 1',
      'notes note1 position y 2',
    ]);
  });
});

describe('searching nodes', () => {
  const find = (query: string) => searchNodes(fakeCatalogue.nodes.values(), query).map(node => node.type);

  it('finds by name in both languages, by keyword and by badge', () => {
    expect(find('thresh')[0]).toBe('logic/threshold');
    expect(find('阈值')[0]).toBe('logic/threshold');
    expect(find('radar')[0]).toBe('inputs/presence');
    expect(find('ssd1306')[0]).toBe('actuators/display-face');
  });

  it('wants every word, and finds all where nothing is asked', () => {
    expect(find('light ring')[0]).toBe('actuators/light-ring');
    expect(find('light qqqq')).toEqual([]);
    expect(find(' ')).toHaveLength(fakeCatalogue.nodes.size);
  });
});

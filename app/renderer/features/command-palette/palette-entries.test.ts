import { beforeEach, describe, expect, it } from 'vitest';
import { commandState } from '../../commands/command.ts';
import { commands } from '../../commands/commands.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { fakeProfile } from '../../testing/fake-profile.ts';
import { fakeCatalogue, fakeOpenProject } from '../../testing/open-fake-project.ts';
import { findEntries } from './palette-entries.ts';

const find = (query: string) =>
  findEntries(query, {
    commands,
    state: commandState(),
    definitions: fakeCatalogue.nodes,
    templates: [
      {
        id: 'night-light',
        title: { en: 'Night light', zh: '小夜灯' },
        summary: { en: '', zh: '' },
        picture: '',
        scenarios: [],
      },
    ],
    nodes: fakeProfile.nodes,
    language: 'en',
  });

beforeEach(() => useDocumentStore.getState().adopt(fakeOpenProject()));

describe('the command palette', () => {
  it('lists commands that make sense now, and no others', () => {
    const ids = find('').flatMap(entry => (entry.kind === 'command' ? [entry.command.id] : []));
    expect(ids).toContain('project.saveNow');
    expect(ids).not.toContain('edit.undo');
    useDocumentStore.getState().transact({ en: 'Rename', zh: '重命名' }, draft => {
      draft.name = 'Other';
    });
    expect(find('undo').some(entry => entry.kind === 'command')).toBe(true);
  });

  it('finds what is on the canvas with @', () => {
    expect(find('@momo')).toEqual([{ kind: 'onCanvas', id: 'momo', name: 'Momo', type: 'Keyword reply' }]);
    expect(find('@')).toHaveLength(Object.keys(fakeProfile.nodes).length);
  });

  it('offers node types and templates by name in both languages', () => {
    expect(find('threshold').some(entry => entry.kind === 'addNode')).toBe(true);
    expect(find('小夜灯').some(entry => entry.kind === 'template')).toBe(true);
  });

  it('offers no new node while the project is read-only', () => {
    useDocumentStore.getState().adopt(fakeOpenProject({ readOnly: 'locked' }));
    expect(find('threshold').some(entry => entry.kind === 'addNode')).toBe(false);
  });
});

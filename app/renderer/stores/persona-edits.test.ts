import { beforeEach, describe, expect, it } from 'vitest';
import { fakeProfile } from '../testing/fake-profile.ts';
import { fakeCatalogue, fakeOpenProject } from '../testing/open-fake-project.ts';
import { agentOf, openAgent, personaPropertiesOfType } from './agent-nodes.ts';
import { useCatalogueStore } from './catalogue-store.ts';
import { useDocumentStore } from './document-store.ts';
import {
  createPersona,
  duplicatePersona,
  editPersona,
  findPersona,
  nodesOfPersona,
  removePersona,
} from './persona-edits.ts';
import { usePersonaViewStore } from './persona-view-store.ts';

const label = { en: 'Change', zh: '更改' };
const momo = () => findPersona(useDocumentStore.getState().profile, 'momo');

beforeEach(() => {
  useCatalogueStore.setState({ catalogue: fakeCatalogue });
  useDocumentStore.getState().adopt(fakeOpenProject());
  usePersonaViewStore.getState().closePersona();
});

describe('an edit of a persona', () => {
  it('is one step of undo, and the letters of one field are one step', () => {
    const rename = (name: string) =>
      editPersona(
        'momo',
        label,
        persona => {
          persona.name = name;
        },
        'name',
      );
    for (const name of ['Mo', 'Mom', 'Momolo']) expect(rename(name)).toBe(true);
    expect(momo()?.name).toBe('Momolo');
    expect(useDocumentStore.getState().history.done).toHaveLength(1);
    useDocumentStore.getState().undo();
    expect(momo()?.name).toBe('Momo');
    useDocumentStore.getState().redo();
    expect(momo()?.name).toBe('Momolo');
  });

  it('leaves every part alone that it does not touch, so that other cards are not drawn again', () => {
    const before = momo();
    editPersona('momo', label, persona => {
      persona.relationship.warmth = 0.1;
    });
    const after = momo();
    expect(after?.relationship).not.toBe(before?.relationship);
    for (const part of ['emotion', 'proactivity', 'tools', 'never', 'examples', 'memory'] as const) {
      expect(after?.[part], part).toBe(before?.[part]);
    }
  });

  it('is not written where the host would refuse it', () => {
    expect(
      editPersona('momo', label, persona => {
        persona.name = '';
      }),
    ).toBe(false);
    expect(
      editPersona('momo', label, persona => {
        persona.speech.languages = [];
      }),
    ).toBe(false);
    expect(momo()?.name).toBe('Momo');
    expect(useDocumentStore.getState().history.done).toHaveLength(0);
  });

  it('is refused in a read-only project', () => {
    useDocumentStore.getState().adopt(fakeOpenProject({ readOnly: 'locked' }));
    const isDone = editPersona('momo', label, persona => {
      persona.name = 'Other';
    });
    expect(isDone).toBe(false);
    expect(momo()?.name).toBe('Momo');
  });
});

describe('a new persona', () => {
  it('is given to the node that asked for it, in one step', () => {
    const place = { node: 'companion', property: 'persona' };
    const id = createPersona(label, { name: 'Pip' }, place);
    expect(id).not.toBeNull();
    expect(useDocumentStore.getState().profile.nodes.companion?.properties.persona).toBe(id);
    expect(agentOf('companion')).toEqual({ personaId: id });
    useDocumentStore.getState().undo();
    expect(agentOf('companion')).toEqual({ personaId: 'momo' });
    expect(Object.keys(useDocumentStore.getState().profile.personas ?? {})).toEqual(['momo', 'sol']);
  });

  it('is the first one of a profile that had none', () => {
    const { personas: _, ...rest } = fakeProfile;
    useDocumentStore.getState().adopt(fakeOpenProject({}, rest));
    const id = createPersona(label, { name: 'Pip' }, null);
    expect(findPersona(useDocumentStore.getState().profile, id ?? '')?.proactivity.consent).toBe(false);
  });

  it('can be a copy, which shares nothing when it is edited', () => {
    const id = duplicatePersona(label, 'momo', 'Momo (copy)') ?? '';
    editPersona(id, label, persona => {
      persona.examples = {};
    });
    expect(Object.keys(momo()?.examples ?? {})).not.toHaveLength(0);
  });
});

describe('deleting a persona', () => {
  it('takes it from its nodes, and undo gives both back', () => {
    const { profile } = useDocumentStore.getState();
    expect(nodesOfPersona(profile, 'momo', personaPropertiesOfType)).toEqual(['companion']);
    expect(removePersona(label, 'momo', personaPropertiesOfType)).toBe(true);
    expect(agentOf('companion')).toEqual({ missing: { node: 'companion', property: 'persona' } });
    useDocumentStore.getState().undo();
    expect(agentOf('companion')).toEqual({ personaId: 'momo' });
  });
});

describe('opening an agent', () => {
  it('shows who it is; a node that is no agent is left to others', () => {
    expect(openAgent('ring')).toBe(false);
    expect(usePersonaViewStore.getState().view.kind).toBe('closed');
    expect(openAgent('companion')).toBe(true);
    expect(usePersonaViewStore.getState().view).toEqual({ kind: 'persona', personaId: 'momo' });
  });

  it('offers starting points where nobody was chosen', () => {
    removePersona(label, 'momo', personaPropertiesOfType);
    expect(openAgent('companion')).toBe(true);
    expect(usePersonaViewStore.getState().view).toEqual({
      kind: 'new',
      place: { node: 'companion', property: 'persona' },
    });
  });
});

import { type Draft, produce } from 'immer';
import { nextElementId } from '../../core/document/element-ids.ts';
import type { Profile } from '../../core/document/profile.ts';
import { type Persona, type PersonaInput, personaSchema } from '../../core/persona/persona.ts';
import type { LocalizedText } from '../../core/text/localized-text.ts';
import { useDocumentStore } from './document-store.ts';
import type { PersonaPlace } from './persona-view-store.ts';

/** A persona of a profile as the editor holds it; undefined where there is none of that id. */
export function findPersona(profile: Profile, id: string): Persona | undefined {
  const { personas } = profile;
  return personas !== undefined && Object.hasOwn(personas, id) ? personas[id] : undefined;
}

/**
 * Changes a persona as one step of undo; steps with the same `coalesce` in quick succession become one. What would not
 * be a whole persona (an empty phrase, a name without a letter) is not written, for the host would refuse it: false.
 */
export function editPersona(
  id: string,
  label: LocalizedText,
  recipe: (persona: Draft<Persona>) => void,
  coalesce?: string,
): boolean {
  const { profile, transact } = useDocumentStore.getState();
  const present = findPersona(profile, id);
  if (present === undefined || !personaSchema.safeParse(produce(present, recipe)).success) return false;
  return transact(
    label,
    draft => {
      const persona = draft.personas?.[id];
      if (persona !== undefined) recipe(persona);
    },
    coalesce === undefined ? {} : { coalesce: `persona ${id} ${coalesce}` },
  );
}

/** Adds a persona, and gives it to the node that asked for it, as one step of undo. Null where nothing may change. */
export function createPersona(
  label: LocalizedText,
  input: PersonaInput,
  place: PersonaPlace | null,
): string | null {
  const { profile, transact } = useDocumentStore.getState();
  const taken = new Set([
    ...Object.keys(profile.personas ?? {}),
    ...Object.keys(profile.unreadable?.personas ?? {}),
  ]);
  const id = nextElementId(taken, 'persona');
  const persona = personaSchema.parse(input);
  const isDone = transact(label, draft => {
    draft.personas ??= {};
    draft.personas[id] = persona as Draft<Persona>;
    const node = place === null ? undefined : draft.nodes[place.node];
    if (node !== undefined && place !== null) node.properties[place.property] = id;
  });
  return isDone ? id : null;
}

/** Adds a copy of a persona. Null where nothing may change. */
export function duplicatePersona(label: LocalizedText, id: string, name: string): string | null {
  const persona = findPersona(useDocumentStore.getState().profile, id);
  return persona === undefined ? null : createPersona(label, { ...persona, name }, null);
}

/** Nodes that are this persona, by id. */
export function nodesOfPersona(
  profile: Pick<Profile, 'nodes'>,
  id: string,
  properties: (type: string) => readonly string[],
): readonly string[] {
  return Object.entries(profile.nodes).flatMap(([node, { type, properties: values }]) =>
    properties(type).some(property => values[property] === id) ? [node] : [],
  );
}

/** Removes a persona as one step of undo; nodes that were it have none after that. */
export function removePersona(
  label: LocalizedText,
  id: string,
  properties: (type: string) => readonly string[],
): boolean {
  return useDocumentStore.getState().transact(label, draft => {
    if (draft.personas === undefined) return;
    for (const node of Object.values(draft.nodes)) {
      for (const property of properties(node.type)) {
        if (node.properties[property] === id) delete node.properties[property];
      }
    }
    delete draft.personas[id];
  });
}

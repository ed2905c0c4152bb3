import type { Draft } from 'immer';
import { createContext, use } from 'react';
import type { Persona } from '../../../core/persona/persona.ts';
import type { LocalizedText } from '../../../core/text/localized-text.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { editPersona, findPersona } from '../../stores/persona-edits.ts';

/** Which persona the cards below show. */
export const PersonaContext = createContext('');

export function usePersonaId(): string {
  return use(PersonaContext);
}

/**
 * A part of the persona that is shown. Parts are shared between versions of the document, so a card renders again only
 * when its own part has changed.
 */
export function usePersonaPart<Part>(select: (persona: Persona) => Part): Part {
  const id = usePersonaId();
  return useDocumentStore(state => {
    const persona = findPersona(state.profile, id);
    if (persona === undefined) throw new Error(`There is no persona ${id}.`);
    return select(persona);
  });
}

export function useIsReadOnly(): boolean {
  return useDocumentStore(state => state.readOnly !== null);
}

export type EditPersona = (
  label: LocalizedText,
  recipe: (persona: Draft<Persona>) => void,
  coalesce?: string,
) => boolean;

/** Changes the persona that is shown, as one step of undo; `coalesce` joins the letters of one field. */
export function useEditPersona(): EditPersona {
  const id = usePersonaId();
  return (label, recipe, coalesce) => editPersona(id, label, recipe, coalesce);
}

/** As {@link usePersonaPart}, where the persona may be gone. */
export function usePersonaPartOf<Part>(select: (persona: Persona) => Part): Part | undefined {
  const id = usePersonaId();
  return useDocumentStore(state => {
    const persona = findPersona(state.profile, id);
    return persona === undefined ? undefined : select(persona);
  });
}

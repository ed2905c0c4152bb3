import { create } from 'zustand';

/** A property of a node that wants the persona which is about to be made. */
export interface PersonaPlace {
  readonly node: string;
  readonly property: string;
}

/** What the persona editor shows. */
export type PersonaView =
  | { readonly kind: 'closed' }
  | { readonly kind: 'persona'; readonly personaId: string }
  /** A choice of starting points; the new persona is given to `place` where there is one. */
  | { readonly kind: 'new'; readonly place: PersonaPlace | null };

export const personaTabs = ['try', 'examples', 'tests'] as const;
export type PersonaTab = (typeof personaTabs)[number];

export interface PersonaViewState {
  readonly view: PersonaView;
  readonly tab: PersonaTab;
  readonly isComparing: boolean;
  readonly openPersona: (personaId: string, tab?: PersonaTab) => void;
  readonly openNewPersona: (place?: PersonaPlace) => void;
  readonly closePersona: () => void;
  readonly showPersonaTab: (tab: PersonaTab) => void;
  readonly setComparing: (isComparing: boolean) => void;
}

/** The persona editor of this window: a view of its own over the canvas, below dialogs. Never saved. */
export const usePersonaViewStore = create<PersonaViewState>()(set => ({
  view: { kind: 'closed' },
  tab: 'try',
  isComparing: false,
  openPersona: (personaId, tab = 'try') =>
    set({ view: { kind: 'persona', personaId }, tab, isComparing: false }),
  openNewPersona: (place = undefined) =>
    set({ view: { kind: 'new', place: place ?? null }, tab: 'try', isComparing: false }),
  closePersona: () => set({ view: { kind: 'closed' }, isComparing: false }),
  showPersonaTab: tab => set({ tab, isComparing: false }),
  setComparing: isComparing => set({ isComparing, tab: 'try' }),
}));

import { create } from 'zustand';

/** Which kits the table shows. */
export const kitFilters = ['all', 'outdated', 'failed', 'unknown'] as const;
export type KitFilter = (typeof kitFilters)[number];

export interface KitsViewState {
  readonly isOpen: boolean;
  /** The kit that the right side is about. */
  readonly shownId: string | null;
  readonly selected: ReadonlySet<string>;
  readonly filter: KitFilter;
  /** The kit whose name is being edited in the table. */
  readonly namingId: string | null;
  readonly isAddingPort: boolean;
  readonly openKits: (kitId?: string) => void;
  readonly closeKits: () => void;
  readonly show: (kitId: string | null) => void;
  readonly select: (kitId: string, isSelected: boolean) => void;
  readonly selectOnly: (kitIds: readonly string[]) => void;
  readonly setFilter: (filter: KitFilter) => void;
  readonly startNaming: (kitId: string | null) => void;
  readonly setAddingPort: (isAddingPort: boolean) => void;
}

/** The table of kits: a view of its own over the canvas, below dialogs. Never saved. */
export const useKitsViewStore = create<KitsViewState>()(set => ({
  isOpen: false,
  shownId: null,
  selected: new Set(),
  filter: 'all',
  namingId: null,
  isAddingPort: false,
  openKits: kitId => set(state => ({ isOpen: true, shownId: kitId ?? state.shownId, filter: 'all' })),
  closeKits: () => set({ isOpen: false, namingId: null, isAddingPort: false }),
  show: shownId => set({ shownId }),
  select: (kitId, isSelected) =>
    set(state => {
      const selected = new Set(state.selected);
      if (isSelected) selected.add(kitId);
      else selected.delete(kitId);
      return { selected };
    }),
  selectOnly: kitIds => set({ selected: new Set(kitIds) }),
  setFilter: filter => set({ filter }),
  startNaming: namingId => set({ namingId }),
  setAddingPort: isAddingPort => set({ isAddingPort }),
}));

import { create } from 'zustand';
import type { FlashTarget } from '../../contract/services/firmware-service.ts';

/** What the person has selected on the canvas; ids of the document. */
export interface Selection {
  readonly nodes: ReadonlySet<string>;
  readonly wires: ReadonlySet<string>;
  readonly notes: ReadonlySet<string>;
}

export const emptySelection: Selection = { nodes: new Set(), wires: new Set(), notes: new Set() };

/** Tabs of the bottom panel, in their order. */
export const bottomTabIds = ['problems', 'live', 'console', 'trace', 'code', 'memory'] as const;
export type BottomTabId = (typeof bottomTabIds)[number];

/** What lies over the studio. One at a time. */
export type Overlay =
  | { readonly kind: 'none' }
  | { readonly kind: 'commands' }
  | { readonly kind: 'projects' }
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'about' }
  | { readonly kind: 'flash'; readonly target: FlashTarget }
  | { readonly kind: 'signing-keys' }
  | { readonly kind: 'demo' }
  | { readonly kind: 'demo-settings' }
  | { readonly kind: 'board' }
  | { readonly kind: 'placement' }
  | { readonly kind: 'markets' }
  | { readonly kind: 'save-as' }
  | { readonly kind: 'models' }
  | { readonly kind: 'tools' };

/** What the Code tab shows, where something asked for it. */
export interface CodeTarget {
  readonly node: string;
  readonly property: string;
}

export interface ViewState {
  readonly selection: Selection;
  readonly bottomTab: BottomTabId;
  readonly isBottomOpen: boolean;
  readonly bottomHeightPx: number;
  readonly isLeftOpen: boolean;
  readonly isRightOpen: boolean;
  readonly rightWidthPx: number;
  readonly isSnapping: boolean;
  readonly isMinimapShown: boolean;
  readonly overlay: Overlay;
  readonly codeTarget: CodeTarget | null;
  readonly select: (selection: Partial<Selection>) => void;
  readonly clearSelection: () => void;
  /** Shows a tab and opens the panel. */
  readonly showTab: (tab: BottomTabId) => void;
  readonly toggleBottom: () => void;
  readonly toggleLeft: () => void;
  readonly toggleRight: () => void;
  readonly toggleSnapping: () => void;
  readonly toggleMinimap: () => void;
  readonly resizeBottom: (heightPx: number) => void;
  readonly resizeRight: (widthPx: number) => void;
  readonly open: (overlay: Overlay) => void;
  readonly closeOverlay: () => void;
  /** Opens the Code tab at a code property of a node. */
  readonly showCode: (target: CodeTarget) => void;
}

const layoutKey = 'cambrian.layout';
const layoutFields = [
  'bottomTab',
  'isBottomOpen',
  'bottomHeightPx',
  'isLeftOpen',
  'isRightOpen',
  'rightWidthPx',
  'isSnapping',
  'isMinimapShown',
] as const;
type Layout = Pick<ViewState, (typeof layoutFields)[number]>;

const defaultLayout: Layout = {
  bottomTab: 'live',
  isBottomOpen: true,
  bottomHeightPx: 232,
  isLeftOpen: true,
  isRightOpen: true,
  rightWidthPx: 328,
  isSnapping: true,
  isMinimapShown: true,
};

function readLayout(): Layout {
  if (typeof localStorage === 'undefined') return defaultLayout;
  const text = localStorage.getItem(layoutKey);
  if (text === null) return defaultLayout;
  try {
    const stored: unknown = JSON.parse(text);
    if (typeof stored !== 'object' || stored === null) return defaultLayout;
    const known = Object.entries(stored).filter(([key, value]) => {
      const field = layoutFields.find(name => name === key);
      if (field === undefined) return false;
      if (field === 'bottomTab') return bottomTabIds.some(id => id === value);
      return typeof value === typeof defaultLayout[field];
    });
    return { ...defaultLayout, ...Object.fromEntries(known) };
  } catch (error) {
    console.warn('The remembered layout cannot be read; the default is used.', error);
    return defaultLayout;
  }
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, Math.round(value)));

/** Selection, panels and overlays: what one window shows. Never saved in the document. */
export const useViewStore = create<ViewState>()(set => ({
  ...readLayout(),
  selection: emptySelection,
  overlay: { kind: 'none' },
  codeTarget: null,
  select: selection => set({ selection: { ...emptySelection, ...selection } }),
  clearSelection: () =>
    set(state =>
      state.selection.nodes.size + state.selection.wires.size + state.selection.notes.size === 0
        ? state
        : { selection: emptySelection },
    ),
  showTab: bottomTab => set({ bottomTab, isBottomOpen: true }),
  toggleBottom: () => set(state => ({ isBottomOpen: !state.isBottomOpen })),
  toggleLeft: () => set(state => ({ isLeftOpen: !state.isLeftOpen })),
  toggleRight: () => set(state => ({ isRightOpen: !state.isRightOpen })),
  toggleSnapping: () => set(state => ({ isSnapping: !state.isSnapping })),
  toggleMinimap: () => set(state => ({ isMinimapShown: !state.isMinimapShown })),
  resizeBottom: heightPx => set({ bottomHeightPx: clamp(heightPx, 120, 640) }),
  resizeRight: widthPx => set({ rightWidthPx: clamp(widthPx, 280, 560) }),
  open: overlay => set({ overlay }),
  closeOverlay: () => set({ overlay: { kind: 'none' } }),
  showCode: codeTarget => set({ codeTarget, bottomTab: 'code', isBottomOpen: true }),
}));

if (typeof localStorage !== 'undefined') {
  useViewStore.subscribe((state, previous) => {
    if (layoutFields.every(field => state[field] === previous[field])) return;
    const layout = Object.fromEntries(layoutFields.map(field => [field, state[field]]));
    localStorage.setItem(layoutKey, JSON.stringify(layout));
  });
}

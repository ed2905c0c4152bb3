import { applyPatches, enablePatches, type Patch, produceWithPatches } from 'immer';
import { create } from 'zustand';
import type { OpenProject } from '../../contract/services/project-service.ts';
import {
  currentSchemaVersion,
  type DocumentPatch,
  documentPatchSchema,
  type Profile,
  profileSchema,
} from '../../core/document/profile.ts';
import type { LocalizedText } from '../../core/text/localized-text.ts';
import { emptyHistory, type History, type HistoryEntry, record, stepBack, stepForward } from './history.ts';

enablePatches();

/** How safe the work is. `at` is ISO 8601. */
export type SaveState =
  | { readonly kind: 'none' }
  | { readonly kind: 'saved'; readonly at: string | null }
  | { readonly kind: 'saving' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'conflict' };

export type ReadOnlyReason = NonNullable<OpenProject['readOnly']>;

export interface DocumentState {
  /** Null before the first project is open. */
  readonly projectId: string | null;
  readonly path: string;
  readonly readOnly: ReadOnlyReason | null;
  readonly recovery: OpenProject['recovery'];
  readonly scenarios: OpenProject['scenarios'];
  /** What the host found while opening (migrations, unknown nodes); the compiler's findings are elsewhere. */
  readonly openDiagnostics: OpenProject['diagnostics'];
  /** The document. Immutable; a change makes a new one that shares what did not change. */
  readonly profile: Profile;
  readonly history: History;
  readonly saveState: SaveState;
  readonly hasChangedOutside: boolean;
  readonly adopt: (project: OpenProject) => void;
  /**
   * Changes the document as one step of undo. The recipe edits a draft (Immer). Steps with the same `coalesce` key
   * in quick succession become one. Does nothing while the project is read-only; says so with `false`.
   */
  readonly transact: (
    label: LocalizedText,
    recipe: (draft: Profile) => void,
    options?: { readonly coalesce?: string },
  ) => boolean;
  /** Applies patches (a quick fix, the Code tab) as one step of undo. */
  readonly applyPatches: (
    label: LocalizedText,
    patches: readonly DocumentPatch[],
    options?: { readonly coalesce?: string },
  ) => boolean;
  /** Several edits of core, each seeing the one before, as one step of undo. */
  readonly edit: (
    label: LocalizedText,
    edits: (editor: DocumentEditor) => void,
    options?: { readonly coalesce?: string },
  ) => boolean;
  readonly undo: () => HistoryEntry | null;
  readonly redo: () => HistoryEntry | null;
  readonly setSaveState: (saveState: SaveState) => void;
  readonly noticeOutsideChange: (hasChangedOutside: boolean) => void;
  readonly forgetRecovery: () => void;
}

/** The document while a step is being put together: what is applied is seen at once by what comes next. */
export interface DocumentEditor {
  readonly profile: Profile;
  readonly apply: (patches: readonly DocumentPatch[]) => void;
}

/** Told of every change, in order; the sync queue listens. */
export type CommitListener = (projectId: string, patches: readonly DocumentPatch[]) => void;
const commitListeners = new Set<CommitListener>();

/** Hears of every change of the document; the returned function stops it. */
export function onDidCommit(listener: CommitListener): () => void {
  commitListeners.add(listener);
  return () => commitListeners.delete(listener);
}

const emptyProfile: Profile = {
  schemaVersion: currentSchemaVersion,
  id: 'none',
  name: 'Cambrian',
  board: '',
  nodes: {},
  wires: {},
};

/** Immer's patches are JSON here, because a profile is; checked once more so that nothing else slips in. */
function toDocumentPatches(patches: readonly Patch[]): DocumentPatch[] {
  return patches.map(patch =>
    documentPatchSchema.parse(
      patch.op === 'remove'
        ? { op: patch.op, path: patch.path }
        : { op: patch.op, path: patch.path, value: patch.value },
    ),
  );
}

const toImmerPatches = (patches: readonly DocumentPatch[]): Patch[] =>
  patches.map(({ op, path, value }) => (op === 'remove' ? { op, path } : { op, path, value }));

const now = () => performance.now();

/** The document of this window, its one undo history and how safe it is. */
export const useDocumentStore = create<DocumentState>()((set, get) => {
  const publish = (patches: readonly DocumentPatch[]) => {
    const { projectId } = get();
    if (projectId === null) return;
    for (const listener of commitListeners) listener(projectId, patches);
  };
  const commit = (
    label: LocalizedText,
    recipe: (draft: Profile) => Profile | undefined,
    coalesce: string | undefined,
  ): boolean => {
    const state = get();
    if (state.projectId === null || state.readOnly !== null) return false;
    const [profile, forward, backward] = produceWithPatches(state.profile, recipe);
    if (forward.length === 0) return true;
    const patches = toDocumentPatches(forward);
    const inverse = toDocumentPatches(backward);
    const entry = { label, patches, inverse, at: now(), ...(coalesce === undefined ? {} : { coalesce }) };
    set({ profile, history: record(state.history, entry) });
    publish(patches);
    return true;
  };
  const move = (
    step: (history: History) => { readonly entry: HistoryEntry; readonly history: History } | null,
    patchesOf: (entry: HistoryEntry) => readonly DocumentPatch[],
  ): HistoryEntry | null => {
    const state = get();
    if (state.readOnly !== null) return null;
    const moved = step(state.history);
    if (moved === null) return null;
    const patches = patchesOf(moved.entry);
    set({ profile: applyPatches(state.profile, toImmerPatches(patches)), history: moved.history });
    publish(patches);
    return moved.entry;
  };
  return {
    projectId: null,
    path: '',
    readOnly: null,
    recovery: null,
    scenarios: [],
    openDiagnostics: [],
    profile: emptyProfile,
    history: emptyHistory,
    saveState: { kind: 'none' },
    hasChangedOutside: false,
    adopt: project => {
      const parsed = profileSchema.safeParse(project.profile);
      set({
        projectId: project.projectId,
        path: project.path,
        // What this version cannot read must not be written over.
        readOnly: project.readOnly ?? (parsed.success ? null : 'damaged'),
        recovery: project.recovery,
        scenarios: project.scenarios,
        openDiagnostics: project.diagnostics,
        profile: parsed.success ? parsed.data : emptyProfile,
        history: emptyHistory,
        saveState: { kind: 'saved', at: project.savedAt },
        hasChangedOutside: false,
      });
    },
    transact: (label, recipe, options) =>
      commit(
        label,
        draft => {
          recipe(draft);
          return undefined;
        },
        options?.coalesce,
      ),
    applyPatches: (label, patches, options) =>
      commit(label, draft => applyPatches(draft, toImmerPatches(patches)), options?.coalesce),
    edit: (label, edits, options) => {
      const applied: DocumentPatch[] = [];
      let profile = get().profile;
      edits({
        get profile() {
          return profile;
        },
        apply: patches => {
          if (patches.length === 0) return;
          profile = applyPatches(profile, toImmerPatches(patches));
          for (const patch of patches) applied.push(patch);
        },
      });
      return get().applyPatches(label, applied, options);
    },
    undo: () => move(stepBack, entry => entry.inverse),
    redo: () => move(stepForward, entry => entry.patches),
    setSaveState: saveState => set({ saveState }),
    noticeOutsideChange: hasChangedOutside => set({ hasChangedOutside }),
    forgetRecovery: () => set({ recovery: null }),
  };
});

/** The document of this window. */
export function useProfile(): Profile {
  return useDocumentStore(state => state.profile);
}

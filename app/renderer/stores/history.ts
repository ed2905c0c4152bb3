import type { DocumentPatch } from '../../core/document/profile.ts';
import type { LocalizedText } from '../../core/text/localized-text.ts';

/** One step that undo takes back: what it is called, how to do it and how to undo it. */
export interface HistoryEntry {
  readonly label: LocalizedText;
  readonly patches: readonly DocumentPatch[];
  readonly inverse: readonly DocumentPatch[];
  /** Entries of one gesture share this key and become one step. */
  readonly coalesce?: string;
  /** Milliseconds, `performance.now()`. */
  readonly at: number;
}

export interface History {
  readonly done: readonly HistoryEntry[];
  readonly undone: readonly HistoryEntry[];
}

export const emptyHistory: History = { done: [], undone: [] };

/** Steps that are kept. */
const historyLength = 500;
/** Changes of the same key that are further apart than this are steps of their own. */
const coalesceWithinMs = 1500;

const pathsOf = (patches: readonly DocumentPatch[]) =>
  JSON.stringify(patches.map(patch => [patch.op, patch.path]));

/** Adds a step; a step of the same gesture joins the last one. Redo is gone after this. */
export function record(history: History, entry: HistoryEntry): History {
  const last = history.done.at(-1);
  const joins =
    last !== undefined &&
    entry.coalesce !== undefined &&
    last.coalesce === entry.coalesce &&
    entry.at - last.at <= coalesceWithinMs &&
    history.undone.length === 0;
  if (!joins) return { done: [...history.done, entry].slice(-historyLength), undone: [] };
  // A slider writes the same places again and again: only the newest value and the oldest inverse count.
  const isSamePlace = pathsOf(last.patches) === pathsOf(entry.patches);
  const joined: HistoryEntry = {
    ...entry,
    patches: isSamePlace ? entry.patches : [...last.patches, ...entry.patches],
    inverse: isSamePlace ? last.inverse : [...entry.inverse, ...last.inverse],
  };
  return { done: [...history.done.slice(0, -1), joined], undone: [] };
}

/** Takes the last step off; its `inverse` is what has to be applied. */
export function stepBack(
  history: History,
): { readonly entry: HistoryEntry; readonly history: History } | null {
  const entry = history.done.at(-1);
  if (entry === undefined) return null;
  return { entry, history: { done: history.done.slice(0, -1), undone: [...history.undone, entry] } };
}

/** Puts the last undone step back; its `patches` are what has to be applied. */
export function stepForward(
  history: History,
): { readonly entry: HistoryEntry; readonly history: History } | null {
  const entry = history.undone.at(-1);
  if (entry === undefined) return null;
  return { entry, history: { done: [...history.done, entry], undone: history.undone.slice(0, -1) } };
}

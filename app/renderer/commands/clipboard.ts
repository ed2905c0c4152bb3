import { removeElements } from '../../core/document/edits.ts';
import { viewCenter } from '../features/canvas/canvas-api.ts';
import {
  type ClipboardFragment,
  insertFragment,
  readFragment,
  takeFragment,
} from '../stores/document-edits.ts';
import { useDocumentStore } from '../stores/document-store.ts';
import { useViewStore } from '../stores/view-store.ts';

/** Each further paste of the same text lands a step away from the last. */
const stepPx = 40;
let lastPaste = { text: '', count: 0 };

/** The selection as text for the clipboard; null where nothing is selected. */
export function selectionAsText(): string | null {
  const { selection } = useViewStore.getState();
  if (selection.nodes.size + selection.notes.size === 0) return null;
  const text = JSON.stringify(takeFragment(useDocumentStore.getState().profile, selection), null, 2);
  lastPaste = { text, count: 0 };
  return text;
}

export const labels = {
  cut: { en: 'Cut', zh: '剪切' },
  paste: { en: 'Paste', zh: '粘贴' },
  duplicate: { en: 'Duplicate', zh: '复制副本' },
  remove: { en: 'Delete', zh: '删除' },
} as const;

/** Removes what is selected, as one step of undo. */
export function removeSelection(label: { readonly en: string; readonly zh: string }): void {
  const { selection, clearSelection } = useViewStore.getState();
  const isDone = useDocumentStore.getState().edit(label, editor => {
    editor.apply(removeElements(editor.profile, selection));
  });
  if (isDone) clearSelection();
}

/** Adds a fragment and selects it. */
export function insertAndSelect(
  fragment: ClipboardFragment,
  offset: { readonly x: number; readonly y: number },
  label: { readonly en: string; readonly zh: string },
): void {
  let inserted: ReturnType<typeof insertFragment> | null = null;
  const isDone = useDocumentStore.getState().edit(label, editor => {
    inserted = insertFragment(editor, fragment, offset);
  });
  if (isDone && inserted !== null) useViewStore.getState().select(inserted);
}

/** Pastes what another window or this one copied; false where the text is something else. */
export function pasteText(text: string): boolean {
  const fragment = readFragment(text);
  if (fragment === null) return false;
  const elements = [...Object.values(fragment.nodes), ...Object.values(fragment.notes)];
  if (elements.length === 0) return false;
  lastPaste = { text, count: lastPaste.text === text ? lastPaste.count + 1 : 0 };
  const { profile } = useDocumentStore.getState();
  const isFromHere = Object.keys(fragment.nodes).some(id => Object.hasOwn(profile.nodes, id));
  const left = Math.min(...elements.map(element => element.position.x));
  const top = Math.min(...elements.map(element => element.position.y));
  const center = viewCenter();
  // Beside the originals where they are on this canvas, else where the person looks.
  const count = Math.max(lastPaste.count, 1);
  const offset = isFromHere
    ? { x: stepPx * count, y: stepPx * count }
    : {
        x: Math.round((center.x - left - 100) / 20) * 20 + stepPx * lastPaste.count,
        y: Math.round((center.y - top - 60) / 20) * 20 + stepPx * lastPaste.count,
      };
  insertAndSelect(fragment, offset, labels.paste);
  return true;
}

const isEditing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('input, textarea, select, [contenteditable="true"]') !== null;

/** Takes the browser's copy, cut and paste where no text is being edited. The returned function ends it. */
export function listenToClipboard(): () => void {
  const hasTextSelection = () => (document.getSelection()?.toString() ?? '') !== '';
  const copy = (event: ClipboardEvent) => {
    if (isEditing(event.target) || hasTextSelection()) return;
    const text = selectionAsText();
    if (text === null || event.clipboardData === null) return;
    event.clipboardData.setData('text/plain', text);
    event.preventDefault();
    if (event.type === 'cut') removeSelection(labels.cut);
  };
  const paste = (event: ClipboardEvent) => {
    if (isEditing(event.target)) return;
    const text = event.clipboardData?.getData('text/plain');
    if (text !== undefined && pasteText(text)) event.preventDefault();
  };
  document.addEventListener('copy', copy);
  document.addEventListener('cut', copy);
  document.addEventListener('paste', paste);
  return () => {
    document.removeEventListener('copy', copy);
    document.removeEventListener('cut', copy);
    document.removeEventListener('paste', paste);
  };
}

import type { LocalizedText } from '../../core/text/localized-text.ts';
import { sendLiveDifferences } from '../features/inspector/set-property.ts';
import { useCatalogueStore } from '../stores/catalogue-store.ts';
import { useDocumentStore } from '../stores/document-store.ts';
import type { HistoryEntry } from '../stores/history.ts';
import { useSettingsStore } from '../stores/settings-store.ts';
import { announce } from '../ui/announcer.tsx';
import { type Command, canEdit } from './command.ts';

/** Goes one step through the history, says which, and tells the running kit what that changed. */
function travel(step: () => HistoryEntry | null, words: LocalizedText): void {
  const before = useDocumentStore.getState().profile;
  const entry = step();
  if (entry === null) return;
  const { language } = useSettingsStore.getState();
  announce(`${words[language]}${language === 'zh' ? '：' : ': '}${entry.label[language]}`);
  sendLiveDifferences(
    before,
    useDocumentStore.getState().profile,
    useCatalogueStore.getState().catalogue.nodes,
  );
}

export const editCommands: readonly Command[] = [
  {
    id: 'edit.undo',
    group: 'edit',
    title: { en: 'Undo', zh: '撤销' },
    icon: 'arrow-back-up',
    shortcuts: ['Mod+Z'],
    isEnabled: state => canEdit(state) && state.document.history.done.length > 0,
    run: () => travel(useDocumentStore.getState().undo, { en: 'Undone', zh: '已撤销' }),
  },
  {
    id: 'edit.redo',
    group: 'edit',
    title: { en: 'Redo', zh: '重做' },
    icon: 'arrow-forward-up',
    shortcuts: ['Mod+Shift+Z', 'Mod+Y'],
    isEnabled: state => canEdit(state) && state.document.history.undone.length > 0,
    run: () => travel(useDocumentStore.getState().redo, { en: 'Redone', zh: '已重做' }),
  },
];

import { useDocumentStore } from '../stores/document-store.ts';
import { useSettingsStore } from '../stores/settings-store.ts';
import { announce } from '../ui/announcer.tsx';
import { type Command, canEdit } from './command.ts';

/** Says what was undone, which is otherwise only seen. */
function say(
  words: { readonly en: string; readonly zh: string },
  label: { readonly en: string; readonly zh: string },
) {
  const { language } = useSettingsStore.getState();
  announce(`${words[language]}${language === 'zh' ? '：' : ': '}${label[language]}`);
}

export const editCommands: readonly Command[] = [
  {
    id: 'edit.undo',
    group: 'edit',
    title: { en: 'Undo', zh: '撤销' },
    icon: 'arrow-back-up',
    shortcuts: ['Mod+Z'],
    isEnabled: state => canEdit(state) && state.document.history.done.length > 0,
    run: () => {
      const entry = useDocumentStore.getState().undo();
      if (entry !== null) say({ en: 'Undone', zh: '已撤销' }, entry.label);
    },
  },
  {
    id: 'edit.redo',
    group: 'edit',
    title: { en: 'Redo', zh: '重做' },
    icon: 'arrow-forward-up',
    shortcuts: ['Mod+Shift+Z', 'Mod+Y'],
    isEnabled: state => canEdit(state) && state.document.history.undone.length > 0,
    run: () => {
      const entry = useDocumentStore.getState().redo();
      if (entry !== null) say({ en: 'Redone', zh: '已重做' }, entry.label);
    },
  },
];

import { type KeyboardEvent, useEffect, useRef } from 'react';
import { runCommand } from '../../commands/commands.ts';
import { isShortcut } from '../../commands/shortcuts.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { findPersona } from '../../stores/persona-edits.ts';
import { usePersonaViewStore } from '../../stores/persona-view-store.ts';
import { NewPersona } from './new-persona.tsx';
import { personaTexts } from './persona.texts.ts';
import classes from './persona-page.module.css';
import { PersonaPage } from './persona-page.tsx';

const fieldSelector = 'input, textarea, select, [contenteditable="true"]';

/** The persona editor: a view of its own over the whole window. Done and Escape lead back to the canvas. */
export default function PersonaEditor() {
  const say = useTexts(personaTexts);
  const view = usePersonaViewStore(state => state.view);
  const close = usePersonaViewStore(state => state.closePersona);
  const personaId = view.kind === 'persona' ? view.personaId : '';
  const name = useDocumentStore(state => findPersona(state.profile, personaId)?.name ?? say('unnamed'));
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const before = document.activeElement;
    box.current?.focus();
    return () => {
      // Back to where the person came from, once the canvas can be reached again.
      if (before instanceof HTMLElement) requestAnimationFrame(() => before.focus());
    };
  }, []);
  useEffect(() => {
    const first = useDocumentStore.getState().projectId;
    return useDocumentStore.subscribe(state => {
      if (state.projectId !== first) close();
    });
  }, [close]);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const { target } = event;
    // Lists and small editors stand outside of this box and keep their keys.
    if (event.defaultPrevented || !(target instanceof HTMLElement) || !box.current?.contains(target)) return;
    const isInField = target.closest(fieldSelector) !== null;
    if (event.key === 'Escape') {
      if (target.closest('[aria-expanded="true"][aria-haspopup], [role="listbox"]') !== null) return;
      // The first Escape leaves a field, the next the editor.
      if (isInField) box.current.focus();
      else close();
      return;
    }
    if (isInField) return;
    const id = isShortcut('Mod+Z', event)
      ? 'edit.undo'
      : isShortcut('Mod+Shift+Z', event) || isShortcut('Mod+Y', event)
        ? 'edit.redo'
        : null;
    if (id === null) return;
    event.preventDefault();
    runCommand(id);
  };

  if (view.kind === 'closed') return null;
  return (
    <div
      ref={box}
      className={classes.editor}
      role="dialog"
      aria-modal="true"
      aria-label={say('editor', { name })}
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      {view.kind === 'new' ? (
        <NewPersona place={view.place} onDone={close} />
      ) : (
        <PersonaPage key={view.personaId} personaId={view.personaId} onDone={close} />
      )}
    </div>
  );
}

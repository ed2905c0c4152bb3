import { useEffect, useRef } from 'react';
import type { Kit } from '../../../contract/services/device-service.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useKitStore } from '../../stores/kit-store.ts';
import { useKitsViewStore } from '../../stores/kits-view-store.ts';
import { kitsTexts } from './kits.texts.ts';
import classes from './kits-table.module.css';

/** A kit's name, edited where it stands. Empty gives it back the board's. */
export function KitName({ kit, isShown }: { readonly kit: Kit; readonly isShown: boolean }) {
  const isNaming = useKitsViewStore(state => state.namingId === kit.kitId);
  const { show, startNaming } = useKitsViewStore.getState();
  if (isNaming) return <NameField kit={kit} />;
  return (
    <button
      type="button"
      className={classes.name}
      tabIndex={-1}
      aria-pressed={isShown}
      title={kit.title}
      onClick={() => show(kit.kitId)}
      onDoubleClick={() => kit.transport !== 'virtual' && startNaming(kit.kitId)}
    >
      {kit.title}
    </button>
  );
}

function NameField({ kit }: { readonly kit: Kit }) {
  const say = useTexts(kitsTexts);
  const isOver = useRef(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  const end = (field: HTMLInputElement, isKept: boolean) => {
    // Leaving the field by a key blurs it too.
    if (isOver.current) return;
    isOver.current = true;
    const name = field.value.trim();
    if (isKept && name !== kit.title) {
      void useKitStore.getState().rename(kit.kitId, name === '' || name === kit.boardTitle ? null : name);
    }
    const row = field.closest<HTMLElement>('tr');
    useKitsViewStore.getState().startNaming(null);
    row?.focus();
  };
  return (
    <input
      ref={field}
      className={classes.nameField}
      defaultValue={kit.title}
      placeholder={kit.boardTitle}
      aria-label={say('nameOf', { name: kit.title })}
      maxLength={60}
      onBlur={event => {
        const left = event.currentTarget;
        // A menu that closes gives the keyboard back to its button.
        if (event.relatedTarget?.matches('[aria-haspopup]') === true) left.focus();
        else end(left, true);
      }}
      onClick={event => event.stopPropagation()}
      onKeyDown={event => {
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        end(event.currentTarget, event.key === 'Enter');
      }}
    />
  );
}

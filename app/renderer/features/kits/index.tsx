import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useStudio } from '../../bootstrap/studio-context.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { followFirmware } from '../../stores/firmware-store.ts';
import { followFleet } from '../../stores/fleet-store.ts';
import { followKitAbouts } from '../../stores/kit-about-store.ts';
import { targetKit, useKitStore } from '../../stores/kit-store.ts';
import { useKitsViewStore } from '../../stores/kits-view-store.ts';
import { useKitList } from './kit-list.ts';
import { KitSide } from './kit-side.tsx';
import { kitsTexts } from './kits.texts.ts';
import { KitsBar } from './kits-bar.tsx';
import { KitsHeader } from './kits-header.tsx';
import classes from './kits-page.module.css';
import { KitsTable } from './kits-table.tsx';

const fieldSelector = 'input:not([type="checkbox"]), textarea, select, [contenteditable="true"]';

/** The kits: every board that is attached, typed or remembered, and what is going on with each. */
export default function KitsPage() {
  const say = useTexts(kitsTexts);
  const studio = useStudio();
  const close = useKitsViewStore(state => state.closeKits);
  const shownId = useKitsViewStore(state => state.shownId);
  const filter = useKitsViewStore(state => state.filter);
  const box = useRef<HTMLDivElement>(null);
  const kits = useKitList();

  useEffect(() => {
    const stops = [followKitAbouts(studio), followFleet(studio), followFirmware(studio)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [studio]);
  useEffect(() => {
    const before = document.activeElement;
    box.current?.focus();
    return () => {
      // Back to where the person came from, once the canvas can be reached again.
      if (before instanceof HTMLElement) requestAnimationFrame(() => before.focus());
    };
  }, []);
  useEffect(() => {
    const { shownId: shown, show } = useKitsViewStore.getState();
    const target = targetKit(useKitStore.getState(), useDocumentStore.getState().projectId);
    if (shown === null && target !== undefined) show(target.kitId);
  }, []);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const { target } = event;
    // Menus and dialogs stand outside of this box and keep their keys.
    if (event.key !== 'Escape' || event.defaultPrevented || !(target instanceof HTMLElement)) return;
    if (box.current?.contains(target) !== true) return;
    if (target.closest('[aria-expanded="true"][aria-haspopup], [role="listbox"]') !== null) return;
    // The first Escape leaves a field, the next the view.
    if (target.closest(fieldSelector) !== null) box.current.focus();
    else close();
  };
  const shown = kits.find(({ kit }) => kit.kitId === shownId);
  return (
    <div
      ref={box}
      className={classes.page}
      role="dialog"
      aria-modal="true"
      aria-label={say('kits')}
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      <KitsHeader kits={kits} />
      <main className={classes.main}>
        <KitsBar kits={kits} />
        <KitsTable kits={kits} filter={filter} />
      </main>
      <KitSide facts={shown} others={kits} />
      <footer className={classes.foot}>
        <span>{say('promise')}</span>
        <span className={classes.grow} />
        <span className={classes.keys}>{say('keys')}</span>
      </footer>
    </div>
  );
}

import { useEffect, useMemo, useState } from 'react';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { runtimeStore } from '../../stores/runtime-store.ts';
import { useSettingsStore } from '../../stores/settings-store.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { AttractScreen } from './attract-screen.tsx';
import classes from './demo.module.css';
import { demoTexts } from './demo.texts.ts';
import { KioskBoundary } from './kiosk-boundary.tsx';
import { PinPad } from './pin-pad.tsx';
import { ShowScreen } from './show-screen.tsx';
import { useDemoShow } from './use-demo-show.ts';
import { useHold, useKioskLock } from './use-kiosk.ts';

/** The samples of the playlist in its order; all of them where none is chosen or none of the chosen is there. */
function usePlaylist() {
  const templates = useCatalogueStore(state => state.templates);
  const playlist = useSettingsStore(state => state.demo.playlist);
  return useMemo(() => {
    const chosen = playlist.flatMap(id => templates.filter(template => template.id === id));
    return chosen.length === 0 ? [...templates] : chosen;
  }, [templates, playlist]);
}

/** The kiosk: full screen, locked, in the visitor's language; it invites, shows, resets itself and never ends. */
export default function Demo() {
  return (
    <KioskBoundary>
      <Kiosk />
    </KioskBoundary>
  );
}

function Kiosk() {
  const say = useTexts(demoTexts);
  const localize = useLocalize();
  const items = usePlaylist();
  const { idleSeconds, hasPin } = useSettingsStore(state => state.demo);
  const language = useSettingsStore(state => state.language);
  const { state, project, dispatch } = useDemoShow(items, idleSeconds * 1000);
  const [isAsking, setAsking] = useState(false);
  const leave = useViewStore.getState().closeOverlay;
  const hold = useHold(() => (hasPin ? setAsking(true) : leave()));

  // A visitor's language is the kiosk's alone; the studio gets its own back.
  const [ownLanguage] = useState(language);
  useEffect(
    () => () => {
      useSettingsStore.setState({ language: ownLanguage });
      runtimeStore.clear();
    },
    [ownLanguage],
  );

  const card = items[state.item];
  const other = language === 'en' ? 'zh' : 'en';
  const isShowing = state.stage.kind === 'showing' && project !== null && card !== undefined;
  const touch = () => dispatch({ kind: 'touched', nowMs: performance.now() });
  const dialog = useKioskLock({
    onKeyDown: event => {
      touch();
      // The pad has the keys to itself while it asks.
      if (isAsking) return;
      if (event.key === 'Escape' && !event.repeat) hold.start();
      if (event.target instanceof HTMLInputElement) return;
      if (event.key === 'ArrowRight') dispatch({ kind: 'stepped', by: 1 });
      if (event.key === 'ArrowLeft') dispatch({ kind: 'stepped', by: -1 });
    },
    onKeyUp: event => {
      if (event.key === 'Escape') hold.stop();
    },
  });
  return (
    <dialog
      ref={dialog}
      className={classes.kiosk}
      data-mantine-color-scheme="dark"
      data-stage={state.stage.kind}
      aria-label={say('demo')}
      onPointerDown={touch}
      onPointerMove={touch}
      onCancel={event => event.preventDefault()}
      // The studio behind has shortcuts of its own.
      onKeyDown={event => event.stopPropagation()}
    >
      <header className={classes.top}>
        <button
          type="button"
          className={classes.name}
          onPointerDown={hold.start}
          onPointerUp={hold.stop}
          onPointerLeave={hold.stop}
          onPointerCancel={hold.stop}
          onContextMenu={event => event.preventDefault()}
        >
          {isShowing ? (
            <>
              <b>{localize(card.title)}</b>
              <span>{card.title[other]}</span>
            </>
          ) : (
            <b>Cambrian</b>
          )}
        </button>
        <span className={classes.hint} data-shown={hold.isHolding} aria-live="polite">
          {hold.isHolding ? say('leaveHint') : ''}
        </span>
        <nav className={classes.dots} aria-label={say('playlist')}>
          {items.map((item, index) => (
            <button
              key={item.id}
              type="button"
              aria-label={say('showItem', { name: localize(item.title) })}
              aria-current={index === state.item ? 'true' : undefined}
              onClick={() => dispatch({ kind: 'chose', item: index })}
            />
          ))}
        </nav>
      </header>
      {isShowing ? (
        <ShowScreen key={project.projectId + project.readyAtMs} card={card} project={project} />
      ) : (
        <AttractScreen
          isWaking={state.stage.kind === 'opening'}
          onBegin={() => dispatch({ kind: 'started' })}
        />
      )}
      <footer className={classes.bottom}>
        <span>{say('offline')}</span>
        <button
          type="button"
          className={classes.language}
          aria-label={say('language')}
          onClick={() => useSettingsStore.setState({ language: other })}
        >
          <span data-on={language === 'zh'}>中文</span> / <span data-on={language === 'en'}>English</span>
        </button>
      </footer>
      {isAsking && <PinPad onAccepted={leave} onBack={() => setAsking(false)} />}
    </dialog>
  );
}

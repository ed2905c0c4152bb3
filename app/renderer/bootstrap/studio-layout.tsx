import { type CSSProperties, Suspense, useEffect } from 'react';
import { listenToClipboard } from '../commands/clipboard.ts';
import { listenToShortcuts } from '../commands/shortcuts.ts';
import CanvasFeature from '../features/canvas/index.tsx';
import { Inspector } from '../features/inspector/index.tsx';
import { reportKitProblems } from '../features/kits/report-kit-problems.ts';
import { FirstSteps } from '../features/onboarding/first-steps.tsx';
import { Palette } from '../features/palette/index.tsx';
import { ProjectNotices } from '../features/projects/notices.tsx';
import { StatusBar } from '../features/status-bar/index.tsx';
import { Toolbar } from '../features/toolbar/index.tsx';
import { useTexts } from '../i18n/texts.ts';
import { useKitsViewStore } from '../stores/kits-view-store.ts';
import { usePersonaViewStore } from '../stores/persona-view-store.ts';
import { useViewStore } from '../stores/view-store.ts';
import { Announcer } from '../ui/announcer.tsx';
import { ErrorBoundary } from '../ui/error-boundary.tsx';
import { ResizeHandle } from '../ui/resize-handle.tsx';
import { BottomPanel } from './bottom-panel.tsx';
import { ConnectionLost } from './connection-lost.tsx';
import { KitPanel } from './feature-slots.tsx';
import { KitsView } from './kits-view.tsx';
import { Overlays } from './overlays.tsx';
import { PersonaView } from './persona-view.tsx';
import { shellTexts } from './shell.texts.ts';
import classes from './studio-layout.module.css';

/** The studio's grid: toolbar, palette, canvas, device and inspector, tabs, status bar. */
export function StudioLayout() {
  const say = useTexts(shellTexts);
  const isBottomOpen = useViewStore(state => state.isBottomOpen);
  const bottomHeightPx = useViewStore(state => state.bottomHeightPx);
  const isLeftOpen = useViewStore(state => state.isLeftOpen);
  const isRightOpen = useViewStore(state => state.isRightOpen);
  const rightWidthPx = useViewStore(state => state.rightWidthPx);
  const isPersonaOpen = usePersonaViewStore(state => state.view.kind !== 'closed');
  const areKitsOpen = useKitsViewStore(state => state.isOpen);
  useEffect(listenToShortcuts, []);
  useEffect(listenToClipboard, []);
  useEffect(reportKitProblems, []);
  const size: CSSProperties & Record<`--${string}`, string> = {
    '--bottom-height': isBottomOpen ? `${bottomHeightPx}px` : '37px',
    '--left-width': isLeftOpen ? '248px' : '0px',
    '--right-width': isRightOpen ? `${rightWidthPx}px` : '0px',
  };
  return (
    <>
      <div
        className={classes.layout}
        style={size}
        data-bottom-closed={isBottomOpen ? undefined : true}
        inert={isPersonaOpen || areKitsOpen}
      >
        <header className={classes.top}>
          <Toolbar />
        </header>
        {isLeftOpen && (
          <aside className={classes.left} aria-label={say('palette')}>
            <Palette />
          </aside>
        )}
        <main className={classes.middle} aria-label={say('canvas')}>
          <ErrorBoundary>
            <CanvasFeature />
            <ProjectNotices />
            <FirstSteps />
          </ErrorBoundary>
        </main>
        {isRightOpen && (
          <aside className={classes.right} aria-label={say('inspector')}>
            <ResizeHandle
              direction="width"
              value={rightWidthPx}
              min={280}
              max={560}
              label={say('resizeRight')}
              className={classes.columnHandle}
              onResize={useViewStore.getState().resizeRight}
            />
            <section className={classes.kit} aria-label={say('device')} data-device>
              <ErrorBoundary>
                <Suspense fallback={null}>
                  <KitPanel />
                </Suspense>
              </ErrorBoundary>
            </section>
            <section className={classes.inspector} aria-label={say('inspector')}>
              <ErrorBoundary>
                <Inspector />
              </ErrorBoundary>
            </section>
          </aside>
        )}
        <BottomPanel />
        <footer className={classes.foot}>
          <StatusBar />
        </footer>
      </div>
      <PersonaView />
      <KitsView />
      <Announcer />
      <ConnectionLost />
      <Overlays />
    </>
  );
}

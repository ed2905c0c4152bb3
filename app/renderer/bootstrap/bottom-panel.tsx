import { ActionIcon, Tooltip } from '@mantine/core';
import { type KeyboardEvent, Suspense } from 'react';
import { useLocalize, useTexts } from '../i18n/texts.ts';
import { useViewStore } from '../stores/view-store.ts';
import { ErrorBoundary } from '../ui/error-boundary.tsx';
import { Icon } from '../ui/icon.tsx';
import { ResizeHandle } from '../ui/resize-handle.tsx';
import { type BottomTab, bottomTabs } from './feature-slots.tsx';
import { shellTexts } from './shell.texts.ts';
import classes from './studio-layout.module.css';

function Badge({ useBadge }: { readonly useBadge: NonNullable<BottomTab['useBadge']> }) {
  const badge = useBadge();
  if (badge === null || badge.count === 0) return null;
  return (
    <span className={classes.badge} data-severity={badge.severity}>
      {badge.count > 99 ? '99+' : badge.count}
    </span>
  );
}

/** The panel below the canvas: a row of tabs and what the open one shows. Each tab's code loads when it is opened. */
export function BottomPanel() {
  const say = useTexts(shellTexts);
  const localize = useLocalize();
  const openTab = useViewStore(state => state.bottomTab);
  const isOpen = useViewStore(state => state.isBottomOpen);
  const heightPx = useViewStore(state => state.bottomHeightPx);
  const { showTab, toggleBottom, resizeBottom } = useViewStore.getState();
  const shown = bottomTabs.find(tab => tab.id === openTab) ?? bottomTabs[0];
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const index = bottomTabs.findIndex(tab => tab.id === openTab);
    const next = bottomTabs[(index + step + bottomTabs.length) % bottomTabs.length];
    if (next === undefined) return;
    showTab(next.id);
    document.getElementById(`tab-${next.id}`)?.focus();
  };
  return (
    <section className={classes.bottom} aria-label={say('panel')}>
      {isOpen && (
        <ResizeHandle
          direction="height"
          value={heightPx}
          min={120}
          max={640}
          label={say('resizePanel')}
          className={classes.rowHandle}
          onResize={resizeBottom}
        />
      )}
      <div className={classes.tabs}>
        <div role="tablist" aria-label={say('panel')} style={{ display: 'contents' }} onKeyDown={onKeyDown}>
          {bottomTabs.map(tab => (
            <button
              key={tab.id}
              id={`tab-${tab.id}`}
              type="button"
              role="tab"
              className={classes.tab}
              aria-selected={isOpen && tab.id === openTab}
              aria-controls="bottom-panel-body"
              tabIndex={tab.id === openTab ? 0 : -1}
              onClick={() => showTab(tab.id)}
            >
              {localize(tab.title)}
              {tab.useBadge !== undefined && <Badge useBadge={tab.useBadge} />}
            </button>
          ))}
        </div>
        <span className={classes.grow} />
        <Tooltip label={say(isOpen ? 'collapsePanel' : 'expandPanel')}>
          <ActionIcon
            className={classes.collapse}
            aria-label={say(isOpen ? 'collapsePanel' : 'expandPanel')}
            aria-expanded={isOpen}
            onClick={toggleBottom}
          >
            <Icon name={isOpen ? 'chevron-down' : 'chevron-up'} />
          </ActionIcon>
        </Tooltip>
      </div>
      {isOpen && shown !== undefined && (
        <div
          id="bottom-panel-body"
          className={classes.tabBody}
          role="tabpanel"
          aria-labelledby={`tab-${shown.id}`}
        >
          <ErrorBoundary key={shown.id}>
            <Suspense fallback={null}>
              <shown.Component />
            </Suspense>
          </ErrorBoundary>
        </div>
      )}
    </section>
  );
}

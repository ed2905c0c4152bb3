import 'uplot/dist/uPlot.min.css';
import { ActionIcon, SegmentedControl, Tooltip } from '@mantine/core';
import { lazy, Suspense, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { useTargetKit } from '../../stores/kit-store.ts';
import { usePortWords } from '../../stores/port-words.ts';
import { runtimeStore } from '../../stores/runtime-store.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { RecordControls } from '../recordings/record-controls.tsx';
import { ReplayBar } from '../recordings/replay-bar.tsx';
import { EventList } from './event-list.tsx';
import classes from './live.module.css';
import { liveTexts } from './live.texts.ts';
import { LiveRowView } from './live-row-view.tsx';
import { arrangeRows, type LiveRow, visibleRange } from './live-rows.ts';
import { useLiveStore, type WindowLength, windowLengths } from './live-store.ts';

const Plotter = lazy(() => import('./plotter/plotter.tsx'));

const rowHeight = 44;

const subscribePortSet = (listener: () => void) => runtimeStore.subscribePortSet(listener);

/** The rows to show; computed when a port speaks for the first time, or the choice changes. */
function useRows(): readonly LiveRow[] {
  const revision = useSyncExternalStore(subscribePortSet, () => runtimeStore.portSetRevision);
  const words = usePortWords();
  const selection = useViewStore(state => state.selection.nodes);
  const isSelectionOnly = useLiveStore(state => state.isSelectionOnly);
  const pins = useLiveStore(state => state.pins);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the revision stands for the store's ports.
  return useMemo(() => {
    const ports = runtimeStore.ports().map(({ node, port, value }) => {
      const { node: nodeTitle, port: portTitle, type, side } = words(node, port);
      const position = useDocumentStore.getState().profile.nodes[node]?.position ?? { x: 0, y: 0 };
      return { node, port, value, nodeTitle, portTitle, type, side, position };
    });
    return arrangeRows(ports, { selection, isSelectionOnly, pins });
  }, [revision, words, selection, isSelectionOnly, pins]);
}

/** The Live tab: every port that speaks, as it went and as it is, in rows with the list of events, or in one plot. */
export default function Live() {
  const kit = useTargetKit(useDocumentStore(state => state.projectId));
  const view = useLiveStore(state => state.view);
  return (
    <div className={classes.tab}>
      {kit !== undefined && <ReplayBar kitId={kit.kitId} />}
      <div className={classes.content}>
        {view === 'rows' ? (
          <RowsView isReplay={kit?.transport === 'replay'} />
        ) : (
          <Suspense fallback={null}>
            <Plotter
              tools={
                <>
                  <ViewSwitch />
                  <WindowLengths />
                </>
              }
              record={<RecordControls />}
            />
          </Suspense>
        )}
      </div>
    </div>
  );
}

function RowsView({ isReplay }: { readonly isReplay: boolean }) {
  const say = useTexts(liveTexts);
  const rows = useRows();
  const isSelectionOnly = useLiveStore(state => state.isSelectionOnly);
  return (
    <div className={classes.live}>
      {rows.length === 0 ? (
        <div className={classes.empty}>
          <Icon name="activity" size={24} />
          <p className={classes.emptyTitle}>{say('emptyTitle')}</p>
          <p className={classes.quiet}>
            {say(isSelectionOnly ? 'emptySelection' : isReplay ? 'emptyReplay' : 'emptyHint')}
          </p>
        </div>
      ) : (
        <Rows rows={rows} />
      )}
      <div className={classes.side}>
        <Tools />
        <EventList />
      </div>
    </div>
  );
}

/** Only the rows that are seen are drawn, so that each plot counts. */
function Rows({ rows }: { readonly rows: readonly LiveRow[] }) {
  const say = useTexts(liveTexts);
  const list = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ scrollTop: 0, height: 400 });
  useEffect(() => {
    const element = list.current;
    if (!element) return;
    const measure = () => setView({ scrollTop: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, []);
  const { first, last } = visibleRange(view.scrollTop, view.height, rowHeight, rows.length);
  return (
    <div ref={list} className={classes.scroller}>
      <ul className={classes.rows} aria-label={say('plots')} style={{ height: rows.length * rowHeight }}>
        {rows.slice(first, last + 1).map((row, index) => (
          <LiveRowView key={`${row.key} ${row.plot}`} row={row} top={(first + index) * rowHeight} />
        ))}
      </ul>
    </div>
  );
}

function Tools() {
  const say = useTexts(liveTexts);
  const { pausedAtMs, isSelectionOnly, togglePause, toggleSelectionOnly } = useLiveStore();
  const isPaused = pausedAtMs !== null;
  return (
    <>
      <div className={classes.tools}>
        <ViewSwitch />
        <WindowLengths />
      </div>
      <div className={classes.tools}>
        <RecordControls />
        <span className={classes.grow} />
        <Tooltip label={say('selectionOnly')}>
          <ActionIcon
            size="sm"
            aria-label={say('selectionOnly')}
            aria-pressed={isSelectionOnly}
            variant={isSelectionOnly ? 'light' : 'subtle'}
            color={isSelectionOnly ? 'teal' : 'gray'}
            onClick={toggleSelectionOnly}
          >
            <Icon name="filter" />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={say(isPaused ? 'resume' : 'pause')}>
          <ActionIcon
            size="sm"
            aria-label={say(isPaused ? 'resume' : 'pause')}
            aria-pressed={isPaused}
            variant={isPaused ? 'light' : 'subtle'}
            color={isPaused ? 'teal' : 'gray'}
            onClick={togglePause}
          >
            <Icon name={isPaused ? 'player-play' : 'player-pause'} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={say('clear')}>
          <ActionIcon size="sm" aria-label={say('clear')} onClick={() => runtimeStore.clear()}>
            <Icon name="eraser" />
          </ActionIcon>
        </Tooltip>
      </div>
    </>
  );
}

/** Rows, or one plot. */
function ViewSwitch() {
  const say = useTexts(liveTexts);
  const view = useLiveStore(state => state.view);
  return (
    <SegmentedControl
      size="xs"
      aria-label={say('view')}
      value={view}
      onChange={value => useLiveStore.setState({ view: value === 'plot' ? 'plot' : 'rows' })}
      data={[
        { value: 'rows', label: say('viewRows') },
        { value: 'plot', label: say('viewPlot') },
      ]}
    />
  );
}

function WindowLengths() {
  const say = useTexts(liveTexts);
  const { windowSeconds, chooseWindow } = useLiveStore();
  const nameOf = (seconds: WindowLength) =>
    seconds < 60 ? say('seconds', { count: seconds }) : say('minutes', { count: seconds / 60 });
  return (
    <SegmentedControl
      size="xs"
      aria-label={say('window')}
      value={String(windowSeconds)}
      onChange={value => {
        const chosen = windowLengths.find(seconds => String(seconds) === value);
        if (chosen !== undefined) chooseWindow(chosen);
      }}
      data={windowLengths.map(seconds => ({ value: String(seconds), label: nameOf(seconds) }))}
    />
  );
}

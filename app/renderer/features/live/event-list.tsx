import { memo, useEffect, useRef, useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { usePortWords } from '../../stores/port-words.ts';
import { type LiveEvent, runtimeStore } from '../../stores/runtime-store.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { formatClock, formatPortValue } from '../../ui/format-port-value.ts';
import { Icon } from '../../ui/icon.tsx';
import { portHue } from '../../ui/port-hue.ts';
import classes from './live.module.css';
import { liveTexts } from './live.texts.ts';
import { useLiveStore } from './live-store.ts';

/** The list is written anew this often at most. */
const refreshMs = 150;
/** Lines that are drawn; older ones are kept by the store only. */
const shownEvents = 150;

/** The event list, refreshed a few times a second; it stands still while the plots do. */
function useEvents(): readonly LiveEvent[] {
  const [events, setEvents] = useState(() => runtimeStore.events());
  const isPaused = useLiveStore(state => state.pausedAtMs !== null);
  useEffect(() => {
    if (isPaused) return;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const refresh = () => {
      timer = null;
      setEvents(runtimeStore.events());
    };
    refresh();
    const stop = runtimeStore.subscribeFrame(() => {
      timer ??= setTimeout(refresh, refreshMs);
    });
    return () => {
      stop();
      if (timer !== null) clearTimeout(timer);
    };
  }, [isPaused]);
  return events;
}

/** What happened, line by line, newest at the foot. It follows the newest until a person scrolls up. */
export function EventList() {
  const say = useTexts(liveTexts);
  const events = useEvents();
  const list = useRef<HTMLDivElement>(null);
  const isFollowing = useRef(true);
  const newest = events.at(-1)?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new line scrolls.
  useEffect(() => {
    const element = list.current;
    if (element && isFollowing.current) element.scrollTop = element.scrollHeight;
  }, [newest]);
  return (
    <div
      ref={list}
      className={classes.events}
      role="log"
      // Whoever has no mouse scrolls it with the arrow keys.
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls.
      tabIndex={0}
      aria-label={say('events')}
      aria-live="off"
      onScroll={event => {
        const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
        isFollowing.current = scrollHeight - scrollTop - clientHeight < 24;
      }}
    >
      {events.length === 0 && <p className={classes.quiet}>{say('noEvents')}</p>}
      {events.slice(-shownEvents).map(event => (
        <EventLine key={event.id} event={event} />
      ))}
    </div>
  );
}

const EventLine = memo(function EventLine({ event }: { readonly event: LiveEvent }) {
  const say = useTexts(liveTexts);
  const language = useLanguage();
  const words = usePortWords();
  const time = <time className={classes.time}>{formatClock(event.atMs)}</time>;
  if (event.kind === 'value') {
    const { node, port, type, side } = words(event.node, event.port);
    // An input repeats what the output said that feeds it.
    if (side === 'input') return null;
    return (
      <p className={classes.event}>
        {time} {node} {port} <span style={{ color: portHue(type?.kind) }}>→</span>{' '}
        <b>{formatPortValue(type, event.value, { language, maxLength: 60 })}</b>
      </p>
    );
  }
  const isTrouble = event.level === 'error' || event.level === 'warning';
  return (
    <div className={classes.event} data-level={event.level}>
      {time} {isTrouble && <Icon name="alert-triangle" size={11} className={classes.eventIcon} />}
      {event.node !== null && <b>{words(event.node, '').node} </b>}
      {event.text}
      {event.trace !== null && (
        <details className={classes.trace}>
          <summary>{say('trace')}</summary>
          <pre>{event.trace}</pre>
        </details>
      )}
    </div>
  );
});

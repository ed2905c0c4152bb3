import { ActionIcon, Tooltip } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { Span } from '../../../contract/services/hub-service.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { useTargetKit } from '../../stores/kit-store.ts';
import { usePortWords } from '../../stores/port-words.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { formatClock, formatDuration } from '../../ui/format-port-value.ts';
import { Icon } from '../../ui/icon.tsx';
import { portHue } from '../../ui/port-hue.ts';
import classes from './trace.module.css';
import { traceTexts } from './trace.texts.ts';
import { followSpans, useTraceStore } from './trace-store.ts';

/** Rows that are drawn; the store keeps more. */
const shownSpans = 200;

/** The models that a message called: time to the first word, tokens, money, and where. */
function Calls({ span }: { readonly span: Span }) {
  const say = useTexts(traceTexts);
  return span.calls.map((call, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a span's calls never change their order
    <span key={index} className={classes.call} title={`${call.provider}/${call.model} ${call.region ?? ''}`}>
      <b>{call.model}</b>
      {call.firstMs !== null && <span>{say('firstWord', { time: formatDuration(call.firstMs) })}</span>}
      <span>{say('tokens', { in: call.tokensIn, out: call.tokensOut })}</span>
      {call.costYuan !== null && call.costYuan > 0 && <span>¥{call.costYuan.toFixed(4)}</span>}
      {call.failure !== undefined && (
        <span className={classes.failure}>
          <Icon name="alert-circle" size={12} /> {call.failure}
        </span>
      )}
      <span>{call.isOffline ? say('offline') : (call.region ?? say('cloud'))}</span>
    </span>
  ));
}

/** The Trace tab: each message through a hub node, with what it waited, what it took and how it ended. */
export default function Trace() {
  const say = useTexts(traceTexts);
  const words = usePortWords();
  const projectId = useDocumentStore(state => state.projectId);
  const kitId = useTargetKit(projectId)?.kitId;
  const spans = useTraceStore(state => state.spans);
  const scroller = useRef<HTMLDivElement>(null);
  const isFollowing = useRef(true);
  useEffect(() => (kitId === undefined ? undefined : followSpans(kitId)), [kitId]);
  const newest = spans.at(-1)?.spanId;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new row scrolls.
  useEffect(() => {
    const element = scroller.current;
    if (element && isFollowing.current) element.scrollTop = element.scrollHeight;
  }, [newest]);
  if (spans.length === 0) {
    return (
      <div className={classes.empty}>
        <Icon name="timeline" size={24} />
        <p className={classes.emptyTitle}>{say('emptyTitle')}</p>
        <p>{say('emptyHint')}</p>
      </div>
    );
  }
  const longestMs = Math.max(1, ...spans.slice(-shownSpans).map(span => span.queueMs + span.totalMs));
  return (
    <div
      ref={scroller}
      className={classes.scroller}
      onScroll={event => {
        const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
        isFollowing.current = scrollHeight - scrollTop - clientHeight < 24;
      }}
    >
      <table className={classes.table} aria-label={say('trace')}>
        <thead>
          <tr>
            <th>{say('time')}</th>
            <th>{say('node')}</th>
            <th>{say('port')}</th>
            <th className={classes.figure}>{say('waited')}</th>
            <th className={classes.figure}>{say('took')}</th>
            <th className={classes.barColumn} />
            <th>{say('calls')}</th>
            <th>{say('outcome')}</th>
            <th className={classes.tool}>
              <Tooltip label={say('clear')}>
                <ActionIcon
                  size="sm"
                  aria-label={say('clear')}
                  onClick={() => useTraceStore.getState().clear()}
                >
                  <Icon name="eraser" />
                </ActionIcon>
              </Tooltip>
            </th>
          </tr>
        </thead>
        <tbody>
          {spans.slice(-shownSpans).map(span => {
            const { node, port, type } = words(span.node, span.port);
            return (
              <tr key={span.spanId} data-outcome={span.outcome}>
                <td className={classes.time}>{formatClock(Date.parse(span.startedAt))}</td>
                <td>
                  <button
                    type="button"
                    className={classes.node}
                    onClick={() => useViewStore.getState().select({ nodes: new Set([span.node]) })}
                  >
                    {node}
                  </button>
                </td>
                <td>
                  <span className={classes.dot} style={{ background: portHue(type?.kind) }} /> {port}
                </td>
                <td className={classes.figure}>{formatDuration(span.queueMs)}</td>
                <td className={classes.figure}>{formatDuration(span.totalMs)}</td>
                <td>
                  <span className={classes.bar} aria-hidden="true">
                    <span
                      className={classes.waited}
                      style={{ width: `${(span.queueMs / longestMs) * 100}%` }}
                    />
                    <span
                      className={classes.took}
                      style={{ width: `${(span.totalMs / longestMs) * 100}%` }}
                    />
                  </span>
                </td>
                <td className={classes.calls}>
                  <Calls span={span} />
                </td>
                <td colSpan={2} className={classes.outcome}>
                  {span.outcome === 'failed' && <Icon name="alert-circle" size={13} />}
                  {say(span.outcome)}
                  {span.detail !== null && <span className={classes.detail}> {span.detail}</span>}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

import { useEffect, useRef } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { type PortValue, runtimeStore } from '../../stores/runtime-store.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { formatPortValue } from '../../ui/format-port-value.ts';
import { Icon } from '../../ui/icon.tsx';
import { portHue } from '../../ui/port-hue.ts';
import { BandPlot } from './band-plot.tsx';
import { LinePlot } from './line-plot.tsx';
import classes from './live.module.css';
import { liveTexts } from './live.texts.ts';
import type { LiveRow } from './live-rows.ts';
import { useLiveStore } from './live-store.ts';

/** One port: who says it, how it went, what it is now. The value is written without rendering. */
export function LiveRowView({ row, top }: { readonly row: LiveRow; readonly top: number }) {
  const say = useTexts(liveTexts);
  const language = useLanguage();
  const value = useRef<HTMLOutputElement>(null);
  const isHovered = useRef(false);
  const hue = portHue(row.type?.kind);
  const name = `${row.nodeTitle} · ${row.portTitle}`;
  const inWords = (reading: PortValue) => formatPortValue(row.type, reading, { language, maxLength: 40 });
  const write = useRef((_value: PortValue) => undefined);
  write.current = reading => {
    if (value.current) value.current.textContent = inWords(reading);
    return undefined;
  };
  useEffect(() => {
    const show = () => {
      const reading = runtimeStore.latest(row.node, row.port);
      if (reading && !isHovered.current && useLiveStore.getState().pausedAtMs === null) {
        write.current(reading.value);
      }
    };
    show();
    return runtimeStore.subscribePort(row.node, row.port, show);
  }, [row.node, row.port]);
  // In another language the value reads differently.
  useEffect(() => {
    const reading = runtimeStore.latest(row.node, row.port);
    if (reading && value.current) {
      value.current.textContent = formatPortValue(row.type, reading.value, { language, maxLength: 40 });
    }
  }, [row.node, row.port, row.type, language]);
  const onHover = (hovered: number | null) => {
    isHovered.current = hovered !== null;
    if (value.current) value.current.dataset.hovered = String(isHovered.current);
    const reading = runtimeStore.latest(row.node, row.port);
    if (hovered === null) {
      if (reading) write.current(reading.value);
      return;
    }
    write.current(row.plot === 'step' ? hovered > 0.5 : hovered);
  };
  const isLine = row.plot === 'line' || row.plot === 'step' || row.plot === 'lines';
  return (
    <li className={classes.row} style={{ transform: `translateY(${top}px)` }} data-port={row.key}>
      <button
        type="button"
        className={classes.label}
        title={say('showNode', { name: row.nodeTitle })}
        onClick={() => useViewStore.getState().select({ nodes: new Set([row.node]) })}
      >
        <span className={classes.dot} style={{ background: hue }} />
        <span className={classes.labelNode}>{row.nodeTitle}</span>
        <span className={classes.labelPort}>· {row.portTitle}</span>
      </button>
      {isLine ? (
        <LinePlot row={row} hue={hue} onHover={onHover} />
      ) : (
        <BandPlot row={row} hue={hue} inWords={inWords} />
      )}
      <output ref={value} className={classes.value} aria-label={name} aria-live="off" />
      <button
        type="button"
        className={classes.pin}
        aria-pressed={row.isPinned}
        aria-label={say(row.isPinned ? 'unpin' : 'pin', { name })}
        onClick={() => useLiveStore.getState().togglePin(row.key)}
      >
        <Icon name={row.isPinned ? 'pinned' : 'pin'} size={14} />
      </button>
    </li>
  );
}

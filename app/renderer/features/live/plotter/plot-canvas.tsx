import 'uplot/dist/uPlot.min.css';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type uPlot from 'uplot';
import { useTexts } from '../../../i18n/texts.ts';
import { onPlotTick } from '../frame-ticker.ts';
import { alignSeries } from './align-series.ts';
import { createPlot } from './create-plot.ts';
import { PlotCursors, type PlotPlace } from './plot-cursors.tsx';
import type { PlotSource } from './plot-sources.ts';
import classes from './plotter.module.css';
import { plotterTexts } from './plotter.texts.ts';
import { hold, resume, samplesOf, shownSpan, toggleCursors } from './plotter-actions.ts';
import { panSpan, type Span, usePlotter, zoomSpan } from './plotter-store.ts';

const gestures = {
  zoomTo: (span: Span) => hold(span),
  zoomAround: (timeMs: number, factor: number) => hold(zoomSpan(shownSpan(), timeMs, factor)),
  pan: (share: number) => hold(panSpan(shownSpan(), share)),
  reset: resume,
};

/** What a key does on the plot; null where it does nothing. */
function keyAction(key: string, middleMs: number, toggleHold: () => void): (() => void) | null {
  switch (key) {
    case 'ArrowLeft':
      return () => gestures.pan(-0.1);
    case 'ArrowRight':
      return () => gestures.pan(0.1);
    case '+':
    case '=':
      return () => gestures.zoomAround(middleMs, 0.8);
    case '-':
      return () => gestures.zoomAround(middleMs, 1.25);
    case 'Home':
      return resume;
    case ' ':
      return toggleHold;
    case 'c':
      return toggleCursors;
    default:
      return null;
  }
}

/** Counts the changes of theme, so that a plot takes the colours of the new one. */
function useThemeTurn(): number {
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const observer = new MutationObserver(() => setTurn(before => before + 1));
    observer.observe(document.documentElement, { attributeFilter: ['data-mantine-color-scheme'] });
    return () => observer.disconnect();
  }, []);
  return turn;
}

/** Several series over one axis of time. uPlot is loaded with the first plot. */
export function PlotCanvas({ sources }: { readonly sources: readonly PlotSource[] }) {
  const say = useTexts(plotterTexts);
  const place = useRef<HTMLDivElement>(null);
  const plotRef = useRef<uPlot | null>(null);
  const [onPlace, setOnPlace] = useState<PlotPlace | null>(null);
  const theme = useThemeTurn();
  // Another set of series, or another look of them, is another plot.
  const key = `${theme} ${sources.map(({ id, color, dash }) => `${id} ${color} ${dash}`).join('\n')}`;
  const latest = useRef(sources);
  latest.current = sources;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the series.
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    let isGone = false;
    let stopTicking: (() => void) | null = null;
    let drawn = '';
    const resize = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = element;
      if (width > 0 && height > 0) plotRef.current?.setSize({ width, height });
      drawn = '';
    });
    const draw = (nowMs: number) => {
      const plot = plotRef.current;
      if (!plot || element.clientWidth === 0) return;
      const span = shownSpan(nowMs);
      const { held, range } = usePlotter.getState();
      const wanted = JSON.stringify([span, range]);
      // What is held does not change by itself.
      if (held !== null && wanted === drawn) return;
      drawn = wanted;
      const series = latest.current.map(samplesOf);
      const columns = Math.max(50, Math.round(plot.over.clientWidth));
      const data = alignSeries(series, span.fromMs, span.toMs, columns);
      plot.batch(() => {
        plot.setData(data as uPlot.AlignedData, false);
        plot.setScale('x', { min: span.fromMs, max: span.toMs });
      });
      setOnPlace(before => {
        const left = plot.over.offsetLeft;
        const { clientWidth: width } = plot.over;
        return before?.left === left && before.width === width ? before : { left, width };
      });
    };
    const start = async () => {
      const { default: Plot } = await import('uplot');
      if (isGone) return;
      plotRef.current = createPlot(
        Plot,
        element,
        latest.current,
        () => usePlotter.getState().range,
        gestures,
      );
      resize.observe(element);
      stopTicking = onPlotTick(draw);
    };
    void start();
    return () => {
      isGone = true;
      stopTicking?.();
      resize.disconnect();
      plotRef.current?.destroy();
      plotRef.current = null;
    };
  }, [key]);

  const onKeyDown = (event: KeyboardEvent) => {
    const span = shownSpan();
    const middle = (span.fromMs + span.toMs) / 2;
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey) return;
    const action = keyAction(event.key, middle, () =>
      usePlotter.getState().held === null ? hold(span) : resume(),
    );
    if (action === null) return;
    event.preventDefault();
    action();
  };
  return (
    <section
      className={classes.canvas}
      aria-label={say('plot', { count: sources.length })}
      aria-description={say('keys')}
      title={say('hint')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the plot is moved and zoomed by keys.
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div ref={place} className={classes.plot} />
      {onPlace !== null && <PlotCursors place={onPlace} />}
    </section>
  );
}

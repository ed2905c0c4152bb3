import { useEffect, useRef } from 'react';
import type uPlot from 'uplot';
import { runtimeStore } from '../../stores/runtime-store.ts';
import { onPlotTick } from './frame-ticker.ts';
import classes from './live.module.css';
import type { LiveRow, PlotKind } from './live-rows.ts';
import { rightEdgeMs, useLiveStore } from './live-store.ts';
import { comfortableRange, cutSeries } from './plot-window.ts';

const plotHeight = 36;

/** Colours of x, y and z beside the row's own hue. */
const componentOpacity = [1, 0.6, 0.3];

interface LinePlotProps {
  readonly row: LiveRow;
  /** CSS colour of the row. */
  readonly hue: string;
  /** Told of the value under the pointer, or null when the pointer left. */
  readonly onHover: (value: number | null) => void;
}

function optionsFor(
  Plot: typeof uPlot,
  kind: PlotKind,
  element: HTMLElement,
  onHover: (value: number | null) => void,
): uPlot.Options {
  const isStep = kind === 'step';
  // Read at each drawing, so that another theme shows at once.
  const stroke = () => getComputedStyle(element).color;
  const paths = isStep ? Plot.paths.stepped?.({ align: 1 }) : Plot.paths.linear?.();
  const line = (opacity: number): uPlot.Series => ({
    stroke,
    alpha: opacity,
    width: 1.75,
    points: { show: false },
    ...(paths === undefined ? {} : { paths }),
  });
  return {
    width: Math.max(1, element.clientWidth),
    height: plotHeight,
    ms: 1,
    legend: { show: false },
    axes: [{ show: false }, { show: false }],
    padding: [3, 0, 3, 0],
    scales: {
      x: { time: false, auto: false },
      y: {
        range: isStep ? [-0.12, 1.12] : (_plot, min, max) => comfortableRange(min, max),
      },
    },
    cursor: {
      y: false,
      drag: { x: false, y: false, setScale: false },
      points: { size: 7, fill: stroke },
      sync: { key: 'live', setSeries: false },
    },
    series: [{}, ...(kind === 'lines' ? componentOpacity.map(line) : [line(1)])],
    hooks: {
      setCursor: [
        plot => {
          const { idx } = plot.cursor;
          const value = idx === null || idx === undefined ? null : plot.data[1]?.[idx];
          onHover(typeof value === 'number' ? value : null);
        },
      ],
    },
  };
}

/** Numbers, booleans and vectors over time. uPlot is loaded with the first one. */
export function LinePlot({ row, hue, onHover }: LinePlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const hover = useRef(onHover);
  hover.current = onHover;
  const { node, port, plot: kind } = row;
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const columns = kind === 'lines' ? 4 : 2;
    let plot: uPlot | null = null;
    let isGone = false;
    let stopTicking: (() => void) | null = null;
    const resize = new ResizeObserver(() => {
      if (plot && element.clientWidth > 0) plot.setSize({ width: element.clientWidth, height: plotHeight });
    });
    const draw = (nowMs: number) => {
      if (!plot) return;
      const { windowSeconds } = useLiveStore.getState();
      const toMs = rightEdgeMs(nowMs);
      const fromMs = toMs - windowSeconds * 1000;
      const data = cutSeries(runtimeStore.series(node, port), fromMs, toMs);
      // A port whose values changed their shape has to wait for the row to be made anew.
      if (data.length !== columns) return;
      plot.batch(() => {
        plot?.setData(data, false);
        plot?.setScale('x', { min: fromMs, max: toMs });
      });
    };
    const start = async () => {
      const { default: Plot } = await import('uplot');
      if (isGone) return;
      plot = new Plot(
        optionsFor(Plot, kind, element, value => hover.current(value)),
        Array.from({ length: columns }, () => new Float64Array(0)),
        element,
      );
      resize.observe(element);
      stopTicking = onPlotTick(draw);
    };
    void start();
    return () => {
      isGone = true;
      stopTicking?.();
      resize.disconnect();
      plot?.destroy();
    };
  }, [node, port, kind]);
  return <div ref={place} className={classes.plot} style={{ color: hue }} />;
}

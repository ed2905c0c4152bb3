import type uPlot from 'uplot';
import { formatClock } from '../../../ui/format-port-value.ts';
import { comfortableRange } from '../plot-window.ts';
import type { PlotSource } from './plot-sources.ts';
import type { Span } from './plotter-store.ts';

/** What a person does on the plot. */
export interface PlotGestures {
  readonly zoomTo: (span: Span) => void;
  readonly zoomAround: (timeMs: number, factor: number) => void;
  readonly pan: (share: number) => void;
  readonly reset: () => void;
}

/** A colour of the tokens, as a canvas takes it. */
export function resolveColor(element: HTMLElement, color: string): string {
  const probe = document.createElement('span');
  probe.style.color = color;
  element.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}

/** Short enough for an axis: tenths of seconds and finer only where the window is that narrow. */
function timeLabels(splits: readonly number[]): string[] {
  const step = splits.length > 1 ? (splits[1] ?? 0) - (splits[0] ?? 0) : 1000;
  return splits.map(ms => (step < 1000 ? formatClock(ms).slice(3) : formatClock(ms).slice(0, 8)));
}

/** Makes the plot of some series. The wheel, a drag with Shift and a double click are the caller's. */
export function createPlot(
  Plot: typeof uPlot,
  element: HTMLElement,
  sources: readonly PlotSource[],
  range: () => { readonly min: number; readonly max: number } | null,
  gestures: PlotGestures,
): uPlot {
  const ink = resolveColor(element, 'var(--ink-soft)');
  const grid = { stroke: resolveColor(element, 'var(--line)'), width: 1 };
  const font = `11px ${getComputedStyle(element).fontFamily}`;
  const axis = { stroke: ink, grid, ticks: { ...grid, size: 4 }, font };
  const plot = new Plot(
    {
      width: Math.max(1, element.clientWidth),
      height: Math.max(1, element.clientHeight),
      ms: 1,
      legend: { show: false },
      padding: [8, 12, 0, 0],
      axes: [
        { ...axis, size: 24, gap: 2, values: (_plot, splits) => timeLabels(splits) },
        { ...axis, size: 52, gap: 4, space: 24 },
      ],
      scales: {
        x: { time: true, auto: false },
        y: {
          range: (_plot, min, max) => {
            const fixed = range();
            return fixed === null ? comfortableRange(min, max) : [fixed.min, fixed.max];
          },
        },
      },
      cursor: {
        drag: { x: true, y: false, setScale: false, dist: 4 },
        points: { size: 6 },
        bind: {
          mousedown: (_plot, _element, handler) => event => {
            if (event.button === 0 && !event.shiftKey) handler(event);
            return null;
          },
          dblclick: () => () => {
            gestures.reset();
            return null;
          },
        },
      },
      series: [
        {},
        ...sources.map((source): uPlot.Series => {
          const paths = source.isStep ? Plot.paths.stepped?.({ align: 1 }) : Plot.paths.linear?.();
          return {
            stroke: resolveColor(element, source.color),
            dash: [...source.dash],
            width: 1.75,
            points: { show: false },
            ...(paths === undefined ? {} : { paths }),
          };
        }),
      ],
      hooks: {
        setSelect: [
          self => {
            const { left, width } = self.select;
            if (width < 4) return;
            const span = { fromMs: self.posToVal(left, 'x'), toMs: self.posToVal(left + width, 'x') };
            self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            gestures.zoomTo(span);
          },
        ],
      },
    },
    [[], ...sources.map(() => [])],
    element,
  );
  listen(plot, gestures);
  return plot;
}

function listen(plot: uPlot, gestures: PlotGestures): void {
  const { over } = plot;
  over.addEventListener(
    'wheel',
    event => {
      event.preventDefault();
      const sideways = event.shiftKey ? event.deltaY : event.deltaX;
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        gestures.pan(Math.sign(sideways) * 0.1);
        return;
      }
      const left = event.clientX - over.getBoundingClientRect().left;
      gestures.zoomAround(plot.posToVal(left, 'x'), event.deltaY > 0 ? 1.25 : 0.8);
    },
    { passive: false },
  );
  over.addEventListener('pointerdown', event => {
    if (!(event.button === 1 || (event.button === 0 && event.shiftKey))) return;
    event.preventDefault();
    over.setPointerCapture(event.pointerId);
    let lastX = event.clientX;
    const move = (moved: PointerEvent) => {
      gestures.pan(-(moved.clientX - lastX) / Math.max(1, over.clientWidth));
      lastX = moved.clientX;
    };
    const end = () => {
      over.removeEventListener('pointermove', move);
      over.removeEventListener('lostpointercapture', end);
    };
    over.addEventListener('pointermove', move);
    over.addEventListener('lostpointercapture', end);
  });
}

import { useEffect, useRef } from 'react';
import { runtimeStore } from '../../stores/runtime-store.ts';
import { onPlotTick } from './frame-ticker.ts';
import classes from './live.module.css';
import type { LiveRow } from './live-rows.ts';
import { rightEdgeMs, useLiveStore } from './live-store.ts';
import { bandsWithin, firstAtOrAfter } from './plot-window.ts';

interface BandPlotProps {
  readonly row: LiveRow;
  readonly hue: string;
  /** Short words for a value, written into its band. */
  readonly inWords: (value: ReturnType<typeof runtimeStore.changes>[number]['value']) => string;
}

/** Texts, emotions and colours as stretches of time with their words; triggers as marks. */
export function BandPlot({ row, hue, inWords }: BandPlotProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const words = useRef(inWords);
  words.current = inWords;
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return;
    const draw = (nowMs: number) => {
      // Read each time, so that another theme shows at once.
      const style = getComputedStyle(element);
      const { color } = style;
      const ink = style.getPropertyValue('--ink');
      const ratio = devicePixelRatio;
      const width = element.clientWidth;
      const height = element.clientHeight;
      if (width === 0) return;
      if (element.width !== Math.round(width * ratio)) element.width = Math.round(width * ratio);
      if (element.height !== Math.round(height * ratio)) element.height = Math.round(height * ratio);
      const { windowSeconds } = useLiveStore.getState();
      const toMs = rightEdgeMs(nowMs);
      const fromMs = toMs - windowSeconds * 1000;
      const x = (timeMs: number) => ((timeMs - fromMs) / (toMs - fromMs)) * width;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);
      if (row.plot === 'pulse') {
        context.fillStyle = color;
        const { times } = runtimeStore.series(row.node, row.port);
        for (let index = firstAtOrAfter(times, fromMs); index < times.length; index += 1) {
          const time = times[index] ?? toMs;
          if (time > toMs) break;
          context.beginPath();
          context.roundRect(x(time) - 1.5, 8, 3, height - 16, 1.5);
          context.fill();
        }
        return;
      }
      context.font = `11px ${style.getPropertyValue('--font-text')}`;
      context.textBaseline = 'middle';
      for (const band of bandsWithin(runtimeStore.changes(row.node, row.port), fromMs, toMs)) {
        const left = x(band.fromMs);
        const bandWidth = Math.max(2, x(band.toMs) - left - 2);
        const isColor = row.type?.kind === 'color' && typeof band.change.value === 'string';
        context.globalAlpha = isColor ? 0.9 : band.isNewest ? 0.5 : 0.2;
        context.fillStyle = isColor ? String(band.change.value) : color;
        context.beginPath();
        context.roundRect(left, 8, bandWidth, height - 16, 4);
        context.fill();
        context.globalAlpha = 1;
        if (isColor) continue;
        const text = words.current(band.change.value);
        const textWidth = context.measureText(text).width;
        if (textWidth + 12 > bandWidth) continue;
        context.fillStyle = ink;
        context.globalAlpha = band.isNewest ? 0.9 : 0.6;
        context.fillText(text, left + 6, height / 2 + 0.5);
        context.globalAlpha = 1;
      }
    };
    return onPlotTick(draw);
  }, [row.node, row.port, row.plot, row.type]);
  return <canvas ref={canvas} className={classes.bands} style={{ color: hue }} />;
}

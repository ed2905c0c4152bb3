import type { KeyboardEvent, PointerEvent } from 'react';
import { useTexts } from '../../../i18n/texts.ts';
import classes from './plotter.module.css';
import { plotterTexts } from './plotter.texts.ts';
import { usePlotter } from './plotter-store.ts';

/** Where the plot proper lies within its canvas, pixels. */
export interface PlotPlace {
  readonly left: number;
  readonly width: number;
}

const names = ['a', 'b'] as const;

/** Two lines that are dragged, or moved with the arrow keys. */
export function PlotCursors({ place }: { readonly place: PlotPlace }) {
  const say = useTexts(plotterTexts);
  const { cursors, held } = usePlotter();
  if (cursors === null || held === null) return null;
  const length = held.toMs - held.fromMs;
  const move = (name: 'a' | 'b', timeMs: number) =>
    usePlotter.setState({
      cursors: { ...cursors, [name]: Math.min(held.toMs, Math.max(held.fromMs, timeMs)) },
    });
  return names.map(name => {
    const share = (cursors[name] - held.fromMs) / length;
    // What was zoomed away from is not shown.
    if (share < 0 || share > 1) return null;
    const onKeyDown = (event: KeyboardEvent) => {
      const direction = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
      if (direction === 0) return;
      event.preventDefault();
      move(name, cursors[name] + (direction * length) / (event.shiftKey ? 20 : 200));
    };
    const onPointerMove = (event: PointerEvent<HTMLElement>) => {
      if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
      const canvas = event.currentTarget.parentElement?.getBoundingClientRect();
      if (canvas)
        move(name, held.fromMs + ((event.clientX - canvas.left - place.left) / place.width) * length);
    };
    const seconds = ((cursors[name] - held.fromMs) / 1000).toFixed(3);
    return (
      <div
        key={name}
        className={classes.cursor}
        role="slider"
        tabIndex={0}
        aria-label={say('cursor', { name: name.toUpperCase() })}
        aria-valuemin={0}
        aria-valuemax={length / 1000}
        aria-valuenow={Number(seconds)}
        aria-valuetext={say('cursorAt', { seconds })}
        style={{ left: place.left + share * place.width }}
        onKeyDown={onKeyDown}
        onPointerDown={event => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onPointerMove}
      >
        <span className={classes.cursorName}>{name.toUpperCase()}</span>
      </div>
    );
  });
}

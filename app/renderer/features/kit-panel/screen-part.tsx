import { useRef } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import classes from './device-body.module.css';
import type { Box, PlacedPart } from './device-layout.ts';
import { kitPanelTexts } from './kit-panel.texts.ts';
import { drawScreen, litShare, readScreen, screenScale } from './screen-bitmap.ts';
import { usePeripheralState } from './use-peripheral-state.ts';

/** Where the picture lies within the glass: as large as 2:1 fits, with a margin. */
export function pictureBox(glass: Box): Box {
  const width = glass.width - 16;
  const height = width / 2;
  return { x: glass.x + 8, y: glass.y + (glass.height - height) / 2, width, height };
}

/** The glass of a display, drawn under its picture. */
export function ScreenGlass({ box, isInRing }: { readonly box: Box; readonly isInRing: boolean }) {
  return (
    <rect
      className={classes.glass}
      x={box.x}
      y={box.y}
      width={box.width}
      height={box.height}
      rx={isInRing ? 22 : 16}
    />
  );
}

/** The picture of a display, on a canvas over the drawing. */
export function ScreenPicture({
  part,
  kitId,
  style,
}: {
  readonly part: PlacedPart;
  readonly kitId: string | null;
  readonly style: React.CSSProperties;
}) {
  const say = useTexts(kitPanelTexts);
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawn = useRef('');
  usePeripheralState(kitId, part.peripheral.id, state => {
    const element = canvas.current;
    if (!element) return;
    const key = `${String(state.on)} ${String(state.bitmap)}`;
    if (drawn.current === key) return;
    drawn.current = key;
    const screen = readScreen(state);
    drawScreen(element, screen, getComputedStyle(element).color);
    element.dataset.lit = screen === null ? 'off' : litShare(screen) > 0 ? 'some' : 'none';
  });
  return (
    <canvas
      ref={canvas}
      className={classes.picture}
      style={style}
      width={128 * screenScale}
      height={64 * screenScale}
      role="img"
      aria-label={say('screenOf', { name: part.peripheral.name })}
      data-peripheral={part.peripheral.id}
      data-model="ssd1306"
      data-lit="off"
    />
  );
}

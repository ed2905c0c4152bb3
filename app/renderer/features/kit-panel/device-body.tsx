import { type CSSProperties, useCallback, useRef } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import classes from './device-body.module.css';
import type { Box, DeviceLayout, PlacedPart } from './device-layout.ts';
import { kitPanelTexts } from './kit-panel.texts.ts';
import { LightRing } from './light-ring.tsx';
import { CardReaderPart, MicrophonePart, SatellitePart, SpeakerPart } from './module-parts.tsx';
import { PressPart } from './press-part.tsx';
import { pictureBox, ScreenGlass, ScreenPicture } from './screen-part.tsx';
import { BuzzerPart, LedPart, ServoPart } from './small-parts.tsx';
import { KnobPart, RelayPart, StepperPart } from './turning-parts.tsx';

interface DeviceBodyProps {
  readonly layout: DeviceLayout;
  /** The kit whose state is shown and whose buttons are pressed; null draws the device at rest. */
  readonly kitId: string | null;
  /** Size on the screen in multiples of the layout's units. */
  readonly scale?: number;
  readonly onSound: (peripheral: string, frequencyHz: number) => void;
}

/** Places something over the drawing, in percent of it, so that any scale holds. */
function over(layout: DeviceLayout, box: Box): CSSProperties {
  const percent = (part: number, whole: number) => `${((part / whole) * 100).toFixed(3)}%`;
  return {
    left: percent(box.x, layout.width),
    top: percent(box.y, layout.height),
    width: percent(box.width, layout.width),
    height: percent(box.height, layout.height),
  };
}

/** The drawn device: its parts show the board's state, frame by frame, without rendering. */
export function DeviceBody({ layout, kitId, scale = 1, onSound }: DeviceBodyProps) {
  const say = useTexts(kitPanelTexts);
  const stage = useRef<HTMLFieldSetElement>(null);
  const glows = useRef(new Map<string, { color: string; strength: number }>());
  const showGlow = useCallback((source: string, color: string, strength: number) => {
    glows.current.set(source, { color, strength });
    let brightest = { color, strength: 0 };
    for (const glow of glows.current.values()) if (glow.strength > brightest.strength) brightest = glow;
    const element = stage.current;
    if (!element) return;
    element.style.setProperty('--glow', brightest.color);
    element.style.setProperty('--glow-strength', brightest.strength.toFixed(2));
  }, []);

  const { width, height, radius, parts } = layout;
  const presses = parts.filter(part => part.kind === 'button' || part.kind === 'touch');
  const screens = parts.filter(part => part.kind === 'screen');
  const hasRing = parts.some(part => part.kind === 'ring');
  const hasHead = parts.some(part => part.kind === 'ring' || part.kind === 'screen' || part.kind === 'lens');
  const style: CSSProperties & Record<`--${string}`, string | number> = {
    width: width * scale,
    height: height * scale,
    '--scale': scale,
  };
  return (
    <fieldset
      ref={stage}
      className={classes.stage}
      style={style}
      data-awake={kitId !== null}
      aria-label={say('drawing')}
    >
      <div className={classes.halo} />
      <svg className={classes.drawing} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        <rect className={classes.shadow} x={2} y={5} width={width - 4} height={height - 5} rx={radius} />
        <rect
          className={classes.case}
          x={0.75}
          y={0.75}
          width={width - 1.5}
          height={height - 1.5}
          rx={radius}
        />
        <rect className={classes.rim} x={2.5} y={2.5} width={width - 5} height={height - 5} rx={radius - 2} />
        {!hasHead && parts.length === 0 && <Grille width={width} height={height} />}
        {parts.map(part => (
          <DrawnPart
            key={part.peripheral.id}
            part={part}
            kitId={kitId}
            isScreenInRing={hasRing && part === screens[0]}
            isRingAlone={screens.length === 0}
            onGlow={showGlow}
            onSound={onSound}
          />
        ))}
      </svg>
      {screens.map(part => (
        <ScreenPicture
          key={part.peripheral.id}
          part={part}
          kitId={kitId}
          style={over(layout, pictureBox(part.box))}
        />
      ))}
      {presses.map(part => (
        <PressPart
          key={part.peripheral.id}
          part={part}
          kitId={kitId}
          isNamed={presses.length > 1}
          style={over(layout, part.box)}
        />
      ))}
    </fieldset>
  );
}

interface DrawnPartProps {
  readonly part: PlacedPart;
  readonly kitId: string | null;
  readonly isScreenInRing: boolean;
  readonly isRingAlone: boolean;
  readonly onGlow: (source: string, color: string, strength: number) => void;
  readonly onSound: (peripheral: string, frequencyHz: number) => void;
}

/** What is drawn in SVG; screens' pictures and buttons lie over it. */
function DrawnPart({ part, kitId, isScreenInRing, isRingAlone, onGlow, onSound }: DrawnPartProps) {
  const source = part.peripheral.id;
  switch (part.kind) {
    case 'ring':
    case 'strip':
      return (
        <g>
          {part.kind === 'ring' && isRingAlone && <Diffuser box={part.box} />}
          <LightRing
            part={part}
            kitId={kitId}
            onGlow={(color, strength) => onGlow(source, color, strength)}
          />
        </g>
      );
    case 'screen':
      return <ScreenGlass box={part.box} isInRing={isScreenInRing} />;
    case 'lens':
      return (
        <LedPart part={part} kitId={kitId} onGlow={(color, strength) => onGlow(source, color, strength)} />
      );
    case 'led':
      // A small dot throws little light.
      return (
        <LedPart
          part={part}
          kitId={kitId}
          onGlow={(color, strength) => onGlow(source, color, strength * 0.35)}
        />
      );
    case 'buzzer':
      return <BuzzerPart part={part} kitId={kitId} onSound={onSound} />;
    case 'servo':
      return <ServoPart part={part} kitId={kitId} />;
    case 'stepper':
      return <StepperPart part={part} kitId={kitId} />;
    case 'knob':
      return <KnobPart part={part} kitId={kitId} />;
    case 'relay':
      return <RelayPart part={part} kitId={kitId} />;
    case 'satellite':
      return <SatellitePart part={part} kitId={kitId} />;
    case 'reader':
      return <CardReaderPart part={part} kitId={kitId} />;
    case 'microphone':
      return <MicrophonePart part={part} kitId={kitId} />;
    case 'speaker':
      return <SpeakerPart part={part} kitId={kitId} />;
    case 'button':
    case 'touch':
      return null;
  }
}

/** The dark disc in the middle of a ring that has no screen. */
function Diffuser({ box }: { readonly box: Box }) {
  return (
    <circle
      className={classes.glass}
      cx={box.x + box.width / 2}
      cy={box.y + box.height / 2}
      r={box.width / 2 - 17}
    />
  );
}

/** What a device without any visible part has as its face. */
function Grille({ width, height }: { readonly width: number; readonly height: number }) {
  return (
    <g className={classes.grille}>
      {[-2, -1, 0, 1, 2].map(row => (
        <path key={row} d={`M${width / 2 - 22} ${height / 2 + row * 8}h44`} />
      ))}
    </g>
  );
}

import { useRef } from 'react';
import { formatNumber } from '../../ui/format-port-value.ts';
import classes from './device-body.module.css';
import type { PlacedPart } from './device-layout.ts';
import { usePeripheralState } from './use-peripheral-state.ts';

interface PartProps {
  readonly part: PlacedPart;
  readonly kitId: string | null;
}

const numberOf = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : 0;

/** Degrees with the letter of their side, as on a map. */
function side(degrees: number, positive: string, negative: string): string {
  return `${formatNumber(Math.round(Math.abs(degrees) * 1e4) / 1e4)}° ${degrees < 0 ? negative : positive}`;
}

/** A satellite receiver: its ceramic antenna, a light for the fix, and where it is. */
export function SatellitePart({ part, kitId }: PartProps) {
  const light = useRef<SVGCircleElement>(null);
  const latitude = useRef<SVGTextElement>(null);
  const longitude = useRef<SVGTextElement>(null);
  const { x, y, height } = part.box;
  const middle = y + height / 2;
  usePeripheralState(kitId, part.peripheral.id, state => {
    if (light.current) light.current.style.opacity = state.fix === true ? '1' : '0';
    if (latitude.current) latitude.current.textContent = side(numberOf(state.latitude), 'N', 'S');
    if (longitude.current) longitude.current.textContent = side(numberOf(state.longitude), 'E', 'W');
  });
  return (
    <g data-peripheral={part.peripheral.id} data-model="nmea-gps">
      <rect className={classes.antenna} x={x} y={middle - 15} width={30} height={30} rx={4} />
      <rect className={classes.antennaPatch} x={x + 6} y={middle - 9} width={18} height={18} rx={1.5} />
      <circle className={classes.socket} cx={x + 37} cy={middle - 10} r={3} />
      <circle ref={light} className={classes.relayLight} cx={x + 37} cy={middle - 10} r={2.4} opacity={0} />
      <text ref={latitude} className={classes.angle} x={x + 36} y={middle + 4} />
      <text ref={longitude} className={classes.angle} x={x + 36} y={middle + 14} />
    </g>
  );
}

/** A card reader's coil; a card with its number lies on it while it is there. */
export function CardReaderPart({ part, kitId }: PartProps) {
  const card = useRef<SVGGElement>(null);
  const label = useRef<SVGTextElement>(null);
  const { x, y, width, height } = part.box;
  const middle = y + height / 2;
  usePeripheralState(kitId, part.peripheral.id, state => {
    if (card.current) card.current.dataset.present = String(state.present === true);
    if (label.current)
      label.current.textContent = typeof state.uid === 'string' ? state.uid.slice(0, 11) : '';
  });
  return (
    <g data-peripheral={part.peripheral.id} data-model="mfrc522">
      <g className={classes.coil}>
        {[0, 4, 8].map(inset => (
          <rect
            key={inset}
            x={x + 10 + inset}
            y={y + 1 + inset}
            width={width - 20 - 2 * inset}
            height={height - 2 - 2 * inset}
            rx={7 - inset / 2}
          />
        ))}
      </g>
      <g ref={card} className={classes.card} data-present="false">
        <rect x={x + 4} y={middle - 15} width={width - 8} height={30} rx={4} />
        <text ref={label} className={classes.angle} x={x + width / 2} y={middle + 3} textAnchor="middle" />
      </g>
    </g>
  );
}

/** A microphone's opening; rings about it grow with the loudness around it. */
export function MicrophonePart({ part, kitId }: PartProps) {
  const rings = useRef<SVGGElement>(null);
  const { box } = part;
  const centerX = box.x + box.width / 2;
  const centerY = box.y + box.height / 2;
  usePeripheralState(kitId, part.peripheral.id, state => {
    // From a quiet room to a shout.
    const loudness = Math.min(1, Math.max(0, (numberOf(state.loudnessDb) - 40) / 60));
    rings.current?.style.setProperty('--loudness', loudness.toFixed(2));
  });
  return (
    <g data-peripheral={part.peripheral.id} data-model="i2s-microphone">
      <circle className={classes.servoHub} cx={centerX} cy={centerY} r={7} />
      <circle className={classes.hole} cx={centerX} cy={centerY} r={2} />
      <g ref={rings} className={classes.loudness}>
        {[9, 12, 15].map(radius => (
          <circle key={radius} cx={centerX} cy={centerY} r={radius} />
        ))}
      </g>
    </g>
  );
}

/** A loudspeaker's cone, which swells with what it plays, and the pitch of a tone. */
export function SpeakerPart({ part, kitId }: PartProps) {
  const cone = useRef<SVGCircleElement>(null);
  const label = useRef<SVGTextElement>(null);
  const { box } = part;
  const centerX = box.x + box.width / 2;
  const centerY = box.y + 22;
  usePeripheralState(kitId, part.peripheral.id, state => {
    const level = Math.min(1, Math.max(0, numberOf(state.level)));
    if (cone.current) {
      cone.current.style.transform = `scale(${(1 + 0.3 * Math.sqrt(level)).toFixed(3)})`;
      cone.current.dataset.sounding = String(level > 0);
    }
    const frequencyHz = numberOf(state.frequencyHz);
    if (label.current) label.current.textContent = frequencyHz > 0 ? `${formatNumber(frequencyHz)} Hz` : '';
  });
  return (
    <g data-peripheral={part.peripheral.id} data-model="i2s-speaker">
      <circle className={classes.socket} cx={centerX} cy={centerY} r={21} />
      <circle className={classes.membrane} cx={centerX} cy={centerY} r={17} />
      <circle
        ref={cone}
        className={classes.cone}
        style={{ transformOrigin: `${centerX}px ${centerY}px` }}
        cx={centerX}
        cy={centerY}
        r={7}
      />
      <text ref={label} className={classes.angle} x={centerX} y={box.y + box.height} textAnchor="middle" />
    </g>
  );
}

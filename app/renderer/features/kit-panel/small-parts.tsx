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

/** The hue of a single LED, from its node's settings. */
function ledColor(part: PlacedPart): string {
  const { color } = part.peripheral.settings;
  return typeof color === 'string' && /^#[0-9a-f]{6}$/i.test(color) ? color : '#ffb454';
}

/** One LED: a dot in a row of several, or the large lens of a device that has no other head. */
export function LedPart({
  part,
  kitId,
  onGlow,
}: PartProps & { readonly onGlow: (color: string, strength: number) => void }) {
  const light = useRef<SVGGElement>(null);
  const { box } = part;
  const isLens = part.kind === 'lens';
  const radius = isLens ? 22 : 6;
  const color = ledColor(part);
  const centerX = box.x + box.width / 2;
  const centerY = box.y + box.height / 2;
  usePeripheralState(kitId, part.peripheral.id, state => {
    const brightness = Math.min(1, Math.max(0, numberOf(state.brightness)));
    // The eye sees a tenth of the light as a third of the brightness.
    const strength = Math.sqrt(brightness);
    if (light.current) light.current.style.opacity = String(strength);
    onGlow(color, strength * 0.8);
  });
  return (
    <g data-peripheral={part.peripheral.id} data-model="led">
      <circle className={classes.socket} cx={centerX} cy={centerY} r={radius + 3} />
      <circle className={classes.lens} cx={centerX} cy={centerY} r={radius} />
      <g ref={light} className={classes.led} style={{ color }}>
        <circle className={classes.halos} cx={centerX} cy={centerY} r={radius * 1.35} fillOpacity={0.7} />
        <circle cx={centerX} cy={centerY} r={radius} />
        <circle className={classes.spark} cx={centerX} cy={centerY} r={radius * 0.5} />
      </g>
    </g>
  );
}

/** A speaker grille; waves and the pitch show while it sounds. */
export function BuzzerPart({
  part,
  kitId,
  onSound,
}: PartProps & { readonly onSound: (peripheral: string, frequencyHz: number) => void }) {
  const group = useRef<SVGGElement>(null);
  const label = useRef<SVGTextElement>(null);
  const { box } = part;
  const centerX = box.x + box.width / 2;
  const centerY = box.y + box.height / 2;
  usePeripheralState(kitId, part.peripheral.id, state => {
    const frequencyHz = numberOf(state.frequencyHz);
    if (group.current) group.current.dataset.sounding = String(frequencyHz > 0);
    if (label.current && frequencyHz > 0) label.current.textContent = `${formatNumber(frequencyHz)} Hz`;
    onSound(part.peripheral.id, frequencyHz);
  });
  const holes = [-10, -5, 0, 5, 10].flatMap(x =>
    [-4, 0, 4].filter(y => Math.abs(x) + Math.abs(y) < 12).map(y => ({ x, y })),
  );
  return (
    <g ref={group} className={classes.buzzer} data-peripheral={part.peripheral.id} data-model="buzzer">
      {holes.map(({ x, y }) => (
        <circle key={`${x}/${y}`} className={classes.hole} cx={centerX + x} cy={centerY + y} r={1.3} />
      ))}
      {[16, 20.5, 25].map((radius, index) => (
        <g key={radius} className={classes.wave} style={{ animationDelay: `${index * 120}ms` }}>
          <path d={arc(centerX, centerY, radius, 1)} />
          <path d={arc(centerX, centerY, radius, -1)} />
        </g>
      ))}
      <text ref={label} className={classes.pitch} x={centerX} y={centerY + 17} textAnchor="middle" />
    </g>
  );
}

function arc(centerX: number, centerY: number, radius: number, side: 1 | -1): string {
  const x = centerX + side * radius * Math.cos(0.5);
  const y = radius * Math.sin(0.5);
  return `M${x} ${centerY - y}A${radius} ${radius} 0 0 ${side === 1 ? 1 : 0} ${x} ${centerY + y}`;
}

/** A servo whose horn turns; 90° points up. */
export function ServoPart({ part, kitId }: PartProps) {
  const horn = useRef<SVGGElement>(null);
  const label = useRef<SVGTextElement>(null);
  const { box } = part;
  const pivotX = box.x + box.width / 2 - 8;
  const pivotY = box.y + 26;
  usePeripheralState(kitId, part.peripheral.id, state => {
    const angle = numberOf(state.angleDegrees);
    if (horn.current) horn.current.style.transform = `rotate(${angle - 90}deg)`;
    if (label.current) label.current.textContent = `${formatNumber(Math.round(angle))}°`;
  });
  return (
    <g data-peripheral={part.peripheral.id} data-model="servo">
      <rect className={classes.servoCase} x={pivotX - 12} y={pivotY - 9} width={34} height={18} rx={4} />
      <circle className={classes.servoHub} cx={pivotX} cy={pivotY} r={7} />
      <g ref={horn} className={classes.horn} style={{ transformOrigin: `${pivotX}px ${pivotY}px` }}>
        <path d={`M${pivotX} ${pivotY}V${pivotY - 20}`} />
        <circle cx={pivotX} cy={pivotY} r={2.2} />
      </g>
      <text ref={label} className={classes.angle} x={box.x + box.width} y={box.y + 10} textAnchor="end" />
    </g>
  );
}

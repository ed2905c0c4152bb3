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

/** A stepper motor from the end of its shaft, with the angle below it. */
export function StepperPart({ part, kitId }: PartProps) {
  const hand = useRef<SVGGElement>(null);
  const label = useRef<SVGTextElement>(null);
  const { box } = part;
  const centerX = box.x + box.width / 2;
  const centerY = box.y + 18;
  usePeripheralState(kitId, part.peripheral.id, state => {
    const angle = numberOf(state.angleDegrees);
    if (hand.current) {
      hand.current.style.transform = `rotate(${angle}deg)`;
      hand.current.dataset.powered = String(state.powered === true);
    }
    if (label.current) label.current.textContent = `${formatNumber(Math.round(angle))}°`;
  });
  return (
    <g data-peripheral={part.peripheral.id} data-model="stepper">
      <rect className={classes.servoCase} x={centerX - 26} y={centerY - 5} width={52} height={10} rx={5} />
      <circle className={classes.servoCase} cx={centerX} cy={centerY} r={18} />
      <circle className={classes.servoHub} cx={centerX} cy={centerY} r={6} />
      <g ref={hand} className={classes.horn} style={{ transformOrigin: `${centerX}px ${centerY}px` }}>
        <path d={`M${centerX} ${centerY}V${centerY - 14}`} />
      </g>
      <text ref={label} className={classes.angle} x={centerX} y={box.y + box.height} textAnchor="middle" />
    </g>
  );
}

/** The cap of a rotary encoder; its mark turns by a twentieth of a turn for each detent, and it sinks when pressed. */
export function KnobPart({ part, kitId }: PartProps) {
  const cap = useRef<SVGGElement>(null);
  const { box } = part;
  const centerX = box.x + box.width / 2;
  const centerY = box.y + box.height / 2;
  usePeripheralState(kitId, part.peripheral.id, state => {
    if (!cap.current) return;
    const size = state.pressed === true ? 0.92 : 1;
    cap.current.style.transform = `rotate(${numberOf(state.position) * 18}deg) scale(${size})`;
  });
  return (
    <g data-peripheral={part.peripheral.id} data-model="rotary-encoder">
      <circle className={classes.socket} cx={centerX} cy={centerY} r={19} />
      <g ref={cap} className={classes.horn} style={{ transformOrigin: `${centerX}px ${centerY}px` }}>
        <circle className={classes.servoCase} cx={centerX} cy={centerY} r={16} />
        <path d={`M${centerX} ${centerY - 6}V${centerY - 13}`} />
      </g>
    </g>
  );
}

/** A relay: its contact is open or closed, and a light says so too. */
export function RelayPart({ part, kitId }: PartProps) {
  const lever = useRef<SVGPathElement>(null);
  const light = useRef<SVGCircleElement>(null);
  const { box } = part;
  const middle = box.y + box.height / 2;
  const left = box.x + 16;
  const right = box.x + box.width - 10;
  usePeripheralState(kitId, part.peripheral.id, state => {
    const isOn = state.on === true;
    if (lever.current) lever.current.style.transform = isOn ? 'none' : 'rotate(-26deg)';
    if (light.current) light.current.style.opacity = isOn ? '1' : '0';
  });
  return (
    <g data-peripheral={part.peripheral.id} data-model="relay">
      <rect className={classes.servoCase} x={box.x} y={box.y} width={box.width} height={box.height} rx={5} />
      <circle className={classes.socket} cx={box.x + 8} cy={box.y + 7} r={3} />
      <circle ref={light} className={classes.relayLight} cx={box.x + 8} cy={box.y + 7} r={2.4} opacity={0} />
      <g className={classes.horn}>
        <circle cx={left} cy={middle} r={1.8} />
        <circle cx={right} cy={middle} r={1.8} />
        <path
          ref={lever}
          className={classes.lever}
          d={`M${left} ${middle}H${right}`}
          style={{ transform: 'rotate(-26deg)', transformOrigin: `${left}px ${middle}px` }}
        />
      </g>
    </g>
  );
}

import { useMemo, useRef, useState } from 'react';
import classes from './device-body.module.css';
import { type PlacedPart, pixelCount } from './device-layout.ts';
import { glowOf, mixGlow } from './light-color.ts';
import { perimeterDashes, perimeterLength } from './perimeter.ts';
import { usePeripheralState } from './use-peripheral-state.ts';

interface LightRingProps {
  readonly part: PlacedPart;
  readonly kitId: string | null;
  /** Told of the light that the ring throws on its surroundings. */
  readonly onGlow: (color: string, strength: number) => void;
}

/** Lights of a NeoPixel ring around the head, or of a strip; only lights that changed are touched. */
export function LightRing({ part, kitId, onGlow }: LightRingProps) {
  const [count, setCount] = useState(() => pixelCount(part.peripheral));
  const lights = useRef<(SVGPathElement | null)[]>([]);
  const halos = useRef<(SVGPathElement | null)[]>([]);
  const shown = useRef<string[]>([]);
  const { paths, stroke } = useMemo(() => {
    const { x, y, width, height } = part.box;
    if (part.kind === 'strip') {
      const share = width / count;
      const half = share * 0.26;
      const middle = y + height / 2;
      return {
        paths: Array.from({ length: count }, (_, index) => {
          const center = x + share * (index + 0.5);
          return `M${(center - half).toFixed(2)} ${middle}L${(center + half).toFixed(2)} ${middle}`;
        }),
        stroke: Math.max(1.5, Math.min(7, share * 0.5)),
      };
    }
    const inset = 4;
    const isRound = width === height;
    const shape = {
      centerX: x + width / 2,
      centerY: y + height / 2,
      width: width - 2 * inset,
      height: height - 2 * inset,
      radius: isRound ? width / 2 - inset : 34,
    };
    const share = perimeterLength(shape) / count;
    const strokeWidth = Math.max(1.5, Math.min(7, share * 0.42));
    // Round caps add half the stroke at either end of a dash.
    const fill = Math.max(0.05, 0.62 - strokeWidth / share);
    return { paths: perimeterDashes(shape, count, fill), stroke: strokeWidth };
  }, [part, count]);

  usePeripheralState(kitId, part.peripheral.id, state => {
    const { pixels } = state;
    if (!Array.isArray(pixels)) return;
    const colors = pixels.map(String);
    if (colors.length > 0 && colors.length !== count) setCount(colors.length);
    let hasChanged = false;
    for (const [index, hex] of colors.entries()) {
      const light = lights.current[index];
      const halo = halos.current[index];
      if (!light || !halo || shown.current[index] === hex) continue;
      shown.current[index] = hex;
      hasChanged = true;
      const { color, strength } = glowOf(hex);
      light.style.color = color;
      light.style.opacity = strength === 0 ? '0' : String(0.3 + 0.7 * strength);
      halo.style.color = color;
      halo.style.opacity = String(0.75 * strength);
    }
    if (!hasChanged) return;
    const mixed = mixGlow(colors);
    onGlow(mixed.color, mixed.strength);
  });

  return (
    <g data-peripheral={part.peripheral.id} data-model="pixels">
      <path className={classes.unlit} d={paths.join('')} strokeWidth={stroke} />
      <g className={classes.halos}>
        {paths.map((path, index) => (
          <path
            key={path}
            ref={element => {
              halos.current[index] = element;
            }}
            className={classes.light}
            d={path}
            strokeWidth={stroke * 1.9}
          />
        ))}
      </g>
      {paths.map((path, index) => (
        <path
          key={path}
          ref={element => {
            lights.current[index] = element;
            // A light that is drawn anew has to be painted again.
            if (element === null) delete shown.current[index];
          }}
          className={classes.light}
          d={path}
          strokeWidth={stroke}
        />
      ))}
    </g>
  );
}

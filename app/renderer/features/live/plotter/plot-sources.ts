import type { PortWords } from '../../../stores/port-words.ts';
import { isVector, type RuntimeStore, runtimeStore } from '../../../stores/runtime-store.ts';
import { portHue } from '../../../ui/port-hue.ts';
import type { AlignedSeries } from './align-series.ts';
import type { TextSeries } from './text-series.ts';

/** Something that can be drawn. */
export interface PlotSource {
  readonly id: string;
  readonly name: string;
  /** Whether it is a port of the program, or printed by it. */
  readonly origin: 'port' | 'text';
  /** CSS colour. */
  readonly color: string;
  readonly dash: readonly number[];
  readonly isStep: boolean;
  /** Views on buffers: valid until the next value. */
  readonly read: () => AlignedSeries;
}

/** Series of one colour are told apart by shade, then by dashes. */
const shades = [100, 62, 38];
const dashes: readonly (readonly number[])[] = [[], [6, 3], [2, 3]];

function styleOf(hue: string, count: number): { readonly color: string; readonly dash: readonly number[] } {
  const share = shades[count % shades.length] ?? 100;
  const color = share === 100 ? hue : `color-mix(in oklab, ${hue} ${share}%, var(--ink))`;
  return { color, dash: dashes[Math.floor(count / shades.length) % dashes.length] ?? [] };
}

const axes = ['x', 'y', 'z'] as const;

/** Every series of the shown kit: ports whose values are numbers, then what the program prints. */
export function plotSources(
  words: (node: string, port: string) => PortWords,
  texts: TextSeries | null,
  nameOfPlace: (place: string) => string,
  store: RuntimeStore = runtimeStore,
): PlotSource[] {
  const counts = new Map<string, number>();
  const style = (hue: string) => {
    const count = counts.get(hue) ?? 0;
    counts.set(hue, count + 1);
    return styleOf(hue, count);
  };
  const ports = store.ports().flatMap(({ node, port, value }): PlotSource[] => {
    const width = typeof value === 'number' || typeof value === 'boolean' ? 1 : isVector(value) ? 3 : 0;
    const { node: nodeTitle, port: portTitle, type, side } = words(node, port);
    // An input repeats what an output says.
    if (width === 0 || side === 'input') return [];
    return Array.from({ length: width }, (_, column) => ({
      id: `port ${node}/${port}${width === 3 ? `#${column}` : ''}`,
      name: `${nodeTitle} · ${portTitle}${width === 3 ? ` ${axes[column]}` : ''}`,
      origin: 'port',
      isStep: typeof value === 'boolean',
      ...style(portHue(type?.kind ?? (typeof value === 'number' ? 'number' : undefined))),
      read: () => {
        const { times, columns } = store.series(node, port);
        return { times, values: columns[column] ?? new Float64Array(0), holds: true };
      },
    }));
  });
  const printed = (texts?.names ?? []).map(
    (name): PlotSource => ({
      id: `text ${name}`,
      name: name.startsWith('#') ? nameOfPlace(name.slice(1)) : name,
      origin: 'text',
      isStep: false,
      ...style(portHue('text')),
      read: () => ({
        ...(texts?.read(name) ?? { times: new Float64Array(0), values: new Float64Array(0) }),
        holds: false,
      }),
    }),
  );
  return [...ports, ...printed];
}

/** Series that are drawn without anybody having chosen. */
const shownAtFirst = 6;

/** The series that are drawn: what was chosen, and of the rest the first few. */
export function shownSources(
  sources: readonly PlotSource[],
  chosen: ReadonlyMap<string, boolean>,
): readonly PlotSource[] {
  const byDefault = new Set(sources.slice(0, shownAtFirst).map(({ id }) => id));
  return sources.filter(({ id }) => chosen.get(id) ?? byDefault.has(id));
}

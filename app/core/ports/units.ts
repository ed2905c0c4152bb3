/**
 * Units of the physical world. A unit belongs to one dimension and is turned into the dimension's base unit by
 * `value × factor + offset`. Two units of one dimension convert; all others are in conflict.
 */
interface UnitDefinition {
  readonly dimension: string;
  readonly factor: number;
  readonly offset: number;
}

const dimensions: Readonly<Record<string, Readonly<Record<string, number | readonly [number, number]>>>> = {
  temperature: { K: 1, '°C': [1, 273.15], '°F': [5 / 9, 273.15 - 160 / 9] },
  length: { m: 1, km: 1000, dm: 0.1, cm: 0.01, mm: 0.001, µm: 1e-6, in: 0.0254, ft: 0.3048 },
  time: { s: 1, ms: 0.001, µs: 1e-6, min: 60, h: 3600, d: 86_400 },
  ratio: { ratio: 1, '%': 0.01, '‰': 0.001, ppm: 1e-6 },
  acceleration: { 'm/s²': 1, g: 9.80665, mg: 0.00980665 },
  speed: { 'm/s': 1, 'km/h': 1 / 3.6 },
  illuminance: { lx: 1, klx: 1000 },
  'sound level': { dB: 1 },
  frequency: { Hz: 1, kHz: 1000, MHz: 1e6, rpm: 1 / 60 },
  voltage: { V: 1, mV: 0.001 },
  current: { A: 1, mA: 0.001, µA: 1e-6 },
  resistance: { Ω: 1, kΩ: 1000, MΩ: 1e6 },
  power: { W: 1, mW: 0.001 },
  angle: { rad: 1, '°': Math.PI / 180, turn: 2 * Math.PI },
  'angular velocity': { 'rad/s': 1, '°/s': Math.PI / 180 },
  pressure: { Pa: 1, hPa: 100, kPa: 1000, bar: 100_000, mbar: 100 },
  mass: { kg: 1, gram: 0.001 },
  'magnetic flux density': { T: 1, mT: 0.001, µT: 1e-6 },
  information: { B: 1, kB: 1000 },
};

/** Other spellings that people use. */
const aliases: Readonly<Record<string, string>> = {
  C: '°C',
  '℃': '°C',
  degC: '°C',
  celsius: '°C',
  F: '°F',
  '℉': '°F',
  degF: '°F',
  fahrenheit: '°F',
  kelvin: 'K',
  deg: '°',
  degree: '°',
  degrees: '°',
  'deg/s': '°/s',
  dps: '°/s',
  inch: 'in',
  us: 'µs',
  μs: 'µs',
  um: 'µm',
  μm: 'µm',
  uA: 'µA',
  μA: 'µA',
  uT: 'µT',
  μT: 'µT',
  sec: 's',
  second: 's',
  seconds: 's',
  milliseconds: 'ms',
  minute: 'min',
  minutes: 'min',
  hour: 'h',
  percent: '%',
  '%RH': '%',
  'm/s2': 'm/s²',
  'm/s^2': 'm/s²',
  lux: 'lx',
  db: 'dB',
  hertz: 'Hz',
  volt: 'V',
  ohm: 'Ω',
  kohm: 'kΩ',
  bytes: 'B',
};

const units: ReadonlyMap<string, UnitDefinition> = new Map(
  Object.entries(dimensions).flatMap(([dimension, members]) =>
    Object.entries(members).map(([unit, scale]): [string, UnitDefinition] => [
      unit,
      typeof scale === 'number'
        ? { dimension, factor: scale, offset: 0 }
        : { dimension, factor: scale[0], offset: scale[1] },
    ]),
  ),
);
const aliasTable: ReadonlyMap<string, string> = new Map(Object.entries(aliases));

/** All units that convert, in their usual spelling. */
export const knownUnits: readonly string[] = [...units.keys()];

/** The usual spelling of a unit: `deg` → `°`. A unit that is not known stays as it is. */
export function normalizeUnit(unit: string): string {
  const trimmed = unit.trim();
  return aliasTable.get(trimmed) ?? trimmed;
}

export type UnitConversion =
  | { readonly kind: 'same' }
  /** `value × factor + offset`. */
  | { readonly kind: 'linear'; readonly factor: number; readonly offset: number }
  | { readonly kind: 'conflict' };

/** Cuts the noise that division leaves in the last digits, so that °C → °F is exactly × 1.8 + 32. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

/**
 * How a number in one unit becomes a number in another. A side without a unit takes the number as it is.
 * A unit that is not in the table goes only with itself.
 */
export function convertUnit(from: string | undefined, to: string | undefined): UnitConversion {
  if (from === undefined || to === undefined || from === '' || to === '') return { kind: 'same' };
  const fromName = normalizeUnit(from);
  const toName = normalizeUnit(to);
  if (fromName === toName) return { kind: 'same' };
  const source = units.get(fromName);
  const target = units.get(toName);
  if (source === undefined || target === undefined || source.dimension !== target.dimension) {
    return { kind: 'conflict' };
  }
  const factor = tidy(source.factor / target.factor);
  const offset = tidy((source.offset - target.offset) / target.factor);
  return factor === 1 && offset === 0 ? { kind: 'same' } : { kind: 'linear', factor, offset };
}

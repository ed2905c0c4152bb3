import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convertUnit, knownUnits, normalizeUnit } from './units.ts';

function convert(value: number, from: string, to: string): number {
  const conversion = convertUnit(from, to);
  if (conversion.kind === 'conflict') throw new Error(`${from} and ${to} are in conflict`);
  return conversion.kind === 'same' ? value : value * conversion.factor + conversion.offset;
}

describe('convertUnit', () => {
  it.each([
    [100, '°C', '°F', 212],
    [-40, '°F', '°C', -40],
    [0, '°C', 'K', 273.15],
    [1, 'in', 'mm', 25.4],
    [150, 'cm', 'm', 1.5],
    [1.5, 'min', 'ms', 90_000],
    [50, '%', 'ratio', 0.5],
    [1, 'g', 'm/s²', 9.80665],
    [2, 'kHz', 'Hz', 2000],
    [3300, 'mV', 'V', 3.3],
    [180, '°', 'rad', Math.PI],
    [1013.25, 'hPa', 'Pa', 101_325],
    [360, '°/s', 'rad/s', 2 * Math.PI],
    [4.7, 'kΩ', 'Ω', 4700],
  ])('%d %s → %s', (value, from, to, expected) => {
    expect(convert(value, from, to)).toBeCloseTo(expected, 9);
  });

  it('is exact where people expect it', () => {
    expect(convertUnit('°C', '°F')).toEqual({ kind: 'linear', factor: 1.8, offset: 32 });
    expect(convertUnit('ms', 's')).toEqual({ kind: 'linear', factor: 0.001, offset: 0 });
  });

  it('knows other spellings', () => {
    expect(convertUnit('deg', '°')).toEqual({ kind: 'same' });
    expect(convertUnit('C', 'fahrenheit')).toEqual(convertUnit('°C', '°F'));
    expect(normalizeUnit('lux')).toBe('lx');
    expect(normalizeUnit('toString')).toBe('toString');
  });

  it('takes a number as it is where a side has no unit', () => {
    expect(convertUnit(undefined, 'm')).toEqual({ kind: 'same' });
    expect(convertUnit('m', '')).toEqual({ kind: 'same' });
  });

  it('refuses units of different things, and unknown ones unless they are the same', () => {
    expect(convertUnit('°C', 'm')).toEqual({ kind: 'conflict' });
    expect(convertUnit('bananas', 'm')).toEqual({ kind: 'conflict' });
    expect(convertUnit('bananas', 'bananas')).toEqual({ kind: 'same' });
  });

  it('leads there and back to the same value, for every pair', () => {
    const unit = fc.constantFrom(...knownUnits);
    fc.assert(
      fc.property(unit, unit, fc.double({ min: -1000, max: 1000, noNaN: true }), (from, to, value) => {
        fc.pre(convertUnit(from, to).kind !== 'conflict');
        const back = convert(convert(value, from, to), to, from);
        expect(Math.abs(back - value)).toBeLessThan(1e-6 * Math.max(1, Math.abs(value)));
      }),
      { numRuns: 1000 },
    );
  });
});

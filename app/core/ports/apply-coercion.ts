import type { Coercion } from '../compiler/bundle.ts';
import type { Json } from '../document/json.ts';

/**
 * Changes a value on its way along a wire. The device runtime does the same in Python; the rules are therefore kept
 * to what both languages share:
 * - `trigger`: always `true`.
 * - `boolean`: false for `false`, `0`, `""`, `null`, an empty list and an empty object; else true.
 * - `number`: `true` → 1, `false` → 0; anything else unchanged.
 * - `text`: see {@link printValue}.
 * - `linear`: a number, or each number of a list, × factor + offset; anything else unchanged.
 */
export function applyCoercion(coercion: Coercion | undefined, value: Json): Json {
  if (coercion === undefined) return value;
  switch (coercion[0]) {
    case 'trigger':
      return true;
    case 'boolean':
      return isTruthy(value);
    case 'number':
      return typeof value === 'boolean' ? Number(value) : value;
    case 'text':
      return printValue(value);
    case 'linear':
      return scale(value, coercion[1], coercion[2]);
  }
}

/**
 * A value as people read it: text as it is; `true` and `false`; whole numbers without a point, other numbers with the
 * fewest digits that give the same number again; `null`; lists and objects as JSON without spaces.
 */
export function printValue(value: Json): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && Object.is(value, -0)) return '0';
  return JSON.stringify(value);
}

function isTruthy(value: Json): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

function scale(value: Json, factor: number, offset: number): Json {
  if (typeof value === 'number') return value * factor + offset;
  if (Array.isArray(value))
    return value.map(item => (typeof item === 'number' ? item * factor + offset : item));
  return value;
}

import type { DeclaredPortType } from '../../core/ports/port-type.ts';
import type { Language } from '../../core/text/localized-text.ts';
import type { PortValue } from '../stores/runtime-store.ts';
import { emotionTitles, isEmotion } from './emotion-titles.ts';

export interface FormatPortValueOptions {
  readonly language?: Language;
  /** Longest text before it is cut with an ellipsis, characters. */
  readonly maxLength?: number;
}

const words = {
  en: { yes: 'yes', no: 'no', fired: 'fired', empty: 'empty', items: 'items', fields: 'fields' },
  zh: { yes: '是', no: '否', fired: '已触发', empty: '空', items: '项', fields: '字段' },
} as const;

/**
 * A port's value in a few characters, as nodes, plots and cards show it: `82 cm`, `yes`, `“Morning”`, `#ffb454`,
 * `happy`. A value that does not fit its port's type is shown as what it is.
 *
 * @param type the port's type; undefined where it is not known
 */
export function formatPortValue(
  type: DeclaredPortType | undefined,
  value: PortValue,
  options: FormatPortValueOptions = {},
): string {
  const language = options.language ?? 'en';
  const maxLength = options.maxLength ?? 24;
  const say = words[language];
  if (value === null) return '–';
  if (typeof value === 'boolean') {
    if (type?.kind === 'trigger') return say.fired;
    return value ? say.yes : say.no;
  }
  if (typeof value === 'number') {
    return withUnit(formatNumber(value), type && 'unit' in type ? type.unit : undefined);
  }
  if (typeof value === 'string') return formatText(type, value, language, maxLength);
  if (Array.isArray(value)) {
    if (value.length > 0 && value.length <= 4 && value.every(part => typeof part === 'number')) {
      const unit = type && 'unit' in type ? type.unit : undefined;
      return withUnit(value.map(part => formatNumber(Number(part))).join(' '), unit);
    }
    return value.length === 0 ? say.empty : `${value.length} ${say.items}`;
  }
  return formatObject(type, value, language, maxLength);
}

/**
 * A number with about three significant figures, a true minus sign and no trailing zeros: `82`, `21.4`, `0.004`,
 * `−31`, `1.2e9`.
 */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '–' : value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  let text: string;
  if (size === 0) text = '0';
  else if (size >= 1e7) text = value.toExponential(1).replace('e+', 'e');
  else if (size >= 100 || Number.isInteger(value)) text = String(Math.round(value));
  else if (size >= 10) text = trimZeros(value.toFixed(1));
  else if (size >= 0.1) text = trimZeros(value.toFixed(2));
  else if (size >= 0.001) text = trimZeros(value.toPrecision(2));
  else text = value.toExponential(0);
  return text.replace(/-/g, '−').replace(/^−0$/, '0');
}

/** Bytes in the unit that reads best, decimal: `42 kB`, `1.3 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  if (bytes < 1e6) return `${formatNumber(bytes / 1000)} kB`;
  return `${formatNumber(bytes / 1e6)} MB`;
}

/** A duration in the unit that reads best: `12 ms`, `0.5 s`, `2 min`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 9.95) return `${formatNumber(Math.round(milliseconds * 10) / 10)} ms`;
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${formatNumber(Math.round(milliseconds / 100) / 10)} s`;
  return `${Math.round(milliseconds / 60_000)} min`;
}

/** Time of day with milliseconds, `08:14:02.118`. */
export function formatClock(epochMs: number): string {
  const date = new Date(epochMs);
  const two = (part: number) => String(part).padStart(2, '0');
  const millis = String(date.getMilliseconds()).padStart(3, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${millis}`;
}

function formatText(
  type: DeclaredPortType | undefined,
  value: string,
  language: Language,
  maxLength: number,
): string {
  if (type?.kind === 'emotion' && isEmotion(value)) return emotionTitles[value][language];
  if (type?.kind === 'color' || /^#[0-9a-f]{6}$/i.test(value)) return value.toLowerCase();
  if (type?.kind === 'emotion') return value;
  return `“${shorten(value.replace(/\s+/g, ' '), maxLength)}”`;
}

function formatObject(
  type: DeclaredPortType | undefined,
  value: { readonly [key: string]: PortValue },
  language: Language,
  maxLength: number,
): string {
  const data = value.data;
  if ((type?.kind === 'audio' || type?.kind === 'image') && typeof data === 'string') {
    const padding = data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0;
    return formatBytes((data.length / 4) * 3 - padding);
  }
  const text = JSON.stringify(value);
  if (text.length <= maxLength) return text;
  return `${Object.keys(value).length} ${words[language].fields}`;
}

function withUnit(text: string, unit: string | undefined): string {
  if (unit === undefined || unit === '' || unit === '1' || unit === 'ratio') return text;
  return unit === '°' ? `${text}°` : `${text} ${unit}`;
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function shorten(text: string, maxLength: number): string {
  const characters = [...text];
  return characters.length <= maxLength ? text : `${characters.slice(0, maxLength - 1).join('')}…`;
}

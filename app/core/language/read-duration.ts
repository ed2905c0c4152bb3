import { simplify } from './mentions.ts';
import { readNumber } from './read-number.ts';

const secondsOf: readonly (readonly [pattern: string, seconds: number])[] = [
  ['weeks?|个?星期|个?礼拜|周', 604_800],
  ['days?|天', 86_400],
  ['hours?|hrs?|h|个?小时|个?钟头', 3_600],
  ['minutes?|mins?|m|分钟|分', 60],
  ['seconds?|secs?|s|秒钟?', 1],
];

const units = secondsOf.map(([pattern, seconds]) => ({
  seconds,
  /** Amount, unit, and a half after it: `an hour and a half`, `一分半`. */
  shape: new RegExp(`^(.+?)\\s*(?:${pattern})(?![a-z])( and a half|半)?(.*)$`, 'u'),
  chineseHalf: new RegExp(`^(.+?)个半(?:${pattern.replaceAll('个?', '')})(.*)$`, 'u'),
}));

/** Amounts before a unit that are no number by themselves. */
const amounts = new Map([
  ['half a', 0.5],
  ['half an', 0.5],
  ['a quarter of a', 0.25],
  ['a quarter of an', 0.25],
  ['three quarters of an', 0.75],
  ['a couple of', 2],
  ['半个', 0.5],
  ['半', 0.5],
]);

/** Fifteen minutes each, as Chinese counts them. */
const quarters = new Map([
  ['一刻钟', 900],
  ['两刻钟', 1_800],
  ['三刻钟', 2_700],
]);

/**
 * Reads the whole of a text as a length of time, in seconds: `an hour and a half`, `1h 30m`, `90 seconds`, `五分钟`,
 * `一个半小时`, `一分半`. Larger units stand first. Undefined where it is none.
 */
export function readDuration(words: string): number | undefined {
  const text = simplify(words)
    .replace(/[,、，]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  return text.length > 80 ? undefined : readFrom(text, 0);
}

function readFrom(text: string, firstUnit: number): number | undefined {
  const quarter = quarters.get(text);
  if (quarter !== undefined) return quarter;
  for (let at = firstUnit; at < units.length; at += 1) {
    const unit = units[at];
    if (unit === undefined) continue;
    const halved = unit.chineseHalf.exec(text);
    const whole = halved === null ? unit.shape.exec(text) : null;
    const match = halved ?? whole;
    if (match === null) continue;
    const amount = amounts.get(match[1] ?? '') ?? readNumber(match[1] ?? '');
    if (amount === undefined || amount < 0) continue;
    const half = halved !== null || whole?.[2] !== undefined ? 0.5 : 0;
    const rest = (halved?.[2] ?? whole?.[3] ?? '').replace(/^\s*(?:and |零|又)?\s*/u, '');
    const seconds = (amount + half) * unit.seconds;
    if (rest === '') return seconds;
    const more = readFrom(rest, at + 1);
    if (more !== undefined) return seconds + more;
  }
  return undefined;
}

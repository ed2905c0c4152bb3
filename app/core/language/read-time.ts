import { simplify } from './mentions.ts';
import { readNumber } from './read-number.ts';

/** Half of the day that a word puts a time into: `am` 0–12, `pm` 12–24, `night` evening hours and those after midnight. */
type DayPart = 'am' | 'pm' | 'night';

const englishParts: readonly (readonly [RegExp, DayPart])[] = [
  [/^(.*?)\s*(?:a\.?m\.?|in the (?:early )?morning)$/u, 'am'],
  [/^(.*?)\s*(?:p\.?m\.?|in the (?:afternoon|evening)|this (?:afternoon|evening))$/u, 'pm'],
  [/^(.*?)\s*(?:at night|tonight)$/u, 'night'],
];
const chineseParts: readonly (readonly [RegExp, DayPart])[] = [
  [/^(?:早上|早晨|清晨|上午|凌晨|今早)(.+)$/u, 'am'],
  [/^(?:下午|傍晚|中午)(.+)$/u, 'pm'],
  [/^(?:晚上|夜里|夜晚|今晚|半夜|晚)(.+)$/u, 'night'],
];

const named = new Map([
  ['noon', '12:00'],
  ['midday', '12:00'],
  ['midnight', '00:00'],
  ['中午', '12:00'],
  ['正午', '12:00'],
  ['午夜', '00:00'],
  ['半夜', '00:00'],
]);

/** Minutes after midnight in twelve or twenty-four hours, before the part of the day is known. */
function readClock(text: string): { readonly hour: number; readonly minute: number } | undefined {
  const at = (hour: number | undefined, minute: number | undefined) =>
    hour !== undefined &&
    minute !== undefined &&
    Number.isInteger(hour) &&
    Number.isInteger(minute) &&
    hour >= 0 &&
    hour <= 24 &&
    minute >= 0 &&
    minute < 60 &&
    (hour < 24 || minute === 0)
      ? { hour, minute }
      : undefined;
  const before = (hour: number | undefined, minutes: number | undefined) =>
    hour === undefined || minutes === undefined || minutes <= 0 || minutes >= 60
      ? undefined
      : at(hour === 0 ? 23 : hour - 1, 60 - minutes);

  const digital = /^(\d{1,2})(?:[:.](\d{2}))?(?: ?o'?clock)?$/u.exec(text);
  if (digital !== null) return at(Number(digital[1]), Number(digital[2] ?? 0));
  const past = /^(.+?)(?: minutes?)? (past|after|to|before) (.+?)(?: o'?clock)?$/u.exec(text);
  if (past !== null) {
    const said = past[1] ?? '';
    const minutes = said === 'half' ? 30 : said === 'quarter' || said === 'a quarter' ? 15 : readNumber(said);
    const hour = readNumber(past[3] ?? '');
    if (past[2] === 'past' || past[2] === 'after') return at(hour, minutes);
    return before(hour, minutes);
  }
  const lacking = /^差(.+?)分?钟?(?:到)?(\d+|[一二两三四五六七八九十]+)[点时]$/u.exec(text);
  if (lacking !== null) {
    return before(readNumber(lacking[2] ?? ''), lacking[1] === '一刻' ? 15 : readNumber(lacking[1] ?? ''));
  }
  const chinese = /^(\d{1,2}|[零〇一二两三四五六七八九十]+)[点时](.*)$/u.exec(text);
  if (chinese !== null) {
    const rest = (chinese[2] ?? '').replace(/^[零过]/u, '').replace(/分$/u, '');
    const minute =
      rest === '' || rest === '整' || rest === '钟'
        ? 0
        : rest === '半'
          ? 30
          : rest === '一刻'
            ? 15
            : rest === '三刻'
              ? 45
              : readNumber(rest);
    return at(readNumber(chinese[1] ?? ''), minute);
  }
  const words = text.replace(/ o'?clock$/u, '').split(' ');
  const hour = readNumber(words[0] ?? '');
  if (words.length === 1) return at(hour, 0);
  // “seven thirty”, “seven oh five”
  const minutes = words
    .slice(1)
    .join(' ')
    .replace(/^(?:oh|o) /u, '');
  return words[0] === 'a' || words[0] === 'an' ? undefined : at(hour, readNumber(minutes));
}

/**
 * Reads the whole of a text as a time of day, as `HH:MM`: `half past seven`, `7:30 pm`, `quarter to eight`, `noon`,
 * `晚上七点半`, `下午3点20`, `差五分八点`. Undefined where it is none.
 */
export function readTime(words: string): string | undefined {
  let text = simplify(words).replace(/^(?:at|about) /u, '');
  if (text.length > 60) return undefined;
  const name = named.get(text);
  if (name !== undefined) return name;
  let part: DayPart | null = null;
  for (const [shape, meant] of [...englishParts, ...chineseParts]) {
    const match = shape.exec(text);
    if (match?.[1] === undefined || match[1] === '') continue;
    part = meant;
    text = match[1].trim();
    break;
  }
  const clock = readClock(text);
  if (clock === undefined) return undefined;
  let { hour } = clock;
  if (part === 'am' && hour === 12) hour = 0;
  if (part === 'pm' && hour < 12) hour += 12;
  if (part === 'night') hour = hour === 12 ? 0 : hour >= 6 && hour < 12 ? hour + 12 : hour;
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${pad(hour % 24)}:${pad(clock.minute)}`;
}

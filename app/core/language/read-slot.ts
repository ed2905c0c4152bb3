import type { ToolParameter } from '../tools/tool-definition.ts';
import { simplify } from './mentions.ts';
import { readDate } from './read-date.ts';
import { readDuration } from './read-duration.ts';
import { readCurrency, readLanguage, readUnit } from './read-name.ts';
import { readNumber } from './read-number.ts';
import { readTime } from './read-time.ts';

/** What of a parameter decides how it is read. */
export type SlotKind = Pick<ToolParameter, 'type' | 'reads' | 'enum' | 'minimum' | 'maximum' | 'maxLength'>;

const yes = new Set(['yes', 'on', 'true', '是', '开', '打开', '对']);
const no = new Set(['no', 'off', 'false', '否', '不', '关', '关闭']);

function readRaw(parameter: SlotKind, words: string, now: Date): string | number | boolean | undefined {
  switch (parameter.reads) {
    case 'number':
      return readNumber(words);
    case 'duration-seconds':
      return readDuration(words);
    case 'time-of-day':
      return readTime(words);
    case 'date':
      return readDate(words, now);
    case 'unit':
      return readUnit(words);
    case 'currency':
      return readCurrency(words);
    case 'language':
      return readLanguage(words);
    case 'words':
      if (parameter.type === 'number' || parameter.type === 'integer') return readNumber(words);
      if (parameter.type === 'boolean') {
        const text = simplify(words);
        if (yes.has(text)) return true;
        return no.has(text) ? false : undefined;
      }
      return words.trim();
  }
}

/** True where the words are taken as they were said: they are not looked up and not counted. */
export function takesSpokenWords(parameter: SlotKind): boolean {
  return parameter.reads === 'words' && parameter.type === 'string' && parameter.enum === undefined;
}

/**
 * Reads the words of a slot as the parameter wants them: seconds for a duration, `HH:MM`, `YYYY-MM-DD`, a unit's symbol,
 * a currency's or a language's code, a number, or the words as they are. Undefined where they cannot be read as that, or
 * lie outside its bounds. `now` is the date that `tomorrow` is seen from.
 */
export function readSlot(
  parameter: SlotKind,
  words: string,
  now: Date,
): string | number | boolean | undefined {
  const value = readRaw(parameter, words, now);
  if (value === undefined) return undefined;
  if (typeof value === 'number') {
    const isInside =
      Number.isFinite(value) &&
      value >= (parameter.minimum ?? Number.NEGATIVE_INFINITY) &&
      value <= (parameter.maximum ?? Number.POSITIVE_INFINITY) &&
      (parameter.type !== 'integer' || Number.isSafeInteger(value));
    if (!isInside) return undefined;
    return parameter.type === 'string' ? String(value) : value;
  }
  if (typeof value === 'boolean') return value;
  if (parameter.type !== 'string' || value === '' || value.length > parameter.maxLength) return undefined;
  if (parameter.enum === undefined) return value;
  const wanted = simplify(value);
  return parameter.enum.find(choice => simplify(choice) === wanted);
}

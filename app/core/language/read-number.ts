import { simplify } from './mentions.ts';

const ones =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const small = new Map<string, number>([
  ...ones.map((word, value): [string, number] => [word, value]),
  ...tens.map((word, index): [string, number] => [word, (index + 2) * 10]),
  ['a', 1],
  ['an', 1],
]);
const large = new Map([
  ['thousand', 1_000],
  ['million', 1_000_000],
  ['billion', 1_000_000_000],
]);

/** The value of English number words, all of them; undefined where one is none or their order makes no sense. */
function readEnglish(words: readonly string[]): number | undefined {
  let total = 0;
  /** Hundreds, tens and ones below the next `thousand`. */
  let group: number | undefined;
  /** What the next word must stay below: after `twenty` a one, after `hundred` a ten. */
  let room = 1_000;
  let lastLarge = Number.POSITIVE_INFINITY;
  for (const [at, word] of words.entries()) {
    const value = small.get(word);
    const factor = large.get(word);
    if (value !== undefined) {
      if (value >= room || (room < 1_000 && value === 0)) return undefined;
      if ((word === 'a' || word === 'an') && at !== 0) return undefined;
      group = (group ?? 0) + value;
      room = value >= 20 && value % 10 === 0 ? 10 : 1;
    } else if (word === 'hundred') {
      if (group === undefined || group < 1 || group > 99) return undefined;
      group *= 100;
      room = 100;
    } else if (factor !== undefined) {
      if (group === undefined || group < 1 || factor >= lastLarge) return undefined;
      total += group * factor;
      group = undefined;
      room = 1_000;
      lastLarge = factor;
    } else if (word !== 'and' || at === 0 || at === words.length - 1) {
      return undefined;
    }
  }
  if (group === undefined && lastLarge === Number.POSITIVE_INFINITY) return undefined;
  return total + (group ?? 0);
}

const chineseDigits = new Map<string, number>(
  [...'零一二三四五六七八九'].map((digit, value): [string, number] => [digit, value]),
);
for (const [digit, value] of [
  ['〇', 0],
  ['两', 2],
  ['俩', 2],
  ['仨', 3],
  ['壹', 1],
  ['幺', 1],
] as const) {
  chineseDigits.set(digit, value);
}
const chineseUnits = new Map([
  ['十', 10],
  ['百', 100],
  ['千', 1_000],
]);
const chineseLarge = new Map([
  ['万', 10_000],
  ['亿', 100_000_000],
]);

function readChinese(text: string): number | undefined {
  const letters = [...text];
  if (letters.length === 0) return undefined;
  if (letters.length > 1 && letters.every(letter => chineseDigits.has(letter))) {
    // Read digit by digit: a year, a number of a house.
    return letters.reduce((sum, letter) => sum * 10 + (chineseDigits.get(letter) ?? 0), 0);
  }
  let total = 0;
  let section = 0;
  let digit: number | undefined;
  let lastUnit = 10_000;
  let lastLarge = Number.POSITIVE_INFINITY;
  /** Place that a last digit without one stands for: `一百二` is 120. */
  let impliedUnit = 1;
  for (const letter of letters) {
    const value = chineseDigits.get(letter);
    const unit = chineseUnits.get(letter);
    const factor = chineseLarge.get(letter);
    if (value !== undefined) {
      if (digit !== undefined && digit !== 0) return undefined;
      digit = value;
      if (value === 0) impliedUnit = 1;
    } else if (unit !== undefined) {
      if (unit >= lastUnit || digit === 0) return undefined;
      if (digit === undefined && (unit !== 10 || section !== 0)) return undefined;
      section += (digit ?? 1) * unit;
      digit = undefined;
      lastUnit = unit;
      impliedUnit = unit === 10 ? 1 : unit / 10;
    } else if (factor !== undefined) {
      const before = section + (digit ?? 0);
      if (before === 0 || factor >= lastLarge) return undefined;
      total += before * factor;
      section = 0;
      digit = undefined;
      lastUnit = 10_000;
      lastLarge = factor;
      impliedUnit = factor / 10;
    } else {
      return undefined;
    }
  }
  return total + section + (digit ?? 0) * (digit === undefined ? 1 : impliedUnit);
}

const plainNumber = /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?$/;

function readDigits(text: string): number | undefined {
  const parts = plainNumber.exec(text);
  if (parts !== null) return Number(`${parts[1]?.replaceAll(',', '')}.${parts[2] ?? '0'}`);
  const scaled = /^(\d+(?:\.\d+)?)([万亿百千])$/.exec(text);
  if (scaled !== null) {
    const factor = chineseLarge.get(scaled[2] ?? '') ?? chineseUnits.get(scaled[2] ?? '') ?? 1;
    // Kept free of the noise of binary fractions: 1.1万 is 11000.
    return Number((Number(scaled[1]) * factor).toPrecision(12));
  }
  const fraction = /^(\d+)\s*[/⁄]\s*(\d+)$/.exec(text);
  if (fraction !== null && Number(fraction[2]) !== 0) return Number(fraction[1]) / Number(fraction[2]);
  return undefined;
}

const fractions = new Map([
  ['half', 0.5],
  ['a half', 0.5],
  ['one half', 0.5],
  ['a quarter', 0.25],
  ['quarter', 0.25],
  ['three quarters', 0.75],
  ['半', 0.5],
  ['一半', 0.5],
]);

/**
 * Reads the whole of a text as a number: digits (`1,250.5`, `3/4`, `1.2万`), English words (`two hundred and five`,
 * `three point one four`, `two and a half`) or Chinese (`二百零五`, `三点一四`, `两万五`). Undefined where it is none.
 */
export function readNumber(words: string): number | undefined {
  const text = simplify(words).replace(/(?<=[a-z])-(?=[a-z])/gu, ' ');
  if (text === '' || text.length > 120) return undefined;
  const negative = /^(?:-|−|minus |negative |负)\s*(.+)$/u.exec(text);
  if (negative !== null) {
    const value = readPositive(negative[1] ?? '');
    return value === undefined ? undefined : -value;
  }
  return readPositive(text);
}

function readPositive(text: string): number | undefined {
  const fraction = fractions.get(text);
  if (fraction !== undefined) return fraction;
  const digits = readDigits(text);
  if (digits !== undefined) return digits;
  const mixed = /^(.+?)(?: and (a half|a quarter|three quarters)|个半|又(二分之一))$/u.exec(text);
  if (mixed !== null) {
    const whole = readPositive(mixed[1] ?? '');
    return whole === undefined ? undefined : whole + (fractions.get(mixed[2] ?? '') ?? 0.5);
  }
  const [whole = '', decimals] = text.split(/ point |点/u);
  const value = readDigits(whole) ?? readEnglish(whole.split(' ')) ?? readChinese(whole);
  if (value === undefined || decimals === undefined) return value;
  const places = decimals.includes(' ') || /^[a-z]+$/u.test(decimals) ? decimals.split(' ') : [...decimals];
  let fractionDigits = '';
  for (const place of places) {
    const one = /^\d$/u.test(place) ? Number(place) : (chineseDigits.get(place) ?? ones.indexOf(place));
    if (one < 0 || one > 9) return undefined;
    fractionDigits += one;
  }
  return Number(`${value}.${fractionDigits}`);
}

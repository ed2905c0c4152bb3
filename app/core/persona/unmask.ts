import { mentionsSimplified, simplify } from '../language/mentions.ts';

/** Letters of other scripts that look like Latin ones. */
const lookAlikes: Readonly<Record<string, string>> = {
  а: 'a',
  в: 'b',
  е: 'e',
  ё: 'e',
  і: 'i',
  ї: 'i',
  к: 'k',
  м: 'm',
  н: 'h',
  о: 'o',
  р: 'p',
  с: 'c',
  т: 't',
  у: 'y',
  х: 'x',
  ѕ: 's',
  ј: 'j',
  ԁ: 'd',
  α: 'a',
  ε: 'e',
  ι: 'i',
  κ: 'k',
  ν: 'v',
  ο: 'o',
  ρ: 'p',
  τ: 't',
  υ: 'u',
  χ: 'x',
  ı: 'i',
};

const spelledDigits: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
};

/** What cannot be seen: format characters, fillers, variation selectors. */
const invisible = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const han = '\\p{Script=Han}';

/**
 * Plain readings of a text in which somebody may have hidden words: without what cannot be seen, without accents,
 * full-width forms as half-width ones, letters that only look Latin as Latin. Beyond that one reading joins letters that
 * stand alone (`g u n`, `g.u.n`), one joins words that marks cut (`g-un`), one reads digits as the letters they
 * resemble, and one closes the gaps between Chinese characters.
 */
export function unmask(text: string): string[] {
  const visible = text.normalize('NFKD').replace(invisible, '').replace(/\p{M}/gu, '').normalize('NFKC');
  const base = [...simplify(visible)].map(letter => lookAlikes[letter] ?? letter).join('');
  const readings = new Set<string>([base]);
  const apart = base.replace(/[\p{P}\p{S}]+/gu, ' ').replace(/\s+/gu, ' ');
  readings.add(apart);
  readings.add(joinLoneLetters(apart));
  readings.add(base.replace(/(?<=[\p{L}\p{N}])[\p{P}\p{S}]+(?=[\p{L}\p{N}])/gu, ''));
  if (/\p{L}[0-9@$]|[0-9@$]\p{L}/u.test(base)) {
    readings.add(base.replace(/[013457@$]/g, digit => spelledDigits[digit] ?? digit));
  }
  if (/\p{Script=Han}/u.test(base)) {
    readings.add(base.replace(new RegExp(`(?<=${han})[\\s\\p{P}\\p{S}a-z0-9]{1,3}(?=${han})`, 'gu'), ''));
    readings.add(base.replace(new RegExp(`(?<=${han})[\\s\\p{P}\\p{S}]+(?=${han})`, 'gu'), ''));
  }
  return [...readings];
}

/** `b u y a g u n now` → `buyagun now`, read once more as whole words would stand in it. */
function joinLoneLetters(text: string): string {
  return text.replace(/(?<![\p{L}\p{N}])\p{Script=Latin}(?: \p{Script=Latin}(?![\p{L}\p{N}]))+/gu, run =>
    run.replaceAll(' ', ''),
  );
}

/** Letters that stood alone run into each other, so within such a run a phrase counts anywhere. */
function loneRuns(text: string): string[] {
  const apart = text.replace(/[\p{P}\p{S}]+/gu, ' ').replace(/\s+/gu, ' ');
  return (
    apart
      .match(/(?<![\p{L}\p{N}])\p{Script=Latin}(?: \p{Script=Latin}(?![\p{L}\p{N}])){2,}/gu)
      ?.map(run => run.replaceAll(' ', '')) ?? []
  );
}

/** The readings of a text, made once for many phrases. */
export interface UnmaskedText {
  readonly readings: readonly string[];
  readonly runs: readonly string[];
}

export function unmaskText(text: string): UnmaskedText {
  const readings = unmask(text);
  return { readings, runs: readings.flatMap(loneRuns) };
}

/** Whether a phrase stands in any reading; an English word counts with its plural, too. */
export function hasPhrase(text: UnmaskedText, phrase: string): boolean {
  const [wanted = ''] = unmask(phrase);
  if (wanted === '') return false;
  const forms = /[a-z]$/.test(wanted) ? [wanted, `${wanted}s`, `${wanted}es`] : [wanted];
  if (forms.some(form => text.readings.some(reading => mentionsSimplified(reading, form)))) return true;
  const joined = wanted.replaceAll(' ', '');
  return joined.length >= 3 && text.runs.some(run => run.includes(joined));
}

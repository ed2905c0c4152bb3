/** Lower case, full-width forms as half-width ones, spaces as one. */
export function simplify(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}

const letterOfWords = /[\p{L}\p{N}]/u;
const letterWithoutSpaces = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

function isLetter(letter: string | undefined): boolean {
  return letter !== undefined && letterOfWords.test(letter) && !letterWithoutSpaces.test(letter);
}

/** Whether a phrase stands in a text: as whole words in scripts with spaces, anywhere in Chinese and its kin. */
export function mentions(text: string, phrase: string): boolean {
  return mentionsSimplified(simplify(text), simplify(phrase));
}

/** As {@link mentions}, for texts that were simplified before. */
export function mentionsSimplified(heard: string, wanted: string): boolean {
  if (wanted === '') return false;
  for (let at = heard.indexOf(wanted); at >= 0; at = heard.indexOf(wanted, at + 1)) {
    const touchesBefore = isLetter(heard[at - 1]) && isLetter(wanted[0]);
    const touchesAfter = isLetter(heard[at + wanted.length]) && isLetter(wanted.at(-1));
    if (!touchesBefore && !touchesAfter) return true;
  }
  return false;
}

/** The language that a text is in, by its letters: Chinese where Han characters outweigh Latin words. */
export function languageOf(text: string): 'en' | 'zh' {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const words = text.match(/[\p{Script=Latin}]+/gu)?.length ?? 0;
  return han > words ? 'zh' : 'en';
}

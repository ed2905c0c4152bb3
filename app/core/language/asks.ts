import { plainWords } from './match-phrase.ts';
import { termsOf } from './rank-texts.ts';

const questionWords =
  /\b(?:what|who|whom|whose|when|where|which|how|why|do you (?:remember|know)|tell me|did i|have i|am i)\b|什么|谁|哪|几|多少|怎么|吗|记得|知道|何时/u;
const askingTerms = new Set(
  'what who whom whose when where which how why remember know tell about again say said told 什么 什 么 谁 哪 几 多少 多 少 怎么 记得 记 得 知道 知 道 还记 还'.split(
    ' ',
  ),
);

/** Whether somebody wants to know something. */
export function isQuestion(text: string): boolean {
  return /[?？]\s*$/u.test(text.trim()) || questionWords.test(plainWords(text));
}

/** Whose matter a sentence is: the speaker's own (`my`, `我`), the listener's (`you`, `你`). */
export function speaksOf(text: string): { readonly speaker: boolean; readonly listener: boolean } {
  const plain = plainWords(text);
  return {
    speaker: /\b(?:i|my|me|mine)\b|我/u.test(plain.replace(/\btell me\b|告诉我|给我/gu, ' ')),
    listener: /\b(?:you|your|yours)\b|你|您/u.test(
      plain.replace(
        /\b(?:do|can|could|would|will) you (?:still )?(?:remember|know|tell)\b|你(?:还)?(?:记得|知道)/gu,
        ' ',
      ),
    ),
  };
}

/** Whether it is asked what is remembered of the speaker at all: `what do you know about me`. */
export function asksForMemories(text: string): boolean {
  return /\b(?:what|anything) (?:do|can) you (?:still )?(?:remember|know)(?: (?:about|of) me)?$|(?:记得|知道|了解)(?:关于)?我(?:的)?(?:什么|哪些|多少)/u.test(
    plainWords(text),
  );
}

/** Whether two texts are about the same thing: a word of content stands in both. */
export function sharesTopic(question: string, text: string): boolean {
  const terms = termsOf(text);
  for (const [term, weight] of termsOf(question)) {
    const isContent =
      weight === 1 &&
      !askingTerms.has(term) &&
      ![...askingTerms].some(ask => ask.length > 1 && term.includes(ask));
    if (isContent && (terms.get(term) ?? 0) === 1) return true;
  }
  return false;
}

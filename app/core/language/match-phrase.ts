import { simplify } from './mentions.ts';
import { spokenWords } from './spoken-words.ts';

/** How a phrase with slots fits what was said. */
export interface PhraseMatch {
  /** Slot → the words that stand in its place, simplified. */
  readonly slots: Readonly<Record<string, string>>;
  /** The same words as they were said, with capitals and signs. */
  readonly spoken: Readonly<Record<string, string>>;
  /** Letters of the phrase outside its slots: the more, the more surely this is what was meant. */
  readonly literalLetters: number;
}

/** Whether a slot can take these words; a slot that is asked about must be able to say no. */
export type AcceptsSlot = (slot: string, words: string) => boolean;

const longestText = 400;
/** Tries of one match; a phrase that needs more is too vague to mean anything. */
const mostSteps = 20_000;

const contractions: readonly (readonly [RegExp, string])[] = [
  [/\b(what|where|who|when|how|that|there|here|it|he|she)'s\b/gu, '$1 is'],
  [/\blet's\b/gu, 'let us'],
  [/\bi'm\b/gu, 'i am'],
  [/\b(you|we|they|what)'re\b/gu, '$1 are'],
  [/\b(i|you|we|they)'ll\b/gu, '$1 will'],
  [/\bcan't\b/gu, 'cannot'],
  [/\bwon't\b/gu, 'will not'],
  [/n't\b/gu, ' not'],
];

/**
 * A text as phrases are compared: simplified, signs between words as spaces, none around Chinese characters, English
 * contractions written out. Signs inside numbers and times stay (`7:30`, `3.5`, `1/2`).
 */
export function plainWords(text: string): string {
  let plain = simplify(text.slice(0, longestText)).replace(/[’‘`]/gu, "'");
  for (const [short, long] of contractions) plain = plain.replace(short, long);
  return plain
    .replace(/(?<!\d)[.,:;/]|[.,:;/](?!\d)|[!?。，、！？：；…~～“”"()（）《》「」【】—]+/gu, ' ')
    .replace(/(?<=\s|^)-+|-+(?=\s|$)/gu, match => (match === '-' ? match : ' '))
    .replace(/\s+/gu, ' ')
    .replace(/(?<=\p{Script=Han}) | (?=\p{Script=Han})/gu, '')
    .trim();
}

const politeBefore =
  /^(?:(?:please|hey|hi|hello|ok|okay|well|so|now|can you|could you|would you|will you|i want you to|i would like you to|i would like to|can i|可以|能不能|能|麻烦你?|请你?|帮我|给我|你(?!好)|我想|我要|嗨|喂|那|嗯)(?: |(?=\p{Script=Han})))+/u;
const politeAfter =
  /(?:(?:(?<=\p{Script=Han})(?:吧|吗|呢|啊|呀|好吗|好不好|行吗|可以吗|谢谢|一下))| (?:please|thanks|thank you|for me|now|then))+$/u;

type Piece = { readonly literal: string } | { readonly slot: string };

function parse(phrase: string): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const part of phrase.split(/(\{[A-Za-z][A-Za-z0-9_]*\})/u)) {
    if (/^\{.+\}$/u.test(part)) pieces.push({ slot: part.slice(1, -1) });
    else {
      const literal = plainWords(part);
      if (literal !== '') pieces.push({ literal });
    }
  }
  return pieces;
}

function isWordLetter(letter: string | undefined): boolean {
  return letter !== undefined && /[\p{L}\p{N}]/u.test(letter) && !/[\p{Script=Han}]/u.test(letter);
}

/** Whether a cut between two letters would part a word of a script with spaces. */
function partsWord(text: string, at: number): boolean {
  return isWordLetter(text[at - 1]) && isWordLetter(text[at]);
}

/** Fills the pieces from left to right; each slot takes as little as the rest allows. */
function fillPieces(
  text: string,
  pieces: readonly Piece[],
  accepts: AcceptsSlot,
): Record<string, string> | null {
  let steps = 0;
  const slots: Record<string, string> = {};
  const isSpaceOrNothing = (from: number, to: number) => text.slice(from, to).trim() === '';
  const from = (start: number, index: number): boolean => {
    steps += 1;
    if (steps > mostSteps) return false;
    const piece = pieces[index];
    if (piece === undefined) return isSpaceOrNothing(start, text.length);
    let at = start;
    while (text[at] === ' ') at += 1;
    if ('literal' in piece) {
      const end = at + piece.literal.length;
      if (!text.startsWith(piece.literal, at)) return false;
      // Beside a slot of Chinese, a word of Latin letters may stand without a space: `5km是多少米`.
      if (partsWord(text, at) && !/\d/u.test(text[at - 1] ?? '')) return false;
      if (partsWord(text, end)) return false;
      return from(end, index + 1);
    }
    for (let end = at + 1; end <= text.length; end += 1) {
      if (partsWord(text, end) && /\d/u.test(text[end - 1] ?? '') === /\d/u.test(text[end] ?? '')) continue;
      const words = text.slice(at, end).trim();
      if (!accepts(piece.slot, words)) continue;
      const before = slots[piece.slot];
      if (before !== undefined && before !== words) continue;
      slots[piece.slot] = words;
      if (from(end, index + 1)) return true;
      if (before === undefined) delete slots[piece.slot];
      if (steps > mostSteps) return false;
    }
    return false;
  };
  return from(0, 0) ? { ...slots } : null;
}

/**
 * Whether a phrase is what was said: every word of it, in order, with `{slot}`s for words between; politeness around it
 * (`please`, `可以帮我…吗`) does not matter. A slot takes as few words as it can and `accepts` all of them; without
 * `accepts` any words will do. Null where it does not fit.
 */
export function matchPhrase(
  phrase: string,
  text: string,
  accepts: AcceptsSlot = () => true,
): PhraseMatch | null {
  const pieces = parse(phrase);
  const literalLetters = pieces.reduce(
    (sum, piece) => sum + ('literal' in piece ? piece.literal.replaceAll(' ', '').length : 0),
    0,
  );
  if (pieces.length === 0) return null;
  const whole = plainWords(text);
  const withoutBefore = whole.replace(politeBefore, '');
  const candidates = new Set([
    withoutBefore.replace(politeAfter, ''),
    withoutBefore,
    whole.replace(politeAfter, ''),
    whole,
  ]);
  for (const candidate of candidates) {
    if (candidate === '') continue;
    const slots = fillPieces(candidate, pieces, accepts);
    if (slots === null) continue;
    const spoken = Object.fromEntries(
      Object.entries(slots).map(([slot, words]) => [slot, spokenWords(text, words)]),
    );
    return { slots, spoken, literalLetters };
  }
  return null;
}

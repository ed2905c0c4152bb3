import { plainWords } from './match-phrase.ts';

/** Words that say little of what a sentence is about. */
const common = new Set(
  (
    'a an the is are am be was were do does did to of in on at for and or but it its this that i me my you your we ' +
    'our he she they can could will would should please so just not with 的 了 吗 呢 啊 呀 吧 是 在 我 你 他 她 它 们 很 都 也 就 和 有 不 这 那 个 一'
  ).split(' '),
);

/** A term without the ends that English words take: `likes` → `like`. */
function stem(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.length > 3 && word.endsWith('s') && !/(?:ss|us|is)$/u.test(word)) return word.slice(0, -1);
  return word;
}

/** Terms of a text → how much each counts in it: English words, and Chinese characters alone and in pairs. */
export function termsOf(text: string): ReadonlyMap<string, number> {
  const terms = new Map<string, number>();
  const add = (term: string, weight: number) => {
    terms.set(term, Math.max(terms.get(term) ?? 0, weight));
  };
  for (const [run] of plainWords(text).matchAll(/\p{Script=Han}+|[\p{L}\p{N}]+(?:'[\p{L}]+)?/gu)) {
    if (!/\p{Script=Han}/u.test(run)) {
      add(stem(run), common.has(run) ? 0.2 : 1);
      continue;
    }
    const letters = [...run];
    for (const [at, letter] of letters.entries()) {
      add(letter, common.has(letter) ? 0.1 : 0.5);
      const next = letters[at + 1];
      if (next !== undefined) add(letter + next, common.has(letter) || common.has(next) ? 0.4 : 1);
    }
  }
  return terms;
}

export interface RankedText {
  readonly index: number;
  /** 0 nothing in common … 1 the same words. */
  readonly score: number;
}

/** Some texts to be searched by meaning of their words. Terms that few of them have count for more. */
export class TextRanking {
  readonly #terms: readonly ReadonlyMap<string, number>[];
  readonly #frequency = new Map<string, number>();

  constructor(texts: readonly string[]) {
    this.#terms = texts.map(termsOf);
    for (const terms of this.#terms) {
      for (const term of terms.keys()) this.#frequency.set(term, (this.#frequency.get(term) ?? 0) + 1);
    }
  }

  /** Texts that have terms of the words, best first; equal ones in their own order. */
  rank(words: string): readonly RankedText[] {
    const wanted = termsOf(words);
    const wantedWeight = this.#weigh(wanted);
    return this.#terms
      .flatMap((terms, index): RankedText[] => {
        let shared = 0;
        for (const [term, weight] of terms) {
          const own = wanted.get(term);
          if (own !== undefined) shared += Math.min(own, weight) * this.#rarity(term);
        }
        const whole = this.#weigh(terms);
        if (shared === 0 || whole === 0) return [];
        const likeness = (2 * shared) / (wantedWeight + whole);
        // All of a text is there, with other words around it: a hint, and a strong one where it is most of what was said.
        const contained = shared >= whole * 0.999 ? 0.35 + 0.65 * (shared / wantedWeight) : 0;
        return [{ index, score: Math.min(1, Math.max(likeness, contained)) }];
      })
      .sort((one, other) => other.score - one.score || one.index - other.index);
  }

  #rarity(term: string): number {
    return Math.log(1 + (this.#terms.length + 1) / ((this.#frequency.get(term) ?? 0) + 1));
  }

  #weigh(terms: ReadonlyMap<string, number>): number {
    let sum = 0;
    for (const [term, weight] of terms) sum += weight * this.#rarity(term);
    return sum;
  }
}

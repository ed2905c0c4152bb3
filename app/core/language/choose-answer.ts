import type { Persona } from '../persona/persona.ts';
import type { ToolFunction } from '../tools/tool-definition.ts';
import { speaksOf } from './asks.ts';
import { matchPhrase } from './match-phrase.ts';
import { TextRanking } from './rank-texts.ts';
import { readSlot, takesSpokenWords } from './read-slot.ts';

type JsonObject = Persona['intents'][string]['tool'] extends infer Tool
  ? NonNullable<Tool> extends { arguments: infer Arguments }
    ? Arguments
    : never
  : never;

/** What is said where a phrase fits: lines, a tool, or both. */
export interface PreparedAnswer {
  readonly reply: readonly string[];
  readonly tool: { readonly id: string; readonly arguments: JsonObject } | null;
  /** Slots of the phrase with the words that filled them. */
  readonly slots: Readonly<Record<string, string>>;
}

/** A function whose phrase fits, with its arguments read out of the words. */
export interface FunctionCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, string | number | boolean>>;
}

export interface Candidate<Answer> {
  readonly answer: Answer;
  /** Exactly this phrase, or 0…1 how alike it is. */
  readonly literalLetters: number;
  readonly score: number;
}

type Entry = Persona['intents'][string] | Persona['examples'][string];

/** Everything a persona has prepared, ready to be searched. Built once for a persona. */
export class PreparedAnswers {
  readonly #entries: readonly { readonly phrase: string; readonly entry: Entry }[];
  readonly #ranking: TextRanking;

  constructor(persona: Pick<Persona, 'intents' | 'examples'>) {
    // By id, so that the order in which a document was written does not matter.
    const ordered = <Value>(record: Readonly<Record<string, Value>>): Value[] =>
      Object.keys(record)
        .sort()
        .flatMap(id => record[id] ?? []);
    this.#entries = [
      ...ordered(persona.intents).flatMap(entry => entry.phrases.map(phrase => ({ phrase, entry }))),
      ...ordered(persona.examples).map(entry => ({ phrase: entry.person, entry })),
    ];
    this.#ranking = new TextRanking(this.#entries.map(({ phrase }) => phrase.replace(/\{\w+\}/gu, ' ')));
  }

  /** The entry whose phrase is what was said; the most telling one where several are. */
  exact(said: string): Candidate<PreparedAnswer> | null {
    let best: Candidate<PreparedAnswer> | null = null;
    for (const { phrase, entry } of this.#entries) {
      const match = matchPhrase(phrase, said);
      if (match === null || match.literalLetters <= (best?.literalLetters ?? 0)) continue;
      best = {
        answer: prepared(entry, match.spoken),
        literalLetters: match.literalLetters,
        score: 1,
      };
    }
    return best;
  }

  /** The entry that is most like what was said. One with slots is left out: nothing tells what fills them. */
  closest(said: string): Candidate<PreparedAnswer> | null {
    const own = speaksOf(said);
    let best: Candidate<PreparedAnswer> | null = null;
    for (const { index, score } of this.#ranking.rank(said)) {
      const found = this.#entries[index];
      if (found === undefined || /\{\w+\}/u.test(found.phrase)) continue;
      // “What do I like?” is not “What do you like?”, however alike their letters are.
      const other = speaksOf(found.phrase);
      const isSwapped =
        (own.speaker && !own.listener && other.listener && !other.speaker) ||
        (own.listener && !own.speaker && other.speaker && !other.listener);
      const weighed = isSwapped ? score * 0.5 : score;
      if (weighed > (best?.score ?? 0)) {
        best = { answer: prepared(found.entry, {}), literalLetters: 0, score: weighed };
      }
    }
    return best;
  }
}

function prepared(entry: Entry, slots: Readonly<Record<string, string>>): PreparedAnswer {
  return { reply: entry.reply, tool: entry.tool ?? null, slots };
}

/**
 * The function whose phrase is what was said, with arguments of the right types; null where none is. Of several the one
 * with the most words of its own, then the first by name. `isCertain`: not only free words made it fit.
 */
export function chooseFunction(
  said: string,
  functions: Iterable<readonly [name: string, Pick<ToolFunction, 'parameters' | 'phrases'>]>,
  now: Date,
): (Candidate<FunctionCall> & { readonly isCertain: boolean }) | null {
  let best: (Candidate<FunctionCall> & { readonly isCertain: boolean }) | null = null;
  const ordered = [...functions].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
  for (const [name, { parameters, phrases }] of ordered) {
    for (const phrase of [...phrases.en, ...phrases.zh]) {
      const match = matchPhrase(phrase, said, (slot, words) => {
        const parameter = Object.hasOwn(parameters, slot) ? parameters[slot] : undefined;
        return parameter === undefined || readSlot(parameter, words, now) !== undefined;
      });
      if (match === null || match.literalLetters <= (best?.literalLetters ?? 0)) continue;
      const arguments_: Record<string, string | number | boolean> = {};
      let isCertain = Object.keys(match.slots).length === 0;
      for (const [slot, words] of Object.entries(match.slots)) {
        const parameter = Object.hasOwn(parameters, slot) ? parameters[slot] : undefined;
        const taken = parameter !== undefined && takesSpokenWords(parameter) ? match.spoken[slot] : words;
        const value = parameter === undefined ? undefined : readSlot(parameter, taken ?? words, now);
        if (parameter === undefined || value === undefined) continue;
        arguments_[slot] = value;
        isCertain ||= parameter.reads !== 'words' || parameter.enum !== undefined;
      }
      const lacks = Object.entries(parameters).some(
        ([id, parameter]) => !parameter.optional && !Object.hasOwn(arguments_, id),
      );
      if (lacks) continue;
      best = {
        answer: { name, arguments: arguments_ },
        literalLetters: match.literalLetters,
        score: 1,
        isCertain,
      };
    }
  }
  return best;
}

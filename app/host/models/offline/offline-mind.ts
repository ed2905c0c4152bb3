import { asksForMemories, isQuestion, sharesTopic, speaksOf } from '../../../core/language/asks.ts';
import {
  chooseFunction,
  type PreparedAnswer,
  PreparedAnswers,
} from '../../../core/language/choose-answer.ts';
import { languageOf } from '../../../core/language/mentions.ts';
import { readSlot } from '../../../core/language/read-slot.ts';
import { chooseLine, fillLine } from '../../../core/persona/choose-line.ts';
import type { LocalizedText } from '../../../core/text/localized-text.ts';
import type { JsonValue } from '../../../sdk/hub-node.ts';
import type { OfflineKnowledge } from '../model-access.ts';

/** One turn as the offline model sees it. */
export interface OfflineTurn {
  /** The person's own last words. */
  readonly said: string;
  /** What tools gave back since then. */
  readonly results: readonly { readonly text: string; readonly isDone: boolean }[];
  /** What was answered before, oldest first: it decides whose turn a line is. */
  readonly replies: readonly string[];
  /** Names of the tools that may be called. */
  readonly callable: ReadonlySet<string>;
}

export interface OfflineReply {
  readonly text: string;
  readonly call: { readonly name: string; readonly arguments: Readonly<Record<string, JsonValue>> } | null;
}

/** How alike a prepared phrase must be to what was said, where it is not the very same. */
const alikeEnough = 0.5;
/** So alike that free words in a tool's phrase do not weigh against it. */
const almostTheSame = 0.8;
const memoriesSaid = 3;
const longestResult = 2_000;

const ownLines = {
  unknown: { en: 'I do not know what to say to that.', zh: '这个我不知道怎么回答。' },
  remember: { en: 'I remember: {memory}.', zh: '我记得：{memory}。' },
  failed: { en: 'That did not work.', zh: '这个没有做成。' },
  done: { en: 'Done.', zh: '好了。' },
} as const satisfies Record<string, LocalizedText>;

/** Decides what to say. Holds nothing of a conversation. */
export class OfflineMind {
  readonly #knowledge: OfflineKnowledge;
  readonly #prepared: PreparedAnswers;

  constructor(knowledge: OfflineKnowledge) {
    this.#knowledge = knowledge;
    this.#prepared = new PreparedAnswers(knowledge.persona);
  }

  async answer(turn: OfflineTurn): Promise<OfflineReply> {
    const { said } = turn;
    const language = languageOf(said);
    const exact = this.#prepared.exact(said);
    const closest = exact === null ? this.#prepared.closest(said) : null;
    if (turn.results.length > 0)
      return { text: this.#afterTools(turn, exact?.answer ?? closest?.answer), call: null };

    const functions = [...this.#knowledge.functions].filter(([name]) => turn.callable.has(name));
    const called = chooseFunction(said, functions, this.#knowledge.date());
    if (exact !== null && exact.literalLetters >= (called?.literalLetters ?? 0)) {
      const reply = this.#give(exact.answer, turn);
      if (reply !== null) return reply;
    }
    if (called !== null && (called.isCertain || (closest?.score ?? 0) < almostTheSame)) {
      return { text: '', call: called.answer };
    }
    const remembered = await this.#remember(said, language);
    if (remembered !== null) return { text: remembered, call: null };
    if (closest !== null && closest.score >= alikeEnough) {
      const reply = this.#give(closest.answer, turn);
      if (reply !== null) return reply;
    }
    const line = this.#line(this.#knowledge.persona.fallback, {}, turn);
    return { text: line ?? ownLines.unknown[language], call: null };
  }

  /** What was prepared: a call first, and then the words; null where there is neither. */
  #give(answer: PreparedAnswer, turn: OfflineTurn): OfflineReply | null {
    const name = answer.tool === null ? undefined : this.#nameOf(answer.tool.id, turn.callable);
    if (answer.tool !== null && name !== undefined) {
      const given = Object.entries(answer.tool.arguments).map(([id, value]): [string, JsonValue] => [
        id,
        this.#fillArgument(name, id, value, answer.slots),
      ]);
      return { text: '', call: { name, arguments: Object.fromEntries(given) } };
    }
    const line = this.#line(answer.reply, answer.slots, turn);
    return line === undefined ? null : { text: line, call: null };
  }

  /** Says what came of a call: the line that was prepared for it, or the tool's own words. They are said, not read. */
  #afterTools(turn: OfflineTurn, prepared: PreparedAnswer | undefined): string {
    const language = languageOf(turn.said);
    const failed = turn.results.find(result => !result.isDone);
    if (failed !== undefined) return failed.text.slice(0, longestResult) || ownLines.failed[language];
    const line =
      prepared?.tool === null || prepared === undefined
        ? undefined
        : this.#line(prepared.reply, prepared.slots, turn);
    if (line !== undefined) return line;
    const text = turn.results
      .map(result => result.text.trim())
      .filter(result => result !== '')
      .join(' ')
      .slice(0, longestResult);
    return text === '' ? ownLines.done[language] : text;
  }

  async #remember(said: string, language: 'en' | 'zh'): Promise<string | null> {
    const wantsAll = asksForMemories(said);
    const about = speaksOf(said);
    if (!wantsAll && !(isQuestion(said) && about.speaker && !about.listener)) return null;
    const memories = await this.#knowledge.recall(said);
    const fitting = wantsAll ? memories : memories.filter(memory => sharesTopic(said, memory));
    if (fitting.length === 0) return null;
    const memory = fitting
      .slice(0, wantsAll ? memoriesSaid : 1)
      .map(text => text.trim().replace(/[.。!！]+$/u, ''))
      .join(language === 'zh' ? '；' : '; ');
    return fillLine(ownLines.remember[language], { memory });
  }

  /** The line whose turn it is: as many of them as were said before. */
  #line(
    lines: readonly string[],
    slots: Readonly<Record<string, string>>,
    turn: OfflineTurn,
  ): string | undefined {
    const all = { ...this.#knowledge.slots, ...slots };
    const filled = new Set(lines.map(line => fillLine(line, all)));
    const saidBefore = turn.replies.filter(reply => filled.has(reply)).length;
    return chooseLine(lines, { language: languageOf(turn.said), slots: all, turn: saidBefore });
  }

  #nameOf(id: string, callable: ReadonlySet<string>): string | undefined {
    const plain = (text: string) => text.replace(/[^A-Za-z0-9]+/gu, '_');
    const known = this.#knowledge.toolNames?.get(id);
    if (known !== undefined) return callable.has(known) ? known : undefined;
    return [...callable].find(name => plain(name) === plain(id));
  }

  /** `{slot}` in an argument: read as the parameter wants it where it stands alone, else put into the text. */
  #fillArgument(
    name: string,
    id: string,
    value: JsonValue,
    slots: Readonly<Record<string, string>>,
  ): JsonValue {
    if (typeof value !== 'string') return value;
    const alone = /^\{(\w+)\}$/u.exec(value)?.[1];
    const words = alone === undefined ? undefined : slots[alone];
    const parameter = this.#knowledge.functions.get(name)?.parameters[id];
    if (words !== undefined && parameter !== undefined) {
      return readSlot(parameter, words, this.#knowledge.date()) ?? words;
    }
    return fillLine(value, { ...this.#knowledge.slots, ...slots });
  }
}

import { languageOf } from '../../core/language/mentions.ts';
import { checkWords } from '../../core/persona/check-reply.ts';
import type { Persona } from '../../core/persona/persona.ts';
import { SentenceSplitter, splitSentences } from '../../core/persona/split-sentences.ts';
import { type Emotion, emotions } from '../../core/ports/port-type.ts';
import type { AgentOutput } from '../../sdk/hub-node.ts';

const tagPattern = /^\s*\[\s*([a-z]+)\s*\]\s*/iu;

/** An emotion in brackets at the start of a text, and the text without it. Other brackets are left alone. */
export function takeEmotionTag(text: string): { readonly emotion: Emotion | null; readonly text: string } {
  const match = tagPattern.exec(text);
  const named = match?.[1]?.toLowerCase();
  const emotion = emotions.find(each => each === named);
  return match === null || emotion === undefined
    ? { emotion: null, text }
    : { emotion, text: text.slice(match[0].length) };
}

export interface ReplyWriterOptions {
  readonly persona: Persona;
  readonly language: 'en' | 'zh';
  readonly onOutput: (output: AgentOutput) => void;
  readonly onEmotion: (emotion: Emotion) => void;
  /** The emotion of a first sentence that names none. */
  readonly emotionOf: (sentence: string) => Emotion | null;
  /** How often the persona refused before, so that its lines take turns. */
  readonly turn: number;
}

/**
 * Turns what a model streams into what is said. Nothing is given out before its sentence is complete and was checked: a
 * sentence that is refused is replaced, and the rest of the stream is not wanted any more.
 */
export class ReplyWriter {
  readonly #options: ReplyWriterOptions;
  readonly #splitter = new SentenceSplitter();
  #said = '';
  #previous = '';
  #isClosed = false;
  #hasRefused = false;

  constructor(options: ReplyWriterOptions) {
    this.#options = options;
  }

  /** All that was given out. */
  get said(): string {
    return this.#said;
  }

  get hasSpoken(): boolean {
    return this.#said !== '';
  }

  get hasRefused(): boolean {
    return this.#hasRefused;
  }

  /** Adds a piece of the model's text. False: no more is wanted. */
  push(piece: string): boolean {
    if (this.#isClosed) return false;
    for (const sentence of this.#splitter.push(piece)) if (!this.#give(sentence)) return false;
    return true;
  }

  /** The model is done: what is left is a sentence, too. */
  finish(): void {
    if (this.#isClosed) return;
    for (const sentence of this.#splitter.finish()) if (!this.#give(sentence)) return;
  }

  /** Forgets what is not complete. A second model may begin where nothing was said yet. */
  discard(): void {
    this.#splitter.finish();
  }

  /** Says a line of the program's own: it needs no check. */
  sayOwn(line: string): void {
    for (const sentence of splitSentences(line)) this.#say(sentence);
  }

  /** No word comes out any more. */
  close(): void {
    this.#isClosed = true;
  }

  #give(raw: string): boolean {
    const { emotion, text } = takeEmotionTag(raw);
    const sentence = text.trim();
    const felt = emotion ?? (this.hasSpoken || sentence === '' ? null : this.#options.emotionOf(sentence));
    if (felt !== null) this.#options.onEmotion(felt);
    if (sentence === '') return true;
    const { persona, language, turn, onOutput } = this.#options;
    const verdict = checkWords({
      persona,
      text: sentence,
      before: this.#previous,
      direction: 'said',
      language,
      turn,
    });
    if (verdict.kind === 'refused') {
      this.#hasRefused = true;
      onOutput({ kind: 'refused', topic: verdict.topic });
      this.sayOwn(verdict.instead);
      this.#isClosed = true;
      return false;
    }
    this.#previous = sentence;
    for (const part of verdict.kind === 'reworded' ? splitSentences(verdict.text) : [sentence])
      this.#say(part);
    return true;
  }

  #say(sentence: string): void {
    if (this.#isClosed) return;
    const language = /\p{L}/u.test(sentence) ? languageOf(sentence) : this.#options.language;
    const gap = this.#said === '' || (language === 'zh' && /[。！？…”]$/u.test(this.#said)) ? '' : ' ';
    this.#said += gap + sentence;
    this.#options.onOutput({ kind: 'words', text: gap + sentence });
    this.#options.onOutput({ kind: 'sentence', text: sentence, language });
  }
}

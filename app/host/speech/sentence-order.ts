interface Sentence {
  text: string;
  isFinal: boolean;
  isGiven: boolean;
}

/**
 * Puts what a recogniser says in order. Each sentence is told finally once, in the order of its place, also where
 * results arrive twice, late or in another order.
 */
export class SentenceOrder {
  readonly #sentences = new Map<number, Sentence>();
  readonly #onText: (text: string, isFinal: boolean) => void;

  constructor(onText: (text: string, isFinal: boolean) => void) {
    this.#onText = onText;
  }

  /** `place` orders the sentences: where it begins, in milliseconds. */
  add(place: number, text: string, isFinal: boolean): void {
    const sentence = this.#sentences.get(place);
    if (sentence?.isFinal === true) return;
    if (sentence === undefined) this.#sentences.set(place, { text, isFinal, isGiven: false });
    else Object.assign(sentence, { text, isFinal });
    if (isFinal) this.#give(false);
    else if (text !== '') this.#onText(text, false);
  }

  /** Nothing more comes: what is still open is told as it was last heard. */
  end(): void {
    this.#give(true);
  }

  #give(isOver: boolean): void {
    const places = [...this.#sentences.keys()].sort((a, b) => a - b);
    for (const place of places) {
      const sentence = this.#sentences.get(place);
      if (sentence === undefined || sentence.isGiven) continue;
      if (!sentence.isFinal && !isOver) return;
      sentence.isFinal = true;
      sentence.isGiven = true;
      if (sentence.text !== '') this.#onText(sentence.text, true);
    }
  }
}

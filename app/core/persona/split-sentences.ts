/** Ends a sentence by itself. */
const strongEnd = /[。！？…!?\n]/u;
/** May follow the end and belongs to it. */
const closing = /[”’"'）)】」』\]]/u;
/** Words before a full stop that end no sentence. */
const abbreviation = /(?:^|[\s(])(?:mr|mrs|ms|dr|st|prof|vs|etc|e\.g|i\.e|no|[a-z])$/i;

/** Beyond this many characters without an end a piece is given out at the next pause, so that speech can begin. */
const longPiece = 120;

/**
 * Cuts a stream of text into sentences, in Chinese and English. `push` returns the sentences that are complete now,
 * `finish` what is left. Put together, all that comes out is all that went in but for spaces at the edges.
 */
export class SentenceSplitter {
  #buffer = '';

  push(text: string): string[] {
    this.#buffer += text;
    const sentences: string[] = [];
    for (let end = findEnd(this.#buffer); end > 0; end = findEnd(this.#buffer)) {
      const sentence = this.#buffer.slice(0, end).trim();
      this.#buffer = this.#buffer.slice(end);
      if (sentence !== '') sentences.push(sentence);
    }
    return sentences;
  }

  finish(): string[] {
    const rest = this.#buffer.trim();
    this.#buffer = '';
    return rest === '' ? [] : [rest];
  }
}

/** A whole text as its sentences. */
export function splitSentences(text: string): string[] {
  const splitter = new SentenceSplitter();
  return [...splitter.push(text), ...splitter.finish()];
}

/** Index after the first sentence that is surely complete; 0 where none is. */
function findEnd(text: string): number {
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? '';
    if (letter === '.' ? endsWithStop(text, at) : strongEnd.test(letter)) {
      let end = at + 1;
      while (end < text.length && (strongEnd.test(text[end] ?? '') || text[end] === '.')) end++;
      while (end < text.length && closing.test(text[end] ?? '')) end++;
      // More marks may still come with the next piece; Chinese marks and line ends need no such patience.
      if (end < text.length || /[。！？\n]/u.test(letter)) return end;
      return 0;
    }
    if (at >= longPiece && /[,，;；:：、]/u.test(letter)) return at + 1;
  }
  return 0;
}

/** Whether a full stop ends a sentence: not within numbers and addresses, and not after an abbreviation. */
function endsWithStop(text: string, at: number): boolean {
  const after = text[at + 1];
  if (after === undefined) return false;
  if (after !== '.' && !/\s/u.test(after) && !closing.test(after)) return false;
  return !abbreviation.test(text.slice(Math.max(0, at - 8), at));
}

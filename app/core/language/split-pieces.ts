/** A text in the pieces in which models stream it: words with the space before them, Chinese character by character. */
export function splitPieces(text: string): readonly string[] {
  return text.match(/\s*(?:\p{Script=Han}|[^\s\p{Script=Han}]+)|\s+/gu) ?? [];
}

/** Tokens that a text is likely to take: a Chinese character about one, four other letters about one. */
export function estimateTokens(text: string): number {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  return Math.ceil(han + (text.length - han) / 4);
}

/** Signs that belong to what stands right after them: a bracket of a sum, a quotation mark, a minus. */
const opening = /[(（"“'‘《「[{-]/u;
const closing: Readonly<Record<string, string>> = {
  '(': ')',
  '（': '）',
  '"': '"',
  '“': '”',
  '‘': '’',
  '《': '》',
  '「': '」',
};

/**
 * The words of a slot as they were said, with capitals and signs, from the text that they were taken from. The words
 * themselves where they cannot be found there: a contraction was written out.
 */
export function spokenWords(text: string, words: string): string {
  const source = text.normalize('NFKC');
  const letters = [...words].filter(letter => letter.trim() !== '');
  if (letters.length === 0) return words;
  const escaped = letters.map(letter => letter.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  // Between two letters any signs may have been taken out.
  const found = new RegExp(escaped.join('[^\\p{L}\\p{N}]*?'), 'iu').exec(source);
  if (found === null) return words;
  let start = found.index;
  let end = start + found[0].length;
  while (start > 0 && opening.test(source[start - 1] ?? '')) start--;
  // A bracket that was opened inside is closed inside.
  for (const [open, close] of Object.entries(closing)) {
    const inside = source.slice(start, end);
    if (inside.split(open).length > inside.split(close).length && source[end] === close) end++;
  }
  return source.slice(start, end).trim();
}

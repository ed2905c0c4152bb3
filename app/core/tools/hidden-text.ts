/**
 * Characters that a person does not see and a model reads: control and format characters, private ones, invisible
 * fillers, tags and variation selectors that can carry a message. Line breaks and tabs are text; a joiner between two
 * pictures and one selector after a picture belong to an emoji.
 */
const hidden = new RegExp(
  [
    '[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]',
    // A joiner that joins no two pictures.
    '(?<!\\p{Extended_Pictographic}\\ufe0f?\\p{Emoji_Modifier}?)\\u200d',
    '\\u200d(?!\\p{Extended_Pictographic})',
    '(?!\\u200d)\\p{Cf}',
    '\\p{Co}',
    '\\p{Cs}',
    // Fillers that look like nothing.
    '\\u034f|[\\u115f\\u1160]|[\\u17b4\\u17b5]|[\\u180b-\\u180d]|\\u2800|\\u3164|\\uffa0',
    // Selectors of another look than “as a picture”, that one twice, and those of old scripts.
    '[\\ufe00-\\ufe0e]',
    '(?<=\\ufe0f)\\ufe0f',
    '[\\u{e0100}-\\u{e01ef}]',
  ].join('|'),
  'gu',
);

/** The hidden characters of a text as `U+200B`, each once, in order. */
export function findHiddenCharacters(text: string): readonly string[] {
  const found = new Set<string>();
  for (const [character] of text.matchAll(hidden)) {
    found.add(`U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`);
  }
  return [...found];
}

/** The text without its hidden characters. */
export function removeHiddenCharacters(text: string): string {
  return text.replaceAll(hidden, '');
}

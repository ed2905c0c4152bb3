/** The trigram index finds nothing shorter than this; shorter words are looked for in the text itself. */
const trigramLength = 3;

/** More than one utterance has; the rest of a longer text is not looked at. */
const termLimit = 60;

/** Words that say nothing about what is meant. */
const emptyWords = new Set(
  `about and any are ask been but can could did does for from get had has have her him his how into its just know
  like made make may me more much not now off one our out please remember say she should some tell than that the
  their them then there these they this those too was way were what when where which who why will with would you
  your yes`.split(/\s+/),
);

/** Characters that join words rather than being one: they end a run of Chinese. */
const emptyCharacters =
  /[的了吗呢吧啊呀哦嘛我你您他她它们是在有不就也都和与跟这那哪什么怎谁几很把被给让对还又再会能要想]+/u;

/** Letters of one case and one width, without control characters: the form in which texts and questions meet. */
export function searchable(...texts: readonly (string | null)[]): string {
  return texts
    .filter(text => text !== null && text !== '')
    .join('\n')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ');
}

const lengthOf = (text: string) => [...text].length;

/** Words for the trigram index and words that are too short for it. */
export interface SearchTerms {
  readonly long: readonly string[];
  readonly short: readonly string[];
}

function sorted(terms: Iterable<string>): SearchTerms {
  const all = [...new Set(terms)].slice(0, termLimit);
  return {
    long: all.filter(term => lengthOf(term) >= trigramLength),
    short: all.filter(term => lengthOf(term) < trigramLength),
  };
}

/** What a person typed into a search field: every part must occur. */
export function typedTerms(words: string): SearchTerms {
  return sorted(
    searchable(words)
      .split(/\s+/)
      .filter(part => part !== ''),
  );
}

/** `dinosaurs` also finds `dinosaur`: an index of three-letter pieces finds a word within its longer forms. */
function stem(word: string): string {
  return word.length > 4 && /[^s]s$/.test(word) ? word.slice(0, -1) : word;
}

/**
 * What an utterance is about: its words in English, pairs of characters in Chinese, whose words are not set apart.
 * Any of them may occur.
 */
export function spokenTerms(utterance: string): SearchTerms {
  const terms: string[] = [];
  for (const [run] of searchable(utterance).matchAll(/\p{Script=Han}+|[\p{L}\p{N}]+/gu)) {
    if (!/^\p{Script=Han}/u.test(run)) {
      const isWord = run.length > 2 || /^\p{N}+$/u.test(run);
      if (isWord && !emptyWords.has(run)) terms.push(stem(run));
      continue;
    }
    for (const piece of run.split(emptyCharacters)) {
      const characters = [...piece];
      if (characters.length === 1) terms.push(piece);
      for (let index = 0; index + 1 < characters.length; index += 1) {
        terms.push(`${characters[index]}${characters[index + 1]}`);
      }
    }
  }
  return sorted(terms);
}

/** One term as FTS5 reads it: a string between quotes, so that nothing in it is syntax. */
function quoted(term: string): string {
  return `"${term.replaceAll('"', '""')}"`;
}

/** A condition on `entry` and the values of its placeholders; null where there is nothing to look for. */
export function searchCondition(
  { long, short }: SearchTerms,
  join: 'AND' | 'OR',
): { readonly sql: string; readonly args: readonly string[] } | null {
  const parts = [
    ...(long.length === 0 ? [] : ['number IN (SELECT rowid FROM entry_words WHERE entry_words MATCH ?)']),
    ...short.map(() => 'instr(search, ?) > 0'),
  ];
  if (parts.length === 0) return null;
  return {
    sql: `(${parts.join(` ${join} `)})`,
    args: [...(long.length === 0 ? [] : [long.map(quoted).join(` ${join} `)]), ...short],
  };
}

/** What ranking needs of an entry. `number` grows with each entry. */
export interface Rankable {
  readonly number: number;
  readonly kind: 'fact' | 'episode';
  readonly text: string;
  readonly search: string;
  readonly createdAt: string;
}

/**
 * Best first: a rare word weighs more than one in every entry, a word of the text itself more than one of where it
 * came from; then facts before episodes, then the newest. Counted among these entries alone, never over those of other
 * people, so that nobody's memories move another's.
 */
export function rankEntries<Entry extends Rankable>(
  entries: readonly Entry[],
  { long, short }: SearchTerms,
): readonly Entry[] {
  const terms = [...long, ...short];
  const weights = terms.map(term => {
    const hits = entries.filter(entry => entry.search.includes(term)).length;
    return hits === 0 ? 0 : Math.log(1 + entries.length / hits);
  });
  const scores = new Map(
    entries.map(entry => {
      const text = searchable(entry.text);
      const score = terms.reduce((sum, term, index) => {
        const factor = text.includes(term) ? 1 : entry.search.includes(term) ? 0.5 : 0;
        return sum + factor * (weights[index] ?? 0);
      }, 0);
      return [entry, score] as const;
    }),
  );
  const scoreOf = (entry: Entry) => scores.get(entry) ?? 0;
  return entries
    .filter(entry => scoreOf(entry) > 0)
    .sort(
      (one, other) =>
        scoreOf(other) - scoreOf(one) ||
        Number(one.kind === 'episode') - Number(other.kind === 'episode') ||
        (one.createdAt === other.createdAt ? 0 : one.createdAt < other.createdAt ? 1 : -1) ||
        other.number - one.number,
    );
}

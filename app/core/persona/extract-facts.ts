import { chineseRules, englishRules, type FoundFact } from './fact-rules.ts';

/** Something that a person told of themselves. */
export interface ExtractedFact {
  /** What it is about, so that a newer one replaces it: `name`, `birthday`, `likes:dinosaur`. */
  readonly key: string;
  /** As it can be said: `Likes dinosaurs`. */
  readonly text: string;
  /** `MM-DD` or `YYYY-MM-DD`, where it comes round every year. */
  readonly date: string | null;
  /** The clause that it was taken from. */
  readonly sourceWords: string;
}

/** Longer talk than this is no telling of oneself; only its beginning is read. */
const readLength = 1_000;

/** A clause that asks, supposes, or says what somebody else said. */
const noStatement =
  /\b(?:if i|do i|did i|am i|what|who|which|should i|would i|he|she|they|you)\b.*\b(?:said|says|say|think|thinks|told|asked|i)\b|\?|？|吗|什么|哪|谁|几岁|如果|要是|假如|假装|(?:他|她|它|们|妈|爸|师|人|你|您)(?:总|都|也|就)?(?:说|问|讲|觉得|以为)/iu;
const supposing = /^(?:if|when|suppose|pretend|imagine)\b/iu;

/**
 * Facts that a person tells of themselves, by rule, in Chinese and English: name, birthday, age, likes, fears,
 * favourites, pets, family. Only statements in the first person count: no questions, no quotations, nothing that somebody
 * else is said to have said. Of two facts with the same key the later one is given.
 */
export function extractFacts(said: string): ExtractedFact[] {
  const own = said
    .normalize('NFKC')
    .slice(0, readLength)
    .replaceAll('’', "'")
    .replace(/“[^”]*”|「[^」]*」|『[^』]*』|"[^"]*"/gu, ' ');
  const facts = new Map<string, ExtractedFact>();
  for (const clause of clausesOf(own)) {
    for (const fact of factsOf(clause)) {
      const key = fact.subject === '' ? fact.kind : `${fact.kind}:${fact.subject}`;
      facts.delete(key);
      facts.set(key, { key, text: fact.text, date: fact.date ?? null, sourceWords: clause });
    }
  }
  return [...facts.values()];
}

/** Clauses with the mark that ends them, so that a question can be told. */
function clausesOf(text: string): string[] {
  return (
    text
      // A comma within a date or before “called” holds the clause together.
      .replace(/,(?=\s+(?:(?:19|20)\d\d|called|named)\b)/giu, '')
      .match(/[^,，.。!！?？;；\n]+[?？]?/gu)
      ?.flatMap(clause =>
        clause.split(/\s+(?:and|but)\s+(?=(?:i|i'm|my)\b)|(?:而且|但是|可是|还有|不过)(?=我)/iu),
      )
      .map(clause => clause.trim())
      .filter(clause => clause !== '') ?? []
  );
}

function factsOf(clause: string): readonly FoundFact[] {
  if (noStatement.test(clause) || supposing.test(clause)) return [];
  const rules = /\p{Script=Han}/u.test(clause) ? chineseRules : englishRules;
  for (const rule of rules) {
    const match = rule.pattern.exec(clause);
    if (match === null) continue;
    const found = rule.find(match.groups ?? {});
    if (found === null) continue;
    const list = Array.isArray(found) ? (found as readonly FoundFact[]) : [found as FoundFact];
    if (list.length > 0) return list;
  }
  return [];
}

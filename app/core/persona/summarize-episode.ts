import type { SpokenLanguage } from './persona.ts';

/** One exchange of a conversation. */
export interface Exchange {
  readonly person: string;
  readonly persona: string;
}

const keptUtterances = 3;
const keptCharacters = 60;
/** Below this much said, nothing is worth a memory. */
const leastCharacters = 6;

/**
 * A conversation in one line, by rule: what the person said that had the most in it, in its order. Null where too little
 * was said. Only the person's words are kept: what a persona said may come from anywhere.
 */
export function summarizeEpisode(exchanges: readonly Exchange[], language: SpokenLanguage): string | null {
  const weighed = exchanges
    .map(({ person }, order) => ({ text: person.replace(/\s+/gu, ' ').trim(), order }))
    .map(each => ({ ...each, weight: weightOf(each.text) }))
    .filter(({ weight }) => weight >= leastCharacters);
  if (weighed.length === 0) return null;
  const kept = weighed
    .sort((a, b) => b.weight - a.weight || b.order - a.order)
    .slice(0, keptUtterances)
    .sort((a, b) => a.order - b.order)
    .map(({ text }) => (text.length > keptCharacters ? `${text.slice(0, keptCharacters)}…` : text));
  return language === 'zh' ? `聊到：${kept.join('；')}` : `Talked about: ${kept.join('; ')}`;
}

/** Letters said; a Chinese character says as much as three letters. */
function weightOf(text: string): number {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const letters = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  return letters + han * 2;
}

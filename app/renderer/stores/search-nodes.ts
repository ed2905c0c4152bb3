import type { NodeDefinition } from '../../core/catalogue/node-definition.ts';

/** How well a word fits a text: at its beginning, at the beginning of a word, anywhere, scattered, not at all. */
function scoreOf(text: string, word: string): number {
  const low = text.toLowerCase();
  const place = low.indexOf(word);
  if (place === 0) return 100 - Math.min(40, low.length - word.length);
  if (place > 0) return /[\s\-_/·]/.test(low[place - 1] ?? '') ? 55 : 40;
  let next = 0;
  for (const letter of low) if (letter === word[next]) next += 1;
  return word.length > 3 && next === word.length ? 10 : 0;
}

/** How well a node type answers a search; 0 where it does not. Every word must be found somewhere. */
export function scoreNode(definition: NodeDefinition, query: string): number {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return 1;
  let total = 0;
  for (const word of words) {
    const best = Math.max(
      scoreOf(definition.title.en, word) * 2,
      scoreOf(definition.title.zh, word) * 2,
      ...definition.keywords.map(keyword => scoreOf(keyword, word) * 1.5),
      scoreOf(definition.type, word),
      scoreOf(definition.badge ?? '', word),
      // Sentences: only whole beginnings of words count, or everything would fit.
      scoreOf(definition.summary.en, word) >= 40 ? 20 : 0,
      scoreOf(definition.summary.zh, word) >= 40 ? 20 : 0,
    );
    if (best === 0) return 0;
    total += best;
  }
  return total;
}

/** Node types that answer a search in either language, best first; all of them, in order, for an empty one. */
export function searchNodes(definitions: Iterable<NodeDefinition>, query: string): NodeDefinition[] {
  const scored = [...definitions].map(definition => ({ definition, score: scoreNode(definition, query) }));
  return scored
    .filter(({ score }) => score > 0)
    .sort((left, right) => right.score - left.score)
    .map(({ definition }) => definition);
}

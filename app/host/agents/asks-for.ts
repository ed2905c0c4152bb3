import { simplify } from '../../core/language/mentions.ts';
import type { AgentTool } from '../tools/agent-tool.ts';

/** Words that say nothing about a thing. */
const empty = new Set(
  (
    'the and for you are can could would will please this that with what how who when where why does have has get set ' +
    'tell show give make let into from your mine its new all any one now then use using tool tools sets reads device ' +
    'value values node item items list name text'
  ).split(' '),
);

/** Characters that stand in too many titles to say anything. */
const common = new Set('的了是我你在有和个一不人大小上下中出来去到时色度值设置开关打看说话给把');

/** Asking to be told what something says or shows is no wish that anything be done. */
const wantsToKnow =
  /\b(?:read|look|see|describe|tell me (?:what|about)|translate|explain|summari[sz]e|says?)\b|看看|看一下|看下|读|念|描述|翻译|总结|解释|写了|写的/u;

/** Whether words ask for something to be done: a bare question about a thing is not one. */
export function isRequest(words: string): boolean {
  const plain = simplify(words);
  if (wantsToKnow.test(plain)) return false;
  if (/\b(?:can|could|would|will) you\b|\bplease\b|^(?:let us|let's)\b/u.test(plain)) return true;
  if (/能不能|可不可以|可以帮|帮我|帮忙|麻烦|^请|给我|替我/u.test(plain)) return true;
  return !/[?？]|^(?:what|who|whose|why|where|when|which|how|is|are|do|does|did|was|were)\b|什么|谁|为什么|怎么|哪|吗|呢/u.test(
    plain,
  );
}

/** What a text is about: English words without their endings, pairs of Chinese characters. */
function topicsOf(text: string): Set<string> {
  const plain = simplify(text);
  const topics = new Set<string>();
  for (const word of plain.match(/[a-z]{3,}/gu) ?? []) {
    if (!empty.has(word)) topics.add(word.replace(/(?:ing|ed|es|s)$/u, '').slice(0, 12) || word);
  }
  for (const run of plain.match(/\p{Script=Han}+/gu) ?? []) {
    if (run.length === 1) topics.add(run);
    for (let at = 0; at + 1 < run.length; at++) topics.add(run.slice(at, at + 2));
  }
  return topics;
}

/** Whether a text names a tool: it shares a word with the tool's title, or holds what one of its phrases holds. */
export function namesTool(text: string, tool: AgentTool): boolean {
  const said = topicsOf(text);
  const title = topicsOf(`${tool.title.en} ${tool.title.zh} ${tool.id.replaceAll(/[/_-]/g, ' ')}`);
  for (const topic of title) if (said.has(topic)) return true;
  const plain = simplify(text);
  // One character is a word in Chinese: 灯 asks for 灯环.
  const characters = tool.title.zh.match(/\p{Script=Han}/gu) ?? [];
  if (characters.some(character => !common.has(character) && plain.includes(character))) return true;
  const phrases = [...(tool.function?.phrases.en ?? []), ...(tool.function?.phrases.zh ?? [])];
  return phrases.some(phrase => {
    const parts = simplify(phrase)
      .split(/\s*\{[^}]*\}\s*/u)
      .filter(part => part !== '');
    let from = 0;
    const allThere = parts.every(part => {
      const at = plain.indexOf(part, from);
      from = at + part.length;
      return at >= 0;
    });
    return parts.join('').length >= 2 && allThere;
  });
}

/**
 * Whether a person's own words ask for a tool. A rule of thumb on purpose: where it says no although the person meant
 * it, somebody is asked; where it says yes, the person spoke of that very thing and wanted something done.
 */
export function asksFor(ownWords: readonly string[], tool: AgentTool): boolean {
  return ownWords.some(words => isRequest(words) && namesTool(words, tool));
}

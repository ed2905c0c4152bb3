import type { Persona } from '../../core/persona/persona.ts';
import { splitSentences } from '../../core/persona/split-sentences.ts';
import type { Emotion } from '../../core/ports/port-type.ts';

/** Fewer letters outside its slots, and a sentence could be anybody's. */
const fewestLetters = 2;

/** The first telling sentence of a line as a pattern in which slots stand for any words; null where it has none. */
function patternOf(line: string): RegExp | null {
  const sentence = splitSentences(line).find(
    each => each.replaceAll(/\{[a-zA-Z]+\}|[^\p{L}\p{N}]/gu, '').length >= fewestLetters,
  );
  if (sentence === undefined) return null;
  const parts = sentence.split(/\{[a-zA-Z]+\}/).map(part =>
    part
      .trim()
      .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll(/\s+/g, '\\s+'),
  );
  return new RegExp(`^${parts.join('.*')}`, 'iu');
}

/** The emotion that a persona's own line was written with: that of the example or intent which has it. */
export function emotionOfLine(persona: Persona, sentence: string): Emotion | null {
  const prepared = [...Object.values(persona.examples), ...Object.values(persona.intents)];
  for (const { reply, emotion } of prepared) {
    if (emotion === undefined) continue;
    if (reply.some(line => patternOf(line)?.test(sentence) === true)) return emotion;
  }
  return null;
}

/** The emotion of an intent that has no words of its own, by the tool that it calls. */
export function emotionOfTool(persona: Persona, toolId: string): Emotion | null {
  const silent = Object.values(persona.intents).find(
    intent => intent.reply.length === 0 && intent.tool?.id === toolId && intent.emotion !== undefined,
  );
  return silent?.emotion ?? null;
}

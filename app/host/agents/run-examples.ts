import type { ExampleResult } from '../../contract/services/persona-service.ts';
import { compareCodeUnits, isJsonObject } from '../../core/document/json.ts';
import { languageOf, mentions } from '../../core/language/mentions.ts';
import type { ExampleDialogue, Persona } from '../../core/persona/persona.ts';
import type { AgentOutput, JsonValue } from '../../sdk/hub-node.ts';
import type { Trial } from './trial.ts';

/** Words that stand in for a slot of what the person says. */
const slotWords = { en: 'something', zh: '一个东西' } as const;

/** Plays each example dialogue in a fresh conversation and judges it; results come as they are known. */
export async function runExamples(
  persona: Persona,
  openTrial: () => Promise<Trial>,
  signal: AbortSignal,
  onResult: (result: ExampleResult) => void,
): Promise<ExampleResult[]> {
  const results: ExampleResult[] = [];
  for (const [id, example] of Object.entries(persona.examples).sort(([a], [b]) => compareCodeUnits(a, b))) {
    signal.throwIfAborted();
    const trial = await openTrial();
    try {
      const outputs: AgentOutput[] = [];
      const language = languageOf(example.person);
      const said = example.person.replace(/\{[a-zA-Z]+\}/g, slotWords[language]);
      const { reply } = await trial.say(said, signal, output => outputs.push(output));
      const reason = judge(example, reply, outputs, language);
      const usage = outputs.findLast(output => output.kind === 'usage');
      const result: ExampleResult = {
        example: id,
        passed: reason === null,
        reply,
        reason,
        usage: usage?.kind === 'usage' ? { ...usage.usage } : null,
      };
      results.push(result);
      onResult(result);
    } finally {
      await trial.close();
    }
  }
  return results;
}

/** Why an example failed, in words for people; null where it passed. */
function judge(
  example: ExampleDialogue,
  reply: string,
  outputs: readonly AgentOutput[],
  language: 'en' | 'zh',
): string | null {
  if (reply.trim() === '') return language === 'zh' ? '没有回复。' : 'There was no reply.';
  const wanted = example.mentions ?? [];
  if (wanted.length > 0 && !wanted.some(word => mentions(reply, word))) {
    return language === 'zh'
      ? `回复中没有提到：${wanted.join('、')}。`
      : `The reply mentions none of: ${wanted.join(', ')}.`;
  }
  const { tool } = example;
  if (tool === undefined) return null;
  const calls = outputs.filter(output => output.kind === 'tool');
  const call = calls.find(output => output.kind === 'tool' && output.tool === tool.id);
  if (call?.kind !== 'tool') {
    return language === 'zh' ? `没有调用工具 ${tool.id}。` : `The tool ${tool.id} was not called.`;
  }
  if (call.outcome !== 'done') return `${tool.id}: ${call.text}`;
  const different = Object.entries(tool.arguments).find(
    ([name, value]) => !fits(value, isJsonObject(call.arguments) ? call.arguments[name] : undefined),
  );
  if (different === undefined) return null;
  const [name, value] = different;
  return language === 'zh'
    ? `工具 ${tool.id} 的参数 ${name} 应为 ${JSON.stringify(value)}。`
    : `The tool ${tool.id} was called with another ${name} than ${JSON.stringify(value)}.`;
}

/** An argument with a slot in it is whatever was said there. */
function fits(expected: JsonValue, given: JsonValue | undefined): boolean {
  if (typeof expected === 'string' && /\{\w+\}/.test(expected)) return given !== undefined;
  return JSON.stringify(expected) === JSON.stringify(given);
}

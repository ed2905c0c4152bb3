import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4StreamPart,
  LanguageModelV4ToolCall,
} from '@ai-sdk/provider';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import type { ModelAccess, OfflineKnowledge, ResolvedModel } from '../../models/model-access.ts';

/** What a scripted model does in one step. */
export type ScriptedStep =
  | { readonly text: string }
  | { readonly call: string; readonly arguments: object }
  /** Waits until it is aborted, or for ever where it pays no attention. */
  | { readonly hang: 'attentive' | 'deaf' }
  | { readonly fail: string };

export type Script = (
  options: LanguageModelV4CallOptions,
) => readonly ScriptedStep[] | Promise<readonly ScriptedStep[]>;

let calls = 0;

/** A model that does what a function says, piece by piece. */
export function scriptedModel(script: Script, modelId = 'scripted'): LanguageModelV4 {
  const doStream: LanguageModelV4['doStream'] = async options => {
    const steps = await script(options);
    const stream = new ReadableStream<LanguageModelV4StreamPart>({
      start: async controller => {
        controller.enqueue({ type: 'stream-start', warnings: [] });
        let hasCalls = false;
        let texts = 0;
        for (const step of steps) {
          if ('text' in step) {
            const id = `t${texts++}`;
            controller.enqueue({ type: 'text-start', id });
            for (const piece of step.text.match(/[\s\S]{1,7}/gu) ?? []) {
              controller.enqueue({ type: 'text-delta', id, delta: piece });
            }
            controller.enqueue({ type: 'text-end', id });
          } else if ('call' in step) {
            hasCalls = true;
            const call: LanguageModelV4ToolCall = {
              type: 'tool-call',
              toolCallId: `call-${calls++}`,
              toolName: step.call,
              input: JSON.stringify(step.arguments),
            };
            controller.enqueue(call);
          } else if ('fail' in step) {
            controller.enqueue({ type: 'error', error: new Error(step.fail) });
            controller.close();
            return;
          } else {
            if (step.hang === 'deaf') return;
            options.abortSignal?.addEventListener('abort', () =>
              controller.error(options.abortSignal?.reason ?? new Error('aborted')),
            );
            return;
          }
        }
        controller.enqueue({
          type: 'finish',
          finishReason: { unified: hasCalls ? 'tool-calls' : 'stop', raw: undefined },
          usage: {
            inputTokens: { total: 100, noCache: 100, cacheRead: 0, cacheWrite: 0 },
            outputTokens: { total: 20, text: 20, reasoning: 0 },
          },
        });
        controller.close();
      },
    });
    return { stream };
  };
  return {
    specificationVersion: 'v4',
    provider: 'testing',
    modelId,
    supportedUrls: {},
    doGenerate: () => Promise.reject(new Error('only streams')),
    doStream,
  };
}

/** The last words of the person in a prompt. */
export function lastSaid(options: LanguageModelV4CallOptions): string {
  const message = options.prompt.findLast(each => each.role === 'user');
  if (message?.role !== 'user') return '';
  return message.content.map(part => (part.type === 'text' ? part.text : '')).join('');
}

/** All text that stands in a prompt, whoever wrote it, with pictures read as if their bytes were words. */
export function allText(options: LanguageModelV4CallOptions): string {
  return options.prompt
    .flatMap(message => {
      if (message.role === 'system') return [message.content];
      return message.content.map(part => {
        if (part.type === 'text') return part.text;
        if (part.type === 'tool-result') return JSON.stringify(part.output);
        if (part.type === 'file' && part.data.type === 'data') {
          return typeof part.data.data === 'string'
            ? Buffer.from(part.data.data, 'base64').toString()
            : Buffer.from(part.data.data).toString();
        }
        return '';
      });
    })
    .join('\n');
}

/** What a tool answered in the newest step; undefined where none did. */
export function lastResult(options: LanguageModelV4CallOptions): string | undefined {
  const message = options.prompt.at(-1);
  if (message?.role !== 'tool') return undefined;
  return message.content
    .map(part => (part.type === 'tool-result' && part.output.type === 'text' ? part.output.value : ''))
    .join(' ');
}

/** Answers by example dialogues and intents, calls tools by whole phrases, and else says a fallback line. */
export function simpleOfflineModel(knowledge: OfflineKnowledge): LanguageModelV4 {
  return scriptedModel(async options => {
    const result = lastResult(options);
    if (result !== undefined) return [{ text: result }];
    const said = lastSaid(options).toLowerCase();
    for (const [name, { phrases }] of knowledge.functions) {
      if ([...phrases.en, ...phrases.zh].some(phrase => said.includes(phrase.toLowerCase()))) {
        return [{ call: name, arguments: { value: true } }];
      }
    }
    for (const example of Object.values(knowledge.persona.examples)) {
      if (!said.includes(example.person.toLowerCase())) continue;
      const line = (example.reply[0] ?? '').replace('{name}', knowledge.slots.name ?? '');
      return [{ text: `${example.emotion === undefined ? '' : `[${example.emotion}] `}${line}` }];
    }
    const memories = await knowledge.recall(lastSaid(options));
    if (memories[0] !== undefined) return [{ text: `I remember: ${memories[0]}.` }];
    return [{ text: knowledge.persona.fallback[0] ?? 'Hm.' }];
  }, 'offline');
}

function resolved(language: LanguageModelV4, name: string, isOffline: boolean): ResolvedModel {
  return {
    language,
    name,
    provider: isOffline ? 'offline' : 'testing',
    region: null,
    isOffline,
    facts: null,
    costYuan: (tokensIn, tokensOut) => (isOffline ? 0 : (tokensIn + tokensOut) / 1_000),
  };
}

/** Models by name; `hub` may use those whose name begins with `local/`. */
export function testingModels(scripts: Readonly<Record<string, Script>> = {}): ModelAccess {
  return {
    resolve: ({ name, placement }) => {
      const script = scripts[name];
      if (script === undefined || (placement === 'hub' && !name.startsWith('local/'))) {
        throw new StudioError('internal/unexpected', { message: `${name} cannot be used here` });
      }
      return resolved(scriptedModel(script, name), name, false);
    },
    offline: knowledge => resolved(simpleOfflineModel(knowledge), 'offline', true),
  };
}

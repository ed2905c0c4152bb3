import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4FinishReason,
  LanguageModelV4StreamPart,
  LanguageModelV4ToolResultPart,
  LanguageModelV4Usage,
} from '@ai-sdk/provider';
import { estimateTokens, splitPieces } from '../../../core/language/split-pieces.ts';
import { collectStream } from '../collect-stream.ts';
import type { OfflineKnowledge } from '../model-access.ts';
import { OfflineMind, type OfflineTurn } from './offline-mind.ts';

/** What was said last by the person, and what came back since. */
function readPrompt({ prompt, tools, toolChoice }: LanguageModelV4CallOptions): OfflineTurn {
  const lastUser = prompt.findLastIndex(message => message.role === 'user');
  const user = prompt[lastUser];
  const said =
    user?.role === 'user'
      ? user.content
          .flatMap(part => (part.type === 'text' ? [part.text] : []))
          .join(' ')
          .trim()
      : '';
  const results = prompt
    .slice(lastUser + 1)
    .flatMap(message => (message.role === 'tool' ? message.content : []))
    .flatMap(part => (part.type === 'tool-result' ? [readResult(part)] : []));
  const replies = prompt
    .slice(0, Math.max(0, lastUser))
    .flatMap(message => (message.role === 'assistant' ? message.content : []))
    .flatMap(part => (part.type === 'text' ? [part.text.trim()] : []));
  const callable = new Set(
    toolChoice?.type === 'none'
      ? []
      : (tools ?? []).flatMap(tool => (tool.type === 'function' ? [tool.name] : [])),
  );
  return { said, results, replies, callable };
}

function readResult({ output }: LanguageModelV4ToolResultPart): OfflineTurn['results'][number] {
  switch (output.type) {
    case 'text':
      return { text: output.value, isDone: true };
    case 'error-text':
      return { text: output.value, isDone: false };
    case 'json':
      return { text: textOf(output.value), isDone: true };
    case 'error-json':
      return { text: textOf(output.value), isDone: false };
    case 'execution-denied':
      return { text: output.reason ?? '', isDone: false };
    case 'content':
      return {
        text: output.value.flatMap(part => (part.type === 'text' ? [part.text] : [])).join(' '),
        isDone: true,
      };
  }
}

/** The words of a result: its `text` where it has one. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string') {
    return value.text;
  }
  return JSON.stringify(value);
}

function textOfPrompt(prompt: LanguageModelV4CallOptions['prompt']): string {
  return prompt
    .flatMap(({ content }) =>
      typeof content === 'string'
        ? [content]
        : content.flatMap(part => (part.type === 'text' ? [part.text] : [])),
    )
    .join('\n');
}

async function* answer(
  mind: OfflineMind,
  options: LanguageModelV4CallOptions,
): AsyncGenerator<LanguageModelV4StreamPart, void> {
  const { abortSignal, maxOutputTokens, prompt } = options;
  yield { type: 'stream-start', warnings: [] };
  const reply = await mind.answer(readPrompt(options));
  abortSignal?.throwIfAborted();
  let given = '';
  let finishReason: LanguageModelV4FinishReason = { unified: 'stop', raw: 'stop' };
  if (reply.text !== '') {
    yield { type: 'text-start', id: '0' };
    for (const piece of splitPieces(reply.text)) {
      if (maxOutputTokens !== undefined && estimateTokens(given + piece) > maxOutputTokens) {
        finishReason = { unified: 'length', raw: 'length' };
        break;
      }
      given += piece;
      yield { type: 'text-delta', id: '0', delta: piece };
      abortSignal?.throwIfAborted();
    }
    yield { type: 'text-end', id: '0' };
  }
  if (reply.call !== null) {
    const id = `offline-${prompt.length}`;
    const input = JSON.stringify(reply.call.arguments);
    given += input;
    yield { type: 'tool-input-start', id, toolName: reply.call.name };
    yield { type: 'tool-input-delta', id, delta: input };
    yield { type: 'tool-input-end', id };
    yield { type: 'tool-call', toolCallId: id, toolName: reply.call.name, input };
    finishReason = { unified: 'tool-calls', raw: 'tool_calls' };
  }
  const tokensIn = estimateTokens(textOfPrompt(prompt));
  const tokensOut = estimateTokens(given);
  const usage: LanguageModelV4Usage = {
    inputTokens: { total: tokensIn, noCache: tokensIn, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: tokensOut, text: tokensOut, reasoning: 0 },
  };
  yield { type: 'finish', finishReason, usage };
}

/**
 * The model that needs no network: it answers from what a persona has prepared, from what it remembers, and by the
 * phrases of its tools. Deterministic: the same prompt and the same knowledge give the same answer. It looks for orders
 * in the person's own last words only; text of tools and memories is said, never obeyed.
 */
export function createOfflineModel(knowledge: OfflineKnowledge): LanguageModelV4 {
  const mind = new OfflineMind(knowledge);
  const doStream: LanguageModelV4['doStream'] = async options => {
    options.abortSignal?.throwIfAborted();
    const parts = answer(mind, options);
    const stream = new ReadableStream<LanguageModelV4StreamPart>(
      {
        pull: async controller => {
          const { done, value } = await parts.next();
          if (done) controller.close();
          else controller.enqueue(value);
        },
        cancel: async () => {
          await parts.return();
        },
      },
      { highWaterMark: 0 },
    );
    return { stream };
  };
  return {
    specificationVersion: 'v4',
    provider: 'offline',
    modelId: 'persona',
    supportedUrls: {},
    doStream,
    doGenerate: async options => collectStream(await doStream(options)),
  };
}

import { isStepCount, jsonSchema, type ModelMessage, type ToolSet as SdkTools, streamText, tool } from 'ai';
import { fenceData } from '../../core/persona/fence-data.ts';
import type { CallUsage, HubCaller, ImageValue } from '../../sdk/hub-node.ts';
import type { ResolvedModel } from '../models/model-access.ts';
import type { ConversationExchange } from './conversation.ts';
import type { ReplyWriter } from './reply-writer.ts';
import type { ToolGuard } from './tool-guard.ts';

/** Data of a tool's answer that a model is shown beside its text, characters of JSON. */
const shownData = 2_000;

export interface ModelCall {
  readonly model: ResolvedModel;
  readonly instructions: string;
  readonly window: readonly ConversationExchange[];
  readonly said: string;
  readonly image: ImageValue | undefined;
  readonly guard: ToolGuard;
  readonly writer: ReplyWriter;
  readonly caller: HubCaller;
  /** Aborts when the turn is cancelled. */
  readonly signal: AbortSignal;
  /** The model may be silent for so long: before its first word, and between two pieces. */
  readonly silenceMs: number;
  readonly maxTokens: number;
  readonly temperature: number;
  readonly maxToolCalls: number;
  readonly onUsage: (usage: CallUsage) => void;
}

/** How a call of a model ended: whole; refused by a check; cancelled; or broken, with why. */
export type CallEnding =
  | { readonly kind: 'whole' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'broken'; readonly reason: unknown };

/** Tells calls that are late from those that fail by themselves. */
export class ModelSilentError extends Error {
  override readonly name = 'ModelSilentError';
  readonly silenceMs: number;
  constructor(silenceMs: number) {
    super(`the model was silent for ${silenceMs} ms`);
    this.silenceMs = silenceMs;
  }
}

/**
 * Streams one answer of a model into a writer, with the tools of a guard. It ends at once when it is cancelled or late,
 * also where the model pays no attention. Time that a tool or a person takes is not counted as the model's silence.
 */
export async function callModel(call: ModelCall): Promise<CallEnding> {
  const { model, caller, guard, writer, signal } = call;
  if (signal.aborted) return { kind: 'cancelled' };
  const abort = new AbortController();
  const stopAll = () => abort.abort();
  signal.addEventListener('abort', stopAll, { once: true });
  const watch = watchSilence(caller, call.silenceMs, stopAll);
  const startedAtMs = caller.now();
  let firstMs: number | null = null;
  let stepText = '';
  let hasUsage = false;
  const ended = new Promise<'ended'>(resolve => {
    abort.signal.addEventListener('abort', () => resolve('ended'), { once: true });
  });
  const report = (tokensIn: number, tokensOut: number) => {
    hasUsage = true;
    call.onUsage({
      provider: model.provider,
      model: model.name,
      region: model.region,
      isOffline: model.isOffline,
      firstMs,
      tokensIn,
      tokensOut,
      costYuan: model.costYuan(tokensIn, tokensOut),
    });
  };
  let pieces: AsyncIterator<{ readonly type: string }> | undefined;
  try {
    const { stream } = streamText({
      model: model.language,
      instructions: call.instructions,
      messages: messagesOf(call),
      tools: sdkTools(guard, watch, model.isOffline),
      toolCallConcurrency: 1,
      stopWhen: isStepCount(call.maxToolCalls + 1),
      maxOutputTokens: call.maxTokens,
      temperature: call.temperature,
      maxRetries: 0,
      abortSignal: abort.signal,
      // Errors arrive as parts of the stream; the library would print them as well.
      onError: () => undefined,
    });
    const iterator = stream[Symbol.asyncIterator]();
    pieces = iterator;
    for (;;) {
      const next = iterator.next();
      next.catch(() => undefined);
      const piece = await Promise.race([next, ended]);
      if (piece === 'ended') return ending(signal, watch.isLate, call.silenceMs);
      if (piece.done === true) break;
      const part = piece.value;
      switch (part.type) {
        case 'start-step':
          stepText = '';
          break;
        case 'text-delta':
          watch.heard();
          firstMs ??= caller.now() - startedAtMs;
          stepText += part.text;
          if (!writer.push(part.text)) return { kind: 'stopped' };
          break;
        case 'tool-call':
          watch.heard();
          firstMs ??= caller.now() - startedAtMs;
          // The library does not hand on a call of a tool that was not offered; it is judged like any other.
          if (part.invalid === true) await guard.call(part.toolName, part.input);
          break;
        case 'reasoning-delta':
          watch.heard();
          break;
        case 'finish-step':
          report(part.usage.inputTokens ?? 0, part.usage.outputTokens ?? 0);
          break;
        case 'error':
          return { kind: 'broken', reason: part.error };
        case 'abort':
          return ending(signal, watch.isLate, call.silenceMs);
      }
    }
    return { kind: 'whole' };
  } catch (error) {
    return signal.aborted ? { kind: 'cancelled' } : { kind: 'broken', reason: error };
  } finally {
    watch.stop();
    signal.removeEventListener('abort', stopAll);
    abort.abort();
    pieces?.return?.().catch(() => undefined);
    // A call that was cut short has cost something; without the provider's count it is reckoned from its text.
    if (!hasUsage && stepText !== '') {
      report(estimateTokens(call.instructions + call.said), estimateTokens(stepText));
    }
  }
}

function ending(signal: AbortSignal, isLate: boolean, silenceMs: number): CallEnding {
  if (signal.aborted || !isLate) return { kind: 'cancelled' };
  return { kind: 'broken', reason: new ModelSilentError(silenceMs) };
}

/** Tokens that a text is likely to take: a Chinese character about one, four Latin letters about one. */
export function estimateTokens(text: string): number {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  return Math.ceil(han + (text.length - han) / 4);
}

interface SilenceWatch {
  readonly isLate: boolean;
  heard(): void;
  pause(): void;
  stop(): void;
}

/** Calls back once when nothing was heard for a time of the hub's clock. */
function watchSilence(caller: HubCaller, silenceMs: number, onLate: () => void): SilenceWatch {
  let isLate = false;
  let isStopped = false;
  let cancel: () => void = () => undefined;
  const arm = () => {
    cancel();
    if (isStopped) return;
    cancel = caller.after(silenceMs, () => {
      isLate = true;
      onLate();
    });
  };
  arm();
  return {
    get isLate() {
      return isLate;
    },
    heard: arm,
    pause: () => cancel(),
    stop: () => {
      isStopped = true;
      cancel();
    },
  };
}

function messagesOf({ model, window, said, image }: ModelCall): ModelMessage[] {
  const messages: ModelMessage[] = window.flatMap(exchange => [
    ...(exchange.person === '' ? [] : [{ role: 'user' as const, content: exchange.person }]),
    ...(exchange.persona === '' ? [] : [{ role: 'assistant' as const, content: exchange.persona }]),
  ]);
  const sees = image !== undefined && image.encoding !== 'mono' && canSee(model);
  messages.push({
    role: 'user',
    content: sees
      ? [
          { type: 'text', text: said },
          { type: 'file', data: image.data, mediaType: `image/${image.encoding}` },
        ]
      : said,
  });
  return messages;
}

/** Whether a model takes pictures; one that is in no list is believed to. */
export function canSee(model: ResolvedModel): boolean {
  return !model.isOffline && (model.facts === null || model.facts.inputs.includes('image'));
}

function sdkTools(guard: ToolGuard, watch: SilenceWatch, isOffline: boolean): SdkTools {
  return Object.fromEntries(
    guard.tools.map(each => [
      each.name,
      tool({
        description: each.description,
        inputSchema: jsonSchema<unknown>(each.inputSchema as Parameters<typeof jsonSchema>[0]),
        execute: async (input: unknown) => {
          watch.pause();
          try {
            return await guard.call(each.name, input);
          } finally {
            watch.heard();
          }
        },
        toModelOutput: ({ output }) => {
          if (output.outcome === 'refused') return { type: 'error-text' as const, value: output.text };
          const value = isOffline ? output.text : fencedResult(each.name, output);
          return { type: output.outcome === 'done' ? ('text' as const) : ('error-text' as const), value };
        },
      }),
    ]),
  );
}

function fencedResult(name: string, result: { readonly text: string; readonly data: unknown }): string {
  const data = result.data === null || result.data === undefined ? '' : JSON.stringify(result.data);
  const shown = data === '' || data.length > shownData ? result.text : `${result.text} ${data}`;
  return fenceData(`result of ${name}`, shown);
}

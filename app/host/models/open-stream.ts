import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4StreamPart,
  LanguageModelV4StreamResult,
} from '@ai-sdk/provider';
import { StudioError } from '../../contract/errors/studio-error.ts';
import { type CallTarget, ModelFailure, toModelFailure } from './model-failure.ts';

/** The caller does not want the answer any more; says nothing of the provider. `reason` is the caller's own. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
  readonly reason: unknown;

  constructor(reason: unknown) {
    super('The call was cancelled.');
    this.reason = reason;
  }
}

/** An answer of which the first piece is there. */
export interface OpenedStream {
  readonly result: LanguageModelV4StreamResult;
  /** When it is over: null where it came whole, `cancelled` where nobody wanted the rest, else what went wrong. */
  readonly ended: Promise<ModelFailure | 'cancelled' | null>;
}

/** Parts that a listener would notice. Thinking is not among them: a person waits for the first word. */
const pieces = new Set<LanguageModelV4StreamPart['type']>([
  'text-delta',
  'tool-input-start',
  'tool-call',
  'file',
  'source',
  'custom',
]);

type Finish = Extract<LanguageModelV4StreamPart, { type: 'finish' }>;

/** What is wrong with an end: the filter stopped it, or the line was closed before the protocol's own end. */
function faultOfEnd(finish: Finish | null, target: CallTarget, isEmpty: boolean): ModelFailure | null {
  const { provider } = target;
  const unified = finish?.finishReason.unified;
  if (unified === 'content-filter' && isEmpty) {
    return new ModelFailure(new StudioError('model/content-refused', { provider }), 'refusal');
  }
  const isCut =
    finish === null ||
    unified === 'interrupted' ||
    (unified === 'other' && finish.finishReason.raw === undefined);
  if (!isCut) return null;
  return new ModelFailure(
    new StudioError('model/bad-answer', { provider, reason: 'it ended before it was complete' }),
    'fault',
  );
}

/**
 * Calls a model and waits for the first piece of its answer; what comes before it is kept. Rejects where there is none.
 * The stream that it gives never throws in the middle: a failure comes as an `error` part with a `StudioError`, once.
 */
export async function openStream(
  model: LanguageModelV4,
  options: LanguageModelV4CallOptions & { readonly abortSignal: AbortSignal },
  target: CallTarget,
  limits: { readonly silentMs: number },
): Promise<OpenedStream> {
  const { abortSignal } = options;
  const silence = new AbortController();
  const result = await model.doStream({
    ...options,
    abortSignal: AbortSignal.any([abortSignal, silence.signal]),
  });
  const reader = result.stream.getReader();
  const before: LanguageModelV4StreamPart[] = [];
  let finish: Finish | null = null;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (!done && value.type === 'error') throw toModelFailure(value.error, target, false);
      if (!done) before.push(value);
      if (!done && value.type === 'finish') finish = value;
      if (done || finish !== null) {
        const fault = faultOfEnd(finish, target, true);
        if (fault !== null) throw fault;
        break;
      }
      if (pieces.has(value.type)) break;
    }
  } catch (error) {
    silence.abort();
    await reader.cancel().catch(() => undefined);
    throw error;
  }

  const ended = Promise.withResolvers<ModelFailure | 'cancelled' | null>();
  const stalled = (): ModelFailure => {
    const seconds = Math.round(limits.silentMs / 100) / 10;
    return new ModelFailure(
      new StudioError('model/stalled', { provider: target.provider, seconds }),
      'fault',
    );
  };
  /** The next part, or a failure where the provider is silent for too long. */
  const next = async (): Promise<ReadableStreamReadResult<LanguageModelV4StreamPart>> => {
    const waiting = Promise.withResolvers<never>();
    const timer = setTimeout(() => waiting.reject(stalled()), limits.silentMs);
    try {
      return await Promise.race([reader.read(), waiting.promise]);
    } finally {
      clearTimeout(timer);
    }
  };
  const stop = async (outcome: ModelFailure | 'cancelled' | null): Promise<void> => {
    ended.resolve(outcome);
    if (outcome === null) return;
    silence.abort();
    await reader.cancel().catch(() => undefined);
  };
  const fail = async (
    failure: ModelFailure,
    controller: ReadableStreamDefaultController<LanguageModelV4StreamPart>,
  ): Promise<void> => {
    controller.enqueue({ type: 'error', error: failure.error });
    controller.close();
    await stop(failure);
  };
  const stream = new ReadableStream<LanguageModelV4StreamPart>(
    {
      start: controller => {
        for (const part of before) controller.enqueue(part);
        // Also while nobody reads: the line and the place in the gate are free at once.
        const cancelled = () => {
          const { reason } = abortSignal;
          controller.error(reason instanceof Cancelled ? reason.reason : reason);
          void stop('cancelled');
        };
        abortSignal.addEventListener('abort', cancelled, { once: true });
        void ended.promise.then(() => abortSignal.removeEventListener('abort', cancelled));
      },
      pull: async controller => {
        try {
          const { done, value } = await next();
          if (done) {
            const fault = faultOfEnd(finish, target, false);
            if (fault !== null) return await fail(fault, controller);
            controller.close();
            return await stop(null);
          }
          if (value.type === 'error')
            return await fail(toModelFailure(value.error, target, true), controller);
          if (value.type === 'finish') {
            finish = value;
            // An end that is none is not passed on as one.
            const fault = faultOfEnd(finish, target, false);
            if (fault !== null) return await fail(fault, controller);
          }
          controller.enqueue(value);
        } catch (error) {
          if (!abortSignal.aborted) await fail(toModelFailure(error, target, true), controller);
        }
      },
      cancel: () => stop('cancelled'),
    },
    { highWaterMark: 0 },
  );
  return { result: { ...result, stream }, ended: ended.promise };
}

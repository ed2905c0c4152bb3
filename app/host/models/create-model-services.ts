import type { LanguageModelV4CallOptions, LanguageModelV4Prompt } from '@ai-sdk/provider';
import { z } from 'zod';
import { StudioError } from '../../contract/errors/studio-error.ts';
import { personaSchema } from '../../core/persona/persona.ts';
import type { ChatOptions, HubMessage, HubServices, JsonValue } from '../../sdk/hub-node.ts';
import { failedCall } from './failed-call.ts';
import type { ModelAccess, ResolvedModel } from './model-access.ts';
import { readExamples } from './offline/read-examples.ts';

export interface ModelServicesOptions {
  readonly access: ModelAccess;
  /** Makes pictures; they speak a protocol of their own. */
  readonly image: HubServices['models']['image'];
  /** Where the device is sold; decides the region. */
  readonly markets?: readonly string[];
}

const unanswered = { en: 'I have no answer to that without a model.', zh: '没有模型，我答不上来。' };

/** What hub nodes may ask of models. */
export function createModelServices(options: ModelServicesOptions): HubServices['models'] {
  const { access, image, markets = [] } = options;

  const offline = (chat: ChatOptions, fallback: readonly string[]): ResolvedModel =>
    access.offline({
      persona: personaSchema.parse({ name: 'Chat', examples: readExamples(chat.system), fallback }),
      functions: new Map(),
      recall: async () => [],
      slots: {},
      date: () => chat.caller?.date() ?? new Date(),
    });

  async function* chat(asked: ChatOptions, message: HubMessage): AsyncGenerator<string, string> {
    const isOfflineWanted = asked.model === '' || asked.model === 'offline';
    if (isOfflineWanted) {
      return yield* speak(offline(asked, [unanswered.en, unanswered.zh]), asked, message, {
        hasSpoken: false,
      });
    }
    const progress = { hasSpoken: false };
    let model: ResolvedModel | null = null;
    try {
      model = access.resolve({
        name: asked.model,
        markets,
        placement: asked.caller === undefined || asked.caller.placement === 'cloud' ? 'cloud' : 'hub',
      });
      return yield* speak(model, asked, message, progress);
    } catch (error) {
      const hasExamples = Object.keys(readExamples(asked.system)).length > 0;
      if (!message.signal.aborted) message.report(failedCall(asked.model, model, error));
      if (message.signal.aborted || progress.hasSpoken || !hasExamples) throw error;
      if (!(error instanceof StudioError)) throw error;
      // The model cannot answer now; an example of the instructions may.
      asked.caller?.log(`${error.message} The offline model answers.`, 'warning');
      return yield* speak(offline(asked, []), asked, message, { hasSpoken: false });
    }
  }

  return { chat, image };
}

/** One answer of one model, piece by piece; reports what it cost. */
async function* speak(
  model: ResolvedModel,
  asked: ChatOptions,
  message: HubMessage,
  progress: { hasSpoken: boolean },
): AsyncGenerator<string, string> {
  const startedAtMs = performance.now();
  let firstMs: number | null = null;
  let text = '';
  const { stream } = await model.language.doStream(callOptions(model, asked, message));
  for await (const part of stream) {
    if (part.type === 'error') throw part.error;
    if (part.type === 'text-delta' && part.delta !== '') {
      firstMs ??= performance.now() - startedAtMs;
      text += part.delta;
      progress.hasSpoken = true;
      yield part.delta;
    }
    if (part.type === 'finish') {
      const tokensIn = part.usage.inputTokens.total ?? 0;
      const tokensOut = part.usage.outputTokens.total ?? 0;
      message.report({
        provider: model.provider,
        model: model.name,
        region: model.region,
        isOffline: model.isOffline,
        firstMs,
        tokensIn,
        tokensOut,
        costYuan: model.costYuan(tokensIn, tokensOut),
      });
    }
  }
  message.signal.throwIfAborted();
  return asked.schema === undefined ? text : checkAnswer(text, asked.schema, model.name);
}

function callOptions(
  model: ResolvedModel,
  asked: ChatOptions,
  message: HubMessage,
): LanguageModelV4CallOptions {
  const { image } = asked;
  const canSee = !model.isOffline && (model.facts === null || model.facts.inputs.includes('image'));
  if (image !== undefined && !canSee && !model.isOffline) {
    throw new StudioError('model/other-kind', { model: model.name, kind: 'chat', wanted: 'vision' });
  }
  const prompt: LanguageModelV4Prompt = [
    ...(asked.system.trim() === '' ? [] : [{ role: 'system' as const, content: asked.system }]),
    {
      role: 'user',
      content: [
        { type: 'text', text: asked.prompt },
        ...(image === undefined || image.encoding === 'mono' || !canSee
          ? []
          : [
              {
                type: 'file' as const,
                mediaType: `image/${image.encoding}`,
                data: { type: 'data' as const, data: image.data },
              },
            ]),
      ],
    },
  ];
  return {
    prompt,
    abortSignal: message.signal,
    ...(asked.maxTokens !== undefined && { maxOutputTokens: asked.maxTokens }),
    ...(asked.temperature !== undefined && { temperature: asked.temperature }),
    ...(asked.schema !== undefined && {
      responseFormat: {
        type: 'json' as const,
        schema: asked.schema as NonNullable<
          Extract<LanguageModelV4CallOptions['responseFormat'], { type: 'json' }>['schema']
        >,
      },
    }),
  };
}

/** The answer as canonical JSON. Throws `model/answer-not-schema`. */
function checkAnswer(text: string, schema: JsonValue, model: string): string {
  const fail = (reason: string) => new StudioError('model/answer-not-schema', { model, reason });
  // Models like to put JSON into a fence, whatever they were told.
  const bare = text.trim().replace(/^```(?:json)?\s*([\s\S]*?)\s*```$/u, '$1');
  let value: unknown;
  try {
    value = JSON.parse(bare);
  } catch {
    throw fail('it is not JSON');
  }
  const checked = readSchema(schema).safeParse(value);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw fail(`${issue?.path.join('.') || 'answer'}: ${issue?.message ?? ''}`.slice(0, 200));
  }
  return JSON.stringify(value);
}

/** A schema that this program cannot read checks nothing but that the answer is JSON. */
function readSchema(schema: JsonValue): z.ZodType {
  try {
    return z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  } catch {
    return z.unknown();
  }
}

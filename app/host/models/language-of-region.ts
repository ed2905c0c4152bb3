import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { Provider, Region } from '../../core/models/model-facts.ts';

/** The adapters want a key to put in; the real one is added where the request leaves. */
const noKey = 'added-by-the-studio';

type CallOptions = Parameters<LanguageModelV4['doStream']>[0];

/**
 * A model of a provider in one of its regions. Its adapter is read with the first call: a studio that stays offline
 * starts sooner without it.
 */
export function languageOfRegion(
  provider: Provider,
  region: Region,
  modelId: string,
  guardedFetch: typeof fetch,
): LanguageModelV4 {
  let loading: Promise<LanguageModelV4> | undefined;
  const load = () => {
    loading ??= loadLanguage(provider, region, modelId, guardedFetch);
    return loading;
  };
  return {
    specificationVersion: 'v4',
    provider: provider.id,
    modelId,
    // Pictures are sent along; no address is handed to a provider to fetch.
    supportedUrls: {},
    doGenerate: async options => (await load()).doGenerate(options),
    doStream: async options => (await load()).doStream(options),
  };
}

async function loadLanguage(
  provider: Provider,
  { baseUrl: baseURL }: Region,
  modelId: string,
  guardedFetch: typeof fetch,
): Promise<LanguageModelV4> {
  if (provider.adapter === 'alibaba') {
    const { createAlibaba } = await import('@ai-sdk/alibaba');
    return withoutThinking(createAlibaba({ baseURL, apiKey: noKey, fetch: guardedFetch }).chatModel(modelId));
  }
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
  return createOpenAICompatible({
    name: provider.id,
    baseURL,
    fetch: guardedFetch,
    includeUsage: true,
    supportsStructuredOutputs: true,
  }).chatModel(modelId);
}

/** Someone waits for the first word: a model thinks before it only where the call asks for it. */
function withoutThinking(model: LanguageModelV4): LanguageModelV4 {
  const change = (options: CallOptions): CallOptions =>
    options.reasoning === undefined || options.reasoning === 'provider-default'
      ? { ...options, reasoning: 'none' }
      : options;
  return {
    specificationVersion: 'v4',
    provider: model.provider,
    modelId: model.modelId,
    supportedUrls: model.supportedUrls,
    doGenerate: options => model.doGenerate(change(options)),
    doStream: options => model.doStream(change(options)),
  };
}

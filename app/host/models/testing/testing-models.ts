import type { LanguageModelV4CallOptions, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { type Provider, providerSchema } from '../../../core/models/model-facts.ts';
import type { SecretStore } from '../../secrets/secret-store.ts';
import { CloudSwitch } from '../cloud-switch.ts';
import type { ResolvedModel } from '../model-access.ts';
import { ModelLibrary, type ModelLibraryOptions } from '../model-library.ts';

export const canaryKey = 'sk-canary-7f3a9c51e2';

/** A provider in the cloud whose every region answers at this address. */
export function testingProvider(
  adapter: 'alibaba' | 'openai-compatible',
  baseUrl: string,
  given: Partial<Provider> = {},
): Provider {
  const region = (id: string, country: string) => ({ id, title: { en: id, zh: id }, country, baseUrl });
  return providerSchema.parse({
    id: 'acme',
    version: '1.0.0',
    title: { en: 'Acme', zh: 'Acme' },
    adapter,
    runs: 'cloud',
    secret: {
      name: 'acme',
      variable: 'ACME_KEY',
      help: { en: 'key', zh: '密钥' },
      url: 'https://acme.example',
    },
    regions: [region('beijing', 'CN'), region('singapore', 'SG')],
    models: [
      {
        id: 'test-model',
        title: 'Test',
        kind: 'chat',
        inputs: ['text', 'image'],
        outputs: ['text'],
        price: { currency: 'CNY', per: 'million-tokens', input: 2, output: 12 },
      },
      { id: 'ear', title: 'Ear', kind: 'speech-to-text', inputs: ['audio'], outputs: ['text'] },
    ],
    ...given,
  });
}

/** Keys in memory. */
export function testingSecrets(keys: Readonly<Record<string, string>>): SecretStore {
  const held = new Map(Object.entries(keys));
  return {
    canKeep: false,
    has: id => held.has(id),
    status: id => (held.has(id) ? 'session' : 'missing'),
    get: async id => held.get(id),
    set: async (id, key) => void held.set(id, key),
    remove: async id => void held.delete(id),
    adopt: () => undefined,
    redact: text => Object.values(keys).reduce((clean, key) => clean.replaceAll(key, '•••'), text),
  };
}

export function testingLibrary(
  provider: Provider,
  given: Partial<ModelLibraryOptions> = {},
): { readonly library: ModelLibrary; readonly cloud: CloudSwitch } {
  const cloud = given.cloud ?? new CloudSwitch();
  const library = new ModelLibrary({
    providers: [provider],
    secrets: testingSecrets({ acme: canaryKey }),
    cloud,
    ...given,
    limits: { firstRetryMs: 1, ...given.limits },
  });
  return { library, cloud };
}

export interface Heard {
  readonly text: string;
  readonly parts: readonly LanguageModelV4StreamPart[];
  readonly tools: readonly { readonly name: string; readonly input: unknown }[];
  /** The `error` part, where there is one. */
  readonly error: unknown;
  readonly finish: Extract<LanguageModelV4StreamPart, { type: 'finish' }> | undefined;
}

export async function readAll<Part>(stream: ReadableStream<Part>): Promise<Part[]> {
  const parts: Part[] = [];
  for await (const part of stream) parts.push(part);
  return parts;
}

/** Calls a model and reads its answer to the end. Rejects where the call or the stream does. */
export async function hear(
  { language }: Pick<ResolvedModel, 'language'>,
  options: Partial<LanguageModelV4CallOptions> = {},
): Promise<Heard> {
  const { stream } = await language.doStream({
    prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
    ...options,
  });
  const parts = await readAll(stream);
  return {
    text: parts.flatMap(part => (part.type === 'text-delta' ? [part.delta] : [])).join(''),
    parts,
    tools: parts.flatMap(part =>
      part.type === 'tool-call' ? [{ name: part.toolName, input: JSON.parse(part.input) as unknown }] : [],
    ),
    error: parts.find(part => part.type === 'error')?.error,
    finish: parts.find(part => part.type === 'finish'),
  };
}

/** Access to the offline model and to no other. */
export function createOfflineAccess(): ModelLibrary {
  return new ModelLibrary({ providers: [], secrets: testingSecrets({}), cloud: new CloudSwitch(false) });
}

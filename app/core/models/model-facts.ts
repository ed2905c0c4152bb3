import { z } from 'zod';
import { localizedTextSchema } from '../text/localized-text.ts';

/** What a model is for. */
export const modelKinds = [
  'chat',
  'speech-to-text',
  'text-to-speech',
  'realtime',
  'image',
  'vision',
] as const;
export type ModelKind = (typeof modelKinds)[number];

export const modalities = ['text', 'image', 'audio', 'video'] as const;

/** A price as its list states it. `per` names the unit that is counted. */
export const modelPriceSchema = z.object({
  currency: z.enum(['CNY', 'USD']),
  /** `million-tokens`, `second` of sound, `10k-characters` of text that is spoken, or one `image`. */
  per: z.enum(['million-tokens', 'second', '10k-characters', 'image']),
  input: z.number().nonnegative().default(0),
  output: z.number().nonnegative().default(0),
});
export type ModelPrice = z.infer<typeof modelPriceSchema>;

/** A figure or a list that was looked up: where, and when. */
export const sourceSchema = z.object({
  title: z.string(),
  url: z.url().optional(),
  /** `YYYY-MM-DD` */
  checked: z.iso.date(),
});
export type Source = z.infer<typeof sourceSchema>;

/** What is known of one model, as it stands in `models` of a `provider.json`. */
export const modelFactsFileSchema = z.object({
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}$/),
  title: z.string(),
  kind: z.enum(modelKinds),
  inputs: z.array(z.enum(modalities)).min(1),
  outputs: z.array(z.enum(modalities)).min(1),
  /** Can call tools. */
  tools: z.boolean().default(false),
  contextTokens: z.int().positive().optional(),
  price: modelPriceSchema.optional(),
  /** Typical time to the first piece of an answer, and its speed, where nothing was measured. */
  latency: z
    .object({ firstMs: z.number().nonnegative(), tokensPerSecond: z.number().positive().optional() })
    .optional(),
  voices: z
    .array(z.object({ id: z.string(), title: localizedTextSchema, languages: z.array(z.string()) }))
    .optional(),
  sampleRateHz: z.int().positive().optional(),
  /** Regions of the provider that have it; absent: all. */
  regions: z.array(z.string()).optional(),
  /** Licence of the weights, where they run on this computer. */
  licence: z.string().max(300).optional(),
  sources: z.array(sourceSchema).default([]),
});

/** A place where a provider answers. */
export const regionSchema = z.object({
  id: z.string().regex(/^[a-z0-9-]{1,60}$/),
  title: localizedTextSchema,
  /** ISO 3166 code of the country where inference happens; `local` for this computer or its network. */
  country: z.string().min(2).max(5),
  /** `https://…/v1`; http only for this computer. */
  baseUrl: z.url(),
  /** `wss://…`, where the provider has streaming sound. */
  socketUrl: z.url().optional(),
});
export type Region = z.infer<typeof regionSchema>;

/** `plugins/models/<provider>/provider.json`: data only. The host calls it; the key never leaves the host. */
export const providerFileSchema = z.object({
  $schema: z.string().optional(),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  title: localizedTextSchema,
  /** Which of the host's adapters speaks to it. */
  adapter: z.enum([
    'alibaba',
    'openai-compatible',
    'offline',
    'local-vision',
    'local-speech',
    'system-voice',
  ]),
  /** Where it runs, seen from the device: `hub` needs no network. */
  runs: z.enum(['hub', 'cloud']),
  /** Name under which its key is kept and the environment variable that may bring it; absent: no key. */
  secret: z
    .object({
      name: z.string().regex(/^[a-z0-9-]{1,60}$/),
      variable: z.string().regex(/^[A-Z][A-Z0-9_]{0,60}$/),
      help: localizedTextSchema,
      url: z.url(),
    })
    .optional(),
  regions: z.array(regionSchema).default([]),
  /** How long the provider keeps what it is sent, as it says itself. */
  retention: z
    .object({ words: localizedTextSchema, days: z.int().nonnegative().nullable(), source: sourceSchema })
    .optional(),
  /** What its terms say of children. */
  minors: z.object({ words: localizedTextSchema, allowed: z.boolean(), source: sourceSchema }).optional(),
  models: z.array(modelFactsFileSchema),
});
export type ProviderFile = z.infer<typeof providerFileSchema>;

/** A provider as the rest of the program sees it; `id` is its folder's name. */
export const providerSchema = providerFileSchema.omit({ $schema: true }).extend({ id: z.string() });
export type Provider = z.infer<typeof providerSchema>;

/** A model with its full name `<provider>/<model>`. */
export type ModelFacts = z.infer<typeof modelFactsFileSchema> & {
  readonly name: string;
  readonly provider: Provider;
};

/** Every model of some providers by its full name. */
export function indexModels(providers: Iterable<Provider>): ReadonlyMap<string, ModelFacts> {
  const models = new Map<string, ModelFacts>();
  for (const provider of providers) {
    for (const model of provider.models) {
      const name = `${provider.id}/${model.id}`;
      models.set(name, { ...model, name, provider });
    }
  }
  return models;
}

import { z } from 'zod';
import { providerSchema } from '../../core/models/model-facts.ts';
import { studioErrorJsonSchema } from '../errors/studio-error.ts';
import { defineService } from '../rpc/define-service.ts';

/** Whether a provider can be used now. A key is only ever set or removed; nothing here can read it. */
export const providerStatusSchema = z.object({
  provider: z.string(),
  /** `none`: it needs no key. `kept`: in the system's key chain. `session`: until the program ends. `environment`: from a variable. */
  key: z.enum(['none', 'missing', 'kept', 'session', 'environment']),
  circuit: z.enum(['closed', 'open', 'half-open']),
  /** When an open circuit is tried again, ISO 8601. */
  retryAt: z.string().nullable(),
  callsRunning: z.int(),
  callsWaiting: z.int(),
  /** The last failure, in words for people. */
  lastError: studioErrorJsonSchema.nullable(),
});
export type ProviderStatus = z.infer<typeof providerStatusSchema>;

export const modelsStateSchema = z.object({
  /** Off: nothing that runs in the cloud is called; the switch really cuts it. */
  isCloudOn: z.boolean(),
  /** Whether keys can be kept by the system; else they last for this session. */
  canKeepKeys: z.boolean(),
  providers: z.array(providerStatusSchema),
});
export type ModelsState = z.infer<typeof modelsStateSchema>;

/** A server that speaks the OpenAI protocol on this computer or in its network. */
export const localServerSchema = z.object({
  title: z.string(),
  baseUrl: z.string(),
  models: z.array(z.string()),
});

/** Models: what there is, what can be used, keys, the cloud switch. */
export const modelsService = defineService({
  name: 'models',
  methods: {
    list: { input: z.object({}), output: z.array(providerSchema) },
    state: { input: z.object({}), output: modelsStateSchema },
    /** Keeps a provider's key where the system can; the answer never repeats it. */
    setKey: {
      input: z.object({ provider: z.string(), key: z.string().min(1).max(4_096) }),
      output: modelsStateSchema,
    },
    removeKey: { input: z.object({ provider: z.string() }), output: modelsStateSchema },
    setCloud: { input: z.object({ on: z.boolean() }), output: modelsStateSchema },
    /** One short call; says how long the first word took, or why it did not come. */
    test: {
      input: z.object({ model: z.string(), region: z.string().optional() }),
      output: z.object({ firstMs: z.number(), totalMs: z.number(), text: z.string() }),
    },
    /** Looks for servers on this computer's well-known ports: Ollama, LM Studio, vLLM. Only when the user asks. */
    findLocal: { input: z.object({}), output: z.array(localServerSchema) },
    /** Adds a server of the user's own as a provider; it stays until it is removed. */
    addServer: {
      input: z.object({
        title: z.string().min(1).max(80),
        baseUrl: z.url(),
        models: z.array(z.string()).max(200),
      }),
      output: providerSchema,
    },
    removeServer: { input: z.object({ provider: z.string() }), output: z.object({}) },
    /** Folder with models for local speech; null forgets it. Says what was found in it. */
    setSpeechFolder: {
      input: z.object({ path: z.string().max(4_096).nullable() }),
      output: z.object({ path: z.string().nullable(), found: z.array(z.string()) }),
    },
  },
  events: {
    onDidChangeState: { payload: modelsStateSchema, flow: 'latest' },
    onDidChangeProviders: { payload: z.array(providerSchema), flow: 'latest' },
  },
});

import { StudioError } from '../../contract/errors/studio-error.ts';
import { costOfTokens } from '../../core/models/cost-of-call.ts';
import { suitsMarkets } from '../../core/models/market-regions.ts';
import { indexModels, type ModelFacts, type Provider, type Region } from '../../core/models/model-facts.ts';
import { personaSchema } from '../../core/persona/persona.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import type { CloudSwitch } from './cloud-switch.ts';
import { createGuardedFetch } from './guarded-fetch.ts';
import { languageOfRegion } from './language-of-region.ts';
import type { ModelAccess, ModelRequest, OfflineKnowledge, ResolvedModel } from './model-access.ts';
import { createOfflineModel } from './offline/offline-model.ts';
import { cloudLimits, type GateLimits, localLimits, ProviderGate } from './provider-gate.ts';

export interface ModelLibraryOptions {
  readonly providers: readonly Provider[];
  readonly secrets: SecretStore;
  readonly cloud: CloudSwitch;
  readonly fetch?: typeof fetch;
  readonly limits?: Partial<GateLimits>;
  /** Bytes of one answer that are taken at most. */
  readonly largestAnswerBytes?: number;
}

const offlineName = 'offline';
/** A person who hears nothing for this long has given up. */
const defaultFirstPieceMs = 20_000;
const defaultLargestAnswerBytes = 8 * 1024 * 1024;
/** Every model that can be called by name, each behind the gate of its provider. */
export class ModelLibrary implements ModelAccess {
  readonly #options: ModelLibraryOptions;
  #providers = new Map<string, Provider>();
  #models: ReadonlyMap<string, ModelFacts> = new Map();
  readonly #gates = new Map<string, ProviderGate>();
  readonly #onGate = new Set<() => void>();

  constructor(options: ModelLibraryOptions) {
    this.#options = options;
    this.setProviders(options.providers);
  }

  /** Replaces the list of providers. Gates of those that stay keep what they have learned. */
  setProviders(providers: readonly Provider[]): void {
    this.#providers = new Map(providers.map(provider => [provider.id, provider]));
    this.#models = indexModels(providers);
    for (const id of this.#gates.keys()) if (!this.#providers.has(id)) this.#gates.delete(id);
  }

  get providers(): readonly Provider[] {
    return [...this.#providers.values()];
  }

  /** Throws `model/unknown-provider`. */
  provider(id: string): Provider {
    const provider = this.#providers.get(id);
    if (provider === undefined) throw new StudioError('model/unknown-provider', { provider: id });
    return provider;
  }

  /** The gate of a provider; made when it is first asked for. */
  gate(provider: Provider): ProviderGate {
    const known = this.#gates.get(provider.id);
    if (known !== undefined) return known;
    const usual = provider.runs === 'cloud' ? cloudLimits : localLimits;
    const gate = new ProviderGate(provider.id, { ...usual, ...this.#options.limits });
    gate.onDidChange(() => {
      for (const listener of this.#onGate) listener();
    });
    this.#gates.set(provider.id, gate);
    return gate;
  }

  onDidChangeGates(listener: () => void): () => void {
    this.#onGate.add(listener);
    return () => this.#onGate.delete(listener);
  }

  resolve(request: ModelRequest): ResolvedModel {
    if (request.name === offlineName || request.name === '') return this.offline(nothingKnown);
    const { provider, modelId, facts } = this.find(request.name);
    if (provider.adapter === 'offline') return this.offline(nothingKnown);
    if (provider.adapter !== 'alibaba' && provider.adapter !== 'openai-compatible') {
      throw new StudioError('model/not-for-chat', {
        model: request.name,
        kind: facts?.kind ?? provider.adapter,
      });
    }
    if (facts !== null && facts.kind !== 'chat' && facts.kind !== 'vision') {
      throw new StudioError('model/not-for-chat', { model: request.name, kind: facts.kind });
    }
    if (request.placement === 'hub' && provider.runs === 'cloud') {
      throw new StudioError('model/not-on-hub', { model: request.name });
    }
    const region = chooseRegion(provider, facts, request);
    if (provider.runs === 'cloud') this.#options.cloud.check(provider.id);
    if (provider.secret !== undefined && !this.#options.secrets.has(provider.id)) {
      throw new StudioError('model/no-key', { provider: provider.id, variable: provider.secret.variable });
    }
    const target = {
      provider: provider.id,
      model: modelId,
      region: region.id,
      origin: new URL(region.baseUrl).origin,
    };
    const language = this.gate(provider).guard(
      languageOfRegion(provider, region, modelId, this.fetchFor(provider, region)),
      target,
      request.firstPieceMs ?? defaultFirstPieceMs,
    );
    return {
      language,
      name: request.name,
      provider: provider.id,
      region: region.id,
      isOffline: false,
      facts,
      costYuan: (tokensIn, tokensOut) => costOfTokens(facts?.price, tokensIn, tokensOut),
    };
  }

  offline(knowledge: OfflineKnowledge): ResolvedModel {
    return {
      language: createOfflineModel(knowledge),
      name: offlineName,
      provider: offlineName,
      region: null,
      isOffline: true,
      facts: null,
      costYuan: () => 0,
    };
  }

  /** The region in which a model would be called, for those who call it by other protocols. Throws as `resolve` does. */
  region(name: string, request: Pick<ModelRequest, 'region' | 'markets'>): Region {
    const { provider, facts } = this.find(name);
    return chooseRegion(provider, facts, { name, ...request });
  }

  /** The `fetch` that may reach a region of a provider, and nothing else. */
  fetchFor(provider: Provider, region: Region): typeof fetch {
    return createGuardedFetch({
      provider,
      region,
      secrets: this.#options.secrets,
      cloud: this.#options.cloud,
      fetch: this.#options.fetch ?? fetch,
      largestAnswerBytes: this.#options.largestAnswerBytes ?? defaultLargestAnswerBytes,
    });
  }

  /** A model by its full name; `facts` null where it is in no list. Throws `model/unknown`. */
  find(name: string): { provider: Provider; modelId: string; facts: ModelFacts | null } {
    const slash = name.indexOf('/');
    const provider = slash > 0 ? this.#providers.get(name.slice(0, slash)) : undefined;
    const modelId = name.slice(slash + 1);
    if (provider === undefined || modelId === '') throw new StudioError('model/unknown', { model: name });
    // A model that is in no list may exist all the same: providers add some every month.
    return { provider, modelId, facts: this.#models.get(name) ?? null };
  }
}

/** The region that was asked for, else the first that suits the markets. */
function chooseRegion(
  provider: Provider,
  facts: ModelFacts | null,
  request: Pick<ModelRequest, 'name' | 'region' | 'markets'>,
): Region {
  const offered = provider.regions.filter(region => facts?.regions?.includes(region.id) ?? true);
  const model = request.name;
  const regions = offered.map(region => region.id).join(', ') || '–';
  if (request.region !== undefined && request.region !== '') {
    const wanted = offered.find(region => region.id === request.region);
    if (wanted !== undefined) return wanted;
    throw new StudioError('model/unknown-region', { model, region: request.region, regions });
  }
  const suiting = offered.find(region => suitsMarkets(region, request.markets));
  if (suiting !== undefined) return suiting;
  throw new StudioError('model/no-region', { model, markets: request.markets.join(', ') || '–', regions });
}

const nothingKnown: OfflineKnowledge = {
  persona: personaSchema.parse({ name: 'Offline', speech: { languages: ['en', 'zh'] } }),
  functions: new Map(),
  recall: async () => [],
  slots: {},
  date: () => new Date(0),
};

import { StudioError } from '../../contract/errors/studio-error.ts';
import { yuanPerDollar } from '../../core/models/cost-of-call.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import type { CloudCall, SpeechAccess } from '../speech/speech-access.ts';
import type { CloudSwitch } from './cloud-switch.ts';
import { keyOf } from './key-of.ts';
import type { ModelLibrary } from './model-library.ts';

const unitsPerPrice = { 'million-tokens': 1_000_000, second: 1, '10k-characters': 10_000, image: 1 } as const;

/** Calls of speech and pictures, which speak protocols of their own, under the same switch, keys, regions and gates. */
export function createCloudCalls(options: {
  readonly library: ModelLibrary;
  readonly secrets: SecretStore;
  readonly cloud: CloudSwitch;
  readonly markets?: readonly string[];
}): SpeechAccess {
  const { library, secrets, cloud, markets = [] } = options;
  return {
    connect: async ({ model: name, kind, placement }, signal): Promise<CloudCall> => {
      const { provider, modelId, facts } = library.find(name);
      if (facts !== null && facts.kind !== kind) {
        throw new StudioError('model/other-kind', { model: name, kind: facts.kind, wanted: kind });
      }
      if (placement === 'hub' && provider.runs === 'cloud') {
        throw new StudioError('model/not-on-hub', { model: name });
      }
      const region = library.region(name, { region: undefined, markets });
      if (provider.runs === 'cloud') cloud.check(provider.id);
      const headers: Record<string, string> = {};
      const { secret } = provider;
      if (secret !== undefined) {
        headers.authorization = `Bearer ${await keyOf({ ...provider, secret }, secrets)}`;
      }
      const base = new URL(region.baseUrl);
      const target = { provider: provider.id, model: modelId, region: region.id, origin: base.origin };
      const off = provider.runs === 'cloud' ? cloud.signal : signal;
      const end = await library.gate(provider).enter(target, AbortSignal.any([signal, off]));
      let isOver = false;
      return {
        provider: provider.id,
        title: provider.title.en,
        model: modelId,
        region: region.id,
        socketUrl: region.socketUrl ?? null,
        origin: region.baseUrl.replace(/\/(?:compatible-mode|api)?\/?v1\/?$/u, ''),
        headers,
        signal: off,
        costYuan: ({ input, output }) => {
          const price = facts?.price;
          if (price === undefined) return null;
          const amount = (input * price.input + output * price.output) / unitsPerPrice[price.per];
          return price.currency === 'USD' ? amount * yuanPerDollar : amount;
        },
        end: failure => {
          if (isOver) return;
          isOver = true;
          end(failure);
        },
      };
    },
  };
}

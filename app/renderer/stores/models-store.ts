import { create } from 'zustand';
import type { ModelsState } from '../../contract/services/models-service.ts';
import { indexModels, type Provider } from '../../core/models/model-facts.ts';
import type { StudioClient } from '../bootstrap/studio-client.ts';

import { useCatalogueStore } from './catalogue-store.ts';

/** Which providers can be used now, and whether anything may leave this computer. The host's copy. */
export interface ModelsStoreState {
  readonly models: ModelsState;
  readonly adopt: (models: ModelsState) => void;
}

export const useModelsStore = create<ModelsStoreState>()(set => ({
  models: { isCloudOn: true, canKeepKeys: false, providers: [] },
  adopt: models => set({ models }),
}));

/** Follows the host. The returned function ends it. */
export async function startModelsStore(client: StudioClient): Promise<() => void> {
  const { adopt } = useModelsStore.getState();
  // Servers that the person added are models like those of the plugins.
  const adoptProviders = (providers: readonly Provider[]) =>
    useCatalogueStore.setState(({ catalogue }) => ({
      catalogue: {
        ...catalogue,
        providers: new Map(providers.map(provider => [provider.id, provider])),
        models: indexModels(providers),
      },
    }));
  const stops = [
    client.models.on('onDidChangeState', adopt),
    client.models.on('onDidChangeProviders', adoptProviders),
  ];
  const [state, providers] = await Promise.all([client.models.state({}), client.models.list({})]);
  adopt(state);
  // Each new catalogue is compiled against; one that says the same is not made.
  if (providers.length !== useCatalogueStore.getState().catalogue.providers.size) adoptProviders(providers);
  return () => {
    for (const stop of stops) stop();
  };
}

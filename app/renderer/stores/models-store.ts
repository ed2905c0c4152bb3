import { create } from 'zustand';
import type { ModelsState } from '../../contract/services/models-service.ts';
import type { StudioClient } from '../bootstrap/studio-client.ts';

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
  const stop = client.models.on('onDidChangeState', adopt);
  adopt(await client.models.state({}));
  return stop;
}

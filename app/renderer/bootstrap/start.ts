import { useCallback, useEffect, useState } from 'react';
import { useCatalogueStore } from '../stores/catalogue-store.ts';
import { useDocumentStore } from '../stores/document-store.ts';
import { startKitStores } from '../stores/kit-store.ts';
import { useSettingsStore } from '../stores/settings-store.ts';
import { connectStudio } from './connect.ts';
import { type StudioClient, setStudio } from './studio-client.ts';

export type StudioStart =
  | { readonly kind: 'opening' }
  | { readonly kind: 'ready'; readonly client: StudioClient }
  | { readonly kind: 'failed'; readonly error: unknown; readonly retry: () => void };

/** Connects, asks the host what there is, and fills the stores; the project opens as the host says. */
async function startStudio(): Promise<StudioClient> {
  const { client } = await connectStudio();
  setStudio(client);
  const [description, snapshot] = await Promise.all([client.studio.describe({}), client.catalogue.get({})]);
  useSettingsStore.getState().describe(description);
  useCatalogueStore.getState().adopt(snapshot);
  client.studio.on('onDidChangeSettings', useSettingsStore.getState().adopt);
  client.catalogue.on('onDidChange', useCatalogueStore.getState().adopt);
  await startKitStores(client);
  useDocumentStore.getState().adopt(await client.project.openInitial({}));
  return client;
}

/** The start of this window, as a state; `retry` begins again. */
export function useStudioStart(): StudioStart {
  const [state, setState] = useState<
    | { readonly kind: 'opening' }
    | { readonly kind: 'ready'; readonly client: StudioClient }
    | { readonly kind: 'failed'; readonly error: unknown }
  >({ kind: 'opening' });
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt starts again.
  useEffect(() => {
    let isCurrent = true;
    setState({ kind: 'opening' });
    startStudio().then(
      client => isCurrent && setState({ kind: 'ready', client }),
      (error: unknown) => isCurrent && setState({ kind: 'failed', error }),
    );
    return () => {
      isCurrent = false;
    };
  }, [attempt]);
  const retry = useCallback(() => setAttempt(value => value + 1), []);
  return state.kind === 'failed' ? { ...state, retry } : state;
}

import { useCallback, useEffect, useState } from 'react';
import { useCatalogueStore } from '../stores/catalogue-store.ts';
import { startPythonCheck } from '../stores/check-python.ts';
import { useConnectionStore } from '../stores/connection-store.ts';
import { documentSync, startDocumentSync } from '../stores/document-sync.ts';
import { startKitStores } from '../stores/kit-store.ts';
import { startLiveCompile } from '../stores/live-compile.ts';
import { startMeasuredStore } from '../stores/measured-store.ts';
import { startModelsStore } from '../stores/models-store.ts';
import { startRunOnOpen } from '../stores/run-on-open.ts';
import { useSettingsStore } from '../stores/settings-store.ts';
import { reportFailure } from '../ui/report-failure.tsx';
import { connectStudio } from './connect.ts';
import { type StudioClient, setStudio } from './studio-client.ts';
import type { StudioConnection } from './studio-connection.ts';

export type StudioStart =
  | { readonly kind: 'opening' }
  | { readonly kind: 'ready'; readonly client: StudioClient }
  | { readonly kind: 'failed'; readonly error: unknown; readonly retry: () => void };

/** A first connection that takes longer than this is a failure that the person is told of. */
const firstConnectionMs = 15_000;

function untilConnected(connection: StudioConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => settle(() => reject(new Error('No answer.'))), firstConnectionMs);
    const settle = (outcome: () => void) => {
      clearTimeout(deadline);
      stop();
      outcome();
    };
    const look = () => {
      const state = connection.state();
      if (state.kind === 'connected') settle(resolve);
      else if (state.kind === 'lost') settle(() => reject(state.reason));
    };
    const stop = connection.onDidChangeState(look);
    look();
  });
}

/** What the host knows and this window shows: settings and catalogue. Asked at start and after each reconnection. */
async function fetchBasics(client: StudioClient): Promise<void> {
  const [description, snapshot] = await Promise.all([client.studio.describe({}), client.catalogue.get({})]);
  useSettingsStore.getState().describe(description);
  useCatalogueStore.getState().adopt(snapshot);
}

/** What is opened next by most people comes while nothing else is to do, so that it opens at once. */
function preloadWhenIdle(): void {
  const load = () => {
    import('../features/inspector/node-inspector.tsx').catch(reportFailure);
    import('../features/command-palette/index.tsx').catch(reportFailure);
  };
  if (typeof requestIdleCallback === 'function') requestIdleCallback(load, { timeout: 5_000 });
  else setTimeout(load, 2_000);
}

/** Connects, asks the host what there is, and fills the stores; the project opens as the host says. */
async function startStudio(): Promise<StudioClient> {
  const connection = await connectStudio();
  try {
    await untilConnected(connection);
  } catch (error) {
    connection.dispose();
    throw error;
  }
  const { client } = connection;
  setStudio(client);
  const projectOpens = client.project.openInitial({});
  // Both are under way at once; whichever fails, the other's failure is not left unheard.
  projectOpens.catch(() => undefined);
  await fetchBasics(client);
  startDocumentSync(client.project).follow(await projectOpens);
  client.studio.on('onDidChangeSettings', useSettingsStore.getState().adopt);
  client.catalogue.on('onDidChange', useCatalogueStore.getState().adopt);
  startMeasuredStore(client.hub);
  startLiveCompile();
  startPythonCheck();
  // Nothing on the first picture needs it.
  startModelsStore(client).catch(reportFailure);
  let stopKits = await startKitStores(client);
  startRunOnOpen();

  const resume = async () => {
    await fetchBasics(client);
    await documentSync().resume();
    stopKits();
    stopKits = await startKitStores(client);
  };
  preloadWhenIdle();
  useConnectionStore.setState({ connection: connection.state(), retry: () => connection.retry() });
  connection.onDidChangeState(state => {
    const before = useConnectionStore.getState().connection;
    preloadWhenIdle();
    useConnectionStore.setState({ connection: state });
    if (state.kind === 'connected' && before.kind !== 'connected') resume().catch(reportFailure);
  });
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

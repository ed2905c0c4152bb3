import { readdir } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { ServiceHandlers } from '../../contract/rpc/define-service.ts';
import type { ModelsState, modelsService } from '../../contract/services/models-service.ts';
import type { Provider } from '../../core/models/model-facts.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import type { CloudSwitch } from './cloud-switch.ts';
import { findLocalServers, type wellKnownServers } from './find-local-servers.ts';
import { keyShape } from './key-of.ts';
import type { ModelLibrary } from './model-library.ts';
import type { ModelsSettings } from './models-settings.ts';
import { checkServerAddress, serverId, serverProvider } from './user-servers.ts';

export interface ModelsHandlersOptions {
  readonly library: ModelLibrary;
  readonly secrets: SecretStore;
  readonly cloud: CloudSwitch;
  readonly settings: ModelsSettings;
  /** Takes up the list of servers again after it was changed. */
  readonly reload: () => void;
  readonly onDidReload: (listener: () => void) => () => void;
  readonly fetch?: typeof fetch;
  readonly localServers?: typeof wellKnownServers;
}

const testPrompt = 'Say hello in one short sentence.';
const testTokens = 40;

/** The models service: what there is, what can be used, keys, the cloud switch. No answer has a key in it. */
export function createModelsHandlers(options: ModelsHandlersOptions): ServiceHandlers<typeof modelsService> {
  const { library, secrets, cloud, settings } = options;
  const onKeys = new Set<() => void>();

  const state = (): ModelsState => ({
    isCloudOn: cloud.isOn,
    canKeepKeys: secrets.canKeep,
    providers: library.providers.map(provider => ({
      ...library.gate(provider).status,
      key: provider.secret === undefined ? 'none' : secrets.status(provider.id),
    })),
  });
  const list = (): Provider[] => [...library.providers];
  const keysChanged = () => {
    for (const listener of onKeys) listener();
  };

  return {
    methods: {
      list,
      state,
      setKey: async ({ provider: id, key }) => {
        const provider = library.provider(id);
        if (provider.secret === undefined) throw new StudioError('model/needs-no-key', { provider: id });
        const clean = key.trim();
        if (!keyShape.test(clean)) throw new StudioError('model/bad-key', {});
        try {
          await secrets.set(id, clean);
        } finally {
          keysChanged();
        }
        return state();
      },
      removeKey: async ({ provider: id }) => {
        library.provider(id);
        try {
          await secrets.remove(id);
        } finally {
          keysChanged();
        }
        return state();
      },
      setCloud: async ({ on }) => {
        // The switch first: it must cut also where the disk refuses.
        cloud.set(on);
        await settings.change({ isCloudOn: on });
        return state();
      },
      test: ({ model, region }, { signal }) => testModel(library, model, region, signal),
      findLocal: (_input, { signal }) =>
        findLocalServers({
          signal,
          ...(options.fetch !== undefined && { fetch: options.fetch }),
          ...(options.localServers !== undefined && { servers: options.localServers }),
        }),
      addServer: async ({ title, baseUrl, models }) => {
        const url = checkServerAddress(baseUrl);
        const id = serverId(title, new Set(library.providers.map(provider => provider.id)));
        const server = { id, title, baseUrl: url.href, models };
        const provider = serverProvider(server);
        secrets.adopt(provider);
        await settings.change({ servers: [...settings.current.servers, server] });
        options.reload();
        return provider;
      },
      removeServer: async ({ provider: id }) => {
        library.provider(id);
        const { servers } = settings.current;
        if (!servers.some(server => server.id === id)) {
          throw new StudioError('model/built-in-provider', { provider: id });
        }
        await secrets.remove(id);
        await settings.change({ servers: servers.filter(server => server.id !== id) });
        options.reload();
        return {};
      },
      setSpeechFolder: async ({ path }) => {
        const found = path === null ? [] : await listSpeechModels(path);
        await settings.change({ speechFolder: path });
        return { path, found };
      },
    },
    events: {
      onDidChangeState: emit => {
        // Calls come and go by the hundred; each turn of the loop is told once.
        let isDue = false;
        let isStopped = false;
        const changed = () => {
          if (isDue) return;
          isDue = true;
          setImmediate(() => {
            isDue = false;
            if (!isStopped) emit(state());
          });
        };
        onKeys.add(changed);
        const stops = [
          cloud.onDidChange(changed),
          library.onDidChangeGates(changed),
          options.onDidReload(changed),
        ];
        return () => {
          isStopped = true;
          onKeys.delete(changed);
          for (const stop of stops) stop();
        };
      },
      onDidChangeProviders: emit => options.onDidReload(() => emit(list())),
    },
  };
}

/** One short call by hand: the region that was asked for, else the provider's first. */
async function testModel(
  library: ModelLibrary,
  name: string,
  region: string | undefined,
  signal: AbortSignal,
): Promise<{ firstMs: number; totalMs: number; text: string }> {
  const { language } = library.resolve({ name, region, markets: [], placement: 'cloud' });
  const startedAtMs = performance.now();
  const elapsed = () => Math.round((performance.now() - startedAtMs) * 10) / 10;
  let firstMs: number | null = null;
  let text = '';
  const { stream } = await language.doStream({
    prompt: [{ role: 'user', content: [{ type: 'text', text: testPrompt }] }],
    maxOutputTokens: testTokens,
    abortSignal: signal,
  });
  for await (const part of stream) {
    if (part.type === 'error') throw part.error;
    if (part.type !== 'text-delta') continue;
    firstMs ??= elapsed();
    text += part.delta;
  }
  const totalMs = elapsed();
  return { firstMs: firstMs ?? totalMs, totalMs, text };
}

/** Names below a folder that hold models for speech: the folder itself is `.`. Rejects with `model/no-folder`. */
async function listSpeechModels(path: string): Promise<string[]> {
  const holdsModel = async (folder: string): Promise<boolean> =>
    (await readdir(folder)).some(name => name.endsWith('.onnx'));
  try {
    if (!isAbsolute(path)) throw new Error('not a whole path');
    const entries = await readdir(path, { withFileTypes: true });
    const found = (await holdsModel(path)) ? ['.'] : [];
    for (const entry of entries) {
      if (entry.isDirectory() && (await holdsModel(join(path, entry.name)).catch(() => false)))
        found.push(entry.name);
    }
    return found.sort();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StudioError('model/no-folder', { path, reason });
  }
}

import type { ServiceHandlers } from '../../contract/rpc/define-service.ts';
import type { modelsService } from '../../contract/services/models-service.ts';
import type { Provider } from '../../core/models/model-facts.ts';
import type { HubServices } from '../../sdk/hub-node.ts';
import type { FileSystem } from '../files/file-system.ts';
import type { Keychain } from '../secrets/keychain.ts';
import { openSecretStore, type SecretStore } from '../secrets/secret-store.ts';
import type { SpeechAccess } from '../speech/speech-access.ts';
import { createCloudCalls } from './cloud-calls.ts';
import { CloudSwitch } from './cloud-switch.ts';
import { createModelServices } from './create-model-services.ts';
import type { wellKnownServers } from './find-local-servers.ts';
import { ModelLibrary } from './model-library.ts';
import { createModelsHandlers } from './models-handlers.ts';
import { ModelsSettings } from './models-settings.ts';
import type { GateLimits } from './provider-gate.ts';
import { serverProvider } from './user-servers.ts';

export interface ModelsOptions {
  /** Providers of the plugins. */
  readonly providers: readonly Provider[];
  /** Variables of the process; those that hold keys are removed from it. */
  readonly environment: Record<string, string | undefined>;
  /** The system's key chain; null where the shell has none: keys then last for the session. */
  readonly keychain: Keychain | null;
  readonly fileSystem: FileSystem;
  readonly stateDirectory: string;
  readonly fetch?: typeof fetch;
  readonly limits?: Partial<GateLimits>;
  readonly localServers?: typeof wellKnownServers;
}

/** The room of models. */
export interface Models {
  /** Language models; behind it gates, keys, regions, the cloud switch. */
  readonly access: ModelLibrary;
  readonly secrets: SecretStore;
  readonly cloud: CloudSwitch;
  readonly handlers: ServiceHandlers<typeof modelsService>;
  /** Calls of speech and pictures for programs that are sold in some markets. */
  cloudCalls(markets?: readonly string[]): SpeechAccess;
  /** What hub nodes may ask. */
  services(options: {
    readonly image: HubServices['models']['image'];
    readonly markets?: readonly string[];
  }): HubServices['models'];
  /** Folder with models for local speech; null where the user named none. */
  speechFolder(): string | null;
  /** Replaces the providers of the plugins; the user's own servers stay. */
  setProviders(providers: readonly Provider[]): void;
  /** Ends every call that runs in the cloud. */
  dispose(): void;
}

/** Opens the room of models: keys, settings, providers of plugins and of the user. */
export async function createModels(options: ModelsOptions): Promise<Models> {
  const { fileSystem, stateDirectory } = options;
  const settings = await ModelsSettings.load(fileSystem, stateDirectory);
  let fromPlugins = options.providers;
  const all = (): Provider[] => {
    const taken = new Set(fromPlugins.map(provider => provider.id));
    return [
      ...fromPlugins,
      ...settings.current.servers.flatMap(server => {
        if (taken.has(server.id)) return [];
        try {
          return [serverProvider(server)];
        } catch {
          // Written into the file by hand, and not safe: left out, as if it had not been added.
          return [];
        }
      }),
    ];
  };
  const secrets = await openSecretStore({
    providers: all(),
    environment: options.environment,
    keychain: options.keychain,
    fileSystem,
    stateDirectory,
  });
  const cloud = new CloudSwitch(settings.current.isCloudOn);
  const access = new ModelLibrary({
    providers: all(),
    secrets,
    cloud,
    ...(options.fetch !== undefined && { fetch: options.fetch }),
    ...(options.limits !== undefined && { limits: options.limits }),
  });
  const listeners = new Set<() => void>();
  const reload = () => {
    access.setProviders(all());
    for (const listener of listeners) listener();
  };
  return {
    access,
    secrets,
    cloud,
    handlers: createModelsHandlers({
      library: access,
      secrets,
      cloud,
      settings,
      reload,
      onDidReload: listener => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      ...(options.fetch !== undefined && { fetch: options.fetch }),
      ...(options.localServers !== undefined && { localServers: options.localServers }),
    }),
    cloudCalls: (markets = []) => createCloudCalls({ library: access, secrets, cloud, markets }),
    services: given => createModelServices({ access, ...given }),
    speechFolder: () => settings.current.speechFolder,
    setProviders: providers => {
      fromPlugins = providers;
      for (const provider of providers) secrets.adopt(provider);
      reload();
    },
    dispose: () => cloud.set(false),
  };
}

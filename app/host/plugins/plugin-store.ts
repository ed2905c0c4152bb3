import type { ServiceHandlers } from '../../contract/rpc/define-service.ts';
import type { CatalogueSnapshot, catalogueService } from '../../contract/services/catalogue-service.ts';
import { loadPlugins, type PluginFolders } from './load-plugins.ts';
import type { PluginLibrary } from './plugin-library.ts';

/** The plugins that are loaded now, and who wants to know when they are loaded again. */
export class PluginStore {
  readonly #folders: PluginFolders;
  readonly #listeners = new Set<(snapshot: CatalogueSnapshot) => void>();
  #library: PluginLibrary;

  private constructor(folders: PluginFolders, library: PluginLibrary) {
    this.#folders = folders;
    this.#library = library;
  }

  static async load(folders: PluginFolders): Promise<PluginStore> {
    return new PluginStore(folders, await loadPlugins(folders));
  }

  get library(): PluginLibrary {
    return this.#library;
  }

  /** Reads the folders again. */
  async reload(): Promise<CatalogueSnapshot> {
    this.#library = await loadPlugins(this.#folders);
    const snapshot = this.#library.snapshot();
    for (const listener of this.#listeners) listener(snapshot);
    return snapshot;
  }

  onDidChange(listener: (snapshot: CatalogueSnapshot) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

export function createCatalogueHandlers(plugins: PluginStore): ServiceHandlers<typeof catalogueService> {
  return {
    methods: {
      get: () => plugins.library.snapshot(),
      help: async ({ type, language }) => ({ markdown: await plugins.library.help(type, language) }),
      driver: ({ type }) => ({ python: plugins.library.driver(type) }),
      reload: () => plugins.reload(),
    },
    events: { onDidChange: emit => plugins.onDidChange(emit) },
  };
}

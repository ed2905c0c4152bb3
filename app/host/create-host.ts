import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ServiceHandlers } from '../contract/rpc/define-service.ts';
import type { Services } from '../contract/services/services.ts';
import type { Shell } from '../contract/services/studio-service.ts';
import { createBuildHandlers } from './build/build-handlers.ts';
import { Builder } from './build/builder.ts';
import { CrossCompiler } from './build/cross-compile.ts';
import { DeviceSources } from './build/device-sources.ts';
import { createDeviceHandlers, createVirtualBoardHandlers } from './devices/device-handlers.ts';
import type { StartHub } from './devices/hub-bridge.ts';
import { KitManager } from './devices/kit-manager.ts';
import { nodeFileSystem } from './files/file-system.ts';
import { createHubHandlers, createStartHub, SpanLog } from './hub/start-hub.ts';
import { createCatalogueHandlers, PluginStore } from './plugins/plugin-store.ts';
import { createProjectHandlers } from './projects/project-handlers.ts';
import { Projects } from './projects/projects.ts';
import { createScenarioHandlers } from './scenario/scenario-handlers.ts';
import { SettingsStore } from './settings/settings-store.ts';
import { createStudioHandlers } from './settings/studio-handlers.ts';

// biome-ignore lint/suspicious/noExplicitAny: replaced part by part while the rooms behind it are built
const unfinished: any = Object.fromEntries(
  ['models', 'persona', 'memory', 'tools'].map(name => [name, { methods: {}, events: {} }]),
);

/** What a shell decides; everything else is the same in each. All paths are absolute. */
export interface HostOptions {
  readonly shell: Shell;
  /** The repository's or the package's `plugins` folder. */
  readonly builtInPlugins: string;
  /** The repository's or the package's `device` folder. */
  readonly deviceSources: string;
  /** The user's own plugins; need not exist. */
  readonly userPlugins: string;
  /** Where new projects are made. */
  readonly projectsDirectory: string;
  /** Settings, journals, locks, caches. */
  readonly stateDirectory: string;
}

export interface Host {
  readonly handlers: { readonly [Name in keyof Services]: ServiceHandlers<Services[Name]> };
  /** The parts themselves, for a shell that is its own client: the command line. */
  readonly parts: {
    readonly plugins: PluginStore;
    readonly builder: Builder;
    readonly sources: DeviceSources;
    readonly kits: KitManager;
    readonly projects: Projects;
    readonly startHub: StartHub;
    readonly spans: SpanLog;
  };
  /** Stops kits, saves projects, frees ports. Idempotent. */
  dispose(): Promise<void>;
}

/** Puts the rooms of the host together. Everything below gets what it needs from here, and from nowhere else. */
export async function createHost(options: HostOptions): Promise<Host> {
  const [settings, plugins, version] = await Promise.all([
    SettingsStore.load(nodeFileSystem, options.stateDirectory),
    PluginStore.load({ builtIn: options.builtInPlugins, user: options.userPlugins }),
    readVersion(),
  ]);
  const compiler = new CrossCompiler({ cacheDirectory: join(options.stateDirectory, 'mpy') });
  const sources = new DeviceSources({
    deviceFolder: options.deviceSources,
    drivers: () => plugins.library,
  });
  const builder = new Builder({ sources, compiler });
  const projects = new Projects({
    places: { fileSystem: nodeFileSystem, stateDirectory: options.stateDirectory },
    projectsDirectory: options.projectsDirectory,
    settings,
    plugins: () => plugins.library,
  });
  const spans = new SpanLog();
  const profile = (projectId: string) => projects.profile(projectId);
  const catalogue = () => plugins.library.catalogue;
  const startHub = createStartHub({ loadNode: type => plugins.library.hubNode(type), spans });
  const kits = new KitManager({
    profile,
    catalogue,
    builder,
    sources,
    startHub,
    portsFile: join(options.stateDirectory, 'ports.json'),
  });
  let disposing: Promise<void> | null = null;
  return {
    handlers: {
      studio: createStudioHandlers({
        settings,
        shell: options.shell,
        version,
        projectsDirectory: options.projectsDirectory,
      }),
      catalogue: createCatalogueHandlers(plugins),
      project: createProjectHandlers(projects),
      build: createBuildHandlers({ builder, profile, catalogue }),
      device: createDeviceHandlers(kits),
      virtualBoard: createVirtualBoardHandlers(kits),
      scenario: createScenarioHandlers({ projects, kits }),
      hub: createHubHandlers(spans),
      ...unfinished,
    },
    parts: { plugins, builder, sources, kits, projects, startHub, spans },
    dispose: () => {
      disposing ??= Promise.allSettled([kits.dispose(), projects.dispose()]).then(() => compiler.dispose());
      return disposing;
    },
  };
}

async function readVersion(): Promise<string> {
  const text = await readFile(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

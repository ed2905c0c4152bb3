import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { ServiceHandlers } from '../contract/rpc/define-service.ts';
import type { Services } from '../contract/services/services.ts';
import type { Shell } from '../contract/services/studio-service.ts';
import { compile } from '../core/compiler/compile.ts';
import { personaOf } from '../core/persona/persona-of.ts';
import { createPersonaHandlers } from './agents/persona-handlers.ts';
import { createBuildHandlers } from './build/build-handlers.ts';
import { Builder } from './build/builder.ts';
import { contentHashOf, withSequence } from './build/bundle-writer.ts';
import { CrossCompiler } from './build/cross-compile.ts';
import { DeviceSources } from './build/device-sources.ts';
import { RevisionBook } from './build/revision-book.ts';
import { createDeviceHandlers, createVirtualBoardHandlers } from './devices/device-handlers.ts';
import type { StartHub } from './devices/hub-bridge.ts';
import { KitManager } from './devices/kit-manager.ts';
import { systemFolders } from './devices/system-root.ts';
import { createDoctor } from './doctor/create-doctor.ts';
import { nodeFileSystem } from './files/file-system.ts';
import { createFirmware, type Firmware } from './firmware/create-firmware.ts';
import { createFleet, type Fleet } from './fleet/create-fleet.ts';
import { createHubServicesFactory, type HubServicesFactory } from './hub/create-hub-services.ts';
import { createHubHandlers, createStartHub, SpanLog } from './hub/start-hub.ts';
import { createMemory } from './memory/create-memory.ts';
import { cloudFetch } from './models/cloud-fetch.ts';
import { createModels, type Models } from './models/create-models.ts';
import { createCatalogueHandlers, PluginStore } from './plugins/plugin-store.ts';
import { createProjectHandlers } from './projects/project-handlers.ts';
import { Projects } from './projects/projects.ts';
import { createRecordings } from './recording/create-recordings.ts';
import { createScenarioHandlers } from './scenario/scenario-handlers.ts';
import type { Keychain } from './secrets/keychain.ts';
import { SettingsStore } from './settings/settings-store.ts';
import { createStudioHandlers } from './settings/studio-handlers.ts';
import { createSigning, type Signing } from './signing/create-signing.ts';
import { createSpeech } from './speech/create-speech.ts';
import { createTools } from './tools/create-tools.ts';
import { VisionModels } from './vision/vision-models.ts';

/** Which shell it is, and where things are: plain data that may be written down. All paths are absolute. */
export interface HostPlaces {
  readonly shell: Shell;
  /** False where the shell's binary runs no scripts, as a packaged desktop binary does not. */
  readonly canStartProcesses?: boolean;
  /** The repository's or the package's `plugins` folder. */
  readonly builtInPlugins: string;
  /** The repository's or the package's `device` folder. */
  readonly deviceSources: string;
  /** The user's own plugins; need not exist. */
  readonly userPlugins: string;
  /** Where new projects are made. */
  readonly projectsDirectory: string;
  /** Settings, journals, locks, caches, memory of personas. */
  readonly stateDirectory: string;
  /** Where the programs of profiles are numbered; shells of one person share it. The state directory by default. */
  readonly revisionsDirectory?: string;
}

/** What a shell decides; everything else is the same in each. */
export interface HostOptions extends HostPlaces {
  /** Variables of the process; those that hold keys of models are taken out of it. */
  readonly environment: Record<string, string | undefined>;
  /** The system's key chain; absent: keys last for the session. */
  readonly keychain?: Keychain;
  /** Told what went wrong beside a call, and what MCP servers print. */
  readonly log?: Logger;
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
    readonly models: Models;
    readonly hubServices: HubServicesFactory;
    readonly signing: Signing;
    readonly fleet: Fleet;
    readonly firmware: Firmware;
  };
  /** Stops kits, saves projects, frees ports. Idempotent. */
  dispose(): Promise<void>;
}

/** Puts the rooms of the host together. Everything below gets what it needs from here, and from nowhere else. */
export async function createHost(options: HostOptions): Promise<Host> {
  const [settings, plugins, version, revisions, signing] = await Promise.all([
    SettingsStore.load(nodeFileSystem, options.stateDirectory),
    PluginStore.load({ builtIn: options.builtInPlugins, user: options.userPlugins }),
    readVersion(),
    RevisionBook.open(nodeFileSystem, options.revisionsDirectory ?? options.stateDirectory),
    createSigning({
      fileSystem: nodeFileSystem,
      stateDirectory: options.stateDirectory,
      keychain: options.keychain ?? null,
      ownName: ownName(),
      date: () => new Date(),
    }),
  ]);
  const compiler = new CrossCompiler({ cacheDirectory: join(options.stateDirectory, 'mpy') });
  const sources = new DeviceSources({
    deviceFolder: options.deviceSources,
    drivers: () => plugins.library,
  });
  const builder = new Builder({
    sources,
    compiler,
    sequenceOf: (profileId, content) => revisions.peek(profileId, content),
  });
  const projects = new Projects({
    places: { fileSystem: nodeFileSystem, stateDirectory: options.stateDirectory },
    projectsDirectory: options.projectsDirectory,
    settings,
    plugins: () => plugins.library,
  });
  const spans = new SpanLog();
  const profile = (projectId: string) => projects.profile(projectId);
  const catalogue = () => plugins.library.catalogue;
  const { log } = options;
  const models = await createModels({
    providers: [...catalogue().providers.values()],
    environment: options.environment,
    keychain: options.keychain ?? null,
    fileSystem: nodeFileSystem,
    stateDirectory: options.stateDirectory,
  });
  plugins.onDidChange(snapshot => models.setProviders(snapshot.providers));
  const memory = createMemory({
    stateDirectory: options.stateDirectory,
    secrets: models.secrets,
    policyOf: (projectId, personaId) => personaOf(projects.profile(projectId), personaId)?.memory,
    profileIdOf: projectId => projects.profile(projectId).id,
    date: () => new Date(),
    report: error => log?.warn({ code: error.code, details: error.details }, error.message),
  });
  const deviceTools = (projectId: string) =>
    compile(profile(projectId), catalogue()).compilation?.hub.deviceTools ?? [];
  const speech = createSpeech({
    access: models.cloudCalls(),
    speechFolder: models.speechFolder,
    canStartProcesses: options.canStartProcesses ?? true,
  });
  const vision = new VisionModels();
  const tools = await createTools({
    fileSystem: nodeFileSystem,
    stateDirectory: options.stateDirectory,
    library: () => ({ tools: catalogue().tools, toolFolder: tool => plugins.library.toolFolder(tool) }),
    deviceTools,
    // A profile that is played without being open has no folder, and no assets in it.
    projectDirectory: projectId =>
      projects.isOpen(projectId) ? projects.file(projectId).path : join(options.stateDirectory, 'no-project'),
    isCloudOn: () => models.cloud.isOn,
    cloudSignal: () => models.cloud.signal,
    fetch: cloudFetch(models.cloud, fetch),
    secrets: { read: async name => (await models.secrets.get(name)) ?? null },
    log: (server, line) => log?.info({ server }, models.secrets.redact(line)),
    variables: options.environment,
  });
  const personas = createPersonaHandlers({ models: models.access, memory, tools, profile, deviceTools });
  const hubServices = createHubServicesFactory({
    models,
    memory,
    tools,
    speech,
    vision,
    projectOf: profileId => projects.ofProfile(profileId),
  });
  const startHub = createStartHub({
    loadNode: type => plugins.library.hubNode(type),
    spans,
    createServices: hubServices.create,
  });
  const kits = new KitManager({
    profile,
    catalogue,
    builder,
    sources,
    startHub,
    bookFile: join(options.stateDirectory, 'kits.json'),
    provenance: {
      claim: async bundle => {
        const { manifest } = bundle;
        return withSequence(bundle, await revisions.claim(manifest.profile, contentHashOf(manifest)));
      },
      overruled: (profileId, sequence) => revisions.overruled(profileId, sequence),
      sign: manifest => signing.sign(manifest),
      check: (manifest, signature) => signing.check(manifest, signature),
    },
  });
  const recordings = createRecordings({
    kits,
    stateDirectory: options.stateDirectory,
    profileName: projectId => (projects.isOpen(projectId) ? projects.profile(projectId).name : null),
    redact: text => models.secrets.redact(text),
  });
  const firmware = createFirmware({
    stateDirectory: options.stateDirectory,
    boards: () => catalogue().boards,
    kits,
    fetch: cloudFetch(models.cloud, fetch),
    system: systemFolders(options.environment),
  });
  const fleet = createFleet({
    kits,
    flash: ({ erase, imageId, kitId }, context) =>
      firmware.flash({ kitId }, imageId, { erase, signal: context.signal, report: context.report }),
  });
  const doctor = createDoctor({
    kits,
    catalogue,
    stateDirectory: options.stateDirectory,
    environment: options.environment,
  });
  let disposing: Promise<void> | null = null;
  const host: Host = {
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
      device: recordings.replays.addTo(createDeviceHandlers(kits)),
      virtualBoard: createVirtualBoardHandlers(kits),
      scenario: createScenarioHandlers({ projects, kits }),
      hub: createHubHandlers(spans),
      models: models.handlers,
      memory: memory.handlers,
      tools: tools.handlers,
      persona: personas.handlers,
      firmware: firmware.handlers,
      doctor: doctor.handlers,
      fleet: fleet.handlers,
      signing: signing.handlers,
      recording: recordings.handlers,
    },
    parts: {
      plugins,
      builder,
      sources,
      kits,
      projects,
      startHub,
      spans,
      models,
      hubServices,
      signing,
      fleet,
      firmware,
    },
    dispose: () => {
      disposing ??= (async () => {
        await fleet.dispose();
        // While the kits still are: each file gets its end.
        await recordings.dispose();
        await firmware.dispose();
        await Promise.allSettled([kits.dispose(), projects.dispose()]);
        // Programs have ended; now what they were built on.
        models.dispose();
        signing.dispose();
        await personas.dispose();
        await Promise.allSettled([tools.dispose(), speech.dispose(), vision.dispose(), memory.dispose()]);
        compiler.dispose();
      })();
      return disposing;
    },
  };
  return host;
}

/** What a key is called that is made on first use: its owner's name here, until somebody renames it. */
function ownName(): string {
  try {
    return userInfo().username || 'studio';
  } catch {
    // A user without an entry in the system's list, as in some containers.
    return 'studio';
  }
}

async function readVersion(): Promise<string> {
  const text = await readFile(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

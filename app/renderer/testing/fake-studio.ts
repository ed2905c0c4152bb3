import { applyPatches, enablePatches } from 'immer';
import type { CatalogueSnapshot } from '../../contract/services/catalogue-service.ts';
import type { Kit, Session } from '../../contract/services/device-service.ts';
import type { OpenProject } from '../../contract/services/project-service.ts';
import { type Settings, settingsSchema } from '../../contract/services/studio-service.ts';
import { createCatalogue } from '../../core/catalogue/catalogue.ts';
import { profileSchema } from '../../core/document/profile.ts';
import type { StudioClient } from '../bootstrap/studio-client.ts';
import type { StudioConnection } from '../bootstrap/studio-connection.ts';
import { previewPeripherals } from '../features/kit-panel/preview-peripherals.ts';
import { createFakeBench } from './fake-bench-services.ts';
import { FakeBoard } from './fake-board.ts';
import { fakeBoards, fakeNodes } from './fake-catalogue.ts';
import { createEvents } from './fake-events.ts';
import { createFakeMemory } from './fake-memory.ts';
import { createFakePersona } from './fake-persona.ts';
import { fakeProfile } from './fake-profile.ts';
import { fakeProviders } from './fake-providers.ts';
import { largeProfile } from './large-profile.ts';

enablePatches();

const notInThisFake = () => Promise.reject(new Error('not in this fake'));

const virtualKit: Kit = {
  kitId: 'virtual:1',
  transport: 'virtual',
  path: '1',
  title: 'Virtual board',
  boardTitle: 'Virtual board',
  isAttached: true,
  isFavourite: false,
  mode: 'application',
  boardId: 'virtual-kit',
  serialNumber: null,
  vendorId: null,
  productId: null,
  manufacturer: null,
};

const picture =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180"><rect width="320" height="180" fill="#0f766e"/><circle cx="160" cy="90" r="48" fill="none" stroke="#ffb454" stroke-width="10" stroke-dasharray="14 11"/></svg>';

const modelsState = { isCloudOn: true, canKeepKeys: false, providers: [] };

const snapshot: CatalogueSnapshot = {
  nodes: [...fakeNodes],
  boards: [...fakeBoards],
  providers: [...fakeProviders],
  tools: [],
  templates: [
    {
      id: 'greeting-toy',
      title: { en: 'Greeting toy', zh: '迎宾玩具' },
      summary: { en: 'Someone comes near, and it says hello.', zh: '有人靠近，它就打招呼。' },
      picture,
      scenarios: ['hello'],
    },
  ],
  problems: [],
};

/** `#running&theme=dark&language=zh` in the address: how a picture wants the studio. */
function fakeOptions(): Record<string, string> {
  return typeof location === 'undefined'
    ? {}
    : Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
}

/** `#nodes=1000` opens a large profile instead of the small one. */
function startProfile(): object {
  const count = typeof location === 'undefined' ? null : /nodes=(\d+)/.exec(location.hash);
  return count === null ? fakeProfile : largeProfile(Number(count[1]));
}

/** A studio in memory: enough of the host's manners to look at the face and to test its stores. */
export function createFakeStudio(): StudioClient {
  let settings: Settings = settingsSchema.parse({ theme: 'light', ...fakeOptions() });
  let revision = 1;
  let profile: object = startProfile();
  let session: Session = {
    kitId: virtualKit.kitId,
    state: 'detached',
    program: null,
    memoryFree: null,
    memoryTotal: null,
    loopMaxMs: null,
    linkBytesPerSecond: 0,
    drops: 0,
    error: null,
  };
  const studioEvents = createEvents<Record<string, never>>();
  const projectEvents = createEvents<Record<string, never>>();
  const deviceEvents = createEvents<Record<string, never>>();
  const memoryEvents = createEvents<Record<string, never>>();
  const silentEvents = createEvents<Record<string, never>>();
  const emit = (
    events: ReturnType<typeof createEvents<Record<string, never>>>,
    name: string,
    payload: object,
  ) => events.emit(name, payload as never);
  const virtualBoardEvents = createEvents<Record<string, never>>();
  const { kitId } = virtualKit;
  const attached = () =>
    previewPeripherals(
      profileSchema.parse(profile),
      createCatalogue(fakeNodes, fakeBoards),
      settings.language,
    );
  let board: FakeBoard | null = null;
  const startBoard = () => {
    board?.stop();
    emit(virtualBoardEvents, 'onDidAttach', { kitId, attached: attached() });
    board = new FakeBoard(
      attached(),
      {
        values: values => emit(deviceEvents, 'onDidReceiveValues', { kitId, values }),
        states: states => emit(virtualBoardEvents, 'onDidChangeState', { kitId, states }),
        console: text => emit(deviceEvents, 'onDidReceiveConsole', { kitId, text }),
        log: (node, text, trace) =>
          emit(deviceEvents, 'onDidLog', {
            kitId,
            at: new Date().toISOString(),
            level: trace === null ? 'info' : 'error',
            source: 'device',
            node,
            text,
            trace,
          }),
      },
      Number(fakeOptions().flood ?? 0),
      Number(fakeOptions().print ?? 0),
    );
    board.start();
  };
  const open = (): OpenProject => ({
    projectId: 'project-1',
    path: '/home/lin/Cambrian/Pocket companion',
    profile: profileSchema.parse(profile) as OpenProject['profile'],
    revision,
    savedAt: new Date().toISOString(),
    readOnly: null,
    diagnostics: [],
    recovery: null,
    scenarios: [],
  });
  const change = (state: Session['state']): Session => {
    session = {
      ...session,
      state,
      memoryFree: 118_000,
      memoryTotal: 180_000,
      linkBytesPerSecond: state === 'running' ? 3200 : 0,
    };
    emit(deviceEvents, 'onDidChangeSession', session);
    return session;
  };
  const benchEvents = {
    device: deviceEvents,
    fleet: createEvents<Record<string, never>>(),
    signing: createEvents<Record<string, never>>(),
  };
  // `#bench` in the address: seven boards stand beside the virtual one.
  const bench =
    'bench' in fakeOptions()
      ? createFakeBench({
          device: (name, payload) =>
            emit(
              deviceEvents,
              name,
              Array.isArray(payload) && name === 'onDidChangeKits' ? [...payload, virtualKit] : payload,
            ),
          fleet: (name, payload) => emit(benchEvents.fleet, name, payload),
          signing: (name, payload) => emit(benchEvents.signing, name, payload),
        })
      : null;
  return {
    studio: {
      describe: async () => ({
        version: '0.1.0',
        shell: { kind: 'browser', nativeDialogs: false, kiosk: false },
        platform: 'linux',
        projectsDirectory: '/home/lin/Cambrian',
        settings,
      }),
      changeSettings: async ({ language, theme }) => {
        settings = {
          ...settings,
          ...(language === undefined ? {} : { language }),
          ...(theme === undefined ? {} : { theme }),
        };
        emit(studioEvents, 'onDidChangeSettings', settings);
        return settings;
      },
      setDemoPin: async () => settings,
      checkDemoPin: async () => ({ accepted: true }),
      on: studioEvents.on as StudioClient['studio']['on'],
    },
    catalogue: {
      get: async () => snapshot,
      help: async ({ type }) => ({ markdown: `# ${type}\n\nWhat it is for, in two sentences.` }),
      driver: async () => ({ python: null }),
      reload: async () => snapshot,
      on: silentEvents.on as StudioClient['catalogue']['on'],
    },
    project: {
      recent: async () => [
        {
          path: '/home/lin/Cambrian/Pocket companion',
          name: 'Pocket companion',
          savedAt: new Date().toISOString(),
        },
      ],
      open: async () => open(),
      openTemplate: async () => open(),
      openDemo: async () => open(),
      create: async () => open(),
      openInitial: async () => open(),
      applyPatches: async ({ patches }) => {
        profile = applyPatches(
          profile,
          patches.map(patch => ({ ...patch })),
        );
        revision += 1;
        emit(projectEvents, 'onDidSave', {
          projectId: 'project-1',
          revision,
          savedAt: new Date().toISOString(),
        });
        return { revision };
      },
      save: async () => ({ revision, savedAt: new Date().toISOString() }),
      saveAs: async () => open(),
      takeRecovery: async () => open(),
      discardRecovery: async () => ({}),
      reload: async () => open(),
      overwrite: async () => ({ savedAt: new Date().toISOString() }),
      close: async () => ({}),
      on: projectEvents.on as StudioClient['project']['on'],
    },
    build: {
      build: async () => ({ hash: null, files: [], diagnostics: [], report: null }),
      on: silentEvents.on as StudioClient['build']['on'],
    },
    models: {
      list: async () => [],
      state: async () => modelsState,
      setKey: async () => modelsState,
      removeKey: async () => modelsState,
      setCloud: async ({ on }) => ({ ...modelsState, isCloudOn: on }),
      test: async () => ({ firstMs: 320, totalMs: 900, text: 'Hello.' }),
      findLocal: async () => [],
      addServer: notInThisFake,
      removeServer: async () => ({}),
      setSpeechFolder: async ({ path }) => ({ path, found: [] }),
      on: silentEvents.on as StudioClient['models']['on'],
    },
    persona: createFakePersona(),
    memory: createFakeMemory({
      on: memoryEvents.on as StudioClient['memory']['on'],
      changed: personaId => emit(memoryEvents, 'onDidChange', { projectId: 'project-1', personaId }),
      look: fakeOptions().memory,
    }),
    tools: {
      presets: async () => [],
      device: async () => [],
      servers: async () => [],
      addServer: notInThisFake,
      removeServer: async () => ({}),
      inspectServer: notInThisFake,
      approveServer: notInThisFake,
      answerApproval: async () => ({}),
      on: silentEvents.on as StudioClient['tools']['on'],
    },
    firmware: {
      images: async () => [],
      addFile: notInThisFake,
      addPart: notInThisFake,
      removeImage: notInThisFake,
      download: notInThisFake,
      identify: notInThisFake,
      volumes: async () => [],
      flash: notInThisFake,
      ...bench?.firmware,
      on: silentEvents.on as StudioClient['firmware']['on'],
    },
    doctor: {
      examine: notInThisFake,
      udevRules: notInThisFake,
      ...bench?.doctor,
      on: silentEvents.on as StudioClient['doctor']['on'],
    },
    fleet: {
      current: async () => null,
      start: notInThisFake,
      cancel: notInThisFake,
      retry: notInThisFake,
      report: notInThisFake,
      labels: notInThisFake,
      ...bench?.fleet,
      on: benchEvents.fleet.on as StudioClient['fleet']['on'],
    },
    signing: {
      state: async () => ({ keys: [], keptIn: 'none' }),
      rename: notInThisFake,
      importKey: notInThisFake,
      activate: notInThisFake,
      forget: notInThisFake,
      renew: notInThisFake,
      ...bench?.signing,
      on: benchEvents.signing.on as StudioClient['signing']['on'],
    },
    recording: {
      list: async () => [],
      start: notInThisFake,
      stop: notInThisFake,
      rename: notInThisFake,
      remove: notInThisFake,
      importFile: notInThisFake,
      openReplay: notInThisFake,
      closeReplay: notInThisFake,
      control: notInThisFake,
      on: silentEvents.on as StudioClient['recording']['on'],
    },
    device: {
      list: async () => [...(bench?.kits() ?? []), virtualKit],
      addPort: async () => virtualKit,
      removePort: async () => ({}),
      rename: async ({ name }) => ({ ...virtualKit, title: name ?? virtualKit.boardTitle }),
      setFavourite: async ({ isFavourite }) => ({ ...virtualKit, isFavourite }),
      abouts: async () => [],
      inspect: async () => ({
        kitId: virtualKit.kitId,
        learnedAt: new Date(0).toISOString(),
        firmware: null,
        program: null,
      }),
      ...bench?.device,
      sessions: async () => [...(bench?.sessions() ?? []), session],
      connect: async () => change('listening'),
      disconnect: async () => change('detached'),
      run: async () => {
        change('running');
        startBoard();
        return {
          outcome: 'confirmed',
          bundle: '0'.repeat(64),
          slot: 'a',
          filesChanged: 3,
          filesTotal: 12,
          bytesWritten: 4200,
          elapsedMs: 212,
          sequence: 1,
          fileSystem: 'littlefs',
          blocksResent: 0,
          reason: null,
          phases: [],
        };
      },
      stop: async () => {
        board?.stop();
        return change('stopped');
      },
      reset: async () => {
        startBoard();
        return change('running');
      },
      setProperty: async () => ({}),
      send: async () => ({}),
      writeConsole: async () => ({}),
      on: deviceEvents.on as StudioClient['device']['on'],
    },
    virtualBoard: {
      peripherals: async () => ({ attached: attached(), states: [] }),
      control: async ({ peripheral, control, value }) => {
        board?.control(peripheral, control, value);
        return {};
      },
      on: virtualBoardEvents.on as StudioClient['virtualBoard']['on'],
    },
    scenario: {
      play: async () => ({ passed: true, steps: [] }),
      on: silentEvents.on as StudioClient['scenario']['on'],
    },
    hub: { recentSpans: async () => [], on: silentEvents.on as StudioClient['hub']['on'] },
  };
}

/** The connection that `--mode fake` builds use. */
export function connectFakeStudio(): StudioConnection {
  const client = createFakeStudio();
  // `#running` shows the studio with a board that runs already.
  if ('running' in fakeOptions()) {
    void client.device.run({ projectId: 'project-1', kitId: virtualKit.kitId });
  }
  return {
    client,
    state: () => ({ kind: 'connected' }),
    onDidChangeState: () => () => undefined,
    retry: () => undefined,
    dispose: () => undefined,
  };
}

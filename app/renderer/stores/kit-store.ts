import { create } from 'zustand';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type {
  Kit,
  PushProgress,
  PushResult,
  pushPhases,
  Session,
} from '../../contract/services/device-service.ts';
import { getStudio, type StudioClient } from '../bootstrap/studio-client.ts';
import { consoleStore } from './console-store.ts';
import { useDocumentStore } from './document-store.ts';
import { settleDocument } from './document-sync.ts';
import { peripheralStore } from './peripheral-store.ts';
import { runtimeStore } from './runtime-store.ts';

export type PushPhase = (typeof pushPhases)[number];

/** One phase of a push as it is shown. Milliseconds; null while the phase is not over. */
export interface PhaseTime {
  readonly phase: PushPhase;
  readonly startedAtMs: number;
  readonly elapsedMs: number | null;
}

/** The last run of a kit. */
export type RunState =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'pushing';
      readonly projectId: string;
      readonly progress: PushProgress | null;
      readonly phases: readonly PhaseTime[];
    }
  | {
      readonly kind: 'done';
      readonly projectId: string;
      readonly result: PushResult;
      readonly phases: readonly PhaseTime[];
      readonly finishedAt: number;
    }
  | {
      readonly kind: 'failed';
      readonly projectId: string;
      readonly error: StudioError;
      readonly phases: readonly PhaseTime[];
    };

/** Something a person asked of a kit that did not work, kept until it is dismissed or works. */
export interface KitProblem {
  readonly kitId: string | null;
  readonly error: StudioError;
}

/** How the outcome of a run looks to its caller: commands branch on it, nothing is thrown. */
export type RunOutcome =
  | { readonly kind: 'done'; readonly result: PushResult }
  | { readonly kind: 'foreign-program' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: StudioError };

export interface KitState {
  readonly kits: readonly Kit[];
  readonly sessions: Readonly<Record<string, Session>>;
  /** Project id → the kit that was chosen for it in this window. */
  readonly targets: Readonly<Record<string, string>>;
  readonly runs: Readonly<Record<string, RunState>>;
  readonly problem: KitProblem | null;
  /** A run that waits for the person's word: the kit holds a program that is not ours. */
  readonly foreign: { readonly projectId: string; readonly kitId: string } | null;

  readonly chooseTarget: (projectId: string, kitId: string) => void;
  /** Compiles, pushes and starts the project on its target kit, or on `kitId`. */
  readonly run: (
    projectId: string,
    options?: { readonly kitId?: string; readonly replaceForeign?: boolean },
  ) => Promise<RunOutcome>;
  /** Cancels a push that is under way; the kit keeps the program that it had. */
  readonly cancelRun: (kitId: string) => void;
  readonly stop: (kitId: string) => Promise<void>;
  readonly connect: (kitId: string) => Promise<void>;
  readonly disconnect: (kitId: string) => Promise<void>;
  readonly reset: (kitId: string, kind: 'soft' | 'hard') => Promise<void>;
  /** Adds a typed serial path or `tcp:host:port`; the kit, or null where it failed. */
  readonly addPort: (path: string) => Promise<Kit | null>;
  readonly removePort: (kitId: string) => Promise<void>;
  readonly dismissProblem: () => void;
  readonly dismissForeign: () => void;
}

const aborts = new Map<string, AbortController>();

/** Kits, what they do, which is the target of which project, and the runs. */
export const useKitStore = create<KitState>()((set, get) => {
  const setRun = (kitId: string, run: RunState) => set(state => ({ runs: { ...state.runs, [kitId]: run } }));
  const setSession = (session: Session) =>
    set(state => ({ sessions: { ...state.sessions, [session.kitId]: session } }));
  const attempt = async (kitId: string | null, action: () => Promise<void>): Promise<void> => {
    try {
      await action();
      if (get().problem?.kitId === kitId) set({ problem: null });
    } catch (error) {
      set({ problem: { kitId, error: StudioError.from(error) } });
    }
  };

  return {
    kits: [],
    sessions: {},
    targets: {},
    runs: {},
    problem: null,
    foreign: null,

    chooseTarget: (projectId, kitId) =>
      set(state => ({ targets: { ...state.targets, [projectId]: kitId }, problem: null })),

    run: async (projectId, options = {}) => {
      const kitId = options.kitId ?? targetKit(get(), projectId)?.kitId;
      if (kitId === undefined) return { kind: 'cancelled' };
      aborts.get(kitId)?.abort();
      const abort = new AbortController();
      aborts.set(kitId, abort);
      const isCurrent = () => aborts.get(kitId) === abort;
      let phases: readonly PhaseTime[] = [];
      setRun(kitId, { kind: 'pushing', projectId, progress: null, phases });
      set({ problem: null, foreign: null });
      try {
        // What runs is what the person sees, not what the host knew a moment ago.
        await settleDocument();
        const result = await getStudio().device.run(
          { projectId, kitId, replaceForeign: options.replaceForeign ?? false },
          {
            signal: abort.signal,
            onProgress: progress => {
              if (!isCurrent()) return;
              // From here on another program speaks; where nothing had changed, the old one goes on.
              const isRestarting = progress.phase === 'boot' && phases.at(-1)?.phase !== 'boot';
              if (isRestarting && runtimeStore.kitId === kitId) runtimeStore.clear();
              phases = notePhase(phases, progress);
              setRun(kitId, { kind: 'pushing', projectId, progress, phases });
            },
          },
        );
        if (isCurrent()) {
          setRun(kitId, {
            kind: 'done',
            projectId,
            result,
            phases: phasesOfResult(result),
            finishedAt: Date.now(),
          });
        }
        return { kind: 'done', result };
      } catch (caught) {
        const error = StudioError.from(caught);
        if (abort.signal.aborted) {
          if (isCurrent()) setRun(kitId, { kind: 'none' });
          return { kind: 'cancelled' };
        }
        if (StudioError.is(error, 'push/foreign-program')) {
          setRun(kitId, { kind: 'none' });
          set({ foreign: { projectId, kitId } });
          return { kind: 'foreign-program' };
        }
        if (isCurrent()) setRun(kitId, { kind: 'failed', projectId, error, phases });
        return { kind: 'failed', error };
      } finally {
        if (isCurrent()) aborts.delete(kitId);
      }
    },

    cancelRun: kitId => aborts.get(kitId)?.abort(),
    stop: kitId => attempt(kitId, async () => setSession(await getStudio().device.stop({ kitId }))),
    connect: kitId => attempt(kitId, async () => setSession(await getStudio().device.connect({ kitId }))),
    disconnect: kitId =>
      attempt(kitId, async () => setSession(await getStudio().device.disconnect({ kitId }))),
    reset: (kitId, kind) =>
      attempt(kitId, async () => setSession(await getStudio().device.reset({ kitId, kind }))),
    addPort: async path => {
      let added: Kit | null = null;
      await attempt(null, async () => {
        const kit = await getStudio().device.addPort({ path });
        added = kit;
        set(state =>
          state.kits.some(known => known.kitId === kit.kitId) ? state : { kits: [...state.kits, kit] },
        );
      });
      return added;
    },
    removePort: kitId =>
      attempt(kitId, async () => {
        await getStudio().device.removePort({ kitId });
        set(state => ({ kits: state.kits.filter(kit => kit.kitId !== kitId) }));
      }),
    dismissProblem: () => set({ problem: null }),
    dismissForeign: () => set({ foreign: null }),
  };
});

/** The kit that Run goes to: the chosen one while it is known, else the virtual board, else the first kit. */
export function targetKit(
  state: Pick<KitState, 'kits' | 'targets'>,
  projectId: string | null,
): Kit | undefined {
  const chosen = projectId === null ? undefined : state.targets[projectId];
  return (
    state.kits.find(kit => kit.kitId === chosen) ??
    state.kits.find(kit => kit.transport === 'virtual') ??
    state.kits[0]
  );
}

/** The target kit of a project; undefined while no kit is known. */
export function useTargetKit(projectId: string | null): Kit | undefined {
  return useKitStore(state => targetKit(state, projectId));
}

const noRun: RunState = { kind: 'none' };

/** The last run of a kit. */
export function useRunState(kitId: string | undefined): RunState {
  return useKitStore(state => (kitId === undefined ? noRun : (state.runs[kitId] ?? noRun)));
}

/** What a kit is doing; undefined before it was ever opened. */
export function useSession(kitId: string | undefined): Session | undefined {
  return useKitStore(state => (kitId === undefined ? undefined : state.sessions[kitId]));
}

/** Whether a push to this kit is under way. */
export function isPushing(state: Pick<KitState, 'runs'>, kitId: string | undefined): boolean {
  return kitId !== undefined && state.runs[kitId]?.kind === 'pushing';
}

/** Adds what a progress report says to the phases so far: a new phase ends the one before. */
export function notePhase(phases: readonly PhaseTime[], progress: PushProgress): readonly PhaseTime[] {
  const last = phases.at(-1);
  if (last?.phase === progress.phase) return phases;
  const ended = phases.map(phase =>
    phase.elapsedMs === null ? { ...phase, elapsedMs: progress.elapsedMs - phase.startedAtMs } : phase,
  );
  return [...ended, { phase: progress.phase, startedAtMs: progress.elapsedMs, elapsedMs: null }];
}

function phasesOfResult(result: PushResult): readonly PhaseTime[] {
  let startedAtMs = 0;
  return result.phases.map(({ phase, elapsedMs }) => {
    const time = { phase, startedAtMs, elapsedMs };
    startedAtMs += elapsedMs;
    return time;
  });
}

/**
 * Connects the stores of running things to the host: kits, sessions, values, console, drawn peripherals. Called once
 * after the client is connected; the returned function ends it.
 */
export async function startKitStores(studio: StudioClient): Promise<() => void> {
  const { device, virtualBoard } = studio;
  const adoptKits = async () => {
    const [kits, sessions] = await Promise.all([device.list({}), device.sessions({})]);
    const sessionById = Object.fromEntries(sessions.map(session => [session.kitId, session]));
    useKitStore.setState({ kits, sessions: sessionById });
    return kits;
  };
  const readPeripherals = async (kitId: string) => {
    const { attached, states } = await virtualBoard.peripherals({ kitId });
    peripheralStore.receiveAttached(kitId, attached);
    peripheralStore.receiveStates(kitId, states);
  };
  // A new listener is told the newest values first: so each kit that is shown starts with them.
  let stopValues: (() => void) | null = null;
  const followTarget = () => {
    const target = targetKit(useKitStore.getState(), useDocumentStore.getState().projectId)?.kitId ?? null;
    if (stopValues !== null && target === runtimeStore.kitId) return;
    runtimeStore.showKit(target);
    stopValues?.();
    stopValues = device.on('onDidReceiveValues', ({ kitId, values, replaces }) =>
      runtimeStore.receiveValues(kitId, values, replaces),
    );
  };
  await adoptKits();
  followTarget();
  const stops = [
    useKitStore.subscribe(followTarget),
    useDocumentStore.subscribe(followTarget),
    device.on('onDidChangeKits', kits => useKitStore.setState({ kits })),
    device.on('onDidChangeSession', session =>
      useKitStore.setState(state => ({ sessions: { ...state.sessions, [session.kitId]: session } })),
    ),
    device.on('onDidReceiveConsole', ({ kitId, text, replaces }) =>
      consoleStore.receiveText(kitId, text, replaces),
    ),
    device.on('onDidLog', line => {
      runtimeStore.receiveLog(line);
      const parsed = Date.parse(line.at);
      consoleStore.receiveLog(line.kitId, { ...line, atMs: Number.isNaN(parsed) ? Date.now() : parsed });
    }),
    virtualBoard.on('onDidAttach', ({ kitId, attached }) => {
      peripheralStore.receiveAttached(kitId, attached);
      // What was attached before may have left its state behind.
      readPeripherals(kitId).catch((error: unknown) => console.warn('The board cannot be drawn.', error));
    }),
    virtualBoard.on('onDidChangeState', ({ kitId, states }) => peripheralStore.receiveStates(kitId, states)),
  ];
  // Once more, now that nothing can be missed in between.
  const kits = await adoptKits();
  await Promise.all(
    kits.filter(kit => kit.transport === 'virtual').map(({ kitId }) => readPeripherals(kitId)),
  );
  return () => {
    stopValues?.();
    for (const stop of stops) stop();
  };
}

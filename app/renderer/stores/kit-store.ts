import { create } from 'zustand';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type {
  Kit,
  PushConsents,
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
import { notePhase, type PhaseTime, phasesOfResult } from './phase-times.ts';
import { rememberedTarget, rememberTarget } from './remembered-targets.ts';
import { runtimeStore } from './runtime-store.ts';

export type PushPhase = (typeof pushPhases)[number];

/** The last run of a kit. */
export type RunState =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'pushing';
      readonly projectId: string;
      readonly progress: PushProgress | null;
      readonly phases: readonly PhaseTime<PushPhase>[];
    }
  | {
      readonly kind: 'done';
      readonly projectId: string;
      readonly result: PushResult;
      readonly phases: readonly PhaseTime<PushPhase>[];
      readonly finishedAt: number;
    }
  | {
      readonly kind: 'failed';
      readonly projectId: string;
      readonly error: StudioError;
      readonly phases: readonly PhaseTime<PushPhase>[];
    };

/** Something a person asked of a kit that did not work, kept until it is dismissed or works. */
export interface KitProblem {
  readonly kitId: string | null;
  readonly error: StudioError;
}

/** How the outcome of a run looks to its caller: commands branch on it, nothing is thrown. */
export type RunOutcome =
  | { readonly kind: 'done'; readonly result: PushResult }
  /** It waits for the person's word; see {@link KitState.asking}. */
  | { readonly kind: 'asking' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: StudioError };

/** What a person has to agree to before a push goes on, by the error that asks for it. */
export const consentOfError = {
  'push/foreign-program': 'replaceForeign',
  'push/board-mismatch': 'allowOtherBoard',
  'push/older-sequence': 'allowOlder',
} as const satisfies Readonly<Record<string, keyof PushConsents>>;

/** The consent that an error asks for; null where agreeing would not help. */
export function consentFor(error: StudioError): keyof PushConsents | null {
  return Object.entries(consentOfError).find(([code]) => code === error.code)?.[1] ?? null;
}

/** A question to the person: may these kits be pushed to nevertheless. */
export interface Asking {
  readonly projectId: string;
  /** What was agreed to already. */
  readonly consents: Partial<PushConsents>;
  readonly kits: readonly { readonly kitId: string; readonly error: StudioError }[];
  /** `many`: rows of a push to many kits; `one`: the Run button or the menu of a kit. */
  readonly from: 'one' | 'many';
}

export interface KitState {
  readonly kits: readonly Kit[];
  readonly sessions: Readonly<Record<string, Session>>;
  /** Project id → the kit that was chosen for it; remembered by the project's folder. */
  readonly targets: Readonly<Record<string, string>>;
  readonly runs: Readonly<Record<string, RunState>>;
  readonly problem: KitProblem | null;
  /** Pushes that wait for the person's word: what was found on their kits is nothing to overrule unasked. */
  readonly asking: Asking | null;

  readonly chooseTarget: (projectId: string, kitId: string) => void;
  /** Compiles, pushes and starts the project on its target kit, or on `kitId`. */
  readonly run: (
    projectId: string,
    options?: { readonly kitId?: string; readonly consents?: Partial<PushConsents> },
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
  readonly dismissAsking: () => void;
  /** Null gives the kit back the name of its board. */
  readonly rename: (kitId: string, name: string | null) => Promise<void>;
  readonly setFavourite: (kitId: string, isFavourite: boolean) => Promise<void>;
}

const aborts = new Map<string, AbortController>();

/** Kits, what they do, which is the target of which project, and the runs. */
export const useKitStore = create<KitState>()((set, get) => {
  const setRun = (kitId: string, run: RunState) => set(state => ({ runs: { ...state.runs, [kitId]: run } }));
  const setSession = (session: Session) =>
    set(state => ({ sessions: { ...state.sessions, [session.kitId]: session } }));
  const setKit = (kit: Kit) =>
    set(state => ({ kits: state.kits.map(known => (known.kitId === kit.kitId ? kit : known)) }));
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
    asking: null,

    chooseTarget: (projectId, kitId) => {
      const { projectId: openId, path } = useDocumentStore.getState();
      if (projectId === openId) rememberTarget(path, kitId);
      set(state => ({ targets: { ...state.targets, [projectId]: kitId }, problem: null }));
    },

    run: async (projectId, options = {}) => {
      const kitId = options.kitId ?? targetKit(get(), projectId)?.kitId;
      if (kitId === undefined) return { kind: 'cancelled' };
      aborts.get(kitId)?.abort();
      const abort = new AbortController();
      aborts.set(kitId, abort);
      const isCurrent = () => aborts.get(kitId) === abort;
      let phases: readonly PhaseTime<PushPhase>[] = [];
      setRun(kitId, { kind: 'pushing', projectId, progress: null, phases });
      set({ problem: null, asking: null });
      try {
        // What runs is what the person sees, not what the host knew a moment ago.
        await settleDocument();
        const result = await getStudio().device.run(
          { projectId, kitId, ...options.consents },
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
        if (consentFor(error) !== null) {
          const consents = options.consents ?? {};
          // The refusal is how it went until the person agrees, and it stays so where they do not.
          if (isCurrent()) setRun(kitId, { kind: 'failed', projectId, error, phases });
          set({ asking: { projectId, consents, kits: [{ kitId, error }], from: 'one' } });
          return { kind: 'asking' };
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
    dismissAsking: () => set({ asking: null }),
    rename: (kitId, name) =>
      attempt(kitId, async () => setKit(await getStudio().device.rename({ kitId, name }))),
    setFavourite: (kitId, isFavourite) =>
      attempt(kitId, async () => setKit(await getStudio().device.setFavourite({ kitId, isFavourite }))),
  };
});

/** A project that is opened goes to the kit that was chosen for its folder before. */
function recallTarget(): void {
  const { projectId, path } = useDocumentStore.getState();
  const { targets } = useKitStore.getState();
  if (projectId === null || targets[projectId] !== undefined) return;
  const kitId = rememberedTarget(path);
  if (kitId !== null) useKitStore.setState({ targets: { ...targets, [projectId]: kitId } });
}

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
    recallTarget();
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

import { StudioError } from '../../contract/errors/studio-error.ts';
import type { ServiceHandlers } from '../../contract/rpc/define-service.ts';
import type { deviceService, Kit, Session } from '../../contract/services/device-service.ts';
import type { Recording, Replay as ReplayReport } from '../../contract/services/recording-service.ts';
import type { RecordingClock } from './recording-clock.ts';
import { Replay, type ReplaySink } from './replay.ts';
import { surveyTrace } from './survey-trace.ts';

type Parameter<Listener> = Listener extends (payload: infer Payload) => void ? Payload : never;
interface ReplayEvents {
  readonly kits: readonly Kit[];
  readonly session: Session;
  readonly values: Parameter<ReplaySink['onValues']>;
  readonly console: Parameter<ReplaySink['onConsole']>;
  readonly log: Parameter<ReplaySink['onLog']>;
  readonly report: ReplayReport;
}
type Listeners = { readonly [Name in keyof ReplayEvents]: Set<(payload: ReplayEvents[Name]) => void> };

/** The replays that are open, as kits. */
export class ReplayKits {
  readonly #clock: RecordingClock;
  readonly #replays = new Map<string, Replay>();
  readonly #listeners: Listeners = {
    kits: new Set(),
    session: new Set(),
    values: new Set(),
    console: new Set(),
    log: new Set(),
    report: new Set(),
  };

  constructor(clock: RecordingClock) {
    this.#clock = clock;
  }

  /** Whether an id is that of a replay, open or not. */
  has(kitId: string): boolean {
    return kitId.startsWith('replay:');
  }

  get kits(): Kit[] {
    return [...this.#replays.values()].map(({ kit }) => kit);
  }

  get sessions(): Session[] {
    return [...this.#replays.values()].map(({ session }) => session);
  }

  /** @throws StudioError `device/unknown-kit` */
  get(kitId: string): Replay {
    const replay = this.#replays.get(kitId);
    if (replay === undefined) throw new StudioError('device/unknown-kit', { kitId });
    return replay;
  }

  reports(): ReplayReport[] {
    return [...this.#replays.values()].map(({ report }) => report);
  }

  /** Opens a recording, paused at its beginning; one that is open already stays where it is. */
  async open(recording: Recording, signal: AbortSignal): Promise<ReplayReport> {
    const { recordingId, title, path } = recording;
    const survey = await surveyTrace(path, signal);
    const known = this.#replays.get(`replay:${recordingId}`);
    if (known !== undefined) return known.report;
    const sink: ReplaySink = {
      onSession: session => this.#emit('session', session),
      onValues: values => this.#emit('values', values),
      onConsole: text => this.#emit('console', text),
      onLog: line => this.#emit('log', line),
      onReport: report => this.#emit('report', report),
    };
    const replay = new Replay({ recordingId, title, path, survey, clock: this.#clock, sink });
    this.#replays.set(replay.kit.kitId, replay);
    this.#emit('kits', this.kits);
    return replay.control({ seekMs: 0 });
  }

  /** Nothing happens where it is not open. */
  async close(kitId: string): Promise<void> {
    const replay = this.#replays.get(kitId);
    if (replay === undefined) return;
    this.#replays.delete(kitId);
    await replay.dispose();
    this.#emit('kits', this.kits);
  }

  on<Name extends keyof ReplayEvents>(
    event: Name,
    listener: (payload: ReplayEvents[Name]) => void,
  ): () => void {
    this.#listeners[event].add(listener);
    return () => void this.#listeners[event].delete(listener);
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#replays.keys()].map(kitId => this.close(kitId)));
  }

  /** The device service with the replays among its kits. Nothing can be sent to them: `recording/is-replay`. */
  addTo(device: ServiceHandlers<typeof deviceService>): ServiceHandlers<typeof deviceService> {
    const { methods, events } = device;
    const refuse = (kitId: string) => {
      if (this.has(kitId)) throw new StudioError('recording/is-replay', { kitId });
    };
    /** A method that no replay takes. */
    const ofBoards =
      <Input extends { readonly kitId: string }, Context, Result>(
        method: (input: Input, context: Context) => Result,
      ) =>
      (input: Input, context: Context): Result => {
        refuse(input.kitId);
        return method(input, context);
      };
    return {
      methods: {
        ...methods,
        list: async (input, context) => [...(await methods.list(input, context)), ...this.kits],
        sessions: async (input, context) => [...(await methods.sessions(input, context)), ...this.sessions],
        connect: (input, context) =>
          this.has(input.kitId) ? this.get(input.kitId).session : methods.connect(input, context),
        disconnect: async (input, context) => {
          if (!this.has(input.kitId)) return methods.disconnect(input, context);
          const { session } = this.get(input.kitId);
          await this.close(input.kitId);
          return { ...session, state: 'detached' as const };
        },
        removePort: async (input, context) => {
          if (!this.has(input.kitId)) return methods.removePort(input, context);
          await this.close(input.kitId);
          return {};
        },
        rename: ofBoards(methods.rename),
        setFavourite: ofBoards(methods.setFavourite),
        inspect: ofBoards(methods.inspect),
        run: ofBoards(methods.run),
        stop: ofBoards(methods.stop),
        reset: ofBoards(methods.reset),
        setProperty: ofBoards(methods.setProperty),
        send: ofBoards(methods.send),
        writeConsole: ofBoards(methods.writeConsole),
      },
      events: {
        ...events,
        onDidChangeKits: emit => {
          // The boards as they were told last: a replay that opens asks no port.
          let boards: readonly Kit[] | null = null;
          const stopBoards = events.onDidChangeKits(kits => {
            boards = kits.map(kit => ({ ...kit }));
            emit([...boards.map(kit => ({ ...kit })), ...this.kits]);
          });
          const stopReplays = this.on('kits', kits => {
            const tell = (known: readonly Kit[]) => emit([...known.map(kit => ({ ...kit })), ...kits]);
            if (boards !== null) {
              tell(boards);
              return;
            }
            const signal = new AbortController().signal;
            Promise.resolve(methods.list({}, { signal, report: () => undefined })).then(
              tell,
              () => undefined,
            );
          });
          return both(stopBoards, stopReplays);
        },
        onDidChangeSession: emit => both(events.onDidChangeSession(emit), this.on('session', emit)),
        onDidReceiveValues: emit => {
          for (const replay of this.#replays.values()) emit(replay.values);
          return both(events.onDidReceiveValues(emit), this.on('values', emit));
        },
        onDidReceiveConsole: emit => {
          for (const { kit, consoleText } of this.#replays.values())
            emit({ kitId: kit.kitId, text: consoleText, replaces: true });
          return both(events.onDidReceiveConsole(emit), this.on('console', emit));
        },
        onDidLog: emit => both(events.onDidLog(emit), this.on('log', emit)),
      },
    };
  }

  #emit<Name extends keyof ReplayEvents>(event: Name, payload: ReplayEvents[Name]): void {
    for (const listener of [...this.#listeners[event]]) listener(payload);
  }
}

function both(first: () => void, second: () => void): () => void {
  return () => {
    first();
    second();
  };
}

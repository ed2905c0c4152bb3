import { StudioError } from '../../contract/errors/studio-error.ts';
import type {
  Kit,
  KitAbout,
  PushConsents,
  PushResult,
  Session,
} from '../../contract/services/device-service.ts';
import type { Catalogue } from '../../core/catalogue/catalogue.ts';
import type { Profile } from '../../core/document/profile.ts';
import type { Builder } from '../build/builder.ts';
import type { DeviceSources } from '../build/device-sources.ts';
import { PortDiscovery, type PortVisit } from './discovery.ts';
import type { StartHub } from './hub-bridge.ts';
import { KitBook } from './kit-book.ts';
import { KitEventEmitter, type KitEvents } from './kit-events.ts';
import { KitList } from './kit-list.ts';
import { KitLearner } from './learn-kit.ts';
import { LiveSession } from './link/live-session.ts';
import type { SessionSink } from './link/session-options.ts';
import { type PreparedProgram, ProgramRunner, type PushContext, type PushedToKit } from './program-runner.ts';
import { noProvenance, type Provenance } from './provenance.ts';
import { boardDeadlines, type PushDeadlines } from './push/push-deadlines.ts';
import type { KnownManifests } from './push/push-plan.ts';
import { Reconnector } from './reconnector.ts';
import { transportOfKit } from './transport-of-kit.ts';
import { VirtualKits } from './virtual-kits.ts';

/** What the kits need of the rest of the host. */
export interface KitDependencies {
  /** The document as it stands now. Throws a StudioError for an unknown project. */
  readonly profile: (projectId: string) => Profile;
  readonly catalogue: () => Catalogue;
  readonly builder: Builder;
  readonly sources: DeviceSources;
  readonly startHub: StartHub;
  /** Absolute path of the JSON file that remembers kits and typed ports; null keeps them in memory. */
  readonly bookFile: string | null;
  readonly discovery?: PortDiscovery;
  readonly deadlines?: PushDeadlines;
  /** Numbers and signs programs; absent: nobody does. */
  readonly provenance?: Provenance;
}

interface KitSession {
  readonly kit: Kit;
  readonly session: LiveSession;
}

/** USB takes any rate; UART bridges of development boards all start with this one. */
const baudRate = 115_200;

/** All kits and their sessions. The virtual kit is always there, and always first. */
export class KitManager {
  readonly virtualKits: VirtualKits;
  readonly #dependencies: KitDependencies;
  readonly #discovery: PortDiscovery;
  readonly #deadlines: PushDeadlines;
  readonly #learner: KitLearner;
  readonly #runner: ProgramRunner;
  readonly #book: KitBook;
  readonly #list: KitList;
  readonly #reconnector: Reconnector;
  readonly #sessions = new Map<string, KitSession>();
  readonly #known: KnownManifests = new Map();
  readonly #events = new KitEventEmitter();
  /** Kits whose port somebody has to himself. */
  readonly #borrowed = new Set<string>();
  #stopWatching: (() => void) | null = null;
  #knownKits = '';
  #telling: Promise<void> = Promise.resolve();

  constructor(dependencies: KitDependencies) {
    this.#dependencies = dependencies;
    this.#discovery = dependencies.discovery ?? new PortDiscovery();
    this.#deadlines = dependencies.deadlines ?? boardDeadlines;
    this.virtualKits = new VirtualKits();
    const { provenance = noProvenance } = dependencies;
    this.#learner = new KitLearner({
      provenance,
      known: kitId => this.abouts().find(about => about.kitId === kitId) ?? null,
      learn: about => this.learn(about),
    });
    this.#runner = new ProgramRunner({
      ...dependencies,
      provenance,
      virtualKits: this.virtualKits,
      learner: this.#learner,
      log: (kitId, text) => this.#events.log(kitId, 'warning', text),
    });
    this.#book = new KitBook(dependencies.bookFile);
    const { catalogue } = dependencies;
    const onForgotten = (about: KitAbout) => this.#events.emit('about', about);
    this.#list = new KitList({ catalogue, discovery: this.#discovery, book: this.#book, onForgotten });
    this.#reconnector = new Reconnector({
      isAttached: async kitId => {
        const kit = (await this.list()).find(candidate => candidate.kitId === kitId);
        return kit?.isAttached === true && !this.#borrowed.has(kitId);
      },
      connect: async kitId => {
        await this.connect(kitId, AbortSignal.timeout(this.#deadlines.openMs));
      },
      onFailure: error => this.#logFailure(error),
    });
  }

  /** See `KitList.list`. A kit with a session is listed also while it is not there. Never rejects. */
  list(): Promise<Kit[]> {
    const inUse = [...this.#sessions.values()].filter(({ session }) => session.session.state !== 'detached');
    return this.#list.list(inUse.map(({ kit }) => kit));
  }

  /** Adds a typed path; that of an attached kit, or its id, is answered with the kit and need not be remembered. */
  async addPort(path: string): Promise<Kit> {
    const kit = await this.#list.add(path);
    await this.#tellKits();
    return this.#kit(kit.kitId);
  }

  /** Forgets a typed path, or a favourite that is not there. */
  async removePort(kitId: string): Promise<void> {
    const kit = await this.#kit(kitId);
    await this.#forgetSession(kitId);
    await this.#list.remove(kit);
    await this.#tellKits();
  }

  /**
   * Closes the kit's session and keeps everybody else from its port while `work` has it to itself: flashing,
   * examining. Afterwards the session is as it was: open again where it was open.
   * @throws StudioError `device/busy` where somebody has borrowed it already or a push is under way
   */
  async borrowPort<Result>(
    kitId: string,
    signal: AbortSignal,
    work: (kit: Kit) => Promise<Result>,
  ): Promise<Result> {
    const kit = await this.#kit(kitId);
    const entry = this.#sessions.get(kitId);
    if (this.#borrowed.has(kitId) || entry?.session.session.state === 'pushing')
      throw new StudioError('device/busy', { kitId });
    this.#borrowed.add(kitId);
    const wasOpen = entry?.session.isOpen === true;
    try {
      await entry?.session.disconnect();
      signal.throwIfAborted();
      return await work(kit);
    } finally {
      this.#borrowed.delete(kitId);
      if (wasOpen) this.#reconnector.lost(kitId);
    }
  }

  /** @throws StudioError `device/unknown-kit`, `device/book-unwritable` */
  async rename(kitId: string, name: string | null): Promise<Kit> {
    const kit = await this.#kit(kitId);
    await this.#book.setNote(kitId, { name, seen: kit });
    await this.#tellKits();
    return this.#kit(kitId);
  }

  /** @throws StudioError `device/unknown-kit`, `device/book-unwritable` */
  async setFavourite(kitId: string, isFavourite: boolean): Promise<Kit> {
    const kit = await this.#kit(kitId);
    await this.#book.setNote(kitId, { isFavourite, seen: kit });
    await this.#tellKits();
    return { ...kit, isFavourite };
  }

  /** What was learned of each kit, in this session and before. */
  abouts(): KitAbout[] {
    return this.#book.abouts;
  }

  /** USB ports that went away within seconds of their coming, newest last. */
  shortVisits(): readonly PortVisit[] {
    return this.#discovery.shortVisits;
  }

  /** Keeps what was learned of a kit and tells everybody. Firmware that was not asked for now stays known. */
  learn(about: KitAbout): void {
    const { whole, written } = this.#book.learn(about);
    // Disks that are full make the studio forget, and not fail at what it was doing.
    written.catch((error: unknown) => this.#logFailure(error));
    this.#events.emit('about', whole);
    // Its board may be known better now.
    this.#tellKits().catch((error: unknown) => this.#logFailure(error));
  }

  /**
   * Asks a kit who it is, which program it has and whether that was changed; see `KitLearner.inspect`.
   * @throws StudioError `device/unknown-kit`, `device/busy`; with `interrupt` also `repl/…`, `transport/…`
   */
  async inspect(kitId: string, interrupt: boolean, signal: AbortSignal): Promise<KitAbout> {
    const { session } = await this.#session(kitId);
    return this.#learner.inspect(kitId, session, interrupt, signal);
  }

  sessions(): Session[] {
    return [...this.#sessions.values()].map(({ session }) => session.session);
  }

  async connect(kitId: string, signal: AbortSignal): Promise<Session> {
    const { session } = await this.#session(kitId);
    await session.connect(signal);
    return session.session;
  }

  async disconnect(kitId: string): Promise<Session> {
    const { session } = await this.#session(kitId);
    await session.disconnect();
    // One that is not there any more was listed for its session alone.
    await this.#tellKits();
    return session.session;
  }

  /**
   * Builds the project, pushes it and starts it with its hub nodes.
   * @throws StudioError `build/has-errors` where the profile has errors, else what `pushBundle` throws
   */
  async run(
    request: { readonly projectId: string; readonly kitId: string } & Partial<PushConsents>,
    context: Omit<PushContext, 'startedAtMs'>,
  ): Promise<PushResult> {
    const startedAtMs = performance.now();
    const reportCompile = (fraction: number) =>
      context.report({
        phase: 'compile',
        fraction,
        bytesDone: 0,
        bytesTotal: 0,
        bytesPerSecond: 0,
        secondsLeft: null,
        elapsedMs: performance.now() - startedAtMs,
      });
    reportCompile(0);
    const to = await this.#session(request.kitId);
    const program = await this.#runner.prepare(request.projectId, to.kit.transport !== 'virtual');
    reportCompile(1);
    return (await this.#runner.push(program, to, request, { ...context, startedAtMs })).result;
  }

  /** Builds a project once, to be pushed to several kits. @throws StudioError `build/has-errors` */
  async prepare(projectId: string, kitIds: readonly string[]): Promise<PreparedProgram> {
    return this.#runner.prepare(
      projectId,
      kitIds.some(kitId => !kitId.startsWith('virtual:')),
    );
  }

  /** Pushes what was prepared to one kit. @throws what `pushBundle` throws */
  async push(
    program: PreparedProgram,
    request: { readonly kitId: string } & Partial<PushConsents>,
    context: PushContext,
  ): Promise<PushedToKit> {
    return this.#runner.push(program, await this.#session(request.kitId), request, context);
  }

  async stop(kitId: string, signal: AbortSignal): Promise<Session> {
    const { session } = await this.#session(kitId);
    await session.stop(signal);
    return session.session;
  }

  async reset(kitId: string, kind: 'soft' | 'hard', signal: AbortSignal): Promise<Session> {
    const { session } = await this.#session(kitId);
    await session.reset(kind, signal);
    return session.session;
  }

  /** The session of a kit, for the calls that go straight to it. */
  async session(kitId: string): Promise<LiveSession> {
    return (await this.#session(kitId)).session;
  }

  /** Told from now on. */
  on<Name extends keyof KitEvents>(event: Name, listener: (payload: KitEvents[Name]) => void): () => void {
    if (event === 'kits') this.#watchPorts();
    return this.#events.on(event, listener);
  }

  /** What each console shows, for a screen that opens later. */
  consoles(): { readonly kitId: string; readonly text: string }[] {
    return [...this.#sessions.values()]
      .map(({ kit, session }) => ({ kitId: kit.kitId, text: session.consoleText }))
      .filter(({ text }) => text !== '');
  }

  /** The newest values of every kit, for a screen that opens now. */
  newestValues(): KitEvents['values'][] {
    return [...this.#sessions.values()]
      .map(({ kit, session }) => ({ kitId: kit.kitId, values: session.newestValues }))
      .filter(({ values }) => values.length > 0);
  }

  async dispose(): Promise<void> {
    this.#stopWatching?.();
    this.#stopWatching = null;
    this.#learner.dispose();
    this.#reconnector.dispose();
    this.#discovery.dispose();
    await Promise.all([...this.#sessions.keys()].map(kitId => this.#forgetSession(kitId)));
    await this.virtualKits.dispose();
    await this.#book.settled();
  }

  // Kits ----------------------------------------------------------------------

  async #kit(kitId: string): Promise<Kit> {
    const kit = (await this.list()).find(candidate => candidate.kitId === kitId);
    if (kit === undefined) throw new StudioError('device/unknown-kit', { kitId });
    return kit;
  }

  #watchPorts(): void {
    this.#stopWatching ??= this.#discovery.onDidChange(() => {
      this.#tellKits().catch((error: unknown) => this.#logFailure(error));
    });
  }

  /** One after the other, so that what is told last is the newest. */
  #tellKits(): Promise<void> {
    const before = this.#telling.catch(() => undefined);
    this.#telling = before.then(async () => {
      const kits = await this.list();
      const fingerprint = JSON.stringify(kits);
      if (fingerprint === this.#knownKits) return;
      this.#knownKits = fingerprint;
      this.#events.emit('kits', kits);
      for (const { isAttached, kitId } of kits) this.#reconnector.seen(kitId, isAttached);
    });
    return this.#telling;
  }

  #logFailure(error: unknown): void {
    this.#events.log('', 'error', StudioError.from(error).message);
  }

  // Sessions ------------------------------------------------------------------

  async #session(kitId: string): Promise<KitSession> {
    if (this.#borrowed.has(kitId)) throw new StudioError('device/busy', { kitId });
    const known = this.#sessions.get(kitId);
    if (known !== undefined) return known;
    const kit = await this.#kit(kitId);
    const again = this.#sessions.get(kitId);
    if (again !== undefined) return again;
    const isVirtual = kit.transport === 'virtual';
    const session = new LiveSession({
      kitId,
      transport: transportOfKit(kit, { locate: at => this.#locate(at) }, this.virtualKits),
      baudRate,
      deadlines: this.#deadlines,
      sink: this.#sink(kitId),
      startHub: this.#dependencies.startHub,
      known: this.#known,
      ...(isVirtual ? { hardReset: () => this.virtualKits.hardReset(kitId), startsAtPrompt: true } : {}),
    });
    const entry = { kit, session };
    this.#sessions.set(kitId, entry);
    // A kit that is lost is followed.
    if (kit.transport === 'serial') this.#watchPorts();
    return entry;
  }

  /** A session that was asked for before somebody borrowed the port opens it no more. */
  async #locate(kit: Kit): Promise<string> {
    const path = await this.#list.locate(kit);
    if (this.#borrowed.has(kit.kitId)) throw new StudioError('device/busy', { kitId: kit.kitId });
    return path;
  }

  async #forgetSession(kitId: string): Promise<void> {
    const entry = this.#sessions.get(kitId);
    if (entry === undefined) return;
    await entry.session.disconnect();
    this.#sessions.delete(kitId);
    this.#reconnector.forget(kitId);
  }

  #sink(kitId: string): SessionSink {
    return {
      onSession: session => {
        if (session.state === 'gone') this.#list.forgetBoardOf(kitId);
        this.#reconnector.follow(session);
        this.#events.emit('session', session);
        const live = this.#sessions.get(kitId)?.session;
        if (live !== undefined) this.#learner.follow(session, live);
      },
      onValues: values => this.#events.emit('values', { kitId, values }),
      onConsole: text => this.#events.emit('console', { kitId, text }),
      onLog: line => this.#events.emit('log', { ...line, kitId }),
    };
  }
}

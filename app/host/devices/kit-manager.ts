import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
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
import { hasErrorCode, nodeFileSystem } from '../files/file-system.ts';
import { writeFileSafely } from '../files/write-file-safely.ts';
import { kitOfPath, kitOfPort, PortDiscovery } from './discovery.ts';
import type { StartHub } from './hub-bridge.ts';
import { KitLearner } from './learn-kit.ts';
import { LiveSession } from './link/live-session.ts';
import type { LogLine, SessionSink } from './link/session-options.ts';
import type { PortValue } from './link/value-batch.ts';
import { type PreparedProgram, ProgramRunner, type PushContext, type PushedToKit } from './program-runner.ts';
import { noProvenance, type Provenance } from './provenance.ts';
import { boardDeadlines, type PushDeadlines } from './push/push-deadlines.ts';
import type { KnownManifests } from './push/push-plan.ts';
import type { Transport } from './transport.ts';
import { SerialTransport } from './transports/serial-transport.ts';
import { TcpTransport } from './transports/tcp-transport.ts';
import { VirtualTransport } from './transports/virtual-transport.ts';
import { VirtualKits } from './virtual-kits.ts';

/** What the kits need of the rest of the host. */
export interface KitDependencies {
  /** The document as it stands now. Throws a StudioError for an unknown project. */
  readonly profile: (projectId: string) => Profile;
  readonly catalogue: () => Catalogue;
  readonly builder: Builder;
  readonly sources: DeviceSources;
  readonly startHub: StartHub;
  /** Absolute path of the JSON file that remembers typed ports; null keeps them in memory. */
  readonly portsFile: string | null;
  readonly discovery?: PortDiscovery;
  readonly deadlines?: PushDeadlines;
  /** Numbers and signs programs; absent: nobody does. */
  readonly provenance?: Provenance;
}

export interface KitEvents {
  readonly kits: readonly Kit[];
  readonly about: KitAbout;
  readonly session: Session;
  readonly values: { readonly kitId: string; readonly values: PortValue[] };
  readonly console: { readonly kitId: string; readonly text: string };
  readonly log: LogLine & { readonly kitId: string };
}

interface KitSession {
  readonly kit: Kit;
  readonly session: LiveSession;
}

type Listeners = { readonly [Name in keyof KitEvents]: Set<(payload: KitEvents[Name]) => void> };

const firstVirtualPath = 'virtual:1';
/** USB takes any rate; UART bridges of development boards all start with this one. */
const baudRate = 115_200;

/** All kits and their sessions. The virtual kit is always there, and always first. */
export class KitManager {
  readonly virtualKits: VirtualKits;
  readonly #dependencies: KitDependencies;
  readonly #discovery: PortDiscovery;
  readonly #deadlines: PushDeadlines;
  readonly #abouts = new Map<string, KitAbout>();
  readonly #learner: KitLearner;
  readonly #runner: ProgramRunner;
  readonly #sessions = new Map<string, KitSession>();
  readonly #known: KnownManifests = new Map();
  readonly #listeners: Listeners = {
    kits: new Set(),
    about: new Set(),
    session: new Set(),
    values: new Set(),
    console: new Set(),
    log: new Set(),
  };
  /** Kits whose port somebody has to himself. */
  readonly #borrowed = new Set<string>();
  #typedPaths: string[] | null = null;
  #stopWatching: (() => void) | null = null;
  #knownKits = '';

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
      log: (kitId, text) => this.#log(kitId, 'warning', text),
    });
  }

  /** Virtual kits, then attached ports, then typed paths that are not among them. Never rejects. */
  async list(): Promise<Kit[]> {
    const catalogue = this.#dependencies.catalogue();
    const typed = await this.#readTypedPaths();
    const ports = await this.#discovery.list();
    const virtual = [firstVirtualPath, ...typed.filter(path => path.startsWith('virtual:'))];
    const kits = [
      ...virtual.map(path => kitOfPath(path, catalogue)),
      ...ports.map(port => kitOfPort(port, catalogue)),
      ...typed.map(path => kitOfPath(path, catalogue)),
    ];
    const seen = new Set<string>();
    return kits.filter(({ kitId }) => !seen.has(kitId) && seen.add(kitId));
  }

  async addPort(path: string): Promise<Kit> {
    const trimmed = path.trim();
    const looksLikeTcp = trimmed.startsWith('tcp:');
    const kit = kitOfPath(trimmed, this.#dependencies.catalogue());
    const isNone =
      trimmed === '' ||
      trimmed.includes('\0') ||
      (trimmed.startsWith('virtual:') && kit.transport !== 'virtual');
    if (isNone || (looksLikeTcp && kit.transport !== 'tcp'))
      throw new StudioError('device/bad-path', { path });
    const typed = await this.#readTypedPaths();
    if (kit.path !== firstVirtualPath && !typed.includes(kit.path)) {
      await this.#writeTypedPaths([...typed, kit.path]);
    }
    await this.#tellKits();
    return kit;
  }

  async removePort(kitId: string): Promise<void> {
    const kit = await this.#kit(kitId);
    await this.#forgetSession(kitId);
    const typed = await this.#readTypedPaths();
    await this.#writeTypedPaths(typed.filter(path => path !== kit.path));
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
      if (wasOpen) this.connect(kitId, new AbortController().signal).catch(error => this.#logFailure(error));
    }
  }

  async rename(kitId: string, name: string | null): Promise<Kit> {
    throw new Error(`not there yet: ${kitId} ${name}`);
  }

  async setFavourite(kitId: string, isFavourite: boolean): Promise<Kit> {
    throw new Error(`not there yet: ${kitId} ${isFavourite}`);
  }

  abouts(): KitAbout[] {
    return [...this.#abouts.values()];
  }

  /** Keeps what was learned of a kit and tells everybody. */
  learn(about: KitAbout): void {
    this.#abouts.set(about.kitId, about);
    this.#emit('about', about);
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
    const listeners = this.#listeners[event];
    listeners.add(listener);
    if (event === 'kits') this.#watchPorts();
    return () => {
      listeners.delete(listener);
    };
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
    this.#discovery.dispose();
    await Promise.all([...this.#sessions.keys()].map(kitId => this.#forgetSession(kitId)));
    await this.virtualKits.dispose();
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

  async #tellKits(): Promise<void> {
    const kits = await this.list();
    const fingerprint = JSON.stringify(kits);
    if (fingerprint === this.#knownKits) return;
    this.#knownKits = fingerprint;
    this.#emit('kits', kits);
    for (const { kitId } of kits) {
      const session = this.#sessions.get(kitId)?.session;
      // A kit that was lost while it was connected is there again.
      if (session?.session.state !== 'gone') continue;
      session
        .connect(AbortSignal.timeout(this.#deadlines.openMs))
        .catch((error: unknown) => this.#logFailure(error));
    }
  }

  #logFailure(error: unknown): void {
    this.#log('', 'error', StudioError.from(error).message);
  }

  #log(kitId: string, level: LogLine['level'], text: string): void {
    const at = new Date().toISOString();
    this.#emit('log', { kitId, at, level, source: 'host', node: null, text, trace: null });
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
      transport: this.#transport(kit),
      baudRate,
      deadlines: this.#deadlines,
      sink: this.#sink(kitId),
      startHub: this.#dependencies.startHub,
      known: this.#known,
      ...(isVirtual ? { hardReset: () => this.virtualKits.hardReset(kitId), startsAtPrompt: true } : {}),
    });
    const entry = { kit, session };
    this.#sessions.set(kitId, entry);
    return entry;
  }

  #transport({ kitId, path, transport }: Kit): Transport {
    switch (transport) {
      case 'virtual':
        return new VirtualTransport(path, () => this.virtualKits.board(kitId));
      case 'serial':
        return new SerialTransport(path);
      case 'tcp':
        return new TcpTransport(path);
      case 'replay':
        throw new StudioError('device/not-running', { kitId });
    }
  }

  async #forgetSession(kitId: string): Promise<void> {
    const entry = this.#sessions.get(kitId);
    if (entry === undefined) return;
    await entry.session.disconnect();
    this.#sessions.delete(kitId);
  }

  #sink(kitId: string): SessionSink {
    return {
      onSession: session => {
        this.#emit('session', session);
        const live = this.#sessions.get(kitId)?.session;
        if (live !== undefined) this.#learner.follow(session, live);
      },
      onValues: values => this.#emit('values', { kitId, values }),
      onConsole: text => this.#emit('console', { kitId, text }),
      onLog: line => this.#emit('log', { ...line, kitId }),
    };
  }

  #emit<Name extends keyof KitEvents>(event: Name, payload: KitEvents[Name]): void {
    for (const listener of [...this.#listeners[event]]) listener(payload);
  }

  // Typed paths -----------------------------------------------------------------

  async #readTypedPaths(): Promise<readonly string[]> {
    if (this.#typedPaths !== null) return this.#typedPaths;
    const { portsFile } = this.#dependencies;
    const text = portsFile === null ? null : await readFile(portsFile, 'utf8').catch(orMissing);
    this.#typedPaths ??= text === null ? [] : parsePaths(text);
    return this.#typedPaths;
  }

  async #writeTypedPaths(paths: string[]): Promise<void> {
    this.#typedPaths = paths;
    const { portsFile } = this.#dependencies;
    if (portsFile === null) return;
    await mkdir(dirname(portsFile), { recursive: true });
    await writeFileSafely(nodeFileSystem, portsFile, Buffer.from(`${JSON.stringify(paths, null, 2)}\n`));
  }
}

function orMissing(error: unknown): null {
  // A list of ports that cannot be read costs typing them again, not the start of the studio.
  if (hasErrorCode(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EIO', 'EISDIR')) return null;
  throw error;
}

function parsePaths(text: string): string[] {
  try {
    const parsed = z.array(z.string()).safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

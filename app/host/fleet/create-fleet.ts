import { StudioError } from '../../contract/errors/studio-error.ts';
import type { ServiceHandlers } from '../../contract/rpc/define-service.ts';
import type { Kit, PushConsents } from '../../contract/services/device-service.ts';
import type { FleetRun, fleetService } from '../../contract/services/fleet-service.ts';
import type { PreparedProgram } from '../devices/program-runner.ts';
import type { FlashKit, FleetKits } from './fleet-parts.ts';
import { fleetReport } from './fleet-report.ts';
import { FleetTask, type FleetWork } from './fleet-task.ts';
import { kitLabels } from './kit-labels.ts';

export interface FleetOptions {
  readonly kits: FleetKits;
  readonly flash: FlashKit;
  /** How many kits are served at once; eight unless it is told otherwise. */
  readonly atOnce?: number;
  /** Progress is told at most so often, milliseconds. */
  readonly tellEveryMs?: number;
}

export interface StartOptions {
  readonly kitIds: readonly string[];
  readonly projectId: string | null;
  readonly imageId: string | null;
  readonly erase: boolean;
  readonly consents: PushConsents;
}

/** Many kits at once; see the fleet service. */
export interface Fleet {
  readonly handlers: ServiceHandlers<typeof fleetService>;
  current(): FleetRun | null;
  /** Begins a run and returns at once. @throws StudioError `fleet/busy`, `fleet/nothing-to-do`, `device/unknown-kit`, `build/has-errors` */
  start(options: StartOptions): Promise<FleetRun>;
  /** @throws StudioError `fleet/no-run`, `fleet/busy`, `build/has-errors` */
  retry(consents: PushConsents, kitIds?: readonly string[] | null): Promise<FleetRun>;
  cancel(kitId: string | null): void;
  /** Resolves with the run when all its rows have come to an end. */
  finished(): Promise<FleetRun | null>;
  /** Told from now on, of progress a few times a second. */
  onDidChange(listener: (run: FleetRun) => void): () => void;
  dispose(): Promise<void>;
}

const defaultAtOnce = 8;
const defaultTellEveryMs = 100;

export function createFleet(options: FleetOptions): Fleet {
  return new FleetRoom(options);
}

/** One run: what was asked for, and a task for each kit. */
interface Batch {
  readonly runId: string;
  readonly startedAt: string;
  finishedAt: string | null;
  readonly options: StartOptions;
  /** Built once; null where nothing is pushed. */
  readonly program: PreparedProgram | null;
  readonly tasks: readonly FleetTask[];
}

class FleetRoom implements Fleet {
  readonly handlers: Fleet['handlers'];
  readonly #options: FleetOptions;
  readonly #listeners = new Set<(run: FleetRun) => void>();
  #batch: Batch | null = null;
  #runs = 0;
  /** Is being started: a second one comes too late. */
  #isStarting = false;
  #isDisposed = false;
  #work: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;

  constructor(options: FleetOptions) {
    this.#options = options;
    this.handlers = {
      methods: {
        current: () => this.current(),
        start: request => this.start(request),
        cancel: ({ kitId }) => {
          this.cancel(kitId);
          return {};
        },
        retry: ({ consents, kitIds }) => this.retry(consents, kitIds),
        report: ({ format }) => fleetReport(this.#required(), format),
        labels: async ({ kitIds }) => kitLabels(await this.#kits(kitIds), options.kits.abouts()),
      },
      events: { onDidChangeRun: emit => this.onDidChange(emit) },
    };
  }

  current(): FleetRun | null {
    const batch = this.#batch;
    if (batch === null) return null;
    const { finishedAt, options, program, runId, startedAt, tasks } = batch;
    return {
      runId,
      projectId: options.projectId,
      profileName: program?.profileName ?? null,
      sequence: program?.bundle.manifest.sequence ?? null,
      startedAt,
      finishedAt,
      rows: tasks.map(({ row }) => row),
    };
  }

  start(options: StartOptions): Promise<FleetRun> {
    return this.#starting(async () => {
      if (options.projectId === null && options.imageId === null)
        throw new StudioError('fleet/nothing-to-do', {});
      const kits = await this.#kits([...new Set(options.kitIds)]);
      const kitIds = kits.map(({ kitId }) => kitId);
      const program =
        options.projectId === null ? null : await this.#options.kits.prepare(options.projectId, kitIds);
      this.#requireOpen();
      const work: FleetWork = { program, imageId: options.imageId, erase: options.erase };
      const before = new Map(this.#options.kits.abouts().map(about => [about.kitId, about]));
      const tasks = kits.map(
        kit =>
          new FleetTask({
            kit,
            work,
            kits: this.#options.kits,
            flash: this.#options.flash,
            sequenceBefore: before.get(kit.kitId)?.program?.sequence ?? null,
            onChange: () => this.#tellSoon(),
          }),
      );
      this.#runs++;
      const startedAt = new Date().toISOString();
      this.#batch = { runId: `run-${this.#runs}`, startedAt, finishedAt: null, options, program, tasks };
      this.#serve(tasks, options.consents);
    });
  }

  retry(consents: PushConsents, kitIds: readonly string[] | null = null): Promise<FleetRun> {
    return this.#starting(async () => {
      this.#required();
      const named = (task: FleetTask) => kitIds === null || kitIds.some(kitId => task.is(kitId));
      const tasks = this.#batch?.tasks.filter(task => task.canRetry && named(task)) ?? [];
      if (tasks.length === 0) return;
      for (const task of tasks) task.reset();
      if (this.#batch !== null) this.#batch.finishedAt = null;
      this.#serve(tasks, consents);
    });
  }

  cancel(kitId: string | null): void {
    for (const task of this.#batch?.tasks ?? []) if (kitId === null || task.is(kitId)) task.cancel();
  }

  async finished(): Promise<FleetRun | null> {
    await this.#work;
    return this.current();
  }

  onDidChange(listener: (run: FleetRun) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true;
    this.cancel(null);
    await this.#work;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#listeners.clear();
  }

  async #starting(begin: () => Promise<void>): Promise<FleetRun> {
    const count = this.#batch?.tasks.filter(({ isOver }) => !isOver).length ?? 0;
    this.#requireOpen();
    if (this.#isStarting || count > 0) throw new StudioError('fleet/busy', { count });
    this.#isStarting = true;
    try {
      await begin();
    } finally {
      this.#isStarting = false;
    }
    this.#tell();
    return this.#required();
  }

  /** The studio is closing: whoever asks has gone, or is about to. */
  #requireOpen(): void {
    if (this.#isDisposed) throw new StudioError('rpc/cancelled', { name: 'fleet' });
  }

  /** Each takes the next that waits, so that a slow kit holds up nobody but itself. */
  #serve(tasks: readonly FleetTask[], consents: PushConsents): void {
    const waiting = [...tasks];
    const serveNext = async (): Promise<void> => {
      for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) await task.run(consents);
    };
    const hands = Math.min(tasks.length, this.#options.atOnce ?? defaultAtOnce);
    this.#work = Promise.all(Array.from({ length: hands }, serveNext)).then(() => {
      if (this.#batch !== null) this.#batch.finishedAt = new Date().toISOString();
      this.#tell();
    });
  }

  #required(): FleetRun {
    const run = this.current();
    if (run === null) throw new StudioError('fleet/no-run', {});
    return run;
  }

  async #kits(kitIds: readonly string[]): Promise<Kit[]> {
    const kits = new Map((await this.#options.kits.list()).map(kit => [kit.kitId, kit]));
    return kitIds.map(kitId => {
      const kit = kits.get(kitId);
      if (kit === undefined) throw new StudioError('device/unknown-kit', { kitId });
      return kit;
    });
  }

  #tellSoon(): void {
    this.#timer ??= setTimeout(() => this.#tell(), this.#options.tellEveryMs ?? defaultTellEveryMs);
  }

  #tell(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const run = this.current();
    if (run !== null) for (const listener of [...this.#listeners]) listener(run);
  }
}

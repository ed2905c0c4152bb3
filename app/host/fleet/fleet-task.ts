import { StudioError } from '../../contract/errors/studio-error.ts';
import type { Kit, PushConsents, PushProgress } from '../../contract/services/device-service.ts';
import type { FleetRow } from '../../contract/services/fleet-service.ts';
import type { PreparedProgram } from '../devices/program-runner.ts';
import type { FlashKit, FleetKits } from './fleet-parts.ts';

/** What is done to each kit of a run. */
export interface FleetWork {
  readonly program: PreparedProgram | null;
  readonly imageId: string | null;
  readonly erase: boolean;
}

export interface FleetTaskOptions {
  readonly kit: Kit;
  readonly work: FleetWork;
  readonly kits: Pick<FleetKits, 'list' | 'push'>;
  readonly flash: FlashKit;
  readonly sequenceBefore: number | null;
  readonly onChange: () => void;
}

type NotedPhase = NonNullable<FleetRow['phases']>[number];

/** The times of phases that are over, from the progress that is reported on the way. */
class PhaseNotes {
  readonly #over: NotedPhase[];
  #now: { readonly phase: NotedPhase['phase']; readonly startedAtMs: number } | null = null;

  constructor(before: readonly NotedPhase[]) {
    this.#over = [...before];
  }

  note({ phase, elapsedMs }: NotedPhase): NotedPhase[] {
    if (this.#now?.phase !== phase) {
      if (this.#now !== null) {
        this.#over.push({ phase: this.#now.phase, elapsedMs: elapsedMs - this.#now.startedAtMs });
      }
      this.#now = { phase, startedAtMs: elapsedMs };
    }
    return [...this.#over];
  }
}

/** One kit of a run: what has become of it, and what is left to do. It never rejects; its row says how it went. */
export class FleetTask {
  readonly #options: FleetTaskOptions;
  /** Every id that the kit had in this run: a board may come back from its boot loader under another. */
  readonly #ids: Set<string>;
  #row: FleetRow;
  #isFlashed = false;
  #abort: AbortController | null = null;

  constructor(options: FleetTaskOptions) {
    this.#options = options;
    const { boardTitle, kitId, path, serialNumber, title } = options.kit;
    this.#ids = new Set([kitId]);
    this.#row = {
      kitId,
      title,
      boardTitle,
      serialNumber,
      path,
      state: 'waiting',
      flash: null,
      push: null,
      outcome: null,
      imageId: null,
      sequenceBefore: options.sequenceBefore,
      sequenceAfter: null,
      filesChanged: null,
      bytesWritten: null,
      reason: null,
      error: null,
      attempts: 0,
      elapsedMs: 0,
    };
  }

  get row(): FleetRow {
    return this.#row;
  }

  get isOver(): boolean {
    return ['done', 'failed', 'cancelled'].includes(this.#row.state);
  }

  get canRetry(): boolean {
    const { outcome, state } = this.#row;
    return state === 'failed' || state === 'cancelled' || outcome === 'rolled-back';
  }

  is(kitId: string): boolean {
    return this.#ids.has(kitId);
  }

  /** Waits again. What was flashed is not flashed again. */
  reset(): void {
    const sequenceBefore = this.#row.sequenceAfter ?? this.#row.sequenceBefore;
    this.#change({
      state: 'waiting',
      flash: null,
      push: null,
      outcome: null,
      sequenceBefore,
      sequenceAfter: null,
      filesChanged: null,
      bytesWritten: null,
      reason: null,
      error: null,
      elapsedMs: 0,
      phases: [],
    });
  }

  /** Does nothing where it is over. */
  cancel(): void {
    if (this.isOver) return;
    if (this.#abort === null) this.#change({ state: 'cancelled' });
    else this.#abort.abort();
  }

  async run(consents: PushConsents): Promise<void> {
    // Cancelled while it waited.
    if (this.#row.state !== 'waiting') return;
    const abort = new AbortController();
    this.#abort = abort;
    const startedAtMs = performance.now();
    const elapsedMs = () => performance.now() - startedAtMs;
    this.#change({ attempts: this.#row.attempts + 1 });
    try {
      await this.#flash(abort.signal);
      abort.signal.throwIfAborted();
      await this.#push(consents, abort.signal);
      this.#change({ state: 'done', elapsedMs: elapsedMs() });
    } catch (error) {
      const isCancelled = abort.signal.aborted;
      this.#change({
        state: isCancelled ? 'cancelled' : 'failed',
        error: isCancelled ? null : StudioError.from(error).toJson(),
        elapsedMs: elapsedMs(),
      });
    } finally {
      this.#abort = null;
    }
  }

  async #flash(signal: AbortSignal): Promise<void> {
    const { flash, work } = this.#options;
    const { erase, imageId, program } = work;
    if (imageId === null || this.#isFlashed) return;
    this.#change({ state: 'flashing' });
    const phases = new PhaseNotes([]);
    const result = await flash(
      { kitId: this.#row.kitId, imageId, erase },
      { signal, report: progress => this.#change({ flash: progress, phases: phases.note(progress) }) },
    );
    this.#isFlashed = true;
    this.#change({
      imageId: result.imageId,
      outcome: 'flashed',
      bytesWritten: result.bytesWritten,
      phases: [...result.phases],
    });
    if (result.kitId !== null) await this.#follow(result.kitId);
    else if (program !== null) throw new StudioError('fleet/not-back', { title: this.#row.title });
  }

  /** The same board, as which it came back. */
  async #follow(kitId: string): Promise<void> {
    if (kitId === this.#row.kitId) return;
    this.#ids.add(kitId);
    const kit = (await this.#options.kits.list()).find(candidate => candidate.kitId === kitId);
    this.#change({ kitId, ...(kit && { path: kit.path, serialNumber: kit.serialNumber }) });
  }

  async #push(consents: PushConsents, signal: AbortSignal): Promise<void> {
    const { program } = this.#options.work;
    if (program === null) return;
    this.#change({ state: 'pushing', outcome: null, bytesWritten: null });
    const flashed = this.#row.phases ?? [];
    const phases = new PhaseNotes(flashed);
    const report = (progress: PushProgress) =>
      this.#change({ push: progress, phases: phases.note(progress) });
    const { result, sequenceBefore } = await this.#options.kits.push(
      program,
      { kitId: this.#row.kitId, ...consents },
      { signal, startedAtMs: performance.now(), report },
    );
    this.#change({
      outcome: result.outcome,
      sequenceBefore: sequenceBefore ?? this.#row.sequenceBefore,
      sequenceAfter: result.sequence,
      filesChanged: result.filesChanged,
      bytesWritten: result.bytesWritten,
      reason: result.reason,
      phases: [...flashed, ...result.phases],
    });
  }

  #change(change: Partial<FleetRow>): void {
    this.#row = { ...this.#row, ...change };
    this.#options.onChange();
  }
}

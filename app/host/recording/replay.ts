import { StudioError } from '../../contract/errors/studio-error.ts';
import type { Kit, Session } from '../../contract/services/device-service.ts';
import type { Replay as ReplayReport } from '../../contract/services/recording-service.ts';
import { readTrace, type TracePiece } from './read-trace.ts';
import type { RecordingClock } from './recording-clock.ts';
import { historyMs, ReplayState, type TimedValue, timeValues } from './replay-state.ts';
import type { TraceSurvey } from './survey-trace.ts';
import type { TraceEvent, TraceLog } from './trace-format.ts';

/** Whom a replay tells what a kit would have told. */
export interface ReplaySink {
  readonly onSession: (session: Session) => void;
  readonly onValues: (payload: { kitId: string; values: TimedValue[]; replaces?: number }) => void;
  readonly onConsole: (payload: { kitId: string; text: string; replaces?: true }) => void;
  readonly onLog: (line: TraceLog & { kitId: string }) => void;
  readonly onReport: (report: ReplayReport) => void;
}

interface ReplayOptions {
  readonly recordingId: string;
  readonly title: string;
  readonly path: string;
  readonly survey: TraceSurvey;
  readonly clock: RecordingClock;
  readonly sink: ReplaySink;
}

/** Between two reports and two looks at the clock while nothing is due. */
const reportEveryMs = 100;
/** What is due within this is given out together, as a board's values are. */
const batchMs = 16;

const detached = (kitId: string): Session => ({
  kitId,
  state: 'detached',
  program: null,
  memoryFree: null,
  memoryTotal: null,
  loopMaxMs: null,
  linkBytesPerSecond: 0,
  drops: 0,
  error: null,
});

/**
 * One recording that is shown as a kit. The values that it gives out are timed by its own clock, which runs as fast as
 * the computer's whatever the speed, so that a plot of them runs evenly.
 */
export class Replay {
  readonly kit: Kit;
  readonly #options: ReplayOptions;
  #state = new ReplayState();
  #playhead = 0;
  #speed = 1;
  /** Recording's time and computer's time at the last start, jump or change of speed. */
  #anchor = { traceMs: 0, clockMs: 0 };
  #playing: AbortController | null = null;
  #isEnded = false;
  #isDisposed = false;
  /** What was read and not yet given out; null before anything was read from here. */
  #pieces: AsyncGenerator<TracePiece> | null = null;
  #due: readonly TraceEvent[] = [];
  #dueIndex = 0;
  #reportedAtMs = Number.NEGATIVE_INFINITY;
  #problem: StudioError | null = null;
  /** Jumps come one after another. */
  #moving: Promise<void> = Promise.resolve();
  /** The last run, which may still wait for the disk after a pause; only one reads at a time. */
  #running: Promise<void> = Promise.resolve();

  constructor(options: ReplayOptions) {
    this.#options = options;
    const { header } = options.survey;
    this.kit = {
      kitId: `replay:${options.recordingId}`,
      transport: 'replay',
      path: options.path,
      title: options.title,
      boardTitle: header.kit.boardTitle,
      isAttached: true,
      isFavourite: false,
      mode: 'application',
      boardId: null,
      serialNumber: null,
      vendorId: null,
      productId: null,
      manufacturer: null,
    };
  }

  get report(): ReplayReport {
    return {
      kitId: this.kit.kitId,
      recordingId: this.#options.recordingId,
      state: this.#playing !== null ? 'playing' : this.#isEnded ? 'ended' : 'paused',
      atMs: this.#playhead,
      durationMs: this.#options.survey.durationMs,
      speed: this.#speed,
      problem: this.#problem === null ? null : { ...this.#problem.toJson() },
    };
  }

  get session(): Session {
    return { ...(this.#state.session ?? detached(this.kit.kitId)), kitId: this.kit.kitId };
  }

  get consoleText(): string {
    return this.#state.consoleText;
  }

  /** What a screen needs that opens now. */
  get values(): { kitId: string; values: TimedValue[]; replaces: number } {
    const values = this.#state.valuesAt(this.#playhead);
    return { kitId: this.kit.kitId, values: this.#onClock(values), replaces: this.#clockMs() };
  }

  async control(wish: { play?: boolean; seekMs?: number; speed?: number }): Promise<ReplayReport> {
    if (wish.speed !== undefined) {
      this.#advance();
      this.#speed = wish.speed;
      this.#setAnchor();
    }
    const seekMs = wish.seekMs ?? (wish.play === true && this.#isEnded ? 0 : undefined);
    if (seekMs !== undefined) {
      const wasPlaying = this.#playing !== null;
      this.#pause();
      await this.#seek(Math.min(seekMs, this.#options.survey.durationMs));
      if (wish.play ?? wasPlaying) this.#play();
    } else if (wish.play === true) this.#play();
    else if (wish.play === false) this.#pause();
    this.#tell();
    return this.report;
  }

  /** Ends it; nothing is given out afterwards. */
  async dispose(): Promise<void> {
    this.#isDisposed = true;
    this.#pause();
    await Promise.all([this.#moving, this.#running]);
    await this.#closeFile();
  }

  // Time ------------------------------------------------------------------------

  #setAnchor(): void {
    this.#anchor = { traceMs: this.#playhead, clockMs: this.#options.clock.now() };
  }

  /** Moves the playhead to where the clock says that it is. */
  #advance(): void {
    if (this.#playing === null) return;
    const passed = (this.#options.clock.now() - this.#anchor.clockMs) * this.#speed;
    this.#playhead = Math.min(this.#options.survey.durationMs, this.#anchor.traceMs + passed);
  }

  #clockMs(): number {
    return this.#options.clock.now();
  }

  /** Times of the recording on the replay's clock; what lies in the past was as long ago as it takes to watch. */
  #onClock(values: readonly TimedValue[]): TimedValue[] {
    const { traceMs, clockMs } =
      this.#playing === null ? { traceMs: this.#playhead, clockMs: this.#clockMs() } : this.#anchor;
    return values.map(([node, port, value, atMs]) => [
      node,
      port,
      value,
      clockMs + (atMs - traceMs) / this.#speed,
    ]);
  }

  // Playing ---------------------------------------------------------------------

  #play(): void {
    // Whoever waited for a jump may play only now.
    if (this.#isDisposed) return;
    if (this.#playing !== null || this.#isEnded || this.#problem !== null) return;
    const playing = new AbortController();
    this.#playing = playing;
    this.#setAnchor();
    const before = Promise.all([this.#running, this.#moving]);
    this.#running = before
      .then(() => this.#run(playing.signal))
      .catch((error: unknown) => {
        if (playing.signal.aborted) return;
        this.#problem = StudioError.from(error);
        this.#playing = null;
        this.#tell();
      });
  }

  #pause(): void {
    this.#advance();
    this.#playing?.abort();
    this.#playing = null;
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    while (!signal.aborted) {
      const next = await this.#next();
      if (signal.aborted) return;
      this.#advance();
      if (next === null) {
        if (this.#playhead >= this.#options.survey.durationMs) break;
      } else if (next[0] <= this.#playhead) {
        this.#giveOut();
        continue;
      }
      this.#tellNowAndThen();
      const dueMs = next === null ? this.#options.survey.durationMs : next[0];
      const waitMs = (dueMs - this.#playhead) / this.#speed;
      await clock.sleep(Math.min(reportEveryMs, Math.max(batchMs, waitMs)), signal);
    }
    this.#playing = null;
    this.#isEnded = true;
    this.#tell();
  }

  /** The next event, read where it must be; null at the end. */
  async #next(): Promise<TraceEvent | null> {
    for (;;) {
      const event = this.#due[this.#dueIndex];
      if (event !== undefined) return event;
      this.#pieces ??= readTrace(this.#options.path);
      const piece = await this.#pieces.next();
      if (piece.done === true) return null;
      this.#due = piece.value.events;
      this.#dueIndex = 0;
    }
  }

  /** Gives out what is due, in order; values that follow each other as one batch. */
  #giveOut(): void {
    let batch: TimedValue[] = [];
    const flush = () => {
      if (batch.length === 0) return;
      this.#options.sink.onValues({ kitId: this.kit.kitId, values: this.#onClock(batch) });
      batch = [];
    };
    for (;;) {
      const event = this.#due[this.#dueIndex];
      if (event === undefined || event[0] > this.#playhead) break;
      this.#dueIndex += 1;
      this.#state.take(event);
      if (event[1] === 'values') {
        batch.push(...timeValues(event[0], event[2]));
        continue;
      }
      flush();
      this.#tellEvent(event);
    }
    flush();
  }

  #tellEvent(event: TraceEvent): void {
    const { sink } = this.#options;
    const { kitId } = this.kit;
    if (event[1] === 'console') sink.onConsole({ kitId, text: event[2] });
    else if (event[1] === 'log') sink.onLog({ ...event[2], kitId });
    else if (event[1] === 'session') sink.onSession({ ...event[2], kitId });
  }

  // Jumping ---------------------------------------------------------------------

  #seek(toMs: number): Promise<void> {
    this.#moving = this.#moving.then(() => this.#move(toMs));
    return this.#moving;
  }

  async #move(toMs: number): Promise<void> {
    const { survey, path, sink } = this.#options;
    await this.#running;
    await this.#closeFile();
    // Early enough that a plot finds its past, too.
    const mark =
      survey.marks.findLast(({ atMs }) => atMs <= Math.max(0, toMs - historyMs)) ?? survey.marks[0];
    const state = mark?.state.copy() ?? new ReplayState();
    this.#pieces = readTrace(path, mark?.byte ?? 0, mark?.atMs ?? 0);
    try {
      for (let next = await this.#next(); next !== null && next[0] <= toMs; next = await this.#next()) {
        state.take(next);
        this.#dueIndex += 1;
      }
    } catch (error) {
      this.#problem = StudioError.from(error);
      return;
    }
    if (this.#isDisposed) return;
    this.#state = state;
    this.#playhead = toMs;
    this.#isEnded = toMs >= survey.durationMs && survey.durationMs > 0;
    this.#setAnchor();
    const { kitId } = this.kit;
    sink.onSession(this.session);
    sink.onConsole({ kitId, text: state.consoleText, replaces: true });
    sink.onValues(this.values);
    for (const line of state.logs) sink.onLog({ ...line, kitId });
  }

  async #closeFile(): Promise<void> {
    const pieces = this.#pieces;
    this.#pieces = null;
    this.#due = [];
    this.#dueIndex = 0;
    await pieces?.return(undefined);
  }

  // Reports ---------------------------------------------------------------------

  #tellNowAndThen(): void {
    if (this.#options.clock.now() - this.#reportedAtMs >= reportEveryMs) this.#tell();
  }

  #tell(): void {
    if (this.#isDisposed) return;
    this.#reportedAtMs = this.#options.clock.now();
    this.#options.sink.onReport(this.report);
  }
}

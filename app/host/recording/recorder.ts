import type { StudioError } from '../../contract/errors/studio-error.ts';
import type { Kit } from '../../contract/services/device-service.ts';
import type { Recording } from '../../contract/services/recording-service.ts';
import type { KitManager } from '../devices/kit-manager.ts';
import type { FileSystem } from '../files/file-system.ts';
import type { RecordingClock } from './recording-clock.ts';
import type { TraceHeader } from './trace-format.ts';
import { type TraceLimits, TraceWriter } from './trace-writer.ts';

/** What recordings need of the kits. */
export type RecordedKits = Pick<KitManager, 'on' | 'list' | 'sessions' | 'newestValues'>;

interface RecorderOptions {
  readonly kits: RecordedKits;
  readonly kit: Kit;
  readonly recordingId: string;
  readonly path: string;
  readonly header: TraceHeader;
  readonly fileSystem: FileSystem;
  readonly clock: RecordingClock;
  readonly limits: TraceLimits;
  readonly redact: (text: string) => string;
  readonly onFailure: (error: StudioError) => void;
}

/** One recording under way: everything that one kit says, from now on. */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #writer: TraceWriter;
  readonly #startedAtMs: number;
  readonly #stops: (() => void)[];
  #isStopped = false;

  private constructor(options: RecorderOptions, writer: TraceWriter) {
    this.#options = options;
    this.#writer = writer;
    this.#startedAtMs = options.clock.now();
    const { kits, kit } = options;
    const { kitId } = kit;
    // Begun with how things stand, so that a replay does not start blind.
    const session = kits.sessions().find(candidate => candidate.kitId === kitId);
    if (session !== undefined) writer.add([this.#elapsedMs(), 'session', session]);
    const newest = kits.newestValues().find(candidate => candidate.kitId === kitId);
    if (newest !== undefined) writer.add([this.#elapsedMs(), 'values', newest.values]);
    this.#stops = [
      kits.on('session', changed => {
        if (changed.kitId === kitId) writer.add([this.#elapsedMs(), 'session', changed]);
      }),
      kits.on('values', batch => {
        if (batch.kitId === kitId) writer.add([this.#elapsedMs(), 'values', batch.values]);
      }),
      kits.on('console', piece => {
        if (piece.kitId === kitId) writer.add([this.#elapsedMs(), 'console', piece.text]);
      }),
      kits.on('log', ({ kitId: from, ...line }) => {
        if (from === kitId) writer.add([this.#elapsedMs(), 'log', line]);
      }),
    ];
  }

  /** @throws StudioError `recording/disk-full`, `recording/cannot-write` */
  static async start(options: RecorderOptions): Promise<Recorder> {
    const { fileSystem, path, limits, redact } = options;
    // What fails while the first lines are taken is told once there is somebody to stop.
    let failed: StudioError | null = null;
    let recorder: Recorder | null = null;
    const writer = await TraceWriter.create(
      {
        fileSystem,
        path,
        limits,
        redact,
        onFailure: error => {
          if (recorder === null) failed = error;
          else options.onFailure(error);
        },
      },
      options.header,
    );
    recorder = new Recorder(options, writer);
    if (failed !== null) {
      await recorder.stop();
      throw failed;
    }
    return recorder;
  }

  get recordingId(): string {
    return this.#options.recordingId;
  }

  get recording(): Recording {
    const { header, recordingId, path, kit } = this.#options;
    return {
      recordingId,
      title: header.title,
      kitId: kit.kitId,
      kitTitle: kit.title,
      profileName: header.profile,
      startedAt: header.startedAt,
      durationMs: this.#elapsedMs(),
      sizeBytes: this.#writer.sizeBytes,
      events: this.#writer.events,
      path,
      isRunning: !this.#isStopped,
      damagedLines: 0,
      eventsLost: this.#writer.eventsLost,
      problem: null,
    };
  }

  /** The file is whole afterwards. Idempotent. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const stop of this.#stops.splice(0)) stop();
    await this.#writer.close(this.#elapsedMs());
  }

  #elapsedMs(): number {
    // Microseconds say nothing here, and take room in each line.
    return Math.round((this.#options.clock.now() - this.#startedAtMs) * 10) / 10;
  }
}

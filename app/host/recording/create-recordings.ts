import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { ServiceHandlers } from '../../contract/rpc/define-service.ts';
import type { Recording, recordingService } from '../../contract/services/recording-service.ts';
import { type FileSystem, nodeFileSystem } from '../files/file-system.ts';
import { type RecordedKits, Recorder } from './recorder.ts';
import { RecordingBook } from './recording-book.ts';
import { type RecordingClock, systemClock } from './recording-clock.ts';
import { ReplayKits } from './replay-kits.ts';
import { traceFormat, traceVersion } from './trace-format.ts';
import { type TraceLimits, traceLimits } from './trace-writer.ts';

export interface RecordingsOptions {
  readonly kits: RecordedKits;
  /** Absolute path; the files lie in its folder `recordings`. */
  readonly stateDirectory: string;
  /** Name of an open project; null where it is not known. */
  readonly profileName: (projectId: string) => string | null;
  /** Takes keys out of a text: none is ever written down. */
  readonly redact: (text: string) => string;
  readonly fileSystem?: FileSystem;
  readonly clock?: RecordingClock;
  readonly limits?: TraceLimits;
}

export interface Recordings {
  readonly handlers: ServiceHandlers<typeof recordingService>;
  /** Replays as kits, for the device service. */
  readonly replays: ReplayKits;
  /** Ends every recording, so that its file is whole, and every replay. */
  dispose(): Promise<void>;
}

/** Writes live sessions down, keeps the files, and shows them again as kits. */
export function createRecordings(options: RecordingsOptions): Recordings {
  const { kits, fileSystem = nodeFileSystem, clock = systemClock, limits = traceLimits } = options;
  const book = new RecordingBook(fileSystem, join(options.stateDirectory, 'recordings'));
  const replays = new ReplayKits(clock);
  const recorders = new Map<string, Recorder>();
  /** Why recordings ended by themselves, for as long as the program runs. */
  const problems = new Map<string, StudioError>();
  const listeners = new Set<(recordings: Recording[]) => void>();

  const withProblem = (recording: Recording): Recording => {
    const problem = problems.get(recording.recordingId);
    return problem === undefined ? recording : { ...recording, problem: { ...problem.toJson() } };
  };
  const list = async (): Promise<Recording[]> => {
    const running = [...recorders.values()];
    const kept = await book.list(new Set(running.map(({ recordingId }) => recordingId)));
    return [...running.map(recorder => recorder.recording), ...kept.map(withProblem)];
  };
  const tell = async (): Promise<void> => {
    if (listeners.size === 0) return;
    const recordings = await list();
    for (const listener of listeners) listener(recordings);
  };
  const newId = () => {
    const [date, time] = clock.date().toISOString().split('T');
    return `${date}-${time?.slice(0, 8).replaceAll(':', '')}-${randomBytes(3).toString('hex')}`;
  };
  const finish = async (kitId: string, recorder: Recorder): Promise<Recording> => {
    await recorder.stop();
    if (recorders.get(kitId) === recorder) recorders.delete(kitId);
    const recording = withProblem(await book.get(recorder.recordingId));
    await tell();
    return recording;
  };
  const refuseRunning = (recordingId: string) => {
    const running = [...recorders.values()].find(recorder => recorder.recordingId === recordingId);
    if (running !== undefined) throw new StudioError('recording/in-use', { title: running.recording.title });
  };

  /** Kits whose recording is about to begin. */
  const starting = new Set<string>();
  const start = async (kitId: string, projectId: string | null): Promise<Recording> => {
    if (replays.has(kitId)) throw new StudioError('recording/is-replay', { kitId });
    if (recorders.has(kitId) || starting.has(kitId))
      throw new StudioError('recording/already-running', { kitId });
    starting.add(kitId);
    try {
      const kit = (await kits.list()).find(candidate => candidate.kitId === kitId);
      if (kit === undefined) throw new StudioError('device/unknown-kit', { kitId });
      const profile = projectId === null ? null : options.profileName(projectId);
      const recordingId = newId();
      await fileSystem.makeDirectory(book.directory).catch((cause: unknown) => {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new StudioError('recording/cannot-write', { path: book.directory, reason }, { cause });
      });
      const recorder: Recorder = await Recorder.start({
        kits,
        kit,
        recordingId,
        path: book.path(recordingId),
        fileSystem,
        clock,
        limits,
        redact: options.redact,
        header: {
          format: traceFormat,
          version: traceVersion,
          title: profile === null ? kit.title : `${profile} · ${kit.title}`,
          kit: { kitId, title: kit.title, boardTitle: kit.boardTitle },
          profile,
          startedAt: clock.date().toISOString(),
        },
        onFailure: error => {
          problems.set(recordingId, error);
          finish(kitId, recorder).catch(() => undefined);
        },
      });
      recorders.set(kitId, recorder);
      await tell();
      return recorder.recording;
    } finally {
      starting.delete(kitId);
    }
  };

  return {
    replays,
    handlers: {
      methods: {
        list,
        start: ({ kitId, projectId }) => start(kitId, projectId),
        stop: ({ kitId }) => {
          const recorder = recorders.get(kitId);
          if (recorder === undefined) throw new StudioError('recording/not-running', { kitId });
          return finish(kitId, recorder);
        },
        rename: async ({ recordingId, title }) => {
          refuseRunning(recordingId);
          const recording = withProblem(await book.rename(recordingId, title));
          await tell();
          return recording;
        },
        remove: async ({ recordingId }) => {
          refuseRunning(recordingId);
          await replays.close(`replay:${recordingId}`);
          await book.remove(recordingId);
          await tell();
          return {};
        },
        importFile: async ({ path }) => {
          const recording = await book.importFile(path, newId(), limits.fileBytes);
          await tell();
          return recording;
        },
        openReplay: async ({ recordingId }, { signal }) => {
          refuseRunning(recordingId);
          return replays.open(await book.get(recordingId), signal);
        },
        closeReplay: async ({ kitId }) => {
          await replays.close(kitId);
          return {};
        },
        control: ({ kitId, play, seekMs, speed }) =>
          replays.get(kitId).control({
            ...(play === undefined ? {} : { play }),
            ...(seekMs === undefined ? {} : { seekMs }),
            ...(speed === undefined ? {} : { speed }),
          }),
      },
      events: {
        onDidChangeRecordings: emit => {
          listeners.add(emit);
          return () => void listeners.delete(emit);
        },
        onDidChangeReplay: emit => {
          // A screen that opens, or is reloaded, shows where each stands.
          for (const report of replays.reports()) emit(report);
          return replays.on('report', emit);
        },
      },
    },
    dispose: async () => {
      await Promise.allSettled([
        ...[...recorders.values()].map(recorder => recorder.stop()),
        replays.dispose(),
      ]);
      recorders.clear();
    },
  };
}

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { Recording } from '../../contract/services/recording-service.ts';
import { type FileSystem, hasErrorCode } from '../files/file-system.ts';
import { writeAll, writeFileSafely } from '../files/write-file-safely.ts';
import { readTraceHeader } from './read-trace.ts';
import { surveyTrace } from './survey-trace.ts';
import { traceSuffix } from './trace-format.ts';
import { writeFailure } from './trace-writer.ts';

const entrySchema = z.object({
  /** Null keeps the title of the file. */
  title: z.string().nullable(),
  /** What is known of the file as it was when it had this size and time. */
  known: z
    .object({
      sizeBytes: z.int(),
      changedMs: z.number(),
      title: z.string(),
      kitId: z.string(),
      kitTitle: z.string(),
      profileName: z.string().nullable(),
      startedAt: z.string(),
      durationMs: z.number(),
      events: z.int(),
      damagedLines: z.int(),
      eventsLost: z.int(),
      problem: z.json().nullable(),
    })
    .nullable(),
});
type Entry = z.infer<typeof entrySchema>;

/**
 * The recordings in one folder. What each file says is remembered in `recordings.json` beside them, so that a list
 * need not read them again; without it nothing is lost but the titles that people gave.
 */
export class RecordingBook {
  readonly directory: string;
  readonly #fileSystem: FileSystem;
  #entries: Map<string, Entry> | null = null;
  #saving: Promise<void> = Promise.resolve();

  constructor(fileSystem: FileSystem, directory: string) {
    this.#fileSystem = fileSystem;
    this.directory = directory;
  }

  path(recordingId: string): string {
    return join(this.directory, `${recordingId}${traceSuffix}`);
  }

  /**
   * Newest first.
   * @param running ids of recordings that are still written: they are left out
   */
  async list(running: ReadonlySet<string>): Promise<Recording[]> {
    const names = await this.#fileSystem.list(this.directory).catch((error: unknown) => {
      if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return [];
      throw new StudioError('recording/cannot-read', {
        path: this.directory,
        reason: error instanceof Error ? error.message : String(error),
      });
    });
    const found: Recording[] = [];
    for (const name of names) {
      if (!name.endsWith(traceSuffix)) continue;
      const recordingId = name.slice(0, -traceSuffix.length);
      if (running.has(recordingId)) continue;
      const recording = await this.#look(recordingId);
      if (recording !== null) found.push(recording);
    }
    return found.sort((left, right) => (left.startedAt < right.startedAt ? 1 : -1));
  }

  /** @throws StudioError `recording/unknown` */
  async get(recordingId: string): Promise<Recording> {
    const recording = await this.#look(recordingId);
    if (recording === null) throw new StudioError('recording/unknown', { recordingId });
    return recording;
  }

  async rename(recordingId: string, title: string): Promise<Recording> {
    await this.get(recordingId);
    await this.#change(recordingId, entry => ({ ...entry, title }));
    return this.get(recordingId);
  }

  async remove(recordingId: string): Promise<void> {
    const { path } = await this.get(recordingId);
    await this.#fileSystem.remove(path).catch((error: unknown) => {
      throw writeFailure(path, error);
    });
    const entries = await this.#read();
    entries.delete(recordingId);
    await this.#save();
  }

  /**
   * Takes in a copy of a file from elsewhere, under a new id.
   * @throws StudioError `recording/damaged`, `recording/newer-version`, `recording/cannot-read`,
   *   `recording/too-large`, `recording/disk-full`, `recording/cannot-write`
   */
  async importFile(from: string, recordingId: string, limitBytes: number): Promise<Recording> {
    const tooLarge = () =>
      new StudioError('recording/too-large', { megabytes: Math.round(limitBytes / 1024 / 1024) });
    const status = await stat(from).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw new StudioError('recording/cannot-read', { path: from, reason }, { cause: error });
    });
    // A device or a pipe may never end, or never open.
    if (!status.isFile()) throw new StudioError('recording/damaged', { name: basename(from) });
    if (status.size > limitBytes) throw tooLarge();
    const header = await readTraceHeader(from);
    const path = this.path(recordingId);
    try {
      await this.#fileSystem.makeDirectory(this.directory);
      const file = await this.#fileSystem.create(path);
      try {
        let copiedBytes = 0;
        for await (const chunk of createReadStream(from)) {
          copiedBytes += chunk.length;
          // It may still be written to.
          if (copiedBytes > limitBytes) throw tooLarge();
          await writeAll(file, chunk);
        }
        await file.sync();
      } finally {
        await file.close();
      }
    } catch (error) {
      await this.#fileSystem.remove(path).catch(() => undefined);
      throw writeFailure(path, error);
    }
    await this.#change(recordingId, entry => ({
      ...entry,
      title: header.title || basename(from, traceSuffix),
    }));
    return this.get(recordingId);
  }

  async #look(recordingId: string): Promise<Recording | null> {
    // An id names a file of this folder and nothing else.
    if (!/^[\w-]{1,80}$/.test(recordingId)) return null;
    const path = this.path(recordingId);
    const status = await this.#fileSystem.status(path);
    if (status === null) return null;
    const entry = (await this.#read()).get(recordingId) ?? { title: null, known: null };
    let { known } = entry;
    if (known?.sizeBytes !== status.size || known.changedMs !== status.changedMs) {
      known = { sizeBytes: status.size, changedMs: status.changedMs, ...(await summarize(path)) };
      // A disk that is full does not keep anybody from what is on it: it is looked at again next time.
      await this.#change(recordingId, old => ({ ...old, known })).catch(() => undefined);
    }
    const { changedMs: _changedMs, ...facts } = known;
    return { ...facts, recordingId, path, isRunning: false, title: entry.title ?? known.title };
  }

  async #change(recordingId: string, change: (entry: Entry) => Entry): Promise<void> {
    const entries = await this.#read();
    entries.set(recordingId, change(entries.get(recordingId) ?? { title: null, known: null }));
    await this.#save();
  }

  get #file(): string {
    return join(this.directory, 'recordings.json');
  }

  async #read(): Promise<Map<string, Entry>> {
    if (this.#entries !== null) return this.#entries;
    const text = await this.#fileSystem.read(this.#file).catch((error: unknown) => {
      if (hasErrorCode(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EIO', 'EISDIR')) return null;
      throw error;
    });
    this.#entries ??= text === null ? new Map() : parseEntries(Buffer.from(text).toString('utf8'));
    return this.#entries;
  }

  #save(): Promise<void> {
    const saving = this.#saving.then(async () => {
      const entries = Object.fromEntries(this.#entries ?? []);
      await this.#fileSystem.makeDirectory(this.directory);
      await writeFileSafely(
        this.#fileSystem,
        this.#file,
        Buffer.from(`${JSON.stringify(entries, null, 2)}\n`),
      );
    });
    // What fails now is tried again with the next change; a title that was not kept is told to who gave it.
    this.#saving = saving.catch(() => undefined);
    return saving.catch((error: unknown) => {
      throw writeFailure(this.#file, error);
    });
  }
}

function parseEntries(text: string): Map<string, Entry> {
  try {
    const parsed = z.record(z.string(), z.unknown()).safeParse(JSON.parse(text));
    const entries = Object.entries(parsed.data ?? {}).flatMap(([id, entry]): [string, Entry][] => {
      const known = entrySchema.safeParse(entry);
      return known.success ? [[id, known.data]] : [];
    });
    return new Map(entries);
  } catch (error) {
    if (error instanceof SyntaxError) return new Map();
    throw error;
  }
}

/** What a file says of itself; one that cannot be read is listed with the reason. */
async function summarize(
  path: string,
): Promise<Omit<NonNullable<Entry['known']>, 'sizeBytes' | 'changedMs'>> {
  try {
    const { header, durationMs, events, damagedLines, eventsLost } = await surveyTrace(path);
    return {
      title: header.title,
      kitId: header.kit.kitId,
      kitTitle: header.kit.title,
      profileName: header.profile,
      startedAt: header.startedAt,
      durationMs,
      events,
      damagedLines,
      eventsLost,
      problem: null,
    };
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    return {
      title: basename(path, traceSuffix),
      kitId: '',
      kitTitle: '',
      profileName: null,
      startedAt: new Date(0).toISOString(),
      durationMs: 0,
      events: 0,
      damagedLines: 0,
      eventsLost: 0,
      problem: { ...error.toJson() },
    };
  }
}

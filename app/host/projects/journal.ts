import { join } from 'node:path';
import { z } from 'zod';
import { type DocumentPatch, documentPatchSchema } from '../../core/document/profile.ts';
import { type FileSystem, hasErrorCode, type WritableFile } from '../files/file-system.ts';
import { sha256, writeAll } from '../files/write-file-safely.ts';

const headerSchema = z.object({ format: z.literal(1), path: z.string(), base: z.string() });
const entrySchema = z.object({ at: z.string(), patches: z.array(documentPatchSchema) });

/** What a journal holds: the document it started from, and each change since, oldest first. */
export interface JournalContent {
  /** Canonical text of the profile that the changes apply to. */
  readonly base: string;
  readonly changes: readonly DocumentPatch[][];
  /** ISO 8601, of the newest change. */
  readonly savedAt: string;
}

/**
 * Changes of one project that are not in its file yet: a file of JSON lines in the state directory, outside the
 * project. The first line holds the document as it was last saved; a torn last line is ignored when it is read.
 */
export class Journal {
  readonly #fileSystem: FileSystem;
  readonly #directory: string;
  readonly #projectPath: string;
  #file: WritableFile | null = null;

  constructor(fileSystem: FileSystem, directory: string, projectPath: string) {
    this.#fileSystem = fileSystem;
    this.#directory = directory;
    this.#projectPath = projectPath;
  }

  get #path(): string {
    return join(this.#directory, `${sha256(Buffer.from(this.#projectPath)).slice(0, 32)}.jsonl`);
  }

  /** Adds a change; the first one after {@link clear} writes the base before it. Resolves when it is on the disk. */
  async append(base: () => string, patches: readonly DocumentPatch[]): Promise<void> {
    if (this.#file === null) {
      await this.#fileSystem.makeDirectory(this.#directory);
      this.#file = await this.#fileSystem.openForAppend(this.#path);
      await this.#writeLine({ format: 1, path: this.#projectPath, base: base() });
    }
    await this.#writeLine({ at: new Date().toISOString(), patches });
    await this.#file.sync();
  }

  async #writeLine(value: unknown): Promise<void> {
    if (this.#file !== null) await writeAll(this.#file, Buffer.from(`${JSON.stringify(value)}\n`));
  }

  /** Forgets all changes: they are in the project's file now, or are not wanted. */
  async clear(): Promise<void> {
    await this.close();
    try {
      await this.#fileSystem.remove(this.#path);
    } catch (error) {
      if (!hasErrorCode(error, 'ENOENT')) throw error;
    }
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    await file?.close();
  }

  /** What an earlier run left; null where there is nothing to restore, or nothing that can be read. */
  async read(): Promise<JournalContent | null> {
    let text: string;
    try {
      text = Buffer.from(await this.#fileSystem.read(this.#path)).toString('utf8');
    } catch (error) {
      if (hasErrorCode(error, 'ENOENT')) return null;
      throw error;
    }
    // A line without its newline was torn by a crash.
    const lines = text.split('\n').slice(0, -1);
    const header = headerSchema.safeParse(parseLine(lines[0]));
    if (!header.success || header.data.path !== this.#projectPath) return null;
    const changes: DocumentPatch[][] = [];
    let savedAt = '';
    for (const line of lines.slice(1)) {
      const entry = entrySchema.safeParse(parseLine(line));
      if (!entry.success) break;
      changes.push(entry.data.patches);
      savedAt = entry.data.at;
    }
    return changes.length === 0 ? null : { base: header.data.base, changes, savedAt };
  }
}

function parseLine(line: string | undefined): unknown {
  if (line === undefined) return null;
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

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
 * project. The first line holds the document before the changes; a torn line is ignored when it is read. What
 * an earlier run left stands in a second file until somebody decides, so that new changes do not touch it.
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

  get #leftPath(): string {
    return this.#path.replace(/jsonl$/, 'left.jsonl');
  }

  /**
   * Adds a change. The first one after {@link clear}, or after one that could not be written, puts the document before
   * it, `base`, in front. Resolves when it is on the disk.
   */
  async append(base: () => string, patches: readonly DocumentPatch[]): Promise<void> {
    try {
      if (this.#file === null) {
        await this.#fileSystem.makeDirectory(this.#directory);
        this.#file = await this.#fileSystem.openForAppend(this.#path);
        // Half a line may stand there since an earlier try.
        await writeAll(this.#file, Buffer.from('\n'));
        await this.#writeLine({ format: 1, path: this.#projectPath, base: base() });
      }
      await this.#writeLine({ at: new Date().toISOString(), patches });
      await this.#file.sync();
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async #writeLine(value: unknown): Promise<void> {
    if (this.#file !== null) await writeAll(this.#file, Buffer.from(`${JSON.stringify(value)}\n`));
  }

  /** Forgets the changes of this run: they are in the project's file now, or are not wanted. */
  async clear(): Promise<void> {
    await this.close();
    await this.#remove(this.#path);
  }

  async #remove(path: string): Promise<void> {
    try {
      await this.#fileSystem.remove(path);
    } catch (error) {
      if (!hasErrorCode(error, 'ENOENT')) throw error;
    }
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    await file?.close();
  }

  /**
   * What an earlier run left; null where there is nothing to restore, or nothing that can be read. It is kept, aside,
   * until {@link forgetLeft}; where two runs left something, the newer one counts.
   */
  async takeLeft(): Promise<JournalContent | null> {
    const newest = await this.#read(this.#path);
    if (newest === null) return this.#read(this.#leftPath);
    await this.#fileSystem.rename(this.#path, this.#leftPath);
    return newest;
  }

  /** Forgets what an earlier run left. */
  forgetLeft(): Promise<void> {
    return this.#remove(this.#leftPath);
  }

  async #read(path: string): Promise<JournalContent | null> {
    let text: string;
    try {
      text = Buffer.from(await this.#fileSystem.read(path)).toString('utf8');
    } catch (error) {
      if (hasErrorCode(error, 'ENOENT')) return null;
      throw error;
    }
    let content: { base: string; changes: DocumentPatch[][]; savedAt: string } | null = null;
    let isTorn = false;
    // The last line ends with a newline, or was torn by a crash.
    for (const line of text.split('\n').slice(0, -1)) {
      if (line === '') continue;
      const value = parseLine(line);
      const header = headerSchema.safeParse(value);
      const entry = entrySchema.safeParse(value);
      if (header.success && header.data.path === this.#projectPath) {
        content = { base: header.data.base, changes: [], savedAt: '' };
        isTorn = false;
      } else if (entry.success && content !== null && !isTorn) {
        content.changes.push(entry.data.patches);
        content.savedAt = entry.data.at;
      } else {
        // What follows builds on what is missing, until a line that starts anew.
        isTorn = true;
      }
    }
    return content === null || content.changes.length === 0 ? null : content;
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

import { join } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { FileSystem } from '../files/file-system.ts';
import { readStateFile } from '../files/read-state-file.ts';
import { writeFileSafely } from '../files/write-file-safely.ts';

const entrySchema = z.object({
  /** Of the last program that was pushed to a real kit. */
  sequence: z.int().nonnegative(),
  content: z.string(),
  /** A later one that was seen on a kit and overruled. The next program is numbered above it. */
  seen: z.int().nonnegative().default(0),
});
const bookSchema = z.object({ format: z.literal(1), profiles: z.record(z.string(), entrySchema) });
const newerBookSchema = z.object({ profiles: z.record(z.string(), entrySchema.nullable().catch(null)) });
type Book = z.infer<typeof bookSchema>['profiles'];

/**
 * Numbers the programs of each profile, in `revisions.json`. Content that was pushed last keeps its number; any other
 * has the next one, which is used up when it goes to a real kit. A book that cannot be written still counts for this
 * session.
 */
export class RevisionBook {
  readonly #fileSystem: FileSystem;
  readonly #directory: string;
  #book: Book;
  /** Of a newer studio: read as far as it can be, and never overwritten. */
  #isNewer = false;
  /** Why the file was not given out; numbers of this session alone would be too low. */
  #unreadable: StudioError | null = null;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(fileSystem: FileSystem, directory: string, book: Book) {
    this.#fileSystem = fileSystem;
    this.#directory = directory;
    this.#book = book;
  }

  /**
   * A damaged file is set aside as `revisions.damaged.json`, and counting begins anew. One that the system does not
   * give out stays as it is, and is read again before the next program is numbered.
   */
  static async open(fileSystem: FileSystem, directory: string): Promise<RevisionBook> {
    const book = new RevisionBook(fileSystem, directory, {});
    await book.#read();
    return book;
  }

  /** The number that a push of this content (`contentHashOf`) would have now. Uses up nothing. */
  peek(profile: string, content: string): number {
    const entry = this.#entry(profile);
    if (entry === undefined) return 1;
    return entry.content === content ? entry.sequence : Math.max(entry.sequence, entry.seen) + 1;
  }

  /**
   * The number for a push to a real kit; other content will have another one from now on.
   * @throws StudioError `build/revisions-unreadable`
   */
  claim(profile: string, content: string): Promise<number> {
    return this.#change(() => {
      const sequence = this.peek(profile, content);
      const seen = this.#entry(profile)?.seen ?? 0;
      this.#book = { ...this.#book, [profile]: { sequence, content, seen } };
      return sequence;
    });
  }

  /** Somebody's later program was overruled: what is made from now on is numbered above it. @throws as `claim` */
  async overruled(profile: string, sequence: number): Promise<void> {
    await this.#change(() => {
      const entry = this.#entry(profile) ?? { sequence: 0, content: '', seen: 0 };
      this.#book = { ...this.#book, [profile]: { ...entry, seen: Math.max(entry.seen, sequence) } };
    });
  }

  #entry(profile: string): Book[string] | undefined {
    return Object.hasOwn(this.#book, profile) ? this.#book[profile] : undefined;
  }

  /** Changes what the file says now: another shell of the same user may have counted on. */
  #change<Result>(change: () => Result): Promise<Result> {
    const done = this.#last.then(async () => {
      const before = this.#book;
      await this.#read();
      if (this.#unreadable !== null) throw this.#unreadable;
      for (const [profile, entry] of Object.entries(before)) {
        const there = this.#entry(profile) ?? entry;
        const seen = Math.max(there.seen, entry.seen);
        const later = there.sequence < entry.sequence ? entry : there;
        this.#book = { ...this.#book, [profile]: { ...later, seen } };
      }
      const onDisk = JSON.stringify(this.#book);
      const result = change();
      if (JSON.stringify(this.#book) !== onDisk) await this.#write();
      return result;
    });
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #read(): Promise<void> {
    const path = join(this.#directory, 'revisions.json');
    const content = await readStateFile(this.#fileSystem, path, bookSchema, 1);
    this.#isNewer = content.state === 'newer';
    this.#unreadable = null;
    if (content.state === 'read') this.#book = content.value.profiles;
    if (content.state === 'newer') {
      const entries = Object.entries(newerBookSchema.safeParse(content.json).data?.profiles ?? {});
      this.#book = Object.fromEntries(
        entries.flatMap(([id, entry]) => (entry === null ? [] : [[id, entry]])),
      );
    }
    if (content.state === 'unreadable') {
      this.#unreadable = new StudioError('build/revisions-unreadable', { path, reason: content.reason });
    }
    if (content.state !== 'damaged') return;
    await this.#fileSystem
      .rename(path, join(this.#directory, 'revisions.damaged.json'))
      .catch(() => undefined);
  }

  async #write(): Promise<void> {
    if (this.#isNewer) return;
    const text = `${JSON.stringify({ format: 1, profiles: this.#book }, null, 2)}\n`;
    try {
      await this.#fileSystem.makeDirectory(this.#directory);
      await writeFileSafely(this.#fileSystem, join(this.#directory, 'revisions.json'), Buffer.from(text));
    } catch {
      // A full disk must not stop a push; the number counts on in memory.
    }
  }
}

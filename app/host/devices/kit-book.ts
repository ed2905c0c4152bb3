import { readFileSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../../contract/errors/studio-error.ts';
import {
  type Kit,
  type KitAbout,
  kitAboutSchema,
  kitSchema,
} from '../../contract/services/device-service.ts';
import { hasErrorCode, nodeFileSystem } from '../files/file-system.ts';
import { writeFileSafely } from '../files/write-file-safely.ts';

/** What is remembered of one kit. */
export interface KitNote {
  /** The name that a person gave it. */
  readonly name: string | null;
  readonly isFavourite: boolean;
  /** As it was seen last; null where it has only been told of. */
  readonly seen: Kit | null;
  readonly about: KitAbout | null;
}

/** The version that this studio writes. Version 0 was `ports.json`: a list of typed ports and nothing else. */
const bookVersion = 1;
/** Kits without a name or a star are forgotten beyond so many, those that were learned first before others. */
const rememberedKits = 400;
const emptyNote: KitNote = { name: null, isFavourite: false, seen: null, about: null };

const noteSchema = z.object({
  name: z.string().min(1).max(60).nullable().catch(null),
  isFavourite: z.boolean().catch(false),
  seen: kitSchema.nullable().catch(null),
  about: kitAboutSchema.nullable().catch(null),
});
const bookSchema = z.object({
  version: z.int().positive(),
  ports: z.array(z.unknown()).catch([]),
  kits: z.record(z.string(), z.unknown()).catch({}),
});

/**
 * Names, favourites, what was learned of each kit, and typed ports, in one file of the state directory. What is
 * damaged costs itself and nothing else: a file that is none is set aside, an entry that is none is left out.
 */
export class KitBook {
  readonly #file: string | null;
  #notes = new Map<string, KitNote>();
  #ports: readonly string[] = [];
  #isRead = false;
  /** A newer studio's book is read as far as it can be, and never overwritten. */
  #isNewer = false;
  /** Why the file was not given out. It may be whole, and is never overwritten. */
  #unreadable: unknown = null;
  #writing: Promise<void> = Promise.resolve();

  /** @param file absolute path; null keeps everything in memory */
  constructor(file: string | null) {
    this.#file = file;
  }

  get typedPorts(): readonly string[] {
    this.#read();
    return this.#ports;
  }

  note(kitId: string): KitNote {
    this.#read();
    return this.#notes.get(kitId) ?? emptyNote;
  }

  get favourites(): readonly Kit[] {
    this.#read();
    return [...this.#notes.values()].flatMap(({ isFavourite, seen }) =>
      isFavourite && seen !== null ? [seen] : [],
    );
  }

  get abouts(): KitAbout[] {
    this.#read();
    return [...this.#notes.values()].flatMap(({ about }) => (about === null ? [] : [about]));
  }

  /** Changes are in memory at once. @throws StudioError `device/book-unwritable` where the disk refuses them */
  async setTypedPorts(ports: readonly string[]): Promise<void> {
    this.#read();
    this.#ports = [...ports];
    await this.#write();
  }

  /** @throws StudioError `device/book-unwritable` */
  async setNote(kitId: string, change: Partial<KitNote>): Promise<void> {
    const note = { ...this.note(kitId), ...change };
    // Newest last.
    this.#notes.delete(kitId);
    if (note.name !== null || note.isFavourite || note.about !== null) this.#notes.set(kitId, note);
    for (const [oldest, { isFavourite, name }] of this.#notes) {
      if (this.#notes.size <= rememberedKits) break;
      if (!isFavourite && name === null) this.#notes.delete(oldest);
    }
    await this.#write();
  }

  /** Firmware that was not asked for now stays known. `written` rejects as `setNote` does. */
  learn(about: KitAbout): { readonly whole: KitAbout; readonly written: Promise<void> } {
    const known = this.note(about.kitId).about;
    const whole = { ...about, firmware: about.firmware ?? known?.firmware ?? null };
    return { whole, written: this.setNote(about.kitId, { about: whole }) };
  }

  /** Resolves when everything that was changed is on the disk, or was refused. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  #read(): void {
    if (this.#isRead) return;
    this.#isRead = true;
    if (this.#file === null) return;
    let text: string | null;
    try {
      text = readText(this.#file);
    } catch (error) {
      // Costs names and typed ports, not the start of the studio; the next change tells why.
      this.#unreadable = error;
      return;
    }
    if (text === null) {
      this.#ports = portsOfFormerFile(join(dirname(this.#file), 'ports.json'));
      return;
    }
    const book = bookSchema.safeParse(parseJson(text));
    if (!book.success) {
      this.#setAside(this.#file);
      return;
    }
    this.#isNewer = book.data.version > bookVersion;
    this.#ports = book.data.ports.filter(port => typeof port === 'string');
    for (const [kitId, entry] of Object.entries(book.data.kits)) {
      const note = noteSchema.safeParse(entry);
      if (note.success) this.#notes.set(kitId, note.data);
    }
  }

  #setAside(file: string): void {
    const aside = file.replace(/\.json$/, '.damaged.json');
    // The next write would replace it; what cannot be moved is replaced then.
    this.#writing = rename(file, aside).catch(() => undefined);
  }

  #write(): Promise<void> {
    const file = this.#file;
    if (file === null || this.#isNewer) return Promise.resolve();
    const mine = this.#writing.then(async () => {
      // What stands there when its turn comes, so that the last write is the newest state.
      const kits = Object.fromEntries(this.#notes);
      const text = `${JSON.stringify({ version: bookVersion, ports: this.#ports, kits }, null, 2)}\n`;
      try {
        if (this.#unreadable !== null) throw this.#unreadable;
        await mkdir(dirname(file), { recursive: true });
        await writeFileSafely(nodeFileSystem, file, Buffer.from(text));
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        throw new StudioError('device/book-unwritable', { path: file, message }, { cause: error });
      }
    });
    this.#writing = mine.catch(() => undefined);
    return mine;
  }
}

/** Null where there is no such file. */
function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return null;
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function portsOfFormerFile(file: string): string[] {
  let text: string | null = null;
  try {
    text = readText(file);
  } catch {
    // It stays as it is, and nothing is known of it.
  }
  const ports = parseJson(text ?? 'null');
  return Array.isArray(ports) ? ports.filter(port => typeof port === 'string') : [];
}

import { pathToFileURL } from 'node:url';
import type { Client, InStatement, ResultSet, Row } from '@libsql/client';
import { StudioError } from '../../contract/errors/studio-error.ts';
import { fileFailure, isBusy, isDamage, serverFailure } from './memory-failure.ts';
import { prepareFile, readHeader, setAside, sizeOf } from './memory-file.ts';
import { type MemoryMigration, memoryMigrations, newestVersion } from './memory-schema.ts';

/** Where a memory is kept. `scratch`: in this process, gone when it is closed. */
export type MemoryPlace =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'server'; readonly url: string; readonly token?: string }
  | { readonly kind: 'scratch' };

export interface MemoryDatabaseOptions {
  /** A server has to answer within this time, and another program to let go of a file. */
  readonly patienceMs?: number;
  /** Pages of 4 KiB that the file may have; for tests of a full disk. */
  readonly maxPages?: number;
  readonly migrations?: readonly MemoryMigration[];
}

const defaultPatienceMs = 8_000;

function placeName(place: MemoryPlace): string {
  return place.kind === 'file' ? place.path : place.kind === 'server' ? place.url : ':memory:';
}

/**
 * One libSQL database with the memory's schema. Every write is one transaction. SQLite's own waiting would hold up the
 * whole process, so a file that another program holds is tried again by a timer instead.
 */
export class MemoryDatabase {
  readonly place: MemoryPlace;
  readonly #options: MemoryDatabaseOptions;
  readonly #migrations: readonly MemoryMigration[];
  #client: Client;
  #damage: StudioError<'memory/damaged'> | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(place: MemoryPlace, options: MemoryDatabaseOptions, client: Client) {
    this.place = place;
    this.#options = options;
    this.#migrations = options.migrations ?? memoryMigrations;
    this.#client = client;
  }

  /**
   * Opens, and brings an older schema up to date. A damaged file is set aside and an empty one begun (see `damage`);
   * one of a newer version is left untouched and refused. Rejects with a StudioError of the area `memory`.
   */
  static async open(place: MemoryPlace, options: MemoryDatabaseOptions = {}): Promise<MemoryDatabase> {
    const known = newestVersion(options.migrations ?? memoryMigrations);
    if (place.kind !== 'file') return MemoryDatabase.#openOnce(place, options);
    const { path } = place;
    try {
      const header = await readHeader(path);
      if (typeof header === 'object' && header.version > known) {
        throw new StudioError('memory/newer-version', { where: path, found: header.version, known });
      }
      if (header !== 'damaged') return await MemoryDatabase.#openOnce(place, options);
    } catch (error) {
      if (!isDamage(error)) throw fileFailure(error, path);
    }
    try {
      const damage = new StudioError('memory/damaged', { path, keptAs: await setAside(path) });
      const database = await MemoryDatabase.#openOnce(place, options);
      database.#damage = damage;
      return database;
    } catch (error) {
      throw fileFailure(error, path);
    }
  }

  static async #openOnce(place: MemoryPlace, options: MemoryDatabaseOptions): Promise<MemoryDatabase> {
    const database = new MemoryDatabase(place, options, await connect(place));
    try {
      await database.#setUp();
      return database;
    } catch (error) {
      database.#client.close();
      throw error;
    }
  }

  /** The path, or the address of the server. */
  get where(): string {
    return placeName(this.place);
  }

  /** Says where the file went that was damaged; null where none was. */
  get damage(): StudioError<'memory/damaged'> | null {
    return this.#damage;
  }

  /** Bytes on this computer's disk; null where it is not kept in a file. */
  async bytes(): Promise<number | null> {
    return this.place.kind === 'file' ? sizeOf(this.place.path) : null;
  }

  async read(statement: InStatement): Promise<readonly Row[]> {
    return (await this.#guard(client => client.execute(statement))).rows;
  }

  /** All of it or nothing. */
  async write(statements: readonly InStatement[]): Promise<readonly ResultSet[]> {
    return this.#guard(client => client.batch([...statements], 'write'));
  }

  /**
   * After something was erased: brings the file up to date at once, so that its bytes no longer hold what is gone. Where
   * another program reads just then, SQLite does so when that program is done.
   */
  async settle(): Promise<void> {
    if (this.place.kind === 'file')
      await this.#guard(client => client.execute('PRAGMA wal_checkpoint(TRUNCATE)'));
  }

  /** Waits for what is under way. */
  async close(): Promise<void> {
    if (this.place.kind === 'file' && !this.#client.closed) {
      // libSQL leaves its log behind; what can be brought home is.
      await this.#inTurn(() => this.#client.execute('PRAGMA wal_checkpoint(TRUNCATE)')).catch(
        () => undefined,
      );
    }
    if (!this.#client.closed) this.#client.close();
  }

  async #setUp(): Promise<void> {
    if (this.place.kind === 'file') {
      const check = await this.#attempt(client => client.execute('PRAGMA quick_check(1)'));
      if (String(check.rows[0]?.quick_check) !== 'ok') {
        throw Object.assign(new Error(String(check.rows[0]?.quick_check)), { code: 'SQLITE_CORRUPT' });
      }
      await this.#attempt(client => client.execute('PRAGMA journal_mode = WAL'));
    }
    await this.#prepareConnection();
    await this.#migrate();
  }

  /** What holds for a connection only. A server's files are its own affair. */
  async #prepareConnection(): Promise<void> {
    if (this.place.kind === 'server') return;
    await this.#client.execute('PRAGMA secure_delete = on');
    const { maxPages } = this.#options;
    if (maxPages !== undefined) await this.#client.execute(`PRAGMA max_page_count = ${maxPages}`);
  }

  async #migrate(): Promise<void> {
    const known = newestVersion(this.#migrations);
    const found = await this.#version();
    if (found > known) throw new StudioError('memory/newer-version', { where: this.where, found, known });
    for (const { version, statements } of this.#migrations.slice(found)) {
      try {
        await this.#attempt(client =>
          client.batch([...statements, `PRAGMA user_version = ${version}`], 'write'),
        );
      } catch (error) {
        // Another program may have taken the same step in the meantime.
        if ((await this.#version()) < version) throw error;
      }
    }
  }

  async #version(): Promise<number> {
    const { rows } = await this.#attempt(client => client.execute('PRAGMA user_version'));
    return Number(rows[0]?.user_version ?? 0);
  }

  async #guard<Result>(call: (client: Client) => Promise<Result>): Promise<Result> {
    return this.#inTurn(async () => {
      try {
        return await this.#attempt(call);
      } catch (error) {
        if (this.place.kind === 'file' && isDamage(error)) return this.#recover(this.place.path);
        throw error;
      }
    });
  }

  /** One call after the other: a connection that is replaced is never in use. A server takes them as they come. */
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.place.kind === 'server') return work();
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** The file broke while it was open: what there is of it is kept, and an empty one begun. Always rejects. */
  async #recover(path: string): Promise<never> {
    try {
      this.#client.close();
      const damage = new StudioError('memory/damaged', { path, keptAs: await setAside(path) });
      this.#client = await connect(this.place);
      await this.#setUp();
      this.#damage = damage;
      throw damage;
    } catch (error) {
      throw fileFailure(error, path);
    }
  }

  async #attempt<Result>(call: (client: Client) => Promise<Result>): Promise<Result> {
    const patienceMs = this.#options.patienceMs ?? defaultPatienceMs;
    if (this.place.kind === 'server') {
      try {
        return await within(call(this.#client), patienceMs);
      } catch (error) {
        throw serverFailure(error, this.where);
      }
    }
    const givesUpAt = performance.now() + patienceMs;
    for (let delayMs = 2; ; delayMs = Math.min(delayMs * 2, 100)) {
      try {
        return await call(this.#client);
      } catch (error) {
        if (!isBusy(error)) throw isDamage(error) ? error : fileFailure(error, this.where);
        if (performance.now() + delayMs > givesUpAt) {
          const seconds = patienceMs / 1_000;
          throw new StudioError('memory/busy', { where: this.where, seconds }, { cause: error });
        }
      }
      await new Promise(resolve => setTimeout(resolve, delayMs));
      // libSQL leaves a refused statement unfinished, which would make every later commit of the connection fail.
      if (this.place.kind !== 'file') continue;
      await this.#client.reconnect();
      await this.#prepareConnection();
    }
  }
}

async function connect(place: MemoryPlace): Promise<Client> {
  // Read when a memory is first opened: a studio that opens none starts sooner.
  const { createClient } = await import('@libsql/client');
  // One connection, so that what is set up for it holds for every statement.
  const common = { concurrency: 1, timeout: 0 };
  if (place.kind === 'scratch') return createClient({ ...common, url: ':memory:' });
  if (place.kind === 'file') {
    await prepareFile(place.path);
    return createClient({ ...common, url: pathToFileURL(place.path).href });
  }
  try {
    return createClient({ url: place.url, ...(place.token === undefined ? {} : { authToken: place.token }) });
  } catch (error) {
    throw new StudioError('memory/bad-address', {}, { cause: error });
  }
}

async function within<Result>(work: Promise<Result>, patienceMs: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs / 1_000} s`)), patienceMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createClient } from '@libsql/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryDatabase } from './memory-database.ts';
import { memoryMigrations, newestVersion } from './memory-schema.ts';
import { openTestingMemory, said } from './testing/testing-memory.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cambrian-memory-'));
  path = join(folder, 'a room with 50% #1?', 'toy.db');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const file = () => ({ kind: 'file' as const, path });
const openFile = () => openTestingMemory(file());

/** Every byte of the memory's folder, the main file and what SQLite keeps beside it. */
async function allBytes(): Promise<Buffer> {
  const names = await readdir(join(path, '..'));
  return Buffer.concat(await Promise.all(names.map(name => readFile(join(path, '..', name)))));
}

describe('a memory file', () => {
  it('keeps what was remembered from one opening to the next, for this account alone', async () => {
    const first = await openFile();
    await first.store.about('momo', 'Lin').remember(said('Likes tea'));
    const modes = (await readdir(join(path, '..'))).map(
      async name => (await stat(join(path, '..', name))).mode & 0o777,
    );
    expect(new Set(await Promise.all(modes))).toEqual(new Set([0o600]));
    await first.store.close();
    const second = await openFile();
    expect(await second.store.about('momo', 'Lin').recall('tea', 1)).toHaveLength(1);
    await second.store.close();
  });

  it.each(['erase', 'correct', 'replace', 'erasePerson', 'expire'] as const)(
    'no longer holds the bytes after %s, in no file of its own',
    async way => {
      const memory = await openFile();
      const { store } = memory;
      const about = store.about('momo', 'Lin');
      for (let index = 0; index < 40; index += 1) await about.remember(said(`Likes tea of kind ${index}`));
      memory.now = new Date('2026-01-01T00:00:00.000Z');
      const entry = await about.remember(said('zqxjkv 秘密武器', { key: 'secret', words: 'wvyqzz 机密' }));
      memory.now = new Date('2026-05-03T08:00:00.000Z');
      // Into the main file and the index, as if days had gone by.
      await memory.database.settle();
      const secrets = [
        'zqxjkv',
        'zqx',
        'jkv',
        '秘密武',
        '秘密武器',
        ...(way === 'correct' ? [] : ['wvyqzz', '机密']),
      ];
      const before = await allBytes();
      expect(secrets.filter(secret => before.includes(secret))).toEqual(secrets);
      const id = entry?.id ?? '';
      if (way === 'erase') await store.erase(id);
      else if (way === 'correct') await store.correct(id, { text: 'Something else' });
      else if (way === 'replace') await about.remember(said('Something else', { key: 'secret' }));
      else if (way === 'erasePerson') await store.erasePerson('momo', 'Lin');
      else expect(await store.expire('momo', 60)).toBe(1);
      const after = await allBytes();
      expect(secrets.filter(secret => after.includes(secret))).toEqual([]);
      if (way !== 'erasePerson') expect(await about.recall('tea', 50)).toHaveLength(40);
      await store.close();
    },
  );

  it('is shared by two programs: each waits for the other and sees what it wrote', async () => {
    const [one, other] = await Promise.all([openFile(), openFile()]);
    await Promise.all(
      [one, other].flatMap(({ store }, index) =>
        Array.from({ length: 20 }, (_, count) =>
          store.about('momo', 'Lin').remember(said(`${index}: ${count}`)),
        ),
      ),
    );
    expect(await one.store.list('momo', 'Lin', '', 100)).toHaveLength(40);
    await Promise.all([one.store.close(), other.store.close()]);
  });

  it('is shared with another process', async () => {
    const mine = await openFile();
    const program = `
      import { MemoryDatabase } from ${JSON.stringify(new URL('./memory-database.ts', import.meta.url).href)};
      const database = await MemoryDatabase.open({ kind: 'file', path: process.argv[1] });
      for (let index = 0; index < 30; index += 1) {
        await database.write([{ sql: "INSERT INTO value VALUES ('cli', '', ?, 'x')", args: [String(index)] }]);
      }
      await database.close();`;
    const theirs = promisify(execFile)(process.execPath, ['--input-type=module', '-e', program, path]);
    const writes = Array.from({ length: 30 }, (_, index) =>
      mine.store.values.set('studio', '', String(index), 'x'),
    );
    await Promise.all([theirs, ...writes]);
    expect(await mine.store.values.keys('cli', '')).toHaveLength(30);
    expect(await mine.store.values.keys('studio', '')).toHaveLength(30);
    await mine.store.close();
  });

  it('says so when another program does not let go, and works once it has', async () => {
    const database = await MemoryDatabase.open(file(), { patienceMs: 30 });
    const other = createClient({
      url: `file://${path.replaceAll('%', '%25').replaceAll('#', '%23').replaceAll('?', '%3f')}`,
    });
    const holding = await other.transaction('write');
    const write = () => database.write(["INSERT INTO value VALUES ('a', '', 'b', 'c')"]);
    await expect(write()).rejects.toMatchObject({ code: 'memory/busy' });
    await holding.rollback();
    await write();
    other.close();
    await database.close();
  });
});

describe('a memory file that is not right', () => {
  const makeFolder = () => mkdir(join(path, '..'), { recursive: true });

  it.each([
    ['text', 'not a database at all'],
    ['a page of noise', Buffer.alloc(8_192, 'noise')],
    ['a header and nothing behind it', Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(200)])],
  ])('is set aside when it is %s, and an empty one begun', async (_, content) => {
    await makeFolder();
    await writeFile(path, content);
    const keptAs = path.replace('.db', '.damaged-1.db');
    const { database, store } = await openFile();
    expect(database.damage).toMatchObject({ code: 'memory/damaged', details: { path, keptAs } });
    expect(await readFile(keptAs)).toEqual(Buffer.from(content));
    expect(await store.about('momo', 'Lin').remember(said('Likes tea'))).not.toBeNull();
    await store.close();
    await writeFile(path, content);
    const again = await openFile();
    expect(again.database.damage?.details.keptAs).toBe(path.replace('.db', '.damaged-2.db'));
    await again.store.close();
  });

  it('is set aside with damage in its middle, found when it is opened', async () => {
    const memory = await openFile();
    for (let index = 0; index < 200; index += 1) {
      await memory.store.about('momo', 'Lin').remember(said(`Likes tea of kind ${index}`));
    }
    await memory.store.close();
    const bytes = await readFile(path);
    bytes.fill(0xa5, 4_096, bytes.length - 4_096);
    await writeFile(path, bytes);
    const { database, store } = await openFile();
    expect(database.damage?.code).toBe('memory/damaged');
    expect(await readFile(path.replace('.db', '.damaged-1.db'))).toEqual(bytes);
    expect(await store.list('momo', 'Lin', '', 10)).toEqual([]);
    await store.close();
  });

  it('is left untouched when a newer version wrote it', async () => {
    const { store, database } = await openFile();
    await store.about('momo', 'Lin').remember(said('Likes tea'));
    await database.write(['PRAGMA user_version = 7']);
    await store.close();
    const before = await readFile(path);
    const names = await readdir(join(path, '..'));
    await expect(openFile()).rejects.toMatchObject({
      code: 'memory/newer-version',
      details: { where: path, found: 7, known: 1 },
    });
    expect(await readFile(path)).toEqual(before);
    expect(await readdir(join(path, '..'))).toEqual(names);
  });

  it('says where it is and why, when the folder cannot be', async () => {
    await writeFile(join(folder, 'a room with 50% #1?'), 'a file stands here');
    await expect(openFile()).rejects.toMatchObject({ code: 'memory/cannot-open', details: { where: path } });
  });

  it.skipIf(process.getuid?.() === 0)('says so when this account may not write there', async () => {
    await makeFolder();
    await chmod(join(path, '..'), 0o500);
    await expect(openFile()).rejects.toMatchObject({ code: 'memory/cannot-open' });
    await chmod(join(path, '..'), 0o700);
  });

  it('keeps what it has when the disk is full', async () => {
    const database = await MemoryDatabase.open(file(), { maxPages: 40 });
    const write = (key: number) =>
      database.write([
        { sql: 'INSERT INTO value VALUES (?, ?, ?, ?)', args: ['a', '', String(key), 'x'.repeat(9_000)] },
      ]);
    let written = 0;
    const failure = await (async () => {
      for (; written < 100; written += 1) await write(written);
    })().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'memory/disk-full', details: { where: path } });
    expect(await database.read('SELECT key FROM value')).toHaveLength(written);
    await database.close();
  });

  it('says so when it is read-only', async () => {
    const database = await MemoryDatabase.open(file());
    await database.read('PRAGMA query_only = on');
    await expect(database.write(["INSERT INTO value VALUES ('a', '', 'b', 'c')"])).rejects.toMatchObject({
      code: 'memory/read-only',
    });
    await database.close();
  });
});

describe('the schema', () => {
  it('is one sequence without a gap', () => {
    expect(newestVersion(memoryMigrations)).toBe(memoryMigrations.length);
    for (const versions of [[2], [1, 3], [1, 1], [2, 1]]) {
      expect(() => newestVersion(versions.map(version => ({ version, statements: [] })))).toThrow(TypeError);
    }
  });

  it('is brought up to date step by step, and a step that fails changes nothing', async () => {
    const before = await openFile();
    await before.store.about('momo', 'Lin').remember(said('Likes tea'));
    await before.store.close();
    const next = { version: 2, statements: ["ALTER TABLE entry ADD COLUMN mood TEXT DEFAULT 'calm'"] };
    const failing = { version: 3, statements: ['CREATE TABLE fine (x)', 'CREATE TABLE nonsense ('] };
    const migrations = [...memoryMigrations, next, failing];
    await expect(MemoryDatabase.open(file(), { migrations })).rejects.toThrow(/incomplete|syntax/);
    const database = await MemoryDatabase.open(file(), { migrations: migrations.slice(0, 2) });
    expect((await database.read('SELECT mood FROM entry'))[0]?.mood).toBe('calm');
    await expect(database.read('SELECT * FROM fine')).rejects.toThrow(/no such table/);
    await database.close();
  });
});

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FaultyFileSystem } from '../files/faulty-file-system.ts';
import { nodeFileSystem } from '../files/file-system.ts';
import { assembleBundle, contentHashOf, withSequence } from './bundle-writer.ts';
import { RevisionBook } from './revision-book.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cambrian-revisions-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = () => RevisionBook.open(nodeFileSystem, folder);

it('counts what is pushed, and keeps the number of what stays the same', async () => {
  const book = await open();
  expect(book.peek('p', 'a')).toBe(1);
  expect(book.peek('p', 'b')).toBe(1);
  expect(await book.claim('p', 'a')).toBe(1);
  expect(await book.claim('p', 'a')).toBe(1);
  expect([book.peek('p', 'a'), book.peek('p', 'b'), book.peek('q', 'a')]).toEqual([1, 2, 1]);
  expect(await book.claim('p', 'b')).toBe(2);
  expect(await book.claim('p', 'a')).toBe(3);
  expect((await open()).peek('p', 'c')).toBe(4);
});

it('goes on above what was overruled', async () => {
  const book = await open();
  await book.claim('p', 'a');
  await book.overruled('p', 9);
  expect(book.peek('p', 'a')).toBe(1);
  expect(book.peek('p', 'b')).toBe(10);
  await book.overruled('p', 4);
  expect(await book.claim('p', 'b')).toBe(10);
  expect((await open()).peek('p', 'c')).toBe(11);
});

it('is shared by two shells of one person', async () => {
  const [studio, terminal] = [await open(), await open()];
  expect(await studio.claim('p', 'a')).toBe(1);
  expect(await terminal.claim('p', 'b')).toBe(2);
  expect(await studio.claim('p', 'c')).toBe(3);
  expect(await terminal.claim('p', 'c')).toBe(3);
});

it('counts on in memory where the disk refuses, and begins anew where the file is damaged', async () => {
  const fileSystem = new FaultyFileSystem(nodeFileSystem);
  const book = await RevisionBook.open(fileSystem, folder);
  fileSystem.arm({ at: 1, fault: 'ENOSPC' });
  expect(await book.claim('p', 'a')).toBe(1);
  expect(book.peek('p', 'b')).toBe(2);
  expect(await book.claim('p', 'b')).toBe(2);
  await writeFile(join(folder, 'revisions.json'), '{"format":1,"profiles":{"p":{"sequence":-1}}}');
  expect((await open()).peek('p', 'b')).toBe(1);
  expect(await readdir(folder)).toContain('revisions.damaged.json');
});

it('leaves a file alone that the system does not give out, and reads it again', async () => {
  await (await open()).claim('p', 'a');
  const text = await readFile(join(folder, 'revisions.json'), 'utf8');
  for (const fault of ['EIO', 'EACCES'] as const) {
    const fileSystem = new FaultyFileSystem(nodeFileSystem, { at: 0, fault });
    const book = await RevisionBook.open(fileSystem, folder);
    fileSystem.arm({ at: 0, fault });
    await expect(book.claim('p', 'b')).rejects.toMatchObject({ code: 'build/revisions-unreadable' });
    expect(await readdir(folder)).toEqual(['revisions.json']);
    expect(await readFile(join(folder, 'revisions.json'), 'utf8')).toBe(text);
    expect(await book.claim('p', 'a')).toBe(1);
  }
});

it('counts above the book of a newer studio, and never overwrites it', async () => {
  const entry = { sequence: 7, content: 'a', seen: 0, more: true };
  const text = JSON.stringify({ format: 2, profiles: { p: entry, q: { count: 'seven' } } });
  await writeFile(join(folder, 'revisions.json'), text);
  const book = await open();
  expect(await book.claim('p', 'b')).toBe(8);
  expect(await book.claim('p', 'c')).toBe(9);
  expect(await readFile(join(folder, 'revisions.json'), 'utf8')).toBe(text);
  expect(await readdir(folder)).toEqual(['revisions.json']);
});

it('is not misled by names that every object has', async () => {
  const book = await open();
  expect(book.peek('__proto__', 'a')).toBe(1);
  expect(await book.claim('constructor', 'a')).toBe(1);
  expect(book.peek('constructor', 'b')).toBe(2);
});

it('numbers content: another number is the same content, another file is not', () => {
  const file = (sha256: string) => [['graph.json', { bytes: Buffer.from('{}'), sha256, text: '' }]] as const;
  const about = { profile: 'p', name: 'P', board: 'b', runtime: '1', sequence: 0 };
  const bundle = assembleBundle(file('00'), about);
  const seventh = withSequence(bundle, 7);
  expect(seventh.manifest.sequence).toBe(7);
  expect(seventh.hash).not.toBe(bundle.hash);
  expect(contentHashOf(seventh.manifest)).toBe(contentHashOf(bundle.manifest));
  expect(withSequence(seventh, 0).hash).toBe(bundle.hash);
  for (const other of [
    assembleBundle(file('01'), about),
    assembleBundle(file('00'), { ...about, name: 'Q' }),
  ])
    expect(contentHashOf(other.manifest)).not.toBe(contentHashOf(bundle.manifest));
});

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fault, FaultyFileSystem, faults, PowerLost } from './faulty-file-system.ts';
import { type FileSystem, nodeFileSystem } from './file-system.ts';
import { removeLeftovers, writeFileSafely } from './write-file-safely.ts';

const oldBytes = Buffer.from('old content\n'.repeat(50));
const newBytes = Buffer.from('new, longer content\n'.repeat(80));

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cambrian-save-'));
  path = join(directory, 'profile.json');
});

afterEach(() => rm(directory, { recursive: true, force: true }));

async function save(fileSystem: FileSystem): Promise<'saved' | 'refused' | 'power-lost'> {
  try {
    await writeFileSafely(fileSystem, path, newBytes);
    return 'saved';
  } catch (error) {
    return error instanceof PowerLost ? 'power-lost' : 'refused';
  }
}

async function countCalls(): Promise<number> {
  await writeFile(path, oldBytes);
  const counting = new FaultyFileSystem(nodeFileSystem, { at: Number.POSITIVE_INFINITY, fault: 'EIO' });
  expect(await save(counting)).toBe('saved');
  return counting.calls;
}

describe('writeFileSafely', () => {
  it('replaces the file and leaves nothing else behind', async () => {
    await writeFile(path, oldBytes);
    await writeFileSafely(nodeFileSystem, path, newBytes);
    expect(await readFile(path)).toEqual(newBytes);
    expect(await readdir(directory)).toEqual(['profile.json']);
  });

  it('writes a file that was not there', async () => {
    await writeFileSafely(nodeFileSystem, path, newBytes);
    expect(await readFile(path)).toEqual(newBytes);
  });

  it.each<Fault>([...faults])('holds old or new, byte for byte, when any call meets %s', async fault => {
    const calls = await countCalls();
    expect(calls).toBeGreaterThanOrEqual(7);
    for (let at = 0; at < calls; at++) {
      await writeFile(path, oldBytes);
      const outcome = await save(new FaultyFileSystem(nodeFileSystem, { at, fault }));
      const content = await readFile(path);
      const isOld = content.equals(oldBytes);
      const isNew = content.equals(newBytes);
      expect(isOld || isNew, `call ${at} with ${fault} left neither`).toBe(true);
      if (outcome === 'saved') expect(isNew, `call ${at} with ${fault} said saved`).toBe(true);
      await removeLeftovers(nodeFileSystem, directory);
      expect(await readdir(directory), `call ${at} with ${fault} left a file`).toEqual(['profile.json']);
    }
  });

  it('is not fooled by a disk that takes only a few bytes at a time', async () => {
    await writeFile(path, oldBytes);
    const outcome = await save(new FaultyFileSystem(nodeFileSystem, { at: 1, fault: 'short-write' }));
    expect(outcome).toBe('saved');
    expect(await readFile(path)).toEqual(newBytes);
  });
});

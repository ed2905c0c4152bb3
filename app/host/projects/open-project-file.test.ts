import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StudioError } from '../../contract/errors/studio-error.ts';
import { createCatalogue } from '../../core/catalogue/catalogue.ts';
import { stringifyCanonically } from '../../core/document/canonical-json.ts';
import { createProfile } from '../../core/document/create-profile.ts';
import type { Json } from '../../core/document/json.ts';
import type { DocumentPatch } from '../../core/document/profile.ts';
import { type Fault, FaultyFileSystem, faults } from '../files/faulty-file-system.ts';
import { type FileSystem, nodeFileSystem } from '../files/file-system.ts';
import { OpenProjectFile, type ProjectEvents } from './open-project-file.ts';

const catalogue = createCatalogue([], []);
const original = createProfile({ id: 'p1', name: 'Lamp', board: 'virtual-kit' });

let root: string;
let path: string;
let stateDirectory: string;
let events: string[];

const listener: ProjectEvents = {
  didSave: revision => events.push(`saved ${revision}`),
  didFailToSave: error => events.push(error.code),
  didChangeOutside: () => events.push('outside'),
};

function rename(name: string): DocumentPatch[] {
  return [{ op: 'replace', path: ['name'], value: name }];
}

function open(fileSystem: FileSystem = nodeFileSystem): Promise<OpenProjectFile> {
  return OpenProjectFile.open(path, catalogue, { fileSystem, stateDirectory }, listener);
}

async function savedName(): Promise<unknown> {
  return JSON.parse(await readFile(join(path, 'profile.json'), 'utf8')).name;
}

/** What is kept of earlier versions. */
async function keptTexts(): Promise<string[]> {
  const names = await readdir(join(stateDirectory, 'versions'), { recursive: true });
  return Promise.all(
    names
      .filter(name => name.endsWith('.json'))
      .map(name => readFile(join(stateDirectory, 'versions', name), 'utf8')),
  );
}

/** Ends a project as a crash does: nothing is saved any more, and the lock is as of a process that is gone. */
async function crash(file: OpenProjectFile): Promise<void> {
  await file.close({ discard: true });
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cambrian-project-'));
  path = join(root, 'lamp');
  stateDirectory = join(root, 'state');
  events = [];
  await mkdir(path);
  await writeFile(join(path, 'profile.json'), stringifyCanonically(original as Json));
});

afterEach(() => rm(root, { recursive: true, force: true }));

describe('OpenProjectFile', () => {
  it('saves a change by itself within a second', async () => {
    const file = await open();
    expect(await file.apply(1, rename('Night lamp'))).toBe(2);
    await expect.poll(savedName, { timeout: 3_000 }).toBe('Night lamp');
    await expect.poll(() => events).toEqual(['saved 2']);
    await file.close();
  });

  it('refuses a change that was made against an older revision, and one that does not fit', async () => {
    const file = await open();
    await file.apply(1, rename('First'));
    await expect(file.apply(1, rename('Second'))).rejects.toMatchObject({
      code: 'project/revision-conflict',
    });
    await expect(
      file.apply(2, [{ op: 'replace', path: ['nodes', 'ghost', 'name'], value: 'x' }]),
    ).rejects.toMatchObject({
      code: 'project/bad-change',
    });
    expect(file.profile.name).toBe('First');
    await file.close();
  });

  it('offers what a crash left unsaved, and brings it back on request only', async () => {
    const before = await open();
    await before.apply(1, rename('Unsaved'));
    await before.apply(2, [{ op: 'add', path: ['description'], value: 'also unsaved' }]);
    await crash(before);
    expect(await savedName()).toBe('Lamp');

    const after = await open();
    expect(after.profile.name).toBe('Lamp');
    expect(after.recovery?.changes).toHaveLength(2);
    await after.takeRecovery();
    expect(await savedName()).toBe('Unsaved');
    expect(after.profile.description).toBe('also unsaved');
    await after.close();

    const later = await open();
    expect(later.recovery).toBeNull();
    await later.close();
  });

  it('keeps what a crash left while new work goes on, until somebody decides', async () => {
    const before = await open();
    await before.apply(1, rename('Left'));
    await crash(before);

    const undecided = await open();
    await undecided.apply(1, [{ op: 'add', path: ['description'], value: 'new work' }]);
    await undecided.save();
    await undecided.close();

    const after = await open();
    expect(after.profile.description).toBe('new work');
    expect(after.recovery?.changes).toHaveLength(1);
    await after.takeRecovery();
    expect(await savedName()).toBe('Left');
    expect(await keptTexts()).toContainEqual(expect.stringContaining('new work'));
    await after.close();

    const later = await open();
    expect(later.recovery).toBeNull();
    await later.close();
  });

  it('offers the newer changes where two runs ended in a crash', async () => {
    for (const name of ['First', 'Second']) {
      const file = await open();
      await file.apply(1, rename(name));
      await crash(file);
    }
    const after = await open();
    await after.takeRecovery();
    expect(await savedName()).toBe('Second');
    await after.close();
  });

  it('journals on after a change that could not be journalled', async () => {
    const faulty = new FaultyFileSystem(nodeFileSystem);
    const file = await open(faulty);
    await file.apply(1, rename('First'));
    // The first call of the next change writes its line: half of it comes to the disk.
    faulty.arm({ at: 0, fault: 'ENOSPC' });
    await file.apply(2, rename('Second'));
    expect(events).toEqual(['project/disk-full']);
    await file.apply(3, [{ op: 'add', path: ['description'], value: 'third' }]);
    await crash(file);

    const after = await open();
    await after.takeRecovery();
    expect(after.profile).toMatchObject({ name: 'Second', description: 'third' });
    await after.close();
  });

  it('keeps its hands on the work in memory where the file that shall replace it cannot be opened', async () => {
    const file = await open();
    await writeFile(join(path, 'profile.json'), 'not a profile');
    await file.apply(1, rename('Mine'));
    await expect(file.abandon()).rejects.toMatchObject({ code: 'project/damaged' });
    expect(file.profile.name).toBe('Mine');
    await writeFile(
      join(path, 'profile.json'),
      stringifyCanonically({ ...original, name: 'Theirs' } as Json),
    );
    await file.abandon();
    expect(await keptTexts()).toContainEqual(expect.stringContaining('Mine'));
    const after = await open();
    expect(after.profile.name).toBe('Theirs');
    expect(after.recovery).toBeNull();
    await after.close();
  });

  it('forgets a recovery that is not wanted', async () => {
    const before = await open();
    await before.apply(1, rename('Unwanted'));
    await crash(before);
    const after = await open();
    await after.discardRecovery();
    await after.close();
    const later = await open();
    expect(later.recovery).toBeNull();
    expect(later.profile.name).toBe('Lamp');
    await later.close();
  });

  it('does not write over a file that another program changed, until it is told to', async () => {
    const file = await open();
    await writeFile(
      join(path, 'profile.json'),
      stringifyCanonically({ ...original, name: 'Theirs' } as Json),
    );
    await file.apply(1, rename('Mine'));
    await expect(file.save()).rejects.toMatchObject({ code: 'project/changed-outside' });
    expect(await savedName()).toBe('Theirs');
    await file.overwrite();
    expect(await savedName()).toBe('Mine');
    const kept = await keptTexts();
    expect(kept.some(text => text.includes('Theirs'))).toBe(true);
    await file.close();
  });

  it('is read-only for a second program while the first one lives', async () => {
    const lockDirectory = join(stateDirectory, 'locks');
    const first = await open();
    const [name = ''] = await readdir(lockDirectory);
    // The lock of another process that is alive: this test's parent.
    await writeFile(
      join(lockDirectory, name),
      JSON.stringify({ pid: process.ppid, host: (await import('node:os')).hostname(), path }),
    );
    const second = await open();
    expect(second.readOnly).toBe('locked');
    await expect(second.apply(1, rename('Stolen'))).rejects.toMatchObject({ code: 'project/read-only' });
    await second.close();
    await first.close();
  });

  it('opens a newer document read-only and leaves its bytes alone', async () => {
    const text = `${JSON.stringify({ ...original, schemaVersion: 99, future: { kept: true } })}\n`;
    await writeFile(join(path, 'profile.json'), text);
    const file = await open();
    expect(file.readOnly).toBe('newer-version');
    expect(file.profile.name).toBe('Lamp');
    await expect(file.apply(1, rename('x'))).rejects.toMatchObject({ code: 'project/read-only' });
    await file.close();
    expect(await readFile(join(path, 'profile.json'), 'utf8')).toBe(text);
  });

  it.each([
    ['nothing', ''],
    ['half a document', '{"schemaVersion": 1, "name": '],
    ['a forbidden key', '{"__proto__": {"polluted": true}, "schemaVersion": 1}'],
    ['a hundred thousand brackets', '['.repeat(100_000)],
  ])('says what is wrong with %s and leaves it as it is', async (_what, text) => {
    await writeFile(join(path, 'profile.json'), text);
    await expect(open()).rejects.toMatchObject({ code: 'project/damaged' });
    expect(await readFile(join(path, 'profile.json'), 'utf8')).toBe(text);
  });

  it('says so where there is no project', async () => {
    await rm(join(path, 'profile.json'));
    await expect(open()).rejects.toMatchObject({ code: 'project/not-found' });
  });

  it.each([...faults])('loses nothing when any call of a change or its save meets %s', async fault => {
    const bytesBefore = await readFile(join(path, 'profile.json'), 'utf8');
    const calls = await saveWith(new FaultyFileSystem(nodeFileSystem), {
      at: Number.POSITIVE_INFINITY,
      fault,
    });
    expect(calls).toBeGreaterThan(15);
    for (let at = 0; at < calls; at++) {
      await rm(stateDirectory, { recursive: true });
      await writeFile(join(path, 'profile.json'), bytesBefore);
      const faulty = new FaultyFileSystem(nodeFileSystem);
      await saveWith(faulty, { at, fault });
      const text = await readFile(join(path, 'profile.json'), 'utf8');
      const isNew = text !== bytesBefore && JSON.parse(text).name === 'New name';
      expect(text === bytesBefore || isNew, `call ${at} with ${fault} left neither old nor new`).toBe(true);
      if (!isNew && isSavedByItself(fault)) expect.unreachable(`call ${at} with ${fault} was not made good`);

      const next = await open();
      if (acknowledged) {
        const hasIt = next.profile.name === 'New name' || next.recovery !== null;
        expect(hasIt, `call ${at} with ${fault} lost a change that was acknowledged`).toBe(true);
      }
      await next.discardRecovery();
      await next.close();
    }
  });

  /** A disk that only takes a few bytes at a time does not fail: the save must succeed. */
  function isSavedByItself(fault: Fault): boolean {
    return fault === 'short-write';
  }

  let acknowledged = false;

  /** Opens, changes and saves while one call fails; then crashes. Returns how many calls there were. */
  async function saveWith(faulty: FaultyFileSystem, plan: { at: number; fault: Fault }): Promise<number> {
    const file = await open(faulty);
    faulty.arm(plan);
    events = [];
    await file.apply(1, rename('New name'));
    const wasJournalled = events.length === 0;
    let failure: unknown = null;
    await file.save().catch((error: unknown) => {
      failure = error;
    });
    if (failure !== null) expect(failure).toBeInstanceOf(StudioError);
    // A change whose journal entry failed was announced as unsafe; only the file could hold it.
    acknowledged = wasJournalled || failure === null;
    const { calls } = faulty;
    faulty.disarm();
    await crash(file);
    return calls;
  }

  it.each([
    ['ENOSPC', 'project/disk-full'],
    ['EACCES', 'project/no-permission'],
    ['EIO', 'project/save-failed'],
  ] as const)('names the trouble of a save that meets %s', async (fault, code) => {
    const faulty = new FaultyFileSystem(nodeFileSystem);
    const file = await open(faulty);
    await file.apply(1, rename('x'));
    // The first call looks whether another program changed the file, the second makes the temporary file.
    faulty.arm({ at: 1, fault });
    await expect(file.save()).rejects.toMatchObject({ code });
    faulty.disarm();
    await file.save();
    expect(await savedName()).toBe('x');
    await file.close();
  });
});

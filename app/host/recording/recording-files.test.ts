import { execFileSync } from 'node:child_process';
import { appendFile, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Recording } from '../../contract/services/recording-service.ts';
import { type FileSystem, nodeFileSystem } from '../files/file-system.ts';
import { fakeKit } from './testing/fake-kits.ts';
import { closeRecordings, context, type OpenRecordings, openRecordings } from './testing/open-recordings.ts';

const { kitId } = fakeKit;
afterEach(closeRecordings);

describe('files of recordings', () => {
  async function recorded() {
    const studio = await openRecordings();
    await studio.start();
    for (let index = 0; index < 20; index += 1) {
      studio.clock.pass(100);
      studio.kits.say('console', { kitId, text: `line ${index}\n` });
    }
    return { studio, recording: await studio.stop() };
  }

  it('can be read wherever they were cut', async () => {
    const { studio, recording } = await recorded();
    const whole = await readFile(recording.path);
    const header = whole.indexOf(0x0a) + 1;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: header, max: whole.length }), async length => {
        await truncate(recording.path, 0);
        await writeFile(recording.path, whole.subarray(0, length));
        const lines = whole.subarray(header, length).toString('utf8').split('\n');
        const isCut = lines.at(-1) !== '';
        const list = await studio.list();
        // The line of the session, the lines of text; the end is no event.
        expect(list).toMatchObject([
          { damagedLines: isCut ? 1 : 0, events: Math.min(21, lines.length - 1), problem: null },
        ]);
        await expect(studio.open(recording.recordingId)).resolves.toMatchObject({
          state: expect.any(String),
        });
        await studio.methods.closeReplay({ kitId: `replay:${recording.recordingId}` }, context);
      }),
      { numRuns: 30 },
    );
  }, 30_000);

  it('tell how many of their lines are damaged, and replay the rest', async () => {
    const { studio, recording } = await recorded();
    await appendFile(
      recording.path,
      'garbage\n[1,"console"]\n[99999,"unknown",1]\n[0,"console","from the past"]\n',
    );
    const [listed] = await studio.list();
    expect(listed).toMatchObject({ damagedLines: 4, events: 21 });
    const copy = join(studio.stateDirectory, 'binary.trace.jsonl');
    const bytes = await readFile(recording.path);
    bytes.fill(0xff, bytes.indexOf(0x0a) + 200, bytes.indexOf(0x0a) + 260);
    await writeFile(copy, bytes);
    const imported = await studio.methods.importFile({ path: copy }, context);
    expect(imported.damagedLines).toBeGreaterThan(4);
    expect(imported.events).toBeGreaterThan(10);
  });

  it.each([
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]), 'recording/damaged'],
    ['an empty file', Buffer.alloc(0), 'recording/damaged'],
    ['other JSON', Buffer.from('{"format":"har"}\n'), 'recording/damaged'],
    ['a newer version', Buffer.from('{"format":"cambrian-trace","version":7}\n'), 'recording/newer-version'],
  ])('are refused by name where they are %s', async (_, bytes, code) => {
    const studio = await openRecordings();
    const path = join(studio.stateDirectory, 'wrong.trace.jsonl');
    await writeFile(path, bytes);
    await expect(studio.methods.importFile({ path }, context)).rejects.toMatchObject({
      code,
      details: { name: 'wrong.trace.jsonl' },
    });
    expect(await studio.list()).toEqual([]);
  });

  it('that cannot be replayed are listed with the reason', async () => {
    const { studio, recording } = await recorded();
    await writeFile(recording.path, '{"format":"cambrian-trace","version":2,"more":true}\n');
    expect(await studio.list()).toMatchObject([{ problem: { code: 'recording/newer-version' } }]);
    await expect(studio.open(recording.recordingId)).rejects.toMatchObject({
      code: 'recording/newer-version',
    });
    await expect(studio.methods.importFile({ path: '/nowhere/at.all' }, context)).rejects.toMatchObject({
      code: 'recording/cannot-read',
    });
  });

  it('are taken in from files alone: a device or a pipe may never end', async () => {
    const studio = await openRecordings();
    const pipe = join(studio.stateDirectory, 'pipe');
    execFileSync('mkfifo', [pipe]);
    for (const path of ['/dev/zero', pipe, studio.stateDirectory]) {
      await expect(studio.methods.importFile({ path }, context)).rejects.toMatchObject({
        code: 'recording/damaged',
      });
    }
  });

  it('end at their limit, whole and with the reason', async () => {
    const studio = await openRecordings({ limits: { fileBytes: 2000, waitingLength: 1e6 } });
    const changed = nextFinished(studio);
    await studio.start();
    for (let index = 0; index < 100; index += 1)
      studio.kits.say('console', { kitId, text: `line ${index}\n` });
    const [ended] = await changed;
    expect(ended).toMatchObject({ isRunning: false, problem: { code: 'recording/too-large' } });
    expect(ended?.sizeBytes).toBeLessThanOrEqual(2000);
    expect(ended?.events).toBeGreaterThan(5);
    await expect(studio.stop()).rejects.toMatchObject({ code: 'recording/not-running' });
  });

  it('count what a slow disk could not take', async () => {
    const studio = await openRecordings({ limits: { fileBytes: 1e9, waitingLength: 1000 } });
    await studio.start();
    // All in one turn: nothing is written meanwhile.
    for (let index = 0; index < 100; index += 1)
      studio.kits.say('console', { kitId, text: `line ${index}\n` });
    const recording = await studio.stop();
    expect(recording.eventsLost).toBeGreaterThan(50);
    expect(recording.events + recording.eventsLost).toBe(101);
    expect(recording.damagedLines).toBe(0);
  });

  it('say that the disk is full, and keep what was written', async () => {
    let isFull = false;
    const full = () => Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    const fileSystem: FileSystem = {
      ...nodeFileSystem,
      create: async path => {
        // Nothing else finds room either, as what is remembered of each file.
        if (isFull) throw full();
        const file = await nodeFileSystem.create(path);
        if (!path.endsWith('.jsonl')) return file;
        return {
          // Half of the bytes still find room.
          write: async (bytes, offset) => {
            if (!isFull) return file.write(bytes, offset);
            await file.write(bytes.subarray(0, offset + Math.ceil((bytes.length - offset) / 2)), offset);
            throw full();
          },
          sync: () => file.sync(),
          close: () => file.close(),
        };
      },
    };
    const studio = await openRecordings({ fileSystem });
    const changed = nextFinished(studio);
    await studio.start();
    isFull = true;
    studio.kits.say('console', { kitId, text: 'after\n' });
    const [ended] = await changed;
    expect(ended).toMatchObject({ isRunning: false, problem: { code: 'recording/disk-full' } });
    expect(await studio.list()).toHaveLength(1);
    await expect(studio.open(ended?.recordingId ?? '')).resolves.toMatchObject({ state: 'paused' });
  });
});

/** The list as it is told once nothing runs any more. */
function nextFinished(studio: OpenRecordings): Promise<Recording[]> {
  return new Promise(resolve => {
    const stop = studio.recordings.handlers.events.onDidChangeRecordings(recordings => {
      if (recordings.length === 0 || recordings.some(({ isRunning }) => isRunning)) return;
      stop();
      resolve(recordings as Recording[]);
    });
  });
}

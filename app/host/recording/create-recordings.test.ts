import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createRecordings } from './create-recordings.ts';
import type { ReplaySink } from './replay.ts';
import { fakeKit, fakeSession } from './testing/fake-kits.ts';
import { closeRecordings, context, type OpenRecordings, openRecordings } from './testing/open-recordings.ts';

const { kitId } = fakeKit;
afterEach(closeRecordings);

/** Everything that replays say, in order, with the clock's time. */
function listen({ recordings, clock }: Pick<OpenRecordings, 'recordings' | 'clock'>) {
  const said: { readonly atMs: number; readonly kind: string; readonly payload: unknown }[] = [];
  for (const kind of ['session', 'values', 'console', 'log'] as const) {
    recordings.replays.on(kind, payload => said.push({ atMs: clock.now(), kind, payload }));
  }
  return said;
}

/** Steps the clock until the replay has ended. */
async function playToEnd({ recordings, clock }: Pick<OpenRecordings, 'recordings' | 'clock'>, kit: string) {
  const replay = recordings.replays.get(kit);
  const ended = new Promise<void>(resolve => {
    recordings.replays.on('report', report => report.state === 'ended' && resolve());
  });
  let isEnded = false;
  void ended.then(() => {
    isEnded = true;
  });
  await replay.control({ play: true });
  while (!isEnded) {
    await Promise.race([clock.whenSleeping(), ended]);
    clock.wakeNext();
  }
}

const log = (text: string) => ({
  at: '2026-01-01T00:00:00.000Z',
  level: 'info' as const,
  source: 'device' as const,
  node: 'ring',
  text,
  trace: null,
});

/** A pause, then one thing that a kit says. */
const saying = fc.record({
  waitMs: fc.integer({ min: 0, max: 5000 }),
  what: fc.oneof(
    fc.record({
      kind: fc.constant('values' as const),
      value: fc.oneof(fc.integer(), fc.string(), fc.boolean()),
    }),
    fc.record({ kind: fc.constant('console' as const), text: fc.string({ unit: 'grapheme', minLength: 1 }) }),
    fc.record({ kind: fc.constant('log' as const), text: fc.string() }),
    fc.record({ kind: fc.constant('session' as const), drops: fc.nat() }),
  ),
});

describe('recordings', () => {
  it('are replayed in their order at their times, whatever was said', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(saying, { minLength: 1, maxLength: 40 }),
        fc.constantFrom(0.5, 1, 4),
        async (sayings, speed) => {
          const studio = await openRecordings();
          const { kits, clock, start, stop, open } = studio;
          await start();
          const expected: { atMs: number; kind: string; payload: unknown }[] = [];
          const startedAtMs = clock.now();
          for (const { waitMs, what } of sayings) {
            clock.pass(waitMs);
            const atMs = clock.now() - startedAtMs;
            if (what.kind === 'values') {
              kits.say('values', { kitId, values: [['n', 'p', what.value, atMs + 77]] });
              expected.push({ atMs, kind: 'values', payload: what.value });
            } else if (what.kind === 'console') {
              kits.say('console', { kitId, text: what.text });
              expected.push({ atMs, kind: 'console', payload: what.text });
            } else if (what.kind === 'log') {
              kits.say('log', { ...log(what.text), kitId });
              expected.push({ atMs, kind: 'log', payload: what.text });
            } else {
              kits.say('session', { ...fakeSession, drops: what.drops });
              expected.push({ atMs, kind: 'session', payload: what.drops });
            }
            kits.say('console', { kitId: 'usb:other', text: 'not of this kit' });
          }
          const { recordingId } = await stop();
          const { kitId: replayId } = await open(recordingId);
          const said = listen(studio);
          await studio.recordings.replays.get(replayId).control({ speed });
          const beganMs = clock.now();
          await playToEnd(studio, replayId);
          const heard = said.flatMap(({ atMs, kind, payload }) => {
            const replayedMs = (atMs - beganMs) * speed;
            const item = payload as Parameters<ReplaySink['onValues']>[0] &
              ReturnType<typeof log> & { drops: number };
            expect(item.kitId).toBe(replayId);
            if (kind === 'values')
              return item.values.map(value => ({ atMs: replayedMs, kind, payload: value[2] }));
            return [{ atMs: replayedMs, kind, payload: kind === 'session' ? item.drops : item.text }];
          });
          // What stood at the beginning was shown when the replay was opened.
          const later = expected.filter(({ atMs }) => atMs > 0);
          expect(heard.map(({ kind, payload }) => ({ kind, payload }))).toEqual(
            later.map(({ kind, payload }) => ({ kind, payload })),
          );
          for (const [index, { atMs }] of heard.entries()) {
            const wanted = later[index]?.atMs ?? Number.NaN;
            // Never early; late by no more than one batch.
            expect(atMs - wanted).toBeGreaterThanOrEqual(-1e-6);
            expect(atMs - wanted).toBeLessThanOrEqual(16 * speed + 1e-6);
          }
        },
      ),
      { numRuns: 25 },
    );
  }, 30_000);

  it('begin with the newest value of each port and the state', async () => {
    const studio = await openRecordings();
    studio.kits.newest = [{ kitId, values: [['presence', 'distance', 82, 5]] }];
    await studio.start();
    studio.clock.pass(1000);
    const { recordingId, durationMs, title } = await studio.stop();
    expect(durationMs).toBe(1000);
    expect(title).toBe('Greeting toy · Desk toy');
    const said = listen(studio);
    await studio.open(recordingId);
    expect(said.map(({ kind }) => kind)).toEqual(['session', 'console', 'values']);
    expect(said[2]?.payload).toMatchObject({ values: [['presence', 'distance', 82, 1000]], replaces: 1000 });
  });

  it('show what was up to then when a replay jumps, with the past that a plot needs', async () => {
    const studio = await openRecordings();
    await studio.start();
    for (let second = 1; second <= 100; second += 1) {
      studio.clock.pass(1000);
      studio.kits.say('values', { kitId, values: [['n', 'p', second, second * 1000]] });
      studio.kits.say('console', { kitId, text: `line ${second}\n` });
    }
    studio.kits.say('values', { kitId, values: [['old', 'p', 'never shown early', 0]] });
    const { recordingId } = await studio.stop();
    const { kitId: replayId } = await studio.open(recordingId);
    const said = listen(studio);
    const report = await studio.methods.control({ kitId: replayId, seekMs: 60_500 }, context);
    expect(report).toMatchObject({ state: 'paused', atMs: 60_500, durationMs: 100_000 });
    const values = said.find(({ kind }) => kind === 'values')?.payload as Parameters<
      ReplaySink['onValues']
    >[0];
    expect(values.values.map(([, , value]) => value)).toEqual(
      Array.from({ length: 30 }, (_, index) => 31 + index),
    );
    // On the replay's clock: the newest was said half a second before the place to which it jumped.
    expect((values.replaces ?? 0) - (values.values.at(-1)?.[3] ?? 0)).toBeCloseTo(500, 6);
    const text = said.find(({ kind }) => kind === 'console')?.payload;
    expect(text).toMatchObject({ replaces: true, text: expect.stringMatching(/line 60\n$/) });
    // And backwards.
    said.length = 0;
    await studio.methods.control({ kitId: replayId, seekMs: 2000 }, context);
    const back = said.find(({ kind }) => kind === 'values')?.payload as Parameters<ReplaySink['onValues']>[0];
    expect(back.values.map(([, , value]) => value)).toEqual([1, 2]);
  });

  it('pause where they are and go on from there', async () => {
    const studio = await openRecordings();
    await studio.start();
    for (const text of ['a', 'b', 'c']) {
      studio.clock.pass(1000);
      studio.kits.say('console', { kitId, text });
    }
    const { recordingId } = await studio.stop();
    const { kitId: replayId } = await studio.open(recordingId);
    const said = listen(studio);
    await studio.methods.control({ kitId: replayId, play: true }, context);
    while (!said.some(({ payload }) => (payload as { text: string }).text === 'b')) {
      await studio.clock.whenSleeping();
      studio.clock.wakeNext();
      await studio.clock.whenSleeping();
    }
    const paused = await studio.methods.control({ kitId: replayId, play: false }, context);
    expect(paused).toMatchObject({ state: 'paused' });
    expect(paused.atMs).toBeGreaterThanOrEqual(2000);
    expect(paused.atMs).toBeLessThan(2200);
    studio.clock.pass(60_000);
    await playToEnd(studio, replayId);
    expect(
      said.filter(({ kind }) => kind === 'console').map(({ payload }) => (payload as { text: string }).text),
    ).toEqual(['a', 'b', 'c']);
    expect(studio.recordings.replays.get(replayId).report).toMatchObject({ state: 'ended', atMs: 3000 });
  });

  it('say nothing any more once they are closed, also where somebody has just jumped to play on', async () => {
    const studio = await openRecordings();
    await studio.start();
    studio.clock.pass(1000);
    studio.kits.say('console', { kitId, text: 'a' });
    const { recordingId } = await studio.stop();
    const { kitId: replayId } = await studio.open(recordingId);
    const said = listen(studio);
    const jump = studio.methods.control({ kitId: replayId, seekMs: 0, play: true }, context);
    await studio.methods.closeReplay({ kitId: replayId }, context);
    expect(await jump).toMatchObject({ state: 'paused' });
    expect(said).toEqual([]);
  });

  it('refuse what only a board can do, and a second recording of one kit', async () => {
    const studio = await openRecordings();
    await studio.start();
    await expect(studio.start()).rejects.toMatchObject({ code: 'recording/already-running' });
    const { recordingId } = await studio.stop();
    await expect(studio.stop()).rejects.toMatchObject({ code: 'recording/not-running' });
    const { kitId: replayId } = await studio.open(recordingId);
    await expect(async () =>
      studio.methods.start({ kitId: replayId, projectId: null }, context),
    ).rejects.toMatchObject({
      code: 'recording/is-replay',
    });
    await studio.methods.remove({ recordingId }, context);
    expect(studio.recordings.replays.kits).toEqual([]);
    await expect(studio.open(recordingId)).rejects.toMatchObject({ code: 'recording/unknown' });
    await expect(studio.open('../../etc/passwd')).rejects.toMatchObject({ code: 'recording/unknown' });
  });

  it('keep titles that people gave, and know files again without their list', async () => {
    const studio = await openRecordings();
    await studio.start();
    const { recordingId } = await studio.stop();
    await studio.methods.rename({ recordingId, title: 'Fair, day 1' }, context);
    const again = createRecordings({
      kits: studio.kits,
      stateDirectory: studio.stateDirectory,
      profileName: () => null,
      redact: text => text,
    });
    expect(await again.handlers.methods.list({}, context)).toMatchObject([
      { recordingId, title: 'Fair, day 1' },
    ]);
    await writeFile(join(studio.stateDirectory, 'recordings', 'recordings.json'), '{ broken');
    const third = createRecordings({
      kits: studio.kits,
      stateDirectory: studio.stateDirectory,
      profileName: () => null,
      redact: text => text,
    });
    expect(await third.handlers.methods.list({}, context)).toMatchObject([
      { recordingId, title: 'Greeting toy · Desk toy' },
    ]);
  });

  it('never hold a key', async () => {
    const studio = await openRecordings({ redact: text => text.replaceAll('sk-secret-1234', '•••') });
    await studio.start();
    studio.kits.say('console', { kitId, text: 'key is sk-secret-1234\n' });
    studio.kits.say('values', { kitId, values: [['n', 'p', { key: 'sk-secret-1234' }, 0]] });
    const { path } = await studio.stop();
    const text = await readFile(path, 'utf8');
    expect(text).not.toContain('sk-secret');
    expect(text.match(/•••/g)).toHaveLength(2);
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import type { Session } from '../../contract/services/device-service.ts';
import type { Replay } from '../../contract/services/recording-service.ts';
import { type OpenStudio, openStudio } from '../testing/open-studio.ts';

let studio: OpenStudio | null = null;
afterEach(async () => {
  await studio?.close();
  studio = null;
});

const kitId = 'virtual:1';

describe('a replay in the studio', () => {
  it('is a kit whose values come through the same events as those of the board that was recorded', async () => {
    studio = await openStudio();
    const { device, recording, project } = studio.client;
    const { projectId } = await project.openTemplate({ templateId: 'shake-counter' });
    type Batch = { kitId: string; values: [string, string, unknown, number][]; replaces?: number };
    const batches: Batch[] = [];
    let onBatch: () => void = () => undefined;
    device.on('onDidReceiveValues', batch => {
      batches.push(batch as Batch);
      onBatch();
    });
    const spoken = (id: string) =>
      batches.filter(batch => batch.kitId === id).flatMap(({ values }) => values);
    const until = (isThere: () => boolean) =>
      new Promise<void>(resolve => {
        onBatch = () => isThere() && resolve();
        onBatch();
      });
    await device.run({ projectId, kitId });
    const started = await recording.start({ kitId, projectId });
    expect(started).toMatchObject({ isRunning: true, kitTitle: expect.any(String) });
    const before = spoken(kitId).length;
    await until(() => spoken(kitId).length > before + 20);
    const { recordingId, events } = await recording.stop({ kitId });
    expect(events).toBeGreaterThan(3);

    const opened = await recording.openReplay({ recordingId });
    expect(opened).toMatchObject({ kitId: `replay:${recordingId}`, state: 'paused', atMs: 0 });
    expect((await device.list({})).map(kit => kit.transport)).toContain('replay');
    await expect(device.run({ projectId, kitId: opened.kitId })).rejects.toMatchObject({
      code: 'recording/is-replay',
    });
    await expect(device.writeConsole({ kitId: opened.kitId, text: 'x' })).rejects.toMatchObject({
      code: 'recording/is-replay',
    });

    const sessions: Session[] = [];
    device.on('onDidChangeSession', session => sessions.push(session));
    const ended = new Promise<Replay>(resolve => {
      recording.on('onDidChangeReplay', replay => replay.state === 'ended' && resolve(replay));
    });
    await recording.control({ kitId: opened.kitId, play: true, speed: 20 });
    expect((await ended).atMs).toBeCloseTo(opened.durationMs, 0);
    const seen = spoken(opened.kitId).map(([node, port, value]) => JSON.stringify([node, port, value]));
    const real = spoken(kitId).map(([node, port, value]) => JSON.stringify([node, port, value]));
    expect(seen.length).toBeGreaterThan(10);
    // What the replay says is a stretch of what the board said, after the newest values with which it begins.
    const batchesOfReplay = batches.filter(batch => batch.kitId === opened.kitId);
    expect(batchesOfReplay[0]?.replaces).toEqual(expect.any(Number));
    const played = batchesOfReplay
      .filter(batch => batch.replaces === undefined)
      .flatMap(({ values }) => values.map(([node, port, value]) => JSON.stringify([node, port, value])));
    expect(real.join('\n')).toContain(played.join('\n'));

    await recording.closeReplay({ kitId: opened.kitId });
    expect((await device.list({})).map(kit => kit.transport)).not.toContain('replay');
  }, 60_000);
});

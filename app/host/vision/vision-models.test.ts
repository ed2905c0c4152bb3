import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, describe, expect, it } from 'vitest';
import type { ImageValue } from '../../sdk/hub-node.ts';
import { decodeImage } from './decode-image.ts';
import { VisionModels } from './vision-models.ts';

const models = new VisionModels();
afterAll(() => models.dispose());

function picture(name: string): ImageValue {
  const bytes = readFileSync(join(import.meta.dirname, 'testing', `${name}.jpg`));
  return { data: bytes.toString('base64'), encoding: 'jpeg' };
}

const { signal } = new AbortController();

describe('the vision models, without a network', () => {
  it('see a person, a face, how it feels and where it looks', { timeout: 60_000 }, async () => {
    const { faces, sightings, tookMs } = await models.look(
      picture('astronaut'),
      ['faces', 'emotion', 'gaze', 'identity', 'liveness', 'hands', 'body', 'objects'],
      signal,
    );
    expect(tookMs).toBeGreaterThan(0);
    expect(faces).toHaveLength(1);
    const [face] = faces;
    expect(face?.emotion?.label).toBe('happy');
    expect(face?.emotion?.confidence).toBeGreaterThan(0.8);
    expect(face?.gaze?.strength).toBeLessThan(0.25);
    expect(face?.descriptor?.length).toBe(1024);
    expect(face?.live).toBeGreaterThan(0);
    // The face is in the upper middle of the picture.
    const [left = 0, top = 0, width = 0, height = 0] = face?.box ?? [];
    expect(left + width / 2).toBeCloseTo(0.44, 1);
    expect(top + height / 2).toBeCloseTo(0.24, 1);
    expect(sightings).toContainEqual(expect.objectContaining({ kind: 'person', label: 'person' }));
    expect(sightings).toContainEqual(
      expect.objectContaining({ kind: 'gesture', label: 'face: facing center' }),
    );
    for (const { confidence, box } of sightings) {
      expect(confidence).toBeGreaterThanOrEqual(0);
      expect(confidence).toBeLessThanOrEqual(1);
      for (const share of box ?? []) {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
      }
    }
  });

  it('see a cup where there is one, and no face', { timeout: 60_000 }, async () => {
    const { faces, sightings } = await models.look(picture('cup-of-coffee'), ['faces', 'objects'], signal);
    expect(faces).toEqual([]);
    expect(sightings.map(({ label }) => label)).toContain('cup');
  });

  it('run only what was asked for', { timeout: 60_000 }, async () => {
    const { faces, sightings } = await models.look(picture('astronaut'), ['objects'], signal);
    expect(faces).toEqual([]);
    expect(sightings.map(({ kind }) => kind)).toEqual(['person']);
  });

  it('find a face more like itself than like noise', { timeout: 60_000 }, async () => {
    const { faces } = await models.look(picture('astronaut'), ['faces', 'identity'], signal);
    const descriptor = faces[0]?.descriptor ?? [];
    const other = descriptor.map((value, index) => (index % 2 === 0 ? -value : value * 0.2));
    const [same, different] = await models.compare(descriptor, [descriptor, other], signal);
    expect(same).toBeCloseTo(1, 2);
    expect(different).toBeLessThan(0.5);
  });

  it.each([
    ['nothing', ''],
    ['no picture', Buffer.from('not a picture').toString('base64')],
    ['a cut JPEG', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]).toString('base64')],
  ])('refuse %s with a reason', async (_name, data) => {
    await expect(models.look({ data, encoding: 'jpeg' }, ['faces'], signal)).rejects.toMatchObject({
      code: 'vision/bad-picture',
    });
  });

  it('refuse a small file that claims to be a very large picture', () => {
    const small = PNG.sync.write(new PNG({ width: 4, height: 4 }));
    small.writeUInt32BE(60_000, 16);
    small.writeUInt32BE(60_000, 20);
    expect(() => decodeImage({ data: small.toString('base64'), encoding: 'png' })).toThrowError(
      /60000|3600000000/,
    );
  });

  it('do not look once the caller has gone', async () => {
    await expect(models.look(picture('astronaut'), ['faces'], AbortSignal.abort())).rejects.toThrow(/abort/i);
  });

  it('give their memory back when nothing is looked at', { timeout: 60_000 }, async () => {
    const short = new VisionModels({ idleMs: 1 });
    await short.look(picture('cup-of-coffee'), ['objects'], signal);
    await expect.poll(() => short.isLoaded).toBe(false);
    await expect(short.look(picture('cup-of-coffee'), ['objects'], signal)).resolves.toBeDefined();
    await short.dispose();
  });
});

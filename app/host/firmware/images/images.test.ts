import { createHash } from 'node:crypto';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { espImageOf } from '../../../../e2e/fixtures/simulators/rom-loader-chips.ts';
import { uf2Families, uf2ImageOf } from '../../../../e2e/fixtures/simulators/uf2-volume-fixture.ts';
import type { FlashProgress } from '../../../contract/services/firmware-service.ts';
import { FlashReporter } from '../flash-reporter.ts';
import { temporaryFolder } from '../testing/flash-bench.ts';
import { boardWith } from '../testing/uf2-boards.ts';
import { downloadImage } from './download-image.ts';
import { ImageStore } from './image-store.ts';
import { ImageUploads } from './image-uploads.ts';

const image = espImageOf('ESP32-S3', 50_000);
const hash = createHash('sha256').update(image).digest('hex');
const url = 'https://firmware.example/ESP32_GENERIC_S3-v1.27.0.bin';

function storeWith(images: { id: string; url?: string; sha256?: string }[]) {
  const folder = join(temporaryFolder(), 'firmware');
  const board = boardWith('some-s3', 'Some S3', 'ESP32-S3', {
    method: 'esptool',
    esptool: { chip: 'ESP32-S3', offset: 0 },
    images: images.map(one => ({ version: '1.27.0', url, ...one })),
  });
  const store = new ImageStore({ folder, boards: () => new Map([[board.id, board]]) });
  return { folder, store };
}

/** A server that answers every call with this. */
function answering(body: BodyInit | null, init: ResponseInit = {}): typeof fetch {
  return () => Promise.resolve(new Response(body, init));
}

function options(send: typeof fetch, signal = new AbortController().signal) {
  const reports: FlashProgress[] = [];
  return { fetch: send, signal, reporter: new FlashReporter(report => reports.push(report)), reports };
}

async function partsIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter(name => name.endsWith('.part'));
}

describe('an image of the catalogue', () => {
  it('is fetched, checked against its published hash, and here from then on', async () => {
    const { folder, store } = storeWith([{ id: '1.27.0', sha256: hash }]);
    expect(await store.list('some-s3')).toMatchObject([
      { isHere: false, trust: 'published', sizeBytes: null },
    ]);
    const call = options(answering(image, { headers: { 'content-length': `${image.length}` } }));
    const found = await downloadImage(store, 'some-s3/1.27.0', call);
    expect(found).toMatchObject({ isHere: true, sizeBytes: image.length, sha256: hash, chip: 'ESP32-S3' });
    expect(call.reports.at(-1)).toMatchObject({ phase: 'download', fraction: 1, bytesDone: image.length });
    expect(Buffer.from((await store.read('some-s3/1.27.0')).bytes).equals(image)).toBe(true);
    expect(await partsIn(folder)).toEqual([]);
  });

  it('without a published hash is taken on trust, and its own hash is shown', async () => {
    const { store } = storeWith([{ id: '1.27.0' }]);
    expect(await downloadImage(store, 'some-s3/1.27.0', options(answering(image)))).toMatchObject({
      trust: 'unpublished',
      sha256: hash,
      isHere: true,
    });
  });

  it.each([
    ['another hash', answering(espImageOf('ESP32-S3', 50_000, 2)), 'firmware/wrong-hash'],
    ['a page of words', answering('Not found', { status: 404 }), 'firmware/download-failed'],
    [
      'half of it',
      answering(image.subarray(0, 20_000), { headers: { 'content-length': '50000' } }),
      'firmware/download-failed',
    ],
    [
      'far too much',
      answering(image, { headers: { 'content-length': '999999999' } }),
      'firmware/download-failed',
    ],
    ['no network', () => Promise.reject(new TypeError('fetch failed')), 'firmware/download-failed'],
  ] as const)('%s is thrown away', async (_, send, code) => {
    const { folder, store } = storeWith([{ id: '1.27.0', sha256: hash }]);
    await expect(downloadImage(store, 'some-s3/1.27.0', options(send))).rejects.toMatchObject({ code });
    expect(await readdir(folder)).toEqual([]);
    expect(await store.list(null)).toMatchObject([{ isHere: false }]);
  });

  it('is fetched over https only, also behind a redirection', async () => {
    const { store } = storeWith([{ id: '1.27.0', url: 'http://firmware.example/a.bin' }, { id: '1.26.0' }]);
    const insecure = { code: 'firmware/insecure-address' };
    await expect(downloadImage(store, 'some-s3/1.27.0', options(answering(image)))).rejects.toMatchObject(
      insecure,
    );
    const redirected: typeof fetch = async () => {
      const response = new Response(image);
      Object.defineProperty(response, 'url', { value: 'http://elsewhere.example/a.bin' });
      return response;
    };
    await expect(downloadImage(store, 'some-s3/1.26.0', options(redirected))).rejects.toMatchObject(insecure);
  });

  it('may have percent signs in its name that are no code', async () => {
    const { store } = storeWith([{ id: '1.27.0', url: 'https://firmware.example/100%25-%zz.bin' }]);
    const found = await downloadImage(store, 'some-s3/1.27.0', options(answering(image)));
    expect(found).toMatchObject({ isHere: true, sha256: hash });
  });

  it('is given up where its server falls silent', async () => {
    const { store } = storeWith([{ id: '1.27.0' }]);
    const silent: typeof fetch = (_, init) => {
      const { promise, reject } = Promise.withResolvers<Response>();
      init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
      return promise;
    };
    const call = downloadImage(store, 'some-s3/1.27.0', { ...options(silent), silenceMs: 30 });
    await expect(call).rejects.toMatchObject({ code: 'firmware/download-failed' });
  });

  it('leaves nothing behind when it is cancelled', async () => {
    const { folder, store } = storeWith([{ id: '1.27.0' }]);
    const controller = new AbortController();
    const endless: typeof fetch = (_, init) =>
      Promise.resolve(
        new Response(
          new ReadableStream({
            pull: stream => {
              stream.enqueue(new Uint8Array(1_000));
              if (init?.signal?.aborted) stream.error(init.signal.reason);
              else controller.abort();
            },
          }),
        ),
      );
    await expect(
      downloadImage(store, 'some-s3/1.27.0', options(endless, controller.signal)),
    ).rejects.toMatchObject({ name: 'AbortError' });
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('a file of a person', () => {
  it('is copied, known by its hash, offered for its chip, and removed', async () => {
    const { folder, store } = storeWith([]);
    const path = join(temporaryFolder(), 'mine.bin');
    await writeFile(path, image);
    const added = await store.addFile(path);
    expect(added).toMatchObject({
      imageId: `file/${hash}`,
      title: 'mine.bin',
      trust: 'unpublished',
      chip: 'ESP32-S3',
    });
    expect(await store.list('some-s3')).toHaveLength(1);
    await store.addBytes(uf2ImageOf(uf2Families.rp2040, 1_000), 'pico.uf2');
    expect(await store.list('some-s3')).toHaveLength(1);
    expect(await store.list(null)).toHaveLength(2);
    await store.remove(added.imageId);
    expect(await store.list('some-s3')).toEqual([]);
    expect((await readdir(folder)).some(name => name.startsWith(hash))).toBe(false);
  });

  it('with the published hash of an image of the catalogue is that image', async () => {
    const { store } = storeWith([{ id: '1.27.0', sha256: hash }]);
    expect(await store.addBytes(image, 'from-a-stick.bin')).toMatchObject({ trust: 'published' });
    expect(await store.find('some-s3/1.27.0')).toMatchObject({ isHere: true, sizeBytes: image.length });
  });

  it.each([
    ['words', Buffer.from('hello, this is not firmware at all')],
    ['half a UF2 file', uf2ImageOf(uf2Families.rp2040, 2_000).subarray(0, 1_024)],
    ['nothing', Buffer.alloc(0)],
  ])('that is %s is refused', async (_, bytes) => {
    const { store } = storeWith([]);
    await expect(store.addBytes(bytes, 'x.bin')).rejects.toMatchObject({ code: 'firmware/no-image' });
  });

  it('that was damaged on the disk is not flashed', async () => {
    const { folder, store } = storeWith([]);
    const { imageId } = await store.addBytes(image, 'mine.bin');
    await writeFile(join(folder, `${hash}.bin`), image.subarray(0, 40_000));
    await expect(store.read(imageId)).rejects.toMatchObject({ code: 'firmware/no-image' });
  });
});

describe('a file in parts', () => {
  const part = (offset: number, until: number, overrides = {}) => ({
    uploadId: 'one',
    fileName: '../../mine.bin',
    offset,
    totalBytes: image.length,
    base64: image.subarray(offset, until).toString('base64'),
    ...overrides,
  });

  it('is put together, under no path of its own choice', async () => {
    const { folder, store } = storeWith([]);
    const uploads = new ImageUploads(store);
    expect(await uploads.add(part(0, 20_000))).toBeNull();
    expect(await uploads.add(part(20_000, 40_000))).toBeNull();
    expect(await uploads.add(part(40_000, 50_000))).toMatchObject({ title: 'mine.bin', sha256: hash });
    expect(await partsIn(folder)).toEqual([]);
    expect(await readdir(join(folder, '..'))).toEqual(['firmware']);
  });

  it.each([
    ['a gap', part(30_000, 40_000)],
    ['a part twice', part(10_000, 20_000)],
    ['another total', part(20_000, 40_000, { totalBytes: 99_000 })],
    ['more than the total', part(20_000, 40_000, { base64: Buffer.alloc(50_000).toString('base64') })],
    ['nothing in it', part(20_000, 20_000)],
  ])('with %s is given up', async (_, wrong) => {
    const { folder, store } = storeWith([]);
    const uploads = new ImageUploads(store);
    await uploads.add(part(0, 20_000));
    await expect(uploads.add(wrong)).rejects.toMatchObject({ code: 'firmware/upload-broken' });
    expect(await partsIn(folder)).toEqual([]);
  });

  it('that the disk does not take is given up, and may begin anew', async () => {
    const { folder, store } = storeWith([]);
    const uploads = new ImageUploads(store);
    await uploads.add(part(0, 20_000));
    await rm(folder, { recursive: true });
    const broken = { code: 'firmware/upload-broken', cause: { code: 'ENOENT' } };
    await expect(uploads.add(part(20_000, 40_000))).rejects.toMatchObject(broken);
    expect(await uploads.add(part(0, 20_000))).toBeNull();
    expect(await uploads.add(part(20_000, 50_000))).toMatchObject({ sha256: hash });
  });

  it('is bounded in number', async () => {
    const { folder, store } = storeWith([]);
    const uploads = new ImageUploads(store);
    for (const uploadId of ['1', '2', '3', '4', '5', '6']) await uploads.add(part(0, 1_000, { uploadId }));
    expect(await partsIn(folder)).toHaveLength(4);
    await uploads.dispose();
    expect(await partsIn(folder)).toEqual([]);
  });
});

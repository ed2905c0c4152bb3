import { createHash } from 'node:crypto';
import { open, readFile, rm } from 'node:fs/promises';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import type { FirmwareImage } from '../../../contract/services/firmware-service.ts';
import type { FlashReporter } from '../flash-reporter.ts';
import type { ImageStore } from './image-store.ts';
import { largestImageBytes } from './read-image.ts';

/** A server that says nothing for so long is not waited for. */
const silenceMs = 30_000;

/**
 * Fetches an image of the catalogue into the folder of images. Only over https, also after a redirection; at most 64
 * MiB; a file that breaks off or has another hash than the published one is thrown away.
 * @throws StudioError `firmware/unknown-image`, `insecure-address`, `download-failed`, `wrong-hash`, `no-image`
 */
export async function downloadImage(
  store: ImageStore,
  imageId: string,
  options: {
    readonly fetch: typeof fetch;
    readonly signal: AbortSignal;
    readonly reporter: FlashReporter;
    readonly silenceMs?: number;
  },
): Promise<FirmwareImage> {
  const entry = store.catalogueEntry(imageId);
  if (entry === null) throw new StudioError('firmware/unknown-image', { imageId });
  const { url, sha256: expected } = entry.image;
  requireHttps(url);
  const path = await store.beginPart();
  try {
    const found = await receive(url, path, options);
    if (expected !== undefined && found !== expected) {
      throw new StudioError('firmware/wrong-hash', { url, expected, found });
    }
    return await store.addBytes(await readFile(path), fileNameOf(url, imageId), imageId);
  } finally {
    await rm(path, { force: true });
  }
}

/** A name with percent signs that are no code is taken as it stands. */
function fileNameOf(url: string, imageId: string): string {
  const name = new URL(url).pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(name) || imageId;
  } catch {
    return name;
  }
}

/** Returns the SHA-256 of what came. */
async function receive(
  url: string,
  path: string,
  { fetch: send, signal, reporter, silenceMs: patienceMs = silenceMs }: Parameters<typeof downloadImage>[2],
): Promise<string> {
  reporter.begin('download');
  const silence = new AbortController();
  const giveUp = () => silence.abort(new Error(`nothing came for ${patienceMs / 1000} s`));
  let timer = setTimeout(giveUp, patienceMs);
  const file = await open(path, 'w');
  try {
    const response = await send(url, { signal: AbortSignal.any([signal, silence.signal]) });
    if (response.url !== '') requireHttps(response.url);
    if (!response.ok || response.body === null) throw new Error(`status ${response.status}`);
    const stated = Number(response.headers.get('content-length') ?? 0);
    if (stated > largestImageBytes) throw new Error('it is larger than any image');
    const hash = createHash('sha256');
    let received = 0;
    for await (const chunk of response.body) {
      clearTimeout(timer);
      timer = setTimeout(giveUp, patienceMs);
      received += chunk.length;
      if (received > largestImageBytes) throw new Error('it is larger than any image');
      hash.update(chunk);
      await file.write(chunk);
      reporter.advance(received, Math.max(stated, received));
    }
    // What was packed on the way has another length.
    const isPacked = response.headers.get('content-encoding') !== null;
    if (!isPacked && stated > 0 && received !== stated) {
      throw new Error(`it broke off after ${received} of ${stated} bytes`);
    }
    return hash.digest('hex');
  } catch (error) {
    signal.throwIfAborted();
    if (StudioError.is(error)) throw error;
    throw new StudioError('firmware/download-failed', { url, reason: reasonOf(error) }, { cause: error });
  } finally {
    clearTimeout(timer);
    await file.close();
  }
}

function requireHttps(url: string): void {
  if (new URL(url).protocol !== 'https:') throw new StudioError('firmware/insecure-address', { url });
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // What `fetch` itself says is "fetch failed".
  return error.cause instanceof Error ? error.cause.message : error.message;
}

import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { ImageValue } from '../../sdk/hub-node.ts';
import type { Pixels } from './vision-protocol.ts';

/** Larger pictures are refused before they are unpacked: a small file may hold a very large picture. */
const mostPixels = 24_000_000;
const mostBytes = 16 * 1024 * 1024;

/** Unpacks a JPEG or PNG picture. Throws `vision/bad-picture` for anything else, and for what is too large. */
export function decodeImage(image: ImageValue): Pixels {
  const bytes = Buffer.from(image.data, 'base64');
  if (bytes.length === 0 || bytes.length > mostBytes) throw badPicture(`${bytes.length} bytes`);
  try {
    const { width, height, data } = bytes[0] === 0xff ? decodeJpeg(bytes) : decodePng(bytes);
    return { rgb: withoutAlpha(data, width * height), widthPx: width, heightPx: height };
  } catch (error) {
    if (error instanceof StudioError) throw error;
    throw badPicture(error instanceof Error ? error.message : String(error), error);
  }
}

interface Decoded {
  readonly width: number;
  readonly height: number;
  /** RGBA */
  readonly data: Uint8Array;
}

function decodeJpeg(bytes: Buffer): Decoded {
  return jpeg.decode(bytes, {
    useTArray: true,
    maxResolutionInMP: mostPixels / 1_000_000,
    maxMemoryUsageInMB: 512,
  });
}

function decodePng(bytes: Buffer): Decoded {
  // Width and height stand at a fixed place, so that a bomb is refused unopened.
  const isPng = bytes.length > 24 && bytes.readUInt32BE(0) === 0x89504e47;
  if (!isPng) throw badPicture('it is neither JPEG nor PNG');
  const pixels = bytes.readUInt32BE(16) * bytes.readUInt32BE(20);
  if (pixels > mostPixels) throw badPicture(`${pixels} pixels`);
  return PNG.sync.read(bytes);
}

function withoutAlpha(rgba: Uint8Array, count: number): Uint8Array {
  const rgb = new Uint8Array(count * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    rgb[to] = rgba[from] ?? 0;
    rgb[to + 1] = rgba[from + 1] ?? 0;
    rgb[to + 2] = rgba[from + 2] ?? 0;
  }
  return rgb;
}

function badPicture(reason: string, cause?: unknown): StudioError {
  return new StudioError('vision/bad-picture', { reason }, { cause });
}

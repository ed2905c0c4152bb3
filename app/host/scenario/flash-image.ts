import { crc32 } from 'node:zlib';
import type { Bundle } from '../build/bundle-writer.ts';
import type { DeviceLoader } from '../build/device-sources.ts';

/** The flash of a board on which a bundle was pushed and confirmed: absolute path → content. */
export function createFlashImage(bundle: Bundle, loader: DeviceLoader): Map<string, Uint8Array> {
  const record = `1 a confirmed - ${bundle.hash} `;
  const crc = crc32(record).toString(16).padStart(8, '0');
  return new Map<string, Uint8Array>([
    ['/main.py', Buffer.from(loader.source)],
    ['/cambrian/pointer.0', Buffer.from(`${record}${crc}\n`)],
    ['/cambrian/a/manifest.json', bundle.manifestBytes],
    ...[...bundle.files].map(([path, { bytes }]): [string, Uint8Array] => [`/cambrian/a/${path}`, bytes]),
  ]);
}

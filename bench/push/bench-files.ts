import { deflateRawSync } from 'node:zlib';
import { assembleBundle, type Bundle, hashHex } from '../../app/host/build/bundle-writer.ts';
import { SeededRandom } from '../../app/host/devices/testing/seeded-random.ts';

export type Files = ReadonlyMap<string, Uint8Array>;

/** Bytes that pack about as well as compiled modules do: pieces of real ones between bytes that are new. */
export function moduleLike(corpus: Uint8Array, bytes: number, seed: number): Uint8Array {
  const random = new SeededRandom(seed);
  const made = Buffer.alloc(bytes);
  for (let at = 0; at < bytes; ) {
    const length = random.between(6, 40);
    const from = random.between(0, corpus.length - length);
    at += Buffer.from(corpus.subarray(from, from + length)).copy(made, at);
    for (let count = random.between(2, 10); count > 0 && at < bytes; count--)
      made[at++] = random.between(0, 255);
  }
  return new Uint8Array(made);
}

export function manyFiles(corpus: Uint8Array, count: number, bytes: number, seed: number): Files {
  return new Map(
    Array.from({ length: count }, (_, index) => [
      `module_${String(index).padStart(2, '0')}.mpy`,
      moduleLike(corpus, bytes, seed * 1_000 + index),
    ]),
  );
}

/** The program and the files beside it. */
export function bundleWith(program: Bundle, files: Files): Bundle {
  return assembleBundle(
    [
      ...program.files,
      ...[...files].map(
        ([path, bytes]) => [`assets/${path}`, { bytes, sha256: hashHex(bytes), text: '' }] as const,
      ),
    ],
    program.manifest,
  );
}

/** To which share the files shrink, each by itself. */
export function packedShare(files: Files): number {
  const sum = (sizes: number[]) => sizes.reduce((total, size) => total + size, 0);
  const all = [...files.values()];
  return sum(all.map(bytes => deflateRawSync(bytes).length)) / sum(all.map(({ length }) => length));
}

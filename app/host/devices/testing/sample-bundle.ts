import { assembleBundle, type Bundle, hashHex } from '../../build/bundle-writer.ts';

/** A bundle of the given texts, for tests that need no program in it. */
export function sampleBundle(files: Readonly<Record<string, string>>, name = 'sample'): Bundle {
  return assembleBundle(
    Object.entries(files).map(([path, text]) => {
      const bytes = Buffer.from(text);
      return [path, { bytes, sha256: hashHex(bytes), text }];
    }),
    { profile: 'sample', name, board: 'virtual-kit', runtime: '1.0.0', sequence: 0 },
  );
}

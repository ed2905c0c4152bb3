import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { CrossCompiler } from '../build/cross-compile.ts';

/** A driver or library of a node pack, cross-compiled. */
export interface MeasuredDriver {
  /** Path below the plugins folder. */
  readonly file: string;
  /** SHA-256 of the source, hex. */
  readonly hash: string;
  /** Size of the `.mpy` file. */
  readonly bytes: number;
}

/** Cross-compiles every driver and library below a plugins folder. Throws where Python does not understand one. */
export async function measureDrivers(pluginsFolder: string): Promise<readonly MeasuredDriver[]> {
  const compiler = new CrossCompiler({ cacheDirectory: null });
  try {
    const files = readdirSync(join(pluginsFolder, 'nodes'), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile() && entry.name.endsWith('.py'))
      .map(entry => join(entry.parentPath, entry.name))
      .sort();
    return await Promise.all(
      files.map(async path => {
        const source = readFileSync(path, 'utf8');
        const file = relative(pluginsFolder, path).replaceAll('\\', '/');
        const result = await compiler.compile(file, source);
        if (result.kind === 'syntax-error') {
          throw new Error(`${file}, line ${result.line ?? '?'}: ${result.message}`);
        }
        const hash = createHash('sha256').update(source).digest('hex');
        return { file, hash, bytes: result.bytes.length };
      }),
    );
  } finally {
    await compiler.dispose();
  }
}

/** Text of `driver-sizes.ts`. */
export function printDriverSizes(measured: readonly MeasuredDriver[]): string {
  const lines = measured.map(({ file, hash, bytes }) => `  // ${file}\n  '${hash}': ${bytes},\n`);
  return `/**
 * SHA-256 of a built-in driver's source → its size on the board after cross-compiling, bytes. Written by
 * \`node scripts/measure-drivers.ts\`. A source that is not listed is estimated.
 */
export const driverSizes: Readonly<Record<string, number>> = {
${lines.join('')}};
`;
}

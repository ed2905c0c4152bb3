import { constants } from 'node:fs';
import { lstat, open, realpath } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';
import { hasErrorCode } from '../files/file-system.ts';

/** The largest file that a tool ships, bytes. */
const largestDataBytes = 8 * 1_048_576;
/** The largest file of a project that a tool reads, bytes. */
const largestAssetBytes = 1_048_576;

/** A file that is larger than a tool may read. */
export class FileTooLarge extends Error {
  override readonly name = 'FileTooLarge';
}

/**
 * Text of a file that a tool ships.
 * @param listed the files of its `tool.json`; no other is read
 */
export async function readToolData(folder: string, listed: readonly string[], file: string): Promise<string> {
  if (!listed.includes(file)) throw new Error(`The file ${file} is not listed in tool.json.`);
  const text = await readBelow(folder, file, largestDataBytes);
  if (text === null) throw new Error(`The file ${file} is missing.`);
  return text;
}

/**
 * Text of a file below the `assets/` folder of a project; null where there is none, or where the path leads anywhere
 * else. Throws {@link FileTooLarge} for more than 1 MB.
 */
export async function readProjectAsset(projectDirectory: string, path: string): Promise<string | null> {
  return readBelow(join(projectDirectory, 'assets'), path, largestAssetBytes);
}

/** Reads a regular file below a folder; no `..`, no links on the way. Null where there is no such file. */
async function readBelow(folder: string, path: string, largest: number): Promise<string | null> {
  const parts = path.split('/');
  const isPlain = parts.every(
    part => part !== '' && part !== '.' && part !== '..' && !/[\\:\0]/.test(part) && part.length <= 255,
  );
  if (!isPlain || parts.length > 16 || isAbsolute(path)) return null;
  try {
    let at = folder;
    for (const part of parts) {
      at = join(at, part);
      if ((await lstat(at)).isSymbolicLink()) return null;
    }
    const [root, target] = await Promise.all([realpath(folder), realpath(at)]);
    if (!target.startsWith(root + sep)) return null;
    // Where somebody swaps the file for a link in this moment, opening fails instead of following it.
    const handle = await open(
      target,
      constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
    );
    try {
      const status = await handle.stat();
      if (!status.isFile()) return null;
      if (status.size > largest) throw new FileTooLarge(`The file ${path} is larger than ${largest} bytes.`);
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'EISDIR')) return null;
    throw error;
  }
}

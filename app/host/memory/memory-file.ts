import { chmod, mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname, parse } from 'node:path';
import { hasErrorCode } from '../files/file-system.ts';

/** SQLite's files beside the database itself. */
const companions = ['', '-wal', '-shm', '-journal'] as const;

/** What the first hundred bytes of a file say. */
export type MemoryFileHeader = 'absent' | 'damaged' | { readonly version: number };

/** Reads the header without SQLite, which would already leave traces beside a file that must not be touched. */
export async function readHeader(path: string): Promise<MemoryFileHeader> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return 'absent';
    throw error;
  }
  try {
    const header = Buffer.alloc(100);
    const { bytesRead } = await file.read(header, 0, 100, 0);
    if (bytesRead === 0) return 'absent';
    if (bytesRead < 100 || header.toString('latin1', 0, 16) !== 'SQLite format 3\0') return 'damaged';
    return { version: header.readInt32BE(60) };
  } finally {
    await file.close();
  }
}

/** Makes the file where there is none, readable by this account alone, before SQLite could make it with wider rights. */
export async function prepareFile(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, 'a', 0o600);
  await file.close();
  if (process.platform === 'win32') return;
  // One that is not ours to change was opened all the same.
  await chmod(path, 0o600).catch((error: unknown) => {
    if (!hasErrorCode(error, 'EPERM', 'EROFS')) throw error;
  });
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return false;
    throw error;
  }
}

/** Moves a damaged file and what belongs to it to `<name>.damaged-<n>.db`. Returns the new path. */
export async function setAside(path: string): Promise<string> {
  const { dir, name, ext } = parse(path);
  let target = '';
  for (let number = 1; ; number += 1) {
    target = `${dir}/${name}.damaged-${number}${ext}`;
    if (!(await exists(target))) break;
  }
  for (const companion of companions) {
    if (await exists(`${path}${companion}`)) await rename(`${path}${companion}`, `${target}${companion}`);
  }
  return target;
}

/** Bytes of the file and what is not yet written into it. */
export async function sizeOf(path: string): Promise<number> {
  const sizes = await Promise.all(
    [path, `${path}-wal`].map(async each => {
      try {
        return (await stat(each)).size;
      } catch (error) {
        if (hasErrorCode(error, 'ENOENT')) return 0;
        throw error;
      }
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

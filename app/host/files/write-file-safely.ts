import { createHash, randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { type FileSystem, hasErrorCode, type WritableFile } from './file-system.ts';

/** SHA-256 in hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Ends every temporary file's name, so that leftovers of a crash are known. */
const temporarySuffix = '.cambrian-part';

/** Writes all bytes, however few the disk takes at a time. */
export async function writeAll(file: WritableFile, bytes: Uint8Array): Promise<void> {
  let offset = 0;
  while (offset < bytes.length) {
    const written = await file.write(bytes, offset);
    if (written <= 0) {
      throw Object.assign(new Error('The disk took no more bytes.'), { code: 'ENOSPC' });
    }
    offset += written;
  }
}

/**
 * Replaces a file so that at every moment it holds the old content or the new, byte for byte: a temporary file in
 * the same directory is written, forced to the disk, read back and compared, renamed over the old one, and the
 * directory is forced to the disk. On failure the old file is untouched and the temporary one is removed.
 */
export async function writeFileSafely(
  fileSystem: FileSystem,
  path: string,
  bytes: Uint8Array,
): Promise<void> {
  const directory = dirname(path);
  const temporary = join(directory, `.${basename(path)}.${randomBytes(6).toString('hex')}${temporarySuffix}`);
  let created = false;
  try {
    const file = await fileSystem.create(temporary);
    created = true;
    try {
      await writeAll(file, bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    const readBack = await fileSystem.read(temporary);
    if (readBack.length !== bytes.length || sha256(readBack) !== sha256(bytes)) {
      throw Object.assign(new Error('The disk gave back other bytes than were written.'), { code: 'EIO' });
    }
    await fileSystem.rename(temporary, path);
    created = false;
    await fileSystem.syncDirectory(directory);
  } catch (error) {
    if (created) await removeIfPresent(fileSystem, temporary);
    throw error;
  }
}

/** Removes a file; one that is not there, or that the failing disk does not let go, is left for the next clean-up. */
async function removeIfPresent(fileSystem: FileSystem, path: string): Promise<void> {
  try {
    await fileSystem.remove(path);
  } catch (error) {
    if (!hasErrorCode(error, 'ENOENT', 'EIO', 'EACCES', 'ENOSPC', 'EPERM', 'EROFS')) throw error;
  }
}

/** Removes what a crash in the middle of a save left in a directory. Returns how many files that were. */
export async function removeLeftovers(fileSystem: FileSystem, directory: string): Promise<number> {
  const leftovers = (await fileSystem.list(directory)).filter(name => name.endsWith(temporarySuffix));
  for (const name of leftovers) await removeIfPresent(fileSystem, join(directory, name));
  return leftovers.length;
}

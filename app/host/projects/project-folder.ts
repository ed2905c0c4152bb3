import { StudioError } from '../../contract/errors/studio-error.ts';
import { type FileSystem, hasErrorCode } from '../files/file-system.ts';
import { removeLeftovers } from '../files/write-file-safely.ts';

/** The document of a project folder. */
export const profileFileName = 'profile.json';

/** What a save of the file `path` met, as a person should hear it. */
export function describeSaveError(error: unknown, path: string): StudioError {
  if (hasErrorCode(error, 'ENOSPC', 'EDQUOT'))
    return new StudioError('project/disk-full', { path }, { cause: error });
  if (hasErrorCode(error, 'EACCES', 'EPERM', 'EROFS')) {
    return new StudioError('project/no-permission', { path }, { cause: error });
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new StudioError('project/save-failed', { path, reason }, { cause: error });
}

/** Bytes of a project's document. Throws `project/not-found` and `project/no-permission`. */
export async function readProfile(fileSystem: FileSystem, file: string, path: string): Promise<Uint8Array> {
  try {
    return await fileSystem.read(file);
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR', 'EISDIR'))
      throw new StudioError('project/not-found', { path });
    if (hasErrorCode(error, 'EACCES', 'EPERM')) {
      throw new StudioError('project/no-permission', { path: file }, { cause: error });
    }
    throw error;
  }
}

/** Removes what a crash left of earlier saves, where the folder can be listed. */
export async function removeLeftoversQuietly(fileSystem: FileSystem, path: string): Promise<void> {
  try {
    await removeLeftovers(fileSystem, path);
  } catch (error) {
    // A folder that cannot be listed can still hold a profile that can be shown.
    if (!hasErrorCode(error, 'EACCES', 'EPERM')) throw error;
  }
}

import { readFile, stat } from 'node:fs/promises';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import { hasErrorCode } from '../../files/file-system.ts';

/** Turns the binding's words, which differ by system, into a code. */
export async function serialOpenError(path: string, cause: Error): Promise<StudioError> {
  const { message } = cause;
  if (/lock port|busy|temporarily unavailable/i.test(message)) {
    return new StudioError('transport/port-busy', { path }, { cause });
  }
  // Windows says "Access denied" for a port that is in use; it has no permissions on ports.
  if (/access (is )?denied/i.test(message))
    return new StudioError('transport/port-busy', { path }, { cause });
  if (/permission denied|operation not permitted/i.test(message)) {
    return new StudioError('transport/no-permission', { path, ...(await ownerOf(path)) }, { cause });
  }
  if (/no such (file|device)|file not found|not a directory|cannot find|ENXIO/i.test(message)) {
    return new StudioError('transport/not-found', { path }, { cause });
  }
  return new StudioError('transport/failed', { path, message }, { cause });
}

/** Names of the user and group that a device node belongs to, or their numbers where the system has no names. */
async function ownerOf(path: string): Promise<{ owner: string; group: string }> {
  try {
    const { uid, gid } = await stat(path);
    return { owner: await nameOf('/etc/passwd', uid), group: await nameOf('/etc/group', gid) };
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'EACCES', 'EPERM')) return { owner: '?', group: '?' };
    throw error;
  }
}

async function nameOf(database: string, id: number): Promise<string> {
  const lines = (await readFile(database, 'utf8').catch(() => '')).split('\n');
  return lines.map(line => line.split(':')).find(fields => Number(fields[2]) === id)?.[0] ?? String(id);
}

import type { Stats } from 'node:fs';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Volume } from '../../../contract/services/firmware-service.ts';
import type { BoardDefinition } from '../../../core/catalogue/board-definition.ts';
import type { SystemFolders } from '../../devices/system-root.ts';

/** Boot loaders write a few lines. */
const largestInfoBytes = 4096;
const infoFile = 'INFO_UF2.TXT';
/** What boot loaders format their volumes as; others may be on a network, and hang. */
const fatTypes = new Set(['vfat', 'msdos', 'exfat']);

type Boards = ReadonlyMap<string, BoardDefinition>;

/** Every volume of a UF2 boot loader that is mounted now, by path. Never rejects. */
export async function listVolumes(system: SystemFolders, boards: Boards): Promise<Volume[]> {
  const folders = system.platform === 'win32' ? driveLetters() : await mountedFolders(system);
  const found = await Promise.all(folders.map(folder => readVolume(folder, boards)));
  return found
    .filter(volume => volume !== null)
    .toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** A folder as a volume; null where it has no INFO_UF2.TXT. Never rejects. */
export async function readVolume(folder: string, boards: Boards): Promise<Volume | null> {
  const text = await readStart(join(folder, infoFile));
  if (text === null) return null;
  const field = (name: string) =>
    new RegExp(`^${name}:[ \\t]*(.*?)[ \\t]*$`, 'im').exec(text.replaceAll('\r', ''))?.[1] ?? '';
  const boardIdText = field('Board-ID');
  return {
    path: folder,
    model: field('Model'),
    boardIdText,
    boardId: boardsOf(boardIdText, boards)[0]?.id ?? null,
  };
}

/** Boards whose boot loader calls itself so, those with the longest word for it first. */
export function boardsOf(boardIdText: string, boards: Boards): BoardDefinition[] {
  const wanted = boardIdText.toLowerCase();
  const fitLength = ({ firmware }: BoardDefinition) =>
    Math.max(
      0,
      ...(firmware.uf2?.boardIds ?? [])
        .filter(id => wanted.startsWith(id.toLowerCase()))
        .map(id => id.length),
    );
  return [...boards.values()]
    .filter(board => fitLength(board) > 0)
    .toSorted((a, b) => fitLength(b) - fitLength(a) || (a.id < b.id ? -1 : 1));
}

/** Tells a volume from another one that is mounted at its path later; null where there is none. */
export async function identityOf(folder: string): Promise<string | null> {
  const at = async (path: string): Promise<Stats | null> => stat(path).catch(() => null);
  const [itself, info] = [await at(folder), await at(join(folder, infoFile))];
  return itself === null || info === null ? null : `${itself.dev}:${itself.ino}:${info.ino}`;
}

async function readStart(path: string): Promise<string | null> {
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return null;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(largestInfoBytes), 0, largestInfoBytes, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    // Pulled out while it was read.
    return null;
  } finally {
    await file.close().catch(() => undefined);
  }
}

async function mountedFolders(system: SystemFolders): Promise<string[]> {
  const folders = new Set<string>();
  const mounts = await readFile(join(system.proc, 'self/mounts'), 'utf8').catch(() => '');
  for (const line of mounts.split('\n')) {
    const [, folder, type] = line.split(' ');
    if (folder === undefined || !fatTypes.has(type ?? '')) continue;
    // Spaces and their like are written as octal numbers.
    folders.add(
      join(
        system.root,
        folder.replace(/\\([0-7]{3})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 8))),
      ),
    );
  }
  for (const parent of system.volumes) {
    for (const child of await childrenOf(parent)) {
      folders.add(child);
      for (const grandchild of await childrenOf(child)) folders.add(grandchild);
    }
  }
  return [...folders];
}

async function childrenOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter(entry => entry.isDirectory()).map(({ name }) => join(folder, name));
}

function driveLetters(): string[] {
  return Array.from({ length: 23 }, (_, index) => `${String.fromCharCode('D'.charCodeAt(0) + index)}:\\`);
}

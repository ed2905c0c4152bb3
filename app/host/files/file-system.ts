import { mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';

/** An open file, as far as saving needs it. `write` may take fewer bytes than it was given. */
export interface WritableFile {
  write(bytes: Uint8Array, offset: number): Promise<number>;
  /** Forces content to the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The file-system calls that saving is made of, one method a call, so that a test can fail each of them.
 * Errors are Node's (`ENOENT`, `ENOSPC`, …).
 */
export interface FileSystem {
  /** Creates a file that must not exist yet. */
  create(path: string): Promise<WritableFile>;
  /** Opens for appending; creates where missing. */
  openForAppend(path: string): Promise<WritableFile>;
  read(path: string): Promise<Uint8Array>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  makeDirectory(path: string): Promise<void>;
  list(path: string): Promise<string[]>;
  /** Size in bytes and time of last change in milliseconds; null where there is no such file. */
  status(path: string): Promise<{ size: number; changedMs: number } | null>;
  /** Forces a directory's entries to the disk, so that a rename survives a power cut. */
  syncDirectory(path: string): Promise<void>;
}

class NodeWritableFile implements WritableFile {
  readonly #handle: Awaited<ReturnType<typeof open>>;

  constructor(handle: Awaited<ReturnType<typeof open>>) {
    this.#handle = handle;
  }

  async write(bytes: Uint8Array, offset: number): Promise<number> {
    return (await this.#handle.write(bytes, offset, bytes.length - offset)).bytesWritten;
  }

  sync(): Promise<void> {
    return this.#handle.sync();
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

/** True for errors of Node's file system with this code. */
export function hasErrorCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** The real disk. */
export const nodeFileSystem: FileSystem = {
  create: async path => new NodeWritableFile(await open(path, 'wx')),
  openForAppend: async path => new NodeWritableFile(await open(path, 'a')),
  read: path => readFile(path),
  rename: (from, to) => rename(from, to),
  remove: path => unlink(path),
  makeDirectory: async path => {
    await mkdir(path, { recursive: true });
  },
  list: path => readdir(path),
  status: async path => {
    try {
      const { size, mtimeMs } = await stat(path);
      return { size, changedMs: mtimeMs };
    } catch (error) {
      if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return null;
      throw error;
    }
  },
  syncDirectory: async path => {
    // Windows has no way to open a directory for this; there the rename itself is written through.
    if (process.platform === 'win32') return;
    const handle = await open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};

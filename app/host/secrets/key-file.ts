import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type FileSystem, hasErrorCode } from '../files/file-system.ts';
import { writeFileSafely } from '../files/write-file-safely.ts';

/** Provider → its key, encrypted, base64. */
const keysSchema = z.object({ format: z.literal(1), keys: z.record(z.string(), z.base64()) });

/** A file system whose new files are the user's alone, from before the first byte on. */
export function ownersOnly(fileSystem: FileSystem): FileSystem {
  return {
    create: async path => {
      const file = await fileSystem.create(path);
      await chmod(path, 0o600);
      return file;
    },
    openForAppend: path => fileSystem.openForAppend(path),
    read: path => fileSystem.read(path),
    rename: (from, to) => fileSystem.rename(from, to),
    remove: path => fileSystem.remove(path),
    makeDirectory: path => fileSystem.makeDirectory(path),
    list: path => fileSystem.list(path),
    status: path => fileSystem.status(path),
    syncDirectory: path => fileSystem.syncDirectory(path),
  };
}

/** `keys.json` of the state directory: encrypted keys, readable and writable by the user alone. */
export class KeyFile {
  readonly path: string;
  readonly #fileSystem: FileSystem;
  readonly #directory: string;

  constructor(fileSystem: FileSystem, stateDirectory: string) {
    this.#fileSystem = ownersOnly(fileSystem);
    this.#directory = stateDirectory;
    this.path = join(stateDirectory, 'keys.json');
  }

  /** What is kept. A file that cannot be read is set aside as `keys.damaged.json`, and nothing is kept. */
  async read(): Promise<Map<string, Uint8Array>> {
    try {
      const text = Buffer.from(await this.#fileSystem.read(this.path)).toString('utf8');
      const { keys } = keysSchema.parse(JSON.parse(text));
      return new Map(Object.entries(keys).map(([id, value]) => [id, Buffer.from(value, 'base64')]));
    } catch (error) {
      if (!hasErrorCode(error, 'ENOENT')) await this.#setAside();
      return new Map();
    }
  }

  async write(keys: ReadonlyMap<string, Uint8Array>): Promise<void> {
    const json = {
      format: 1,
      keys: Object.fromEntries([...keys].map(([id, bytes]) => [id, Buffer.from(bytes).toString('base64')])),
    };
    await this.#fileSystem.makeDirectory(this.#directory);
    await writeFileSafely(this.#fileSystem, this.path, Buffer.from(`${JSON.stringify(json, null, 2)}\n`));
  }

  async #setAside(): Promise<void> {
    try {
      await this.#fileSystem.rename(this.path, join(this.#directory, 'keys.damaged.json'));
    } catch {
      // A folder that cannot be changed: nothing is kept, and the next key that is set tells why.
    }
  }
}

import { join } from 'node:path';
import type { FileSystem } from '../files/file-system.ts';
import { sha256, writeFileSafely } from '../files/write-file-safely.ts';

const keptVersions = 20;
/** Everyday saves are kept at most this often, so that twenty of them reach back further than a few seconds. */
const keepEveryMs = 60_000;

/** Earlier contents of one project's file, outside the project: `<time>-<hash>.json`, the newest twenty. */
export class VersionKeeper {
  readonly directory: string;
  readonly #fileSystem: FileSystem;
  #lastKeptMs = 0;

  constructor(fileSystem: FileSystem, root: string, projectPath: string) {
    this.#fileSystem = fileSystem;
    this.directory = join(root, sha256(Buffer.from(projectPath)).slice(0, 32));
  }

  /** Keeps a content; everyday saves only once a minute, `always` before something that cannot be taken back. */
  async keep(bytes: Uint8Array, always: boolean): Promise<void> {
    const nowMs = Date.now();
    if (!always && nowMs - this.#lastKeptMs < keepEveryMs) return;
    await this.#fileSystem.makeDirectory(this.directory);
    const names = (await this.#fileSystem.list(this.directory)).filter(name => name.endsWith('.json')).sort();
    const hash = sha256(bytes).slice(0, 16);
    this.#lastKeptMs = nowMs;
    if (names.at(-1)?.endsWith(`-${hash}.json`)) return;
    const time = new Date(nowMs).toISOString().replaceAll(':', '-');
    await writeFileSafely(this.#fileSystem, join(this.directory, `${time}-${hash}.json`), bytes);
    for (const name of names.slice(0, Math.max(0, names.length + 1 - keptVersions))) {
      await this.#fileSystem.remove(join(this.directory, name));
    }
  }
}

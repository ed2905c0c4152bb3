import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type FileSystem, hasErrorCode } from '../files/file-system.ts';
import { sha256, writeAll } from '../files/write-file-safely.ts';

const lockSchema = z.object({ pid: z.int(), host: z.string(), path: z.string() });

const heartbeatMs = 5_000;
/** A lock whose heartbeat is older than this belongs to a program that hangs or is gone. */
const staleAfterMs = 20_000;

function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasErrorCode(error, 'EPERM');
  }
}

/**
 * Says that a project is open for writing in this process: a file in the state directory with the process id, its
 * time renewed by a heartbeat.
 */
export class ProjectLock {
  readonly #fileSystem: FileSystem;
  readonly #path: string;
  #heartbeat: NodeJS.Timeout | null = null;

  private constructor(fileSystem: FileSystem, path: string) {
    this.#fileSystem = fileSystem;
    this.#path = path;
  }

  /** Takes the lock, also from a program that is gone; null where another program holds it. */
  static async take(
    fileSystem: FileSystem,
    directory: string,
    projectPath: string,
  ): Promise<ProjectLock | null> {
    await fileSystem.makeDirectory(directory);
    const path = join(directory, `${sha256(Buffer.from(projectPath)).slice(0, 32)}.lock`);
    const lock = new ProjectLock(fileSystem, path);
    if (await lock.#create(projectPath)) return lock;
    if (await lock.#isHeldElsewhere()) return null;
    await fileSystem.remove(path);
    return (await lock.#create(projectPath)) ? lock : null;
  }

  async #create(projectPath: string): Promise<boolean> {
    try {
      const file = await this.#fileSystem.create(this.#path);
      try {
        await writeAll(
          file,
          Buffer.from(JSON.stringify({ pid: process.pid, host: hostname(), path: projectPath })),
        );
      } finally {
        await file.close();
      }
    } catch (error) {
      if (hasErrorCode(error, 'EEXIST')) return false;
      throw error;
    }
    this.#heartbeat = setInterval(() => void this.#beat(), heartbeatMs);
    this.#heartbeat.unref();
    return true;
  }

  /** Appending a space renews the time of the file's last change; JSON does not mind. */
  async #beat(): Promise<void> {
    try {
      const file = await this.#fileSystem.openForAppend(this.#path);
      try {
        await writeAll(file, Buffer.from(' '));
      } finally {
        await file.close();
      }
    } catch (error) {
      // A missed beat is no harm: others wait longer than that before they take the lock.
      if (!(error instanceof Error)) throw error;
    }
  }

  async #isHeldElsewhere(): Promise<boolean> {
    const status = await this.#fileSystem.status(this.#path);
    if (status === null) return false;
    let holder: z.infer<typeof lockSchema>;
    try {
      holder = lockSchema.parse(
        JSON.parse(Buffer.from(await this.#fileSystem.read(this.#path)).toString('utf8')),
      );
    } catch (error) {
      if (error instanceof SyntaxError || error instanceof z.ZodError) return false;
      throw error;
    }
    const isFresh = Date.now() - status.changedMs < staleAfterMs;
    if (holder.host !== hostname()) return isFresh;
    // A lock of this very process that this code does not know was left by an earlier one with the same number.
    return isFresh && holder.pid !== process.pid && isProcessAlive(holder.pid);
  }

  async release(): Promise<void> {
    if (this.#heartbeat === null) return;
    clearInterval(this.#heartbeat);
    this.#heartbeat = null;
    try {
      await this.#fileSystem.remove(this.#path);
    } catch (error) {
      if (!hasErrorCode(error, 'ENOENT')) throw error;
    }
  }
}

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Files } from './bench-files.ts';

const run = promisify(execFile);
const patienceMs = 600_000;

/** MicroPython's own tool, where it is on this machine. */
export class Mpremote {
  readonly version: string;
  /** How long it takes to start and do nothing. */
  readonly startMs: number;

  private constructor(version: string, startMs: number) {
    this.version = version;
    this.startMs = startMs;
  }

  static async find(): Promise<Mpremote | null> {
    try {
      await run('mpremote', ['version']);
      const startedAtMs = performance.now();
      const { stdout } = await run('mpremote', ['version']);
      return new Mpremote(stdout.trim(), performance.now() - startedAtMs);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
  }

  async makeFolder(port: string, folder: string): Promise<void> {
    await run('mpremote', ['connect', port, 'fs', 'mkdir', `:${folder}`], { timeout: patienceMs });
  }

  /** `mpremote fs cp` of all files into a folder; milliseconds. It skips those whose hash the board has. */
  async copy(port: string, files: Files, folder: string): Promise<number> {
    const scratch = await mkdtemp(join(tmpdir(), 'cambrian-bench-'));
    try {
      await mkdir(scratch, { recursive: true });
      const paths = await Promise.all(
        [...files].map(async ([name, bytes]) => {
          const path = join(scratch, name);
          await writeFile(path, bytes);
          return path;
        }),
      );
      const startedAtMs = performance.now();
      await run('mpremote', ['connect', port, 'fs', 'cp', ...paths, `:${folder}/`], { timeout: patienceMs });
      return performance.now() - startedAtMs;
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  }
}

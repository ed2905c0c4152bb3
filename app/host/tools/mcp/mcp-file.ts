import { join } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import { mcpServerSchema } from '../../../contract/services/tools-service.ts';
import { type FileSystem, hasErrorCode } from '../../files/file-system.ts';
import { writeFileSafely } from '../../files/write-file-safely.ts';
import { serverToolSchema } from './server-tools.ts';

const storedServerSchema = z.object({
  id: z.string(),
  title: z.string(),
  server: mcpServerSchema,
  /** What a person approved: the key, and the tools that it covers. */
  approved: z.object({ key: z.string(), tools: z.array(serverToolSchema) }).nullable(),
});
export type StoredServer = z.infer<typeof storedServerSchema>;

const fileSchema = z.object({ format: z.literal(1), servers: z.array(storedServerSchema).max(100) });

/**
 * `mcp-servers.json` of the state directory: the servers of this computer's user and what was approved. A file that
 * cannot be read is set aside as `mcp-servers.damaged.json`; then nothing is approved.
 */
export class McpFile {
  readonly #fileSystem: FileSystem;
  readonly #directory: string;
  readonly #path: string;
  #writing: Promise<void> = Promise.resolve();

  constructor(fileSystem: FileSystem, stateDirectory: string) {
    this.#fileSystem = fileSystem;
    this.#directory = stateDirectory;
    this.#path = join(stateDirectory, 'mcp-servers.json');
  }

  async read(): Promise<readonly StoredServer[]> {
    try {
      const text = Buffer.from(await this.#fileSystem.read(this.#path)).toString('utf8');
      return fileSchema.parse(JSON.parse(text)).servers;
    } catch (error) {
      if (!hasErrorCode(error, 'ENOENT')) await this.#setAside();
      return [];
    }
  }

  /** Writes after what is being written. Rejects with `tool/servers-not-kept`. */
  write(servers: readonly StoredServer[]): Promise<void> {
    const bytes = Buffer.from(`${JSON.stringify({ format: 1, servers }, null, 2)}\n`);
    const mine = this.#writing
      .catch(() => undefined)
      .then(async () => {
        await this.#fileSystem.makeDirectory(this.#directory);
        await writeFileSafely(this.#fileSystem, this.#path, bytes);
      })
      .catch(error => {
        const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
        throw new StudioError('tool/servers-not-kept', { reason }, { cause: error });
      });
    this.#writing = mine;
    return mine;
  }

  async #setAside(): Promise<void> {
    try {
      await this.#fileSystem.rename(this.#path, join(this.#directory, 'mcp-servers.damaged.json'));
    } catch (error) {
      if (!hasErrorCode(error, 'EACCES', 'EPERM', 'EROFS', 'EIO', 'EISDIR', 'ENOSPC', 'ENOENT')) throw error;
    }
  }
}

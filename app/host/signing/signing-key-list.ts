import { join } from 'node:path';
import { z } from 'zod';
import { type SigningKey, signingKeySchema } from '../../contract/services/signing-service.ts';
import { type FileSystem, hasErrorCode } from '../files/file-system.ts';
import { writeFileSafely } from '../files/write-file-safely.ts';

const listSchema = z.object({ format: z.literal(1), keys: z.array(signingKeySchema) });

/** The public halves that this studio knows, in `signing.json` of the state directory. Holds no secret. */
export class SigningKeyList {
  readonly #fileSystem: FileSystem;
  readonly #directory: string;
  #keys: readonly SigningKey[];

  private constructor(fileSystem: FileSystem, directory: string, keys: readonly SigningKey[]) {
    this.#fileSystem = fileSystem;
    this.#directory = directory;
    this.#keys = keys;
  }

  /** A file that cannot be read is set aside as `signing.damaged.json`, and nobody is trusted. */
  static async open(fileSystem: FileSystem, directory: string): Promise<SigningKeyList> {
    const path = join(directory, 'signing.json');
    try {
      const text = Buffer.from(await fileSystem.read(path)).toString('utf8');
      return new SigningKeyList(fileSystem, directory, listSchema.parse(JSON.parse(text)).keys);
    } catch (error) {
      if (!hasErrorCode(error, 'ENOENT')) {
        await fileSystem.rename(path, join(directory, 'signing.damaged.json')).catch(() => undefined);
      }
      return new SigningKeyList(fileSystem, directory, []);
    }
  }

  /** Oldest first. */
  get keys(): readonly SigningKey[] {
    return this.#keys;
  }

  find(keyId: string): SigningKey | undefined {
    return this.#keys.find(key => key.keyId === keyId);
  }

  /** Rejects where the disk refuses; then nothing has changed. */
  async replace(keys: readonly SigningKey[]): Promise<void> {
    const text = `${JSON.stringify({ format: 1, keys }, null, 2)}\n`;
    await this.#fileSystem.makeDirectory(this.#directory);
    await writeFileSafely(this.#fileSystem, join(this.#directory, 'signing.json'), Buffer.from(text));
    this.#keys = keys;
  }
}

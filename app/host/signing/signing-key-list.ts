import { join } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../../contract/errors/studio-error.ts';
import { type SigningKey, signingKeySchema } from '../../contract/services/signing-service.ts';
import type { FileSystem } from '../files/file-system.ts';
import { readStateFile } from '../files/read-state-file.ts';
import { writeFileSafely } from '../files/write-file-safely.ts';

const listSchema = z.object({ format: z.literal(1), keys: z.array(signingKeySchema) });
const newerListSchema = z.object({ keys: z.array(signingKeySchema.nullable().catch(null)) });

/** The public halves that this studio knows, in `signing.json` of the state directory. Holds no secret. */
export class SigningKeyList {
  readonly #fileSystem: FileSystem;
  readonly #directory: string;
  /** Why the file must stay as it is. */
  readonly #refusal: StudioError | null;
  #keys: readonly SigningKey[];

  private constructor(
    place: { readonly fileSystem: FileSystem; readonly directory: string },
    keys: readonly SigningKey[],
    refusal: StudioError | null = null,
  ) {
    this.#fileSystem = place.fileSystem;
    this.#directory = place.directory;
    this.#keys = keys;
    this.#refusal = refusal;
  }

  /**
   * A damaged file is set aside as `signing.damaged.json`, and nobody is trusted. One that the system does not give
   * out, or of a newer studio, stays as it is; of the latter, those keys are known that can be read.
   */
  static async open(fileSystem: FileSystem, directory: string): Promise<SigningKeyList> {
    const path = join(directory, 'signing.json');
    const place = { fileSystem, directory };
    const content = await readStateFile(fileSystem, path, listSchema, 1);
    switch (content.state) {
      case 'read':
        return new SigningKeyList(place, content.value.keys);
      case 'newer': {
        const keys = newerListSchema.safeParse(content.json).data?.keys ?? [];
        const known = keys.filter(key => key !== null);
        return new SigningKeyList(place, known, new StudioError('signing/newer', { path }));
      }
      case 'unreadable': {
        const { reason } = content;
        return new SigningKeyList(place, [], new StudioError('signing/unreadable', { path, reason }));
      }
      case 'damaged':
        await fileSystem.rename(path, join(directory, 'signing.damaged.json')).catch(() => undefined);
        return new SigningKeyList(place, []);
      case 'missing':
        return new SigningKeyList(place, []);
    }
  }

  /** Oldest first. */
  get keys(): readonly SigningKey[] {
    return this.#keys;
  }

  find(keyId: string): SigningKey | undefined {
    return this.#keys.find(key => key.keyId === keyId);
  }

  /** @throws StudioError `signing/newer`, `signing/unreadable` where the file must stay as it is */
  requireWritable(): void {
    if (this.#refusal !== null) throw this.#refusal;
  }

  /** Rejects where the disk refuses, and as `requireWritable` does; then nothing has changed. */
  async replace(keys: readonly SigningKey[]): Promise<void> {
    this.requireWritable();
    const text = `${JSON.stringify({ format: 1, keys }, null, 2)}\n`;
    await this.#fileSystem.makeDirectory(this.#directory);
    await writeFileSafely(this.#fileSystem, join(this.#directory, 'signing.json'), Buffer.from(text));
    this.#keys = keys;
  }
}

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { FileSystem } from '../files/file-system.ts';
import { readStateFile } from '../files/read-state-file.ts';
import { writeFileSafely } from '../files/write-file-safely.ts';
import { ownersOnly } from './key-file.ts';
import { canKeep, type Keychain } from './keychain.ts';

const keySchema = z.object({ keptIn: z.enum(['system', 'file']), value: z.base64() });
const fileSchema = z.object({ format: z.literal(1), keys: z.record(z.string(), keySchema) });
const newerFileSchema = z.object({ keys: z.record(z.string(), keySchema.nullable().catch(null)) });
type StoredKeys = z.infer<typeof fileSchema>['keys'];

/**
 * Private halves of signing keys by key id, in `signing-keys.json` of the state directory, which its user alone may
 * read. Encrypted by the key chain where one protects; else in clear, because a signing key that ends with the session
 * would make every signature worthless. One in clear is encrypted as soon as a key chain is there.
 */
export class PrivateKeyFile {
  readonly path: string;
  readonly #fileSystem: FileSystem;
  readonly #directory: string;
  readonly #keychain: Keychain | null;
  readonly #decrypted = new Map<string, string>();
  /** Why the file must stay as it is: it may hold the only copy of a key. */
  readonly #refusal: StudioError | null;
  #keys: StoredKeys;

  private constructor(
    place: { readonly fileSystem: FileSystem; readonly directory: string },
    keychain: Keychain | null,
    keys: StoredKeys,
    refusal: StudioError | null = null,
  ) {
    this.#fileSystem = ownersOnly(place.fileSystem);
    this.#directory = place.directory;
    this.path = pathIn(place.directory);
    this.#keychain = keychain;
    this.#keys = keys;
    this.#refusal = refusal;
  }

  /**
   * A damaged file is set aside as `signing-keys.damaged.json`, and no key is there. One that the system does not give
   * out, or of a newer studio, stays as it is; of the latter, those keys are there that can be read.
   */
  static async open(
    fileSystem: FileSystem,
    directory: string,
    keychain: Keychain | null,
  ): Promise<PrivateKeyFile> {
    const path = pathIn(directory);
    const place = { fileSystem, directory };
    const content = await readStateFile(fileSystem, path, fileSchema, 1);
    switch (content.state) {
      case 'read':
        return new PrivateKeyFile(place, keychain, content.value.keys);
      case 'newer': {
        const found = Object.entries(newerFileSchema.safeParse(content.json).data?.keys ?? {});
        const keys = Object.fromEntries(found.flatMap(([id, key]) => (key === null ? [] : [[id, key]])));
        return new PrivateKeyFile(place, keychain, keys, new StudioError('signing/newer', { path }));
      }
      case 'unreadable': {
        const { reason } = content;
        const refusal = new StudioError('signing/unreadable', { path, reason });
        return new PrivateKeyFile(place, keychain, {}, refusal);
      }
      case 'damaged':
        await fileSystem
          .rename(path, await asidePath(fileSystem, directory))
          // A folder that cannot be changed: the next key that is kept tells why.
          .catch(() => undefined);
        return new PrivateKeyFile(place, keychain, {});
      case 'missing':
        return new PrivateKeyFile(place, keychain, {});
    }
  }

  /** Where it is kept; null where it is not here. */
  keptIn(keyId: string): 'system' | 'file' | null {
    return this.#keys[keyId]?.keptIn ?? null;
  }

  /** PKCS #8 in PEM; null where there is none, or the key chain does not decrypt it (any more). */
  async get(keyId: string): Promise<string | null> {
    const stored = this.#keys[keyId];
    if (stored === undefined) return null;
    const bytes = Buffer.from(stored.value, 'base64');
    if (stored.keptIn === 'file') {
      const pem = bytes.toString('utf8');
      if (await canKeep(this.#keychain)) await this.#encryptLater(keyId, pem);
      return pem;
    }
    const known = this.#decrypted.get(keyId);
    if (known !== undefined) return known;
    try {
      if (this.#keychain === null) return null;
      const pem = await this.#keychain.decrypt(bytes);
      this.#decrypted.set(keyId, pem);
      return pem;
    } catch {
      return null;
    }
  }

  /** @throws StudioError `signing/newer`, `signing/unreadable` where the file must stay as it is */
  requireWritable(): void {
    if (this.#refusal !== null) throw this.#refusal;
  }

  /** Rejects where the disk refuses, and as `requireWritable` does; then nothing has changed. */
  async set(keyId: string, pem: string): Promise<void> {
    const keychain = (await canKeep(this.#keychain)) ? this.#keychain : null;
    const [keptIn, bytes] =
      keychain === null
        ? (['file', Buffer.from(pem)] as const)
        : (['system', Buffer.from(await keychain.encrypt(pem))] as const);
    await this.#write({ ...this.#keys, [keyId]: { keptIn, value: bytes.toString('base64') } });
  }

  async remove(keyId: string): Promise<void> {
    if (this.#keys[keyId] === undefined) return;
    this.#decrypted.delete(keyId);
    await this.#write(Object.fromEntries(Object.entries(this.#keys).filter(([id]) => id !== keyId)));
  }

  async #encryptLater(keyId: string, pem: string): Promise<void> {
    try {
      await this.set(keyId, pem);
    } catch {
      // It is kept as before, and tried again with the next signature.
    }
  }

  async #write(keys: StoredKeys): Promise<void> {
    this.requireWritable();
    const text = `${JSON.stringify({ format: 1, keys }, null, 2)}\n`;
    await this.#fileSystem.makeDirectory(this.#directory);
    await writeFileSafely(this.#fileSystem, this.path, Buffer.from(text));
    this.#keys = keys;
  }
}

/** Never that of another file: what was set aside before may hold the only copy of a key, too. */
async function asidePath(fileSystem: FileSystem, directory: string): Promise<string> {
  const first = join(directory, 'signing-keys.damaged.json');
  const isFree = (await fileSystem.status(first).catch(() => null)) === null;
  return isFree ? first : join(directory, `signing-keys.damaged-${randomBytes(4).toString('hex')}.json`);
}

function pathIn(directory: string): string {
  return join(directory, 'signing-keys.json');
}

import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { type Settings, settingsSchema } from '../../contract/services/studio-service.ts';
import { type FileSystem, hasErrorCode } from '../files/file-system.ts';
import { writeFileSafely } from '../files/write-file-safely.ts';

const storedSchema = settingsSchema.extend({
  /** `salt:hash` in hex, scrypt; null where the demo is left without a PIN. */
  demoPin: z
    .string()
    .regex(/^[0-9a-f]{32}:[0-9a-f]{64}$/)
    .nullable()
    .default(null),
});
type Stored = z.infer<typeof storedSchema>;

async function setAside(fileSystem: FileSystem, path: string, stateDirectory: string): Promise<void> {
  try {
    await fileSystem.rename(path, join(stateDirectory, 'settings.damaged.json'));
  } catch (error) {
    // A folder that cannot be changed: the studio starts all the same, and the next change of a setting tells.
    if (!hasErrorCode(error, 'EACCES', 'EPERM', 'EROFS', 'EIO', 'EISDIR', 'ENOSPC')) throw error;
  }
}

function hashPin(pin: string, salt: Buffer): Buffer {
  return scryptSync(pin, salt, 32);
}

/**
 * The user's settings, in `settings.json` of the state directory. A file that cannot be read is set aside as
 * `settings.damaged.json` and defaults are used, so that a broken setting never stops the studio from starting.
 */
export class SettingsStore {
  readonly #fileSystem: FileSystem;
  readonly #path: string;
  #stored: Stored;
  #writing: Promise<void> = Promise.resolve();
  readonly #listeners = new Set<(settings: Settings) => void>();

  private constructor(fileSystem: FileSystem, path: string, stored: Stored) {
    this.#fileSystem = fileSystem;
    this.#path = path;
    this.#stored = stored;
  }

  static async load(fileSystem: FileSystem, stateDirectory: string): Promise<SettingsStore> {
    const path = join(stateDirectory, 'settings.json');
    await fileSystem.makeDirectory(stateDirectory);
    let stored = storedSchema.parse({});
    try {
      const text = Buffer.from(await fileSystem.read(path)).toString('utf8');
      stored = storedSchema.parse(JSON.parse(text));
    } catch (error) {
      if (!hasErrorCode(error, 'ENOENT')) await setAside(fileSystem, path, stateDirectory);
    }
    return new SettingsStore(fileSystem, path, stored);
  }

  get current(): Settings {
    const { demoPin, ...settings } = this.#stored;
    return { ...settings, demo: { ...settings.demo, hasPin: demoPin !== null } };
  }

  /** Changes settings in memory at once and on disk in order. Rejects where the disk refuses. */
  async change(recipe: (settings: Settings) => Settings): Promise<Settings> {
    return this.#store({ ...recipe(this.current), demoPin: this.#stored.demoPin });
  }

  async setDemoPin(pin: string | null): Promise<Settings> {
    if (pin === null) return this.#store({ ...this.#stored, demoPin: null });
    const salt = randomBytes(16);
    return this.#store({
      ...this.#stored,
      demoPin: `${salt.toString('hex')}:${hashPin(pin, salt).toString('hex')}`,
    });
  }

  /** True where the PIN fits, and where none is set. */
  isDemoPin(pin: string): boolean {
    const [salt, hash] = this.#stored.demoPin?.split(':') ?? [];
    if (salt === undefined || hash === undefined) return true;
    return timingSafeEqual(hashPin(pin, Buffer.from(salt, 'hex')), Buffer.from(hash, 'hex'));
  }

  onDidChange(listener: (settings: Settings) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #store(stored: Stored): Promise<Settings> {
    this.#stored = stored;
    for (const listener of this.#listeners) listener(this.current);
    const bytes = Buffer.from(`${JSON.stringify(stored, null, 2)}\n`);
    const before = this.#writing;
    const mine = before.then(
      () => writeFileSafely(this.#fileSystem, this.#path, bytes),
      () => writeFileSafely(this.#fileSystem, this.#path, bytes),
    );
    this.#writing = mine;
    await mine;
    return this.current;
  }
}

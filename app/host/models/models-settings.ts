import { join } from 'node:path';
import { z } from 'zod';
import { type FileSystem, hasErrorCode } from '../files/file-system.ts';
import { writeFileSafely } from '../files/write-file-safely.ts';

const settingsSchema = z.object({
  /** False: nothing that runs in the cloud is called. */
  isCloudOn: z.boolean().default(true),
  /** Servers that the user added, by the id of their provider. */
  servers: z
    .array(
      z.object({
        id: z.string().regex(/^[a-z0-9-]{1,60}$/),
        title: z.string().min(1).max(80),
        baseUrl: z.url(),
        models: z.array(z.string()).max(200),
      }),
    )
    .default([]),
  speechFolder: z.string().nullable().default(null),
});
export type StoredModelsSettings = z.infer<typeof settingsSchema>;
export type StoredServer = StoredModelsSettings['servers'][number];

/** What the user has set about models, in `models.json` of the state directory. Holds no key. */
export class ModelsSettings {
  readonly #fileSystem: FileSystem;
  readonly #directory: string;
  #current: StoredModelsSettings;
  #writing: Promise<void> = Promise.resolve();

  private constructor(fileSystem: FileSystem, directory: string, current: StoredModelsSettings) {
    this.#fileSystem = fileSystem;
    this.#directory = directory;
    this.#current = current;
  }

  /** A file that cannot be read is set aside as `models.damaged.json`, and defaults are used. */
  static async load(fileSystem: FileSystem, stateDirectory: string): Promise<ModelsSettings> {
    const path = join(stateDirectory, 'models.json');
    let current = settingsSchema.parse({});
    try {
      current = settingsSchema.parse(JSON.parse(Buffer.from(await fileSystem.read(path)).toString('utf8')));
    } catch (error) {
      if (!hasErrorCode(error, 'ENOENT')) {
        await fileSystem.rename(path, join(stateDirectory, 'models.damaged.json')).catch(() => undefined);
      }
    }
    return new ModelsSettings(fileSystem, stateDirectory, current);
  }

  get current(): StoredModelsSettings {
    return this.#current;
  }

  /** Changes settings in memory at once and on disk in order. Rejects where the disk refuses. */
  change(change: Partial<StoredModelsSettings>): Promise<void> {
    this.#current = { ...this.#current, ...change };
    this.#writing = this.#writing
      .catch(() => undefined)
      .then(async () => {
        await this.#fileSystem.makeDirectory(this.#directory);
        await writeFileSafely(
          this.#fileSystem,
          join(this.#directory, 'models.json'),
          Buffer.from(`${JSON.stringify(this.#current, null, 2)}\n`),
        );
      });
    return this.#writing;
  }
}

import { StudioError } from '../../contract/errors/studio-error.ts';
import type { Provider } from '../../core/models/model-facts.ts';
import type { FileSystem } from '../files/file-system.ts';
import { KeyFile } from './key-file.ts';
import { canKeep, type Keychain } from './keychain.ts';

/** Where a provider's key is: `kept` by the system, for this `session`, from the `environment`, or `missing`. */
export type SecretStatus = 'missing' | 'kept' | 'session' | 'environment';

/**
 * Keys by provider id. They are handed to the code that puts them into a request, and to nothing else: no message, file
 * of a project, log or answer of a service has one.
 */
export interface SecretStore {
  /** Whether a key that is set outlasts this session. */
  readonly canKeep: boolean;
  has(provider: string): boolean;
  status(provider: string): SecretStatus;
  /** The key; undefined where there is none, or the system does not decrypt it any more. */
  get(provider: string): Promise<string | undefined>;
  /** Keeps a key where the system can, else for this session. Rejects with `model/keys-not-saved`; the key then lasts for this session. */
  set(provider: string, key: string): Promise<void>;
  /** Forgets a key, wherever it came from. */
  remove(provider: string): Promise<void>;
  /** Takes up the environment variable of a provider that was added later. */
  adopt(provider: Provider): void;
  /** A text without any key that this store has ever held. */
  redact(text: string): string;
}

/** Too short to be a secret; replacing it would only garble texts. */
const shortestKey = 8;

class Secrets implements SecretStore {
  readonly canKeep: boolean;
  readonly #keychain: Keychain | null;
  readonly #file: KeyFile;
  readonly #kept: Map<string, Uint8Array>;
  /** In clear: what was set in this session, what came from the environment, what was decrypted. */
  readonly #session = new Map<string, string>();
  readonly #environment = new Map<string, string>();
  readonly #decrypted = new Map<string, string>();
  readonly #everKnown = new Set<string>();
  readonly #variables: Record<string, string | undefined>;
  #writing: Promise<void> = Promise.resolve();

  constructor(parts: {
    readonly keychain: Keychain | null;
    readonly file: KeyFile;
    readonly kept: Map<string, Uint8Array>;
    readonly variables: Record<string, string | undefined>;
  }) {
    this.canKeep = parts.keychain !== null;
    this.#keychain = parts.keychain;
    this.#file = parts.file;
    this.#kept = parts.kept;
    this.#variables = parts.variables;
  }

  adopt(provider: Provider): void {
    const variable = provider.secret?.variable;
    if (variable === undefined) return;
    const value = this.#variables[variable]?.trim();
    // Taken out, so that no child process and no dump of the environment has it.
    delete this.#variables[variable];
    if (value === undefined || value === '') return;
    this.#environment.set(provider.id, value);
    this.#know(value);
  }

  has(provider: string): boolean {
    return this.status(provider) !== 'missing';
  }

  status(provider: string): SecretStatus {
    if (this.#kept.has(provider)) return 'kept';
    if (this.#session.has(provider)) return 'session';
    return this.#environment.has(provider) ? 'environment' : 'missing';
  }

  async get(provider: string): Promise<string | undefined> {
    const encrypted = this.#kept.get(provider);
    if (encrypted === undefined || this.#keychain === null) {
      return this.#session.get(provider) ?? this.#environment.get(provider);
    }
    const known = this.#decrypted.get(provider);
    if (known !== undefined) return known;
    try {
      const key = await this.#keychain.decrypt(encrypted);
      this.#know(key);
      this.#decrypted.set(provider, key);
      return key;
    } catch {
      // Another user, another computer, or a key chain that was reset: as if it had never been set.
      this.#kept.delete(provider);
      return this.get(provider);
    }
  }

  async set(provider: string, key: string): Promise<void> {
    this.#know(key);
    if (this.#keychain === null) {
      this.#session.set(provider, key);
      return;
    }
    try {
      const encrypted = await this.#keychain.encrypt(key);
      this.#kept.set(provider, encrypted);
      this.#decrypted.set(provider, key);
      await this.#write();
      this.#session.delete(provider);
    } catch (error) {
      this.#kept.delete(provider);
      this.#decrypted.delete(provider);
      this.#session.set(provider, key);
      throw this.#notSaved(error);
    }
  }

  async remove(provider: string): Promise<void> {
    this.#session.delete(provider);
    this.#environment.delete(provider);
    this.#decrypted.delete(provider);
    if (!this.#kept.delete(provider)) return;
    try {
      await this.#write();
    } catch (error) {
      throw this.#notSaved(error);
    }
  }

  redact(text: string): string {
    let clean = text;
    for (const key of this.#everKnown) clean = clean.replaceAll(key, '•••');
    return clean;
  }

  #know(key: string): void {
    if (key.length < shortestKey) return;
    this.#everKnown.add(key);
    // As it looks inside JSON and inside an address.
    this.#everKnown.add(JSON.stringify(key).slice(1, -1));
    this.#everKnown.add(encodeURIComponent(key));
  }

  #write(): Promise<void> {
    this.#writing = this.#writing.catch(() => undefined).then(() => this.#file.write(this.#kept));
    return this.#writing;
  }

  #notSaved(error: unknown): StudioError {
    const reason = this.redact(error instanceof Error ? error.message : String(error));
    return new StudioError('model/keys-not-saved', { path: this.#file.path, reason });
  }
}

/**
 * Opens the keys of this computer. Variables of the environment that providers name are read and removed from
 * `environment`. Without a key chain that protects, keys last for the session.
 */
export async function openSecretStore(options: {
  readonly providers: Iterable<Provider>;
  readonly environment: Record<string, string | undefined>;
  readonly keychain: Keychain | null;
  readonly fileSystem: FileSystem;
  readonly stateDirectory: string;
}): Promise<SecretStore> {
  const keychain = (await canKeep(options.keychain)) ? options.keychain : null;
  const file = new KeyFile(options.fileSystem, options.stateDirectory);
  const kept = keychain === null ? new Map<string, Uint8Array>() : await file.read();
  const store = new Secrets({ keychain, file, kept, variables: options.environment });
  for (const provider of options.providers) store.adopt(provider);
  return store;
}

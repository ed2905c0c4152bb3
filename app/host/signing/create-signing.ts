import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { ServiceHandlers } from '../../contract/rpc/define-service.ts';
import type { ProgramSignature } from '../../contract/services/device-service.ts';
import type { SigningKey, SigningState, signingService } from '../../contract/services/signing-service.ts';
import type { FileSystem } from '../files/file-system.ts';
import type { Keychain } from '../secrets/keychain.ts';
import { PrivateKeyFile } from '../secrets/private-key-file.ts';
import { keyIdOf, publicPem, readKey, readSignature, signManifest } from './signature.ts';
import { SigningKeyList } from './signing-key-list.ts';

/** Who vouches for what is pushed, and who vouched for what a kit has. */
export interface Signing {
  readonly handlers: ServiceHandlers<typeof signingService>;
  /**
   * The bytes of `signature.json` for a manifest, by the active key. The first call of a studio makes its key.
   * @throws StudioError `signing/not-saved`; `signing/newer`, `signing/unreadable` where it would have to make one
   */
  sign(manifestBytes: Uint8Array): Promise<Uint8Array>;
  /** What a signature file says of a manifest. `text` null: there is none. */
  check(manifestBytes: Uint8Array, text: string | null): ProgramSignature;
  dispose(): void;
}

export interface SigningOptions {
  readonly fileSystem: FileSystem;
  readonly stateDirectory: string;
  readonly keychain: Keychain | null;
  /** What a key is called that is made on first use. */
  readonly ownName: string;
  readonly date: () => Date;
}

/** So many manifests keep their signature, so that the same program is signed once for many kits. */
const rememberedSignatures = 8;

/** Opens the keys of this studio. Nothing is made or written before the first signature. */
export async function createSigning(options: SigningOptions): Promise<Signing> {
  const { fileSystem, stateDirectory, keychain } = options;
  const [list, privateKeys] = await Promise.all([
    SigningKeyList.open(fileSystem, stateDirectory),
    PrivateKeyFile.open(fileSystem, stateDirectory, keychain),
  ]);
  return new SigningRoom(options, list, privateKeys);
}

class SigningRoom implements Signing {
  readonly handlers: Signing['handlers'];
  readonly #options: SigningOptions;
  readonly #list: SigningKeyList;
  readonly #privateKeys: PrivateKeyFile;
  readonly #listeners = new Set<(state: SigningState) => void>();
  readonly #signed = new Map<string, Uint8Array>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: SigningOptions, list: SigningKeyList, privateKeys: PrivateKeyFile) {
    this.#options = options;
    this.#list = list;
    this.#privateKeys = privateKeys;
    this.handlers = {
      methods: {
        state: () => this.#state(),
        rename: ({ keyId, name }) => this.#change(() => this.#rename(keyId, name)),
        importKey: ({ pem, name }) => this.#change(() => this.#import(pem, name)),
        activate: ({ keyId }) => this.#change(() => this.#activate(keyId)),
        forget: ({ keyId }) => this.#change(() => this.#forget(keyId)),
        renew: ({ name }) =>
          this.#change(async () => {
            await this.#make(name, true);
          }),
      },
      events: {
        onDidChange: emit => {
          this.#listeners.add(emit);
          return () => this.#listeners.delete(emit);
        },
      },
    };
  }

  async sign(manifestBytes: Uint8Array): Promise<Uint8Array> {
    return this.#inOrder(async () => {
      const { key, pem } = await this.#signer();
      const hash = createHash('sha256').update(manifestBytes).digest('hex');
      const place = `${hash} ${key.keyId} ${key.name}`;
      const known = this.#signed.get(place);
      if (known !== undefined) return known;
      const bytes = signManifest(manifestBytes, {
        privateKey: createPrivateKey(pem),
        name: key.name,
        signedAt: this.#options.date().toISOString(),
      });
      this.#signed.set(place, bytes);
      const [oldest] = this.#signed.keys();
      if (this.#signed.size > rememberedSignatures && oldest !== undefined) this.#signed.delete(oldest);
      return bytes;
    });
  }

  check(manifestBytes: Uint8Array, text: string | null): ProgramSignature {
    if (text === null) return { state: 'none', keyId: null, signer: null, signedAt: null };
    const read = readSignature(manifestBytes, text);
    if (read === null) return { state: 'invalid', keyId: null, signer: null, signedAt: null };
    const known = this.#list.find(read.keyId);
    return {
      state: !read.fits ? 'invalid' : known === undefined ? 'unknown-key' : 'valid',
      keyId: read.keyId,
      signer: known?.name ?? read.file.name,
      signedAt: read.file.signedAt,
    };
  }

  dispose(): void {
    this.#listeners.clear();
    this.#signed.clear();
  }

  #state(): SigningState {
    const keys = this.#list.keys.map(key => ({ ...key }));
    const kept = new Set(keys.map(({ keyId }) => this.#privateKeys.keptIn(keyId)));
    return { keys, keptIn: kept.has('file') ? 'file' : kept.has('system') ? 'system' : 'none' };
  }

  // Changes -------------------------------------------------------------------

  async #rename(keyId: string, name: string): Promise<void> {
    const key = this.#find(keyId);
    await this.#save(this.#list.keys.map(other => (other === key ? { ...key, name } : other)));
  }

  async #import(pem: string, name: string): Promise<void> {
    const imported = readKey(pem);
    this.#list.requireWritable();
    const keyId = keyIdOf(imported.publicKey);
    const known = this.#list.find(keyId);
    if (imported.kind === 'private') {
      await this.#keep(keyId, imported.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    }
    const isOwn = imported.kind === 'private' || known?.kind === 'own';
    const key: SigningKey = {
      keyId,
      name,
      publicKey: publicPem(imported.publicKey),
      kind: isOwn ? 'own' : 'team',
      // Nobody chose another one yet.
      isActive: known?.isActive ?? (isOwn && !this.#list.keys.some(({ isActive }) => isActive)),
      addedAt: known?.addedAt ?? this.#now(),
    };
    await this.#save([...this.#list.keys.filter(other => other.keyId !== keyId), key]);
  }

  async #activate(keyId: string): Promise<void> {
    const key = this.#find(keyId);
    if (key.kind !== 'own' || (await this.#privateKeys.get(keyId)) === null)
      throw new StudioError('signing/cannot-sign', { name: key.name });
    await this.#save(this.#list.keys.map(other => ({ ...other, isActive: other === key })));
  }

  async #forget(keyId: string): Promise<void> {
    const key = this.#find(keyId);
    if (key.isActive) throw new StudioError('signing/is-active', { name: key.name });
    // The list first: a key that nobody lists does no harm, but a listed one that is gone cannot sign.
    await this.#save(this.#list.keys.filter(other => other !== key));
    await this.#writing(() => this.#privateKeys.remove(keyId));
  }

  /** The active key, or another own one where that cannot be read here; the first time of all a new one. */
  async #signer(): Promise<{ readonly key: SigningKey; readonly pem: string }> {
    const own = this.#list.keys.filter(({ kind }) => kind === 'own');
    for (const key of own.toSorted((a, b) => Number(b.isActive) - Number(a.isActive))) {
      const pem = await this.#privateKeys.get(key.keyId);
      if (pem !== null) return { key, pem };
    }
    // A key that this shell's key chain does not give out stays the active one of the shell that can read it.
    const made = await this.#make(this.#options.ownName, own.length === 0);
    this.#tell();
    return made;
  }

  async #make(name: string, isActive: boolean): Promise<{ readonly key: SigningKey; readonly pem: string }> {
    // Both, before either is written: a private half that nobody lists is of no use.
    this.#list.requireWritable();
    this.#privateKeys.requireWritable();
    const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const publicKey = createPublicKey(pem);
    const key: SigningKey = {
      keyId: keyIdOf(publicKey),
      name,
      publicKey: publicPem(publicKey),
      kind: 'own',
      isActive,
      addedAt: this.#now(),
    };
    await this.#keep(key.keyId, pem);
    const others = isActive ? this.#list.keys.map(other => ({ ...other, isActive: false })) : this.#list.keys;
    await this.#save([...others, key]);
    return { key, pem };
  }

  // Small things --------------------------------------------------------------

  #find(keyId: string): SigningKey {
    const key = this.#list.find(keyId);
    if (key === undefined) throw new StudioError('signing/unknown-key', { keyId });
    return key;
  }

  #now(): string {
    return this.#options.date().toISOString();
  }

  #keep(keyId: string, pem: string): Promise<void> {
    return this.#writing(() => this.#privateKeys.set(keyId, pem));
  }

  #save(keys: readonly SigningKey[]): Promise<void> {
    return this.#writing(() => this.#list.replace(keys));
  }

  async #writing(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (StudioError.is(error)) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new StudioError('signing/not-saved', { path: this.#options.stateDirectory, reason });
    }
  }

  #change(work: () => Promise<void>): Promise<SigningState> {
    return this.#inOrder(async () => {
      await work();
      this.#tell();
      return this.#state();
    });
  }

  #tell(): void {
    const state = this.#state();
    for (const listener of [...this.#listeners]) listener(state);
  }

  #inOrder<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}

import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Provider, providerSchema } from '../../core/models/model-facts.ts';
import { FaultyFileSystem } from '../files/faulty-file-system.ts';
import { nodeFileSystem } from '../files/file-system.ts';
import type { Keychain } from './keychain.ts';
import { openSecretStore } from './secret-store.ts';

const key = 'sk-canary-0123456789';
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cambrian-secrets-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const cloud: Provider = providerSchema.parse({
  id: 'acme',
  version: '1.0.0',
  title: { en: 'Acme', zh: 'Acme' },
  adapter: 'openai-compatible',
  runs: 'cloud',
  secret: {
    name: 'acme',
    variable: 'ACME_KEY',
    help: { en: 'key', zh: '密钥' },
    url: 'https://acme.example',
  },
  models: [],
});

/** Turns every byte round; enough to see that what lies on the disk is not the key. */
function keychain(backend = 'gnome_libsecret', password = 0xa5): Keychain {
  return {
    isAvailable: async () => true,
    backend: async () => backend,
    encrypt: async text => Buffer.from(`${text}!`).map(byte => byte ^ password),
    decrypt: async bytes => {
      const text = Buffer.from(bytes.map(byte => byte ^ password)).toString('utf8');
      if (!text.endsWith('!')) throw new Error('not mine');
      return text.slice(0, -1);
    },
  };
}

const open = (given: Partial<Parameters<typeof openSecretStore>[0]> = {}) =>
  openSecretStore({
    providers: [cloud],
    environment: {},
    keychain: null,
    fileSystem: nodeFileSystem,
    stateDirectory: folder,
    ...given,
  });

describe('the store of keys', () => {
  it('takes a key from the environment and out of it', async () => {
    const environment = { ACME_KEY: `${key}\n`, HOME: '/home' };
    const store = await open({ environment });
    expect(environment).toEqual({ HOME: '/home' });
    expect(store.status('acme')).toBe('environment');
    expect(await store.get('acme')).toBe(key);
    await store.remove('acme');
    expect(store.has('acme')).toBe(false);
  });

  it('keeps a key for the session where the system protects nothing', async () => {
    for (const chain of [null, keychain('basic_text'), { ...keychain(), isAvailable: async () => false }]) {
      const store = await open({ keychain: chain });
      await store.set('acme', key);
      expect([store.canKeep, store.status('acme'), await store.get('acme')]).toEqual([false, 'session', key]);
      expect((await open({ keychain: keychain() })).has('acme')).toBe(false);
    }
  });

  it('keeps a key encrypted, in a file of the user alone', async () => {
    const store = await open({ keychain: keychain() });
    await store.set('acme', key);
    expect(store.status('acme')).toBe('kept');
    const path = join(folder, 'keys.json');
    expect(await readFile(path, 'utf8')).not.toContain(key);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const again = await open({ keychain: keychain() });
    expect(await again.get('acme')).toBe(key);
    await again.remove('acme');
    expect((await open({ keychain: keychain() })).status('acme')).toBe('missing');
  });

  it('takes a key that cannot be decrypted any more as missing', async () => {
    await (await open({ keychain: keychain() })).set('acme', key);
    const other = await open({ keychain: keychain('kwallet', 0x3c) });
    expect(await other.get('acme')).toBeUndefined();
    expect(other.status('acme')).toBe('missing');
  });

  it('sets a damaged file aside', async () => {
    await writeFile(join(folder, 'keys.json'), '{"format":1,"keys":{"acme":7}}');
    expect((await open({ keychain: keychain() })).has('acme')).toBe(false);
    expect(await readFile(join(folder, 'keys.damaged.json'), 'utf8')).toContain('acme');
  });

  it('keeps a key for the session and says so where the disk refuses', async () => {
    const fileSystem = new FaultyFileSystem(nodeFileSystem);
    const store = await open({ keychain: keychain(), fileSystem });
    fileSystem.arm({ at: 1, fault: 'ENOSPC' });
    const error = await store.set('acme', key).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'model/keys-not-saved' });
    expect(JSON.stringify(error)).not.toContain(key);
    expect([store.status('acme'), await store.get('acme')]).toEqual(['session', key]);
  });

  it('takes every key that it has held out of a text', async () => {
    const store = await open();
    await store.set('acme', 'a"secret/key');
    await store.remove('acme');
    expect(store.redact('{"k":"a\\"secret/key"} a"secret/key a%22secret%2Fkey')).toBe('{"k":"•••"} ••• •••');
  });
});

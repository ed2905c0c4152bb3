import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallContext } from '../../contract/rpc/define-service.ts';
import { FaultyFileSystem } from '../files/faulty-file-system.ts';
import { type FileSystem, nodeFileSystem } from '../files/file-system.ts';
import type { Keychain } from '../secrets/keychain.ts';
import { createSigning, type Signing, type SigningOptions } from './create-signing.ts';
import { signatureFileSchema } from './signature.ts';

const manifest = Buffer.from('{"format":1}');
const context: CallContext = { signal: new AbortController().signal, report: () => undefined };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cambrian-signing-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (given: Partial<SigningOptions> = {}): Promise<Signing> =>
  createSigning({
    fileSystem: nodeFileSystem,
    stateDirectory: folder,
    keychain: null,
    ownName: 'ada',
    date: () => new Date('2026-03-04T05:06:07Z'),
    ...given,
  });

/** Turns every byte round; what lies on the disk is not the key. */
const keychain: Keychain = {
  isAvailable: async () => true,
  backend: async () => 'gnome_libsecret',
  encrypt: async text => Buffer.from(text).map(byte => byte ^ 0xa5),
  decrypt: async bytes => Buffer.from(bytes.map(byte => byte ^ 0xa5)).toString('utf8'),
};

const methods = (signing: Signing) => signing.handlers.methods;
const stateOf = async (signing: Signing) => methods(signing).state({}, context);
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

function newKey() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

describe('the first signature', () => {
  it('makes the key, and nothing before it does', async () => {
    const signing = await open();
    expect(await stateOf(signing)).toEqual({ keys: [], keptIn: 'none' });
    expect(await readdir(folder)).toEqual([]);
    const states: unknown[] = [];
    signing.handlers.events.onDidChange(state => states.push(state));
    const signature = await signing.sign(manifest);
    expect(states).toHaveLength(1);
    expect(await stateOf(signing)).toMatchObject({
      keys: [{ name: 'ada', kind: 'own', isActive: true, addedAt: '2026-03-04T05:06:07.000Z' }],
      keptIn: 'file',
    });
    expect((await stat(join(folder, 'signing-keys.json'))).mode & 0o777).toBe(0o600);
    expect(signing.check(manifest, text(signature))).toMatchObject({
      state: 'valid',
      signer: 'ada',
      signedAt: '2026-03-04T05:06:07.000Z',
    });
    // The next studio on this computer has the same key.
    const again = await open();
    expect(text(await again.sign(manifest))).toBe(text(signature));
    expect((await stateOf(again)).keys).toHaveLength(1);
  });

  it('is Ed25519 over the words before the manifest and the manifest, as anybody can check', async () => {
    const signing = await open();
    const file = signatureFileSchema.parse(JSON.parse(text(await signing.sign(manifest))));
    const [key] = (await stateOf(signing)).keys;
    const publicKey = createPublicKey(key?.publicKey ?? '');
    const message = Buffer.concat([Buffer.from('cambrian manifest 1\n'), manifest]);
    const signature = Buffer.from(file.signature, 'base64');
    expect(verify(null, message, publicKey, signature)).toBe(true);
    // Of the bare manifest it is none: what was signed for another purpose counts for nothing here.
    expect(verify(null, manifest, publicKey, signature)).toBe(false);
    expect(file.keyId).toBe(key?.keyId);
  });

  it('is not repeated for the same program', async () => {
    let now = 0;
    const signing = await open({ date: () => new Date(++now * 1000) });
    expect(text(await signing.sign(manifest))).toBe(text(await signing.sign(manifest)));
    expect(text(await signing.sign(Buffer.from('{}')))).not.toBe(text(await signing.sign(manifest)));
  });

  it('is refused where the key cannot be kept, and made when it can', async () => {
    const fileSystem = new FaultyFileSystem(nodeFileSystem);
    const signing = await open({ fileSystem });
    fileSystem.arm({ at: 1, fault: 'ENOSPC' });
    await expect(signing.sign(manifest)).rejects.toMatchObject({ code: 'signing/not-saved' });
    expect((await stateOf(signing)).keys).toEqual([]);
    expect(signing.check(manifest, text(await signing.sign(manifest))).state).toBe('valid');
  });
});

describe('a check', () => {
  it('knows a key again whatever it is called', async () => {
    const signing = await open();
    await methods(signing).renew({ name: 'Mei '.repeat(100) }, context);
    expect(signing.check(manifest, text(await signing.sign(manifest))).state).toBe('valid');
  });

  it('tells a whole signature from one that is none', async () => {
    const signing = await open();
    const good = text(await signing.sign(manifest));
    const file = signatureFileSchema.parse(JSON.parse(good));
    const forged = (change: object) => JSON.stringify({ ...file, ...change });
    const other = signatureFileSchema.parse(
      JSON.parse(text(await (await open({ stateDirectory: join(folder, 'b') })).sign(manifest))),
    );
    const state = (signature: string | null, of: Uint8Array = manifest) => signing.check(of, signature).state;
    expect(state(null)).toBe('none');
    expect(state(good)).toBe('valid');
    expect(state(good, Buffer.from('{"format":2}'))).toBe('invalid');
    expect(state('')).toBe('invalid');
    expect(state('{}')).toBe('invalid');
    expect(state(good.slice(0, -5))).toBe('invalid');
    expect(state(forged({ signature: Buffer.alloc(64).toString('base64') }))).toBe('invalid');
    expect(state(forged({ signature: '' }))).toBe('invalid');
    expect(state(forged({ publicKey: Buffer.alloc(31).toString('base64') }))).toBe('invalid');
    // Somebody else's key under the name and the id of a trusted one.
    expect(state(forged({ publicKey: other.publicKey }))).toBe('invalid');
    expect(state(forged({ publicKey: other.publicKey, signature: other.signature }))).toBe('invalid');
    expect(state(forged({ keyId: other.keyId }))).toBe('invalid');
    expect(signing.check(manifest, forged({ name: 'root' })).signer).toBe('ada');
    expect(state(JSON.stringify(other))).toBe('unknown-key');
  });
});

describe('keys of the team', () => {
  it('are trusted when their public half was imported, and can be activated with the private one alone', async () => {
    const signing = await open();
    const { privatePem, publicPem } = newKey();
    const { keys } = await methods(signing).importKey({ pem: publicPem, name: 'Line 2' }, context);
    expect(keys).toMatchObject([{ name: 'Line 2', kind: 'team', isActive: false }]);
    const keyId = keys[0]?.keyId ?? '';
    await expect(methods(signing).activate({ keyId }, context)).rejects.toMatchObject({
      code: 'signing/cannot-sign',
    });
    const own = await signing.sign(manifest);
    expect(signing.check(manifest, text(own)).signer).toBe('ada');
    await methods(signing).importKey({ pem: privatePem, name: 'Line 2' }, context);
    const state = await methods(signing).activate({ keyId }, context);
    expect(state.keys.map(({ isActive, kind, name }) => [name, kind, isActive])).toEqual([
      ['ada', 'own', false],
      ['Line 2', 'own', true],
    ]);
    expect(signing.check(manifest, text(await signing.sign(manifest)))).toMatchObject({
      keyId,
      signer: 'Line 2',
    });
    await expect(methods(signing).forget({ keyId }, context)).rejects.toMatchObject({
      code: 'signing/is-active',
    });
    await methods(signing).rename({ keyId, name: 'Line 3' }, context);
    await methods(signing).renew({ name: 'Next' }, context);
    expect((await methods(signing).forget({ keyId }, context)).keys.map(({ name }) => name)).toEqual([
      'ada',
      'Next',
    ]);
    // The private half went along.
    expect(await readFile(join(folder, 'signing-keys.json'), 'utf8')).not.toContain(keyId);
    await expect(methods(signing).rename({ keyId, name: 'x' }, context)).rejects.toMatchObject({
      code: 'signing/unknown-key',
    });
  });

  it('that are none are refused, with nothing of them in the error', async () => {
    const signing = await open();
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const { privateKey } = generateKeyPairSync('ed25519');
    const locked = privateKey
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
      .toString();
    const broken = newKey().privatePem.replace('MC4CAQAw', 'MC4CAQAx');
    for (const pem of [
      'hello',
      rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      locked,
      broken,
    ]) {
      const error: unknown = await Promise.resolve(
        methods(signing).importKey({ pem, name: 'x' }, context),
      ).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'signing/no-key' });
      const secret = pem.split('\n')[1] ?? pem;
      if (secret.length > 8) expect(JSON.stringify(error) + String(error)).not.toContain(secret);
    }
    expect((await stateOf(signing)).keys).toEqual([]);
  });
});

describe('where the private half is', () => {
  it('is encrypted by a key chain that protects', async () => {
    const signing = await open({ keychain });
    const signature = await signing.sign(manifest);
    expect((await stateOf(signing)).keptIn).toBe('system');
    const stored = JSON.parse(await readFile(join(folder, 'signing-keys.json'), 'utf8'));
    const [{ value }] = Object.values<{ value: string }>(stored.keys) as [{ value: string }];
    expect(Buffer.from(value, 'base64').toString('latin1')).not.toContain('PRIVATE');
    expect(text(await (await open({ keychain })).sign(manifest))).toBe(text(signature));
  });

  it('is a file where none protects, until one does', async () => {
    const first = await open({ keychain: { ...keychain, backend: async () => 'basic_text' } });
    await first.sign(manifest);
    expect((await stateOf(first)).keptIn).toBe('file');
    const second = await open({ keychain });
    await second.sign(manifest);
    expect(await stateOf(second)).toMatchObject({ keptIn: 'system', keys: [{ name: 'ada' }] });
    expect(await readFile(join(folder, 'signing-keys.json'), 'utf8')).toContain('"system"');
  });

  it('not being readable here costs a key of this shell, and not the one of the other', async () => {
    const desktop = await open({ keychain });
    await desktop.sign(manifest);
    const browser = await open({ ownName: 'ada in the browser' });
    expect(browser.check(manifest, text(await browser.sign(manifest)))).toMatchObject({
      state: 'valid',
      signer: 'ada in the browser',
    });
    const again = await open({ keychain });
    expect(again.check(manifest, text(await again.sign(manifest))).signer).toBe('ada');
  });

  it('damaged files are set aside', async () => {
    await writeFile(join(folder, 'signing.json'), '{');
    await writeFile(join(folder, 'signing-keys.json'), '[]');
    const signing = await open();
    await signing.sign(manifest);
    expect((await readdir(folder)).sort()).toEqual([
      'signing-keys.damaged.json',
      'signing-keys.json',
      'signing.damaged.json',
      'signing.json',
    ]);
    // What was set aside before may hold the only copy of a key.
    await writeFile(join(folder, 'signing-keys.json'), '{');
    await open();
    expect(await readFile(join(folder, 'signing-keys.damaged.json'), 'utf8')).toBe('[]');
  });

  it.each(['signing.json', 'signing-keys.json'])(
    '%s that the system does not give out stays as it is, and no key is made',
    async name => {
      await (await open()).sign(manifest);
      const before = await readFile(join(folder, name), 'utf8');
      const fileSystem: FileSystem = {
        ...nodeFileSystem,
        read: async path => {
          if (path.endsWith(`/${name}`)) throw Object.assign(new Error('EMFILE'), { code: 'EMFILE' });
          return nodeFileSystem.read(path);
        },
      };
      const signing = await open({ fileSystem });
      const code = 'signing/unreadable';
      await expect(signing.sign(manifest)).rejects.toMatchObject({ code });
      const renewed = Promise.resolve(methods(signing).renew({ name: 'x' }, context));
      await expect(renewed).rejects.toMatchObject({ code });
      expect(await readFile(join(folder, name), 'utf8')).toBe(before);
      expect((await readdir(folder)).sort()).toEqual(['signing-keys.json', 'signing.json']);
    },
  );

  it('files of a newer studio are used as far as they can be read, and stay as they are', async () => {
    const signature = text(await (await open()).sign(manifest));
    const names = ['signing.json', 'signing-keys.json'];
    const texts: string[] = [];
    for (const name of names) {
      const file = JSON.parse(await readFile(join(folder, name), 'utf8'));
      texts.push(JSON.stringify({ ...file, format: 2, more: true }));
      await writeFile(join(folder, name), texts.at(-1) ?? '');
    }
    const signing = await open();
    expect(text(await signing.sign(manifest))).toBe(signature);
    const renewed = Promise.resolve(methods(signing).renew({ name: 'x' }, context));
    await expect(renewed).rejects.toMatchObject({ code: 'signing/newer' });
    expect(await Promise.all(names.map(name => readFile(join(folder, name), 'utf8')))).toEqual(texts);
    expect((await readdir(folder)).sort()).toEqual(names.toSorted());
  });
});

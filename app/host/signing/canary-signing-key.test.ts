import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { Keychain } from '../secrets/keychain.ts';
import { type OpenStudio, openStudio } from '../testing/open-studio.ts';
import { bridgeToPseudoTerminal } from '../virtual-board/bridge.ts';
import { VirtualBoard } from '../virtual-board/virtual-board.ts';

/** The 32 secret bytes of a key, as they may stand in a file or a message. */
function shapesOf(key: KeyObject): string[] {
  const seed = key.export({ type: 'pkcs8', format: 'der' }).subarray(-32);
  // Base64 of something longer begins the seed at one of three places; what lies at its borders is left out.
  const encoded = [0, 1, 2].map(shift => {
    const text = Buffer.concat([Buffer.alloc(shift), seed]).toString('base64');
    return text.slice(Math.ceil((shift * 4) / 3) + (shift > 0 ? 1 : 0), -4);
  });
  // A key in PEM that was encoded once more, as it is in the file that keeps it.
  const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString().split('\n')[1] ?? '';
  const twice = [0, 1, 2].map(shift =>
    Buffer.from('\0'.repeat(shift) + pem.slice(-30))
      .toString('base64')
      .slice(shift === 0 ? 0 : shift + 1, -4),
  );
  return [
    seed.toString('latin1'),
    seed.toString('hex'),
    seed.toString('hex').toUpperCase(),
    ...encoded,
    ...encoded.map(text => text.replaceAll('+', '-').replaceAll('/', '_')),
    ...twice,
  ];
}

const pemOf = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const holds = (shapes: readonly string[], text: string) => shapes.some(shape => text.includes(shape));

/** Turns every byte round; what lies on the disk is not the key, in any of its shapes. */
const keychain: Keychain = {
  isAvailable: async () => true,
  backend: async () => 'gnome_libsecret',
  encrypt: async text => Buffer.from(text).map(byte => byte ^ 0xa5),
  decrypt: async bytes => Buffer.from(bytes.map(byte => byte ^ 0xa5)).toString('utf8'),
};

const filesBelow = (folder: string) =>
  readdirSync(folder, { withFileTypes: true, recursive: true }).flatMap(entry =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  );

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

it('finds a key in each of its shapes', () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const shapes = shapesOf(privateKey);
  const seed = privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(-32);
  for (const text of [
    pemOf(privateKey),
    JSON.stringify({ pem: pemOf(privateKey) }),
    ...['', 'a', 'ab', 'abc'].map(before => Buffer.from(before + pemOf(privateKey)).toString('base64')),
    Buffer.concat([Buffer.from('xy'), seed, Buffer.from('z')]).toString('base64url'),
    seed.toString('hex'),
    JSON.stringify(privateKey.export({ format: 'jwk' })),
  ]) {
    expect(holds(shapes, text), text).toBe(true);
  }
  expect(holds(shapes, pemOf(generateKeyPairSync('ed25519').privateKey))).toBe(false);
});

it.each([
  ['encrypted by the key chain', keychain, false],
  ['in a file of its own', undefined, true],
] as const)(
  'a private key is %s, and nowhere else',
  async (_, chain, isInItsFile) => {
    const board = await VirtualBoard.create({ boardId: 'virtual-kit' });
    cleanUps.push(() => board.dispose());
    let onTheWire = '';
    const bridge = bridgeToPseudoTerminal({
      write: bytes => {
        onTheWire += Buffer.from(bytes).toString('latin1');
        board.write(bytes);
      },
      onData: listener =>
        board.onData(bytes => {
          onTheWire += Buffer.from(bytes).toString('latin1');
          listener(bytes);
        }),
    });
    cleanUps.push(() => bridge.close());
    const imported = generateKeyPairSync('ed25519').privateKey;
    const opened: OpenStudio = await openStudio({
      ...(chain && { keychain: chain }),
      handlers: handlers => ({
        ...handlers,
        build: {
          ...handlers.build,
          methods: {
            ...handlers.build.methods,
            // A failure that nobody foresaw, somewhere below: its words go to the log.
            build: () => Promise.reject(new Error('boom')),
          },
        },
      }),
    });
    cleanUps.push(() => opened.close());
    const { client, folder, host, stateDirectory, toFace } = opened;
    const { projectId } = await client.project.openTemplate({ templateId: 'night-light' });
    const { kitId } = await client.device.addPort({ path: bridge.path });
    const told: unknown[] = [];
    client.signing.on('onDidChange', state => told.push(state));
    client.device.on('onDidLog', line => told.push(line));
    client.device.on('onDidLearnKit', about => told.push(about));

    // A key that was made, one that was imported, one that is refused, one that is renewed; programs signed with each.
    await client.device.run({ projectId, kitId });
    const state = await client.signing.importKey({ pem: pemOf(imported), name: 'Team' });
    const team = state.keys.find(({ name }) => name === 'Team');
    await client.signing.activate({ keyId: team?.keyId ?? '' });
    const damaged = pemOf(imported).replace('-----END', '!-----END').replace('MC4CAQAw', 'MC4CAQAx');
    const refused: unknown = await client.signing
      .importKey({ pem: damaged, name: 'x' })
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'signing/no-key' });
    await expect(client.signing.importKey({ pem: pemOf(imported), name: '' })).rejects.toThrow();
    const { revision } = await client.project.open({ path: host.parts.projects.file(projectId).path });
    await client.project.applyPatches({
      projectId,
      baseRevision: revision,
      patches: [{ op: 'replace', path: ['name'], value: 'Again' }],
    });
    await client.device.run({ projectId, kitId });
    expect((await client.device.inspect({ kitId, interrupt: true })).program?.signature).toMatchObject({
      state: 'valid',
      signer: 'Team',
    });
    await client.signing.renew({ name: 'Next' });
    await client.build.build({ projectId }).catch(() => undefined);
    await client.fleet.start({ kitIds: [kitId], projectId, imageId: null });
    await host.parts.fleet.finished();
    const report = await client.fleet.report({ format: 'json' });
    const { bundle } = await host.parts.builder.build(
      host.parts.projects.profile(projectId),
      host.parts.plugins.library.catalogue,
    );
    const onBoard = await board.files();
    expect([...onBoard.keys()].filter(path => path.endsWith('/signature.json'))).toHaveLength(2);
    const stored = await readKeys(stateDirectory, chain ?? null);
    expect(stored).toHaveLength(3);
    await host.dispose();

    const shapes = [imported, ...stored.map(pem => createPrivateKey(pem))].flatMap(shapesOf);
    const files = filesBelow(folder);
    const found = files.filter(path =>
      (['latin1', 'utf8'] as const).some(encoding => holds(shapes, readFileSync(path, encoding))),
    );
    const keyFile = join(stateDirectory, 'signing-keys.json');
    expect(files).toContain(keyFile);
    expect(files).toContain(join(stateDirectory, 'logs/studio.log'));
    expect(found).toEqual(isInItsFile ? [keyFile] : []);
    const places: [string, string][] = [
      ['to the face', toFace.join('\n')],
      ['told', JSON.stringify(told)],
      ['refused', `${JSON.stringify(refused)}${String(refused)}`],
      ['report', report.text],
      ['on the wire', onTheWire],
      ...[...(bundle?.files ?? [])].map(([path, { bytes }]): [string, string] => [
        path,
        Buffer.from(bytes).toString('latin1'),
      ]),
      ...[...onBoard].map(([path, bytes]): [string, string] => [path, Buffer.from(bytes).toString('latin1')]),
    ];
    expect(places.filter(([, text]) => holds(shapes, text)).map(([place]) => place)).toEqual([]);
    expect(toFace.length).toBeGreaterThan(20);
    expect(onTheWire.length).toBeGreaterThan(10_000);
  },
  60_000,
);

async function readKeys(directory: string, chain: Keychain | null): Promise<string[]> {
  const { keys } = JSON.parse(readFileSync(join(directory, 'signing-keys.json'), 'utf8')) as {
    keys: Record<string, { value: string }>;
  };
  return Promise.all(
    Object.values(keys).map(({ value }) => {
      const bytes = Buffer.from(value, 'base64');
      return chain === null ? bytes.toString('utf8') : chain.decrypt(bytes);
    }),
  );
}

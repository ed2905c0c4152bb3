import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KitAbout } from '../../contract/services/device-service.ts';
import { type OpenStudio, openStudio } from '../testing/open-studio.ts';
import { type BoardBridge, bridgeToPseudoTerminal } from '../virtual-board/bridge.ts';
import { VirtualBoard } from '../virtual-board/virtual-board.ts';

/** Two studios, as of two people who share a profile, and one board on a pseudo-terminal that both can open. */
let mine: OpenStudio;
let theirs: OpenStudio;
let board: VirtualBoard;
let bridge: BoardBridge;
let kitId: string;
/** All that the board ever said. */
let said: string;

beforeEach(async () => {
  board = await VirtualBoard.create({ boardId: 'virtual-kit' });
  said = '';
  board.onData(bytes => {
    said += Buffer.from(bytes).toString('latin1');
  });
  bridge = bridgeToPseudoTerminal(board);
  mine = await openStudio();
  theirs = await openStudio();
  kitId = await plugInto(mine);
}, 60_000);

afterEach(async () => {
  await mine.close();
  await theirs.close();
  await bridge.close();
  await board.dispose();
});

async function plugInto(studio: OpenStudio): Promise<string> {
  return (await studio.client.device.addPort({ path: bridge.path })).kitId;
}

/** Opens the night light; the same profile in every studio that is given its id. */
async function openProject(studio: OpenStudio, profileId?: string) {
  const project = await studio.client.project.openTemplate({ templateId: 'night-light' });
  const { projectId } = project;
  let { revision } = project;
  const apply = async (path: string[], value: string | number) => {
    revision = (
      await studio.client.project.applyPatches({
        projectId,
        baseRevision: revision,
        patches: [{ op: 'replace', path, value }],
      })
    ).revision;
  };
  if (profileId !== undefined) await apply(['id'], profileId);
  return { projectId, apply, profileId: studio.host.parts.projects.profile(projectId).id };
}

const rename = (project: { apply: (path: string[], value: string) => Promise<void> }, name: string) =>
  project.apply(['name'], name);

async function inspect(studio: OpenStudio, interrupt = false): Promise<KitAbout> {
  return studio.client.device.inspect({ kitId, interrupt });
}

describe('numbers of programs', () => {
  it('stay while nothing changes, and a run on the virtual kit uses none up', async () => {
    const project = await openProject(mine);
    const { projectId } = project;
    const device = mine.client.device;
    const run = (at: string) => device.run({ projectId, kitId: at });
    expect(await run('virtual:1')).toMatchObject({ outcome: 'confirmed', sequence: 1 });
    const pushed = await run(kitId);
    expect(pushed).toMatchObject({ outcome: 'confirmed', sequence: 1 });
    expect(await run(kitId)).toMatchObject({ outcome: 'unchanged', sequence: 1 });
    await rename(project, 'Second');
    const first = await run('virtual:1');
    const second = await run('virtual:1');
    expect([first.sequence, second.sequence, second.outcome]).toEqual([2, 2, 'unchanged']);
    await rename(project, 'Third');
    const onVirtual = await run('virtual:1');
    const onReal = await run(kitId);
    // Byte for byte what was played.
    expect(onReal).toMatchObject({ outcome: 'confirmed', sequence: 2, bundle: onVirtual.bundle });
    // Back to what was pushed first: a new program of old content, and not an older one.
    await rename(project, 'Night light');
    expect((await run(kitId)).sequence).toBe(3);
  }, 60_000);

  it('tell an older program from a later one; allowed, the next is numbered above both', async () => {
    const first = await openProject(mine);
    for (const name of ['One', 'Two', 'Three']) {
      await rename(first, name);
      await mine.client.device.run({ projectId: first.projectId, kitId });
    }
    await mine.client.device.disconnect({ kitId });
    const second = await openProject(theirs, first.profileId);
    await plugInto(theirs);
    const { device, signing } = theirs.client;
    const push = { projectId: second.projectId, kitId };
    const stranger = (await mine.client.signing.state({})).keys[0];
    // What runs is not interrupted by the question; they do not know who signed it.
    const before = said.length;
    await expect(device.run(push)).rejects.toMatchObject({
      code: 'push/older-sequence',
      details: { theirs: 3, ours: 1, signer: `? (${stranger?.keyId})` },
    });
    expect(said.slice(before)).not.toContain('raw REPL');
    await signing.importKey({ pem: stranger?.publicKey ?? '', name: 'Mei' });
    await expect(device.run(push)).rejects.toMatchObject({ details: { signer: 'Mei' } });
    // Also where nothing runs that could be asked.
    await device.stop({ kitId });
    await expect(device.run(push)).rejects.toMatchObject({ details: { theirs: 3, ours: 1, signer: 'Mei' } });
    expect(await device.run({ ...push, allowOlder: true })).toMatchObject({
      outcome: 'confirmed',
      sequence: 1,
    });
    await rename(second, 'Mine');
    expect(await device.run(push)).toMatchObject({ outcome: 'confirmed', sequence: 4 });
  }, 60_000);

  it('are not compared across profiles', async () => {
    const first = await openProject(mine);
    await mine.client.device.run({ projectId: first.projectId, kitId });
    await rename(first, 'Two');
    await mine.client.device.run({ projectId: first.projectId, kitId });
    const other = await openProject(mine);
    expect(other.profileId).not.toBe(first.profileId);
    expect(await mine.client.device.run({ projectId: other.projectId, kitId })).toMatchObject({
      outcome: 'confirmed',
      sequence: 1,
    });
  }, 60_000);
});

describe('what a kit has inside', () => {
  const until = (condition: () => boolean | Promise<boolean>) =>
    expect.poll(condition, { timeout: 15_000, interval: 10 }).toBe(true);
  const program = async (interrupt = false) => (await inspect(mine, interrupt)).program;

  async function push(): Promise<void> {
    const { projectId } = await openProject(mine);
    await mine.client.device.run({ projectId, kitId });
  }

  /** Does something to the board behind everybody's back, and starts it again. */
  async function tamper(code: string): Promise<void> {
    const { device } = mine.client;
    await device.stop({ kitId });
    const before = said.length;
    await device.writeConsole({ kitId, text: `exec(${JSON.stringify(code)});print('ta'+'mpered')\r` });
    await until(() => said.slice(before).includes('tampered\r\n'));
    await device.reset({ kitId, kind: 'soft' });
    await until(async () =>
      (await device.sessions({})).some(session => session.kitId === kitId && session.state === 'running'),
    );
  }

  const write = (text: string) => `f=open(p,'w');f.write(${text});f.close()`;
  const signatureText = `p='/cambrian/a/signature.json';s=open(p).read()`;

  it('is known after a push: who signed it, and that nothing was changed', async () => {
    const learned: KitAbout[] = [];
    mine.client.device.on('onDidLearnKit', about => learned.push(about));
    await push();
    await until(() => learned.length > 0);
    const [key] = (await mine.client.signing.state({})).keys;
    expect(learned.at(-1)).toMatchObject({
      kitId,
      firmware: { implementation: 'micropython', machine: expect.stringContaining('virtual') },
      program: {
        name: 'Night light',
        board: 'virtual-kit',
        sequence: 1,
        signature: { state: 'valid', keyId: key?.keyId, signer: key?.name },
        changedFiles: [],
      },
    });
    // A push has told everything: nothing was asked, or the answer would be there within a second.
    const learnedAt = said.length;
    await until(() => /"t": ?"stat"[^\n]*\n/.test(said.slice(learnedAt)));
    expect(said).not.toContain('"inspect"');
  }, 60_000);

  it('is told of a kit that nobody has open, which is closed again', async () => {
    await push();
    await mine.client.device.disconnect({ kitId });
    await plugInto(theirs);
    expect((await inspect(theirs)).program).toMatchObject({ sequence: 1, changedFiles: [] });
    expect(await theirs.client.device.sessions({})).toMatchObject([{ kitId, state: 'detached' }]);
  }, 60_000);

  it('tells a changed file while it runs, without a pause; and at its prompt as well', async () => {
    await push();
    const { device } = mine.client;
    await tamper(`p='/cambrian/a/graph.json';s=open(p).read().replace('Night','Might');${write('s')}`);
    const startedAt = async () =>
      (await device.sessions({})).find(session => session.kitId === kitId)?.program?.startedAt;
    const runsSince = await startedAt();
    expect(await program()).toMatchObject({ changedFiles: ['graph.json'], signature: { state: 'valid' } });
    expect(await startedAt()).toBe(runsSince);
    await device.stop({ kitId });
    // It cannot be asked; what was known stays known.
    expect(await program()).toBeNull();
    expect(await device.abouts({})).toMatchObject([{ kitId, program: { changedFiles: ['graph.json'] } }]);
    expect(await program(true)).toMatchObject({
      changedFiles: ['graph.json'],
      signature: { state: 'valid' },
    });
    await until(async () => (await startedAt()) !== undefined);
  }, 60_000);

  it('tells a signature that is none, gone, or of another manifest', async () => {
    await push();
    await tamper(`${signatureText};import os;os.rename(p,p+'.away')`);
    expect((await program())?.signature).toMatchObject({ state: 'none', keyId: null });
    await tamper(`p='/cambrian/a/signature.json';${write(`'{"format":1}'`)}`);
    expect((await program())?.signature).toMatchObject({ state: 'invalid', signer: null });
    const { privateKey } = generateKeyPairSync('ed25519');
    // A real signature by a real key, but of something else.
    const { signManifest } = await import('../signing/signature.ts');
    const text = Buffer.from(
      signManifest(Buffer.from('{}'), { privateKey, name: 'Mallory', signedAt: '2026-01-01T00:00:00.000Z' }),
    ).toString();
    await tamper(`p='/cambrian/a/signature.json';${write(JSON.stringify(text))}`);
    expect((await program(true))?.signature).toMatchObject({ state: 'invalid', signer: 'Mallory' });
  }, 60_000);

  it('names a stranger until the key is imported, and then its owner', async () => {
    await push();
    await mine.client.device.disconnect({ kitId });
    await plugInto(theirs);
    const learned: KitAbout[] = [];
    theirs.client.device.on('onDidLearnKit', about => learned.push(about));
    // Learned from the program's hello, with nothing asked of anybody.
    await theirs.client.device.connect({ kitId });
    await until(() => learned.length > 0);
    expect(learned.at(-1)?.program).toMatchObject({
      sequence: 1,
      signature: { state: 'unknown-key' },
      changedFiles: null,
    });
    const [key] = (await mine.client.signing.state({})).keys;
    await theirs.client.signing.importKey({ pem: key?.publicKey ?? '', name: 'Ada' });
    expect((await inspect(theirs)).program?.signature).toMatchObject({ state: 'valid', signer: 'Ada' });
    await theirs.client.signing.forget({ keyId: key?.keyId ?? '' });
    expect((await inspect(theirs)).program?.signature.state).toBe('unknown-key');
  }, 60_000);

  it('is signed by the active key, imported or renewed; the old one stays known', async () => {
    const { signing } = mine.client;
    const { privateKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    await signing.importKey({ pem, name: 'Team' });
    await push();
    const first = await program();
    expect(first?.signature).toMatchObject({ state: 'valid', signer: 'Team' });
    const { keys } = await signing.renew({ name: 'Newer' });
    expect(keys.map(({ isActive, name }) => [name, isActive])).toEqual([
      ['Team', false],
      ['Newer', true],
    ]);
    expect(createPublicKey(createPrivateKey(pem)).export({ type: 'spki', format: 'pem' })).toBe(
      keys[0]?.publicKey,
    );
    expect((await program())?.signature).toMatchObject({ state: 'valid', signer: 'Team' });
  }, 60_000);

  it('leaves a program of somebody else alone unless it may interrupt it, and starts it again', async () => {
    await board.hardReset();
    const { device } = mine.client;
    await device.connect({ kitId });
    await tamperAtPrompt(
      `p='/main.py';${write(`'import time\\nwhile 1:\\n print("mine");time.sleep_ms(20)\\n'`)}`,
    );
    await device.writeConsole({ kitId, text: '\x04' });
    await until(() => said.includes('mine\r\nmine\r\n'));
    const before = said.length;
    expect(await inspect(mine)).toMatchObject({ firmware: null, program: null });
    expect(said.slice(before)).not.toContain('raw REPL');
    expect(await inspect(mine, true)).toMatchObject({
      firmware: { implementation: 'micropython' },
      program: null,
    });
    const after = said.length;
    await until(() => said.slice(after).includes('mine\r\nmine\r\n'));
  }, 60_000);

  async function tamperAtPrompt(code: string): Promise<void> {
    const before = said.length;
    await mine.client.device.writeConsole({
      kitId,
      text: `\r\x03exec(${JSON.stringify(code)});print('ta'+'mpered')\r`,
    });
    await until(() => said.slice(before).includes('tampered\r\n'));
  }
});

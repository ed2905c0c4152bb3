import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Kit, Session } from '../../contract/services/device-service.ts';
import { type Profile, profileSchema } from '../../core/document/profile.ts';
import { Builder } from '../build/builder.ts';
import { CrossCompiler } from '../build/cross-compile.ts';
import { DeviceSources } from '../build/device-sources.ts';
import { loadPlugins } from '../plugins/load-plugins.ts';
import { bridgeToPseudoTerminal } from '../virtual-board/bridge.ts';
import { VirtualBoard } from '../virtual-board/virtual-board.ts';
import { PortDiscovery } from './discovery.ts';
import { KitManager } from './kit-manager.ts';
import { FakeSystem } from './testing/fake-system.ts';
import { openPseudoTerminal, type PseudoTerminal } from './testing/pseudo-terminal.ts';

// Kits by their serial number, over real ports: pseudo-terminals below a computer that is made for the test.

const root = join(import.meta.dirname, '../../..');
const library = await loadPlugins({ builtIn: join(root, 'plugins') });
const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const profile: Profile = profileSchema.parse({
  schemaVersion: 1,
  id: 'followed',
  name: 'Followed',
  board: 'esp32-s3-devkitc-1',
  nodes: {
    interval: {
      type: 'logic/interval',
      typeVersion: library.catalogue.nodes.get('logic/interval')?.version ?? 1,
      position: { x: 0, y: 0 },
      properties: { intervalMs: 50 },
    },
  },
  wires: {},
});

const mac = 'F4:12:FA:4E:2B:10';
const kitId = 'usb:F412FA4E2B10';
const rom = { vendorId: '303a', productId: '1001', serialNumber: mac };
const program = { vendorId: '303a', productId: '4001', serialNumber: 'f412fa4e2b10' };
const bridge = { vendorId: '1a86', productId: '7523', name: 'ttyUSB0' };
const hello = `\x1e${JSON.stringify({
  t: 'hello',
  link: 1,
  runtime: '1.0.0',
  bundle: 'b',
  profile: 'p',
  sequence: 1,
  board: 'b',
  machine: 'm',
  slot: 'a',
  state: 'confirmed',
  rollback: null,
  memoryFree: 1,
  memoryTotal: 2,
  reset: 'soft',
  nodes: 1,
})}\n`;

/** A port that counts what is sent to it. */
function openTerminal(): PseudoTerminal & { readonly received: () => string } {
  const terminal = openPseudoTerminal();
  cleanUps.push(() => terminal.destroy());
  let received = '';
  terminal.onData(bytes => {
    received += Buffer.from(bytes).toString('latin1');
  });
  return Object.assign(terminal, { received: () => received });
}

async function setUp(options: { readonly bookFile?: string } = {}) {
  const system = await FakeSystem.create();
  cleanUps.push(() => system.remove());
  const compiler = new CrossCompiler({ cacheDirectory: null });
  cleanUps.push(() => compiler.dispose());
  const sources = new DeviceSources({ deviceFolder: join(root, 'device'), drivers: () => library });
  const kits = new KitManager({
    profile: () => profile,
    catalogue: () => library.catalogue,
    builder: new Builder({ sources, compiler }),
    sources,
    startHub: () => ({
      receive: () => undefined,
      send: () => false,
      setProperty: () => false,
      stop: () => undefined,
    }),
    bookFile: options.bookFile ?? null,
    discovery: new PortDiscovery({ folders: system.folders, intervalMs: 50 }),
  });
  cleanUps.push(() => kits.dispose());
  const told: Kit[][] = [];
  const sessions: Session[] = [];
  let console = '';
  kits.on('kits', list => told.push([...list]));
  kits.on('session', session => sessions.push(session));
  kits.on('console', ({ text }) => {
    console += text;
  });
  const { signal } = new AbortController();
  const states = () => sessions.map(({ state }) => state).filter((state, at, all) => state !== all[at - 1]);
  const find = async (id = kitId) => (await kits.list()).find(kit => kit.kitId === id);
  return { system, kits, told, sessions, states, signal, find, console: () => console };
}

const until = (condition: () => boolean) =>
  expect.poll(condition, { timeout: 10_000, interval: 5 }).toBe(true);

describe('a kit whose port somebody has to himself', () => {
  it('is not opened by a session that was asked for before', async () => {
    const { kits, signal, system } = await setUp();
    const terminal = openTerminal();
    await system.plug({ ...rom, name: 'ttyACM0', terminal: terminal.path });
    const session = await kits.session(kitId);
    await kits.borrowPort(kitId, signal, async () => {
      await expect(session.connect(signal)).rejects.toMatchObject({ code: 'device/busy' });
    });
    await session.connect(signal);
    expect(session.session.state).toBe('listening');
  });
});

describe('a kit without a serial number', () => {
  it('is asked what it has whenever it is connected: the board may be another one', async () => {
    const { kits, signal, states, system } = await setUp();
    const asked = () => [first, second].map(({ received }) => received().includes('"t":"inspect"'));
    const [first, second] = [openTerminal(), openTerminal()];
    const { path } = await system.plug({ ...bridge, terminal: first.path });
    const id = `serial:${path}`;
    kits.learn({
      kitId: id,
      learnedAt: '2026-01-01T00:00:00.000Z',
      firmware: null,
      program: {
        profile: 'p',
        name: 'Of another board',
        board: 'b',
        sequence: 1,
        bundle: 'b',
        signature: { state: 'none', keyId: null, signer: null, signedAt: null },
        changedFiles: [],
      },
    });
    await kits.connect(id, signal);
    first.write(Buffer.from(hello));
    await until(() => asked()[0] === true);
    await system.unplug('ttyUSB0');
    await until(() => states().includes('gone'));
    await system.plug({ ...bridge, terminal: second.path });
    await until(() => states().at(-1) === 'listening');
    second.write(Buffer.from(hello));
    await until(() => asked()[1] === true);
  });
});

describe('what was learned of a board', () => {
  const firmware = {
    implementation: 'micropython',
    version: '1.27.0',
    machine: 'm',
    fileSystem: 'fat',
  } as const;
  const learned = (id: string) => ({
    kitId: id,
    learnedAt: '2026-01-01T00:00:00.000Z',
    firmware,
    program: null,
  });

  it('is forgotten where it was known by its path alone and went away', async () => {
    const { kits, system } = await setUp();
    const { path } = await system.plug({ ...bridge, terminal: openTerminal().path });
    await system.plug({ ...program, name: 'ttyACM0', terminal: openTerminal().path });
    const id = `serial:${path}`;
    for (const one of [id, kitId]) kits.learn(learned(one));
    await kits.list();
    expect(kits.abouts().map(about => about.kitId)).toEqual([id, kitId]);
    const told: unknown[] = [];
    kits.on('about', about => told.push(about));
    await system.unplug('ttyUSB0');
    await system.unplug('ttyACM0');
    await kits.list();
    await system.plug({ ...bridge, terminal: openTerminal().path });
    await kits.list();
    expect(kits.abouts()).toEqual([learned(kitId)]);
    expect(told).toMatchObject([{ kitId: id, firmware: null, program: null }]);
  });

  it('is forgotten where its session lost it, though its path was never seen to go', async () => {
    const { kits, sessions, signal, system } = await setUp();
    const terminal = openTerminal();
    const id = `serial:${(await system.plug({ ...bridge, terminal: terminal.path })).path}`;
    await kits.connect(id, signal);
    kits.learn(learned(id));
    expect(kits.abouts()).toHaveLength(1);
    terminal.destroy();
    await until(() => sessions.some(({ state }) => state === 'gone'));
    expect(kits.abouts()).toEqual([]);
  });
});

describe('a kit with a serial number', () => {
  it('stays the same under another path and with other ids, and its session follows it', async () => {
    const { console, find, kits, signal, states, system } = await setUp();
    const first = openTerminal();
    await system.plug({ ...rom, name: 'ttyACM0', terminal: first.path });
    await kits.rename(kitId, 'Left hand');
    expect(await kits.connect(kitId, signal)).toMatchObject({ state: 'listening' });
    first.write(Buffer.from('one'));
    await until(() => console() === 'one');

    // Unplugged, and another board takes its place; then it comes back elsewhere, as another device.
    await system.unplug('ttyACM0');
    await until(() => states().includes('gone'));
    expect(await find()).toMatchObject({ isAttached: false, title: 'Left hand' });
    const stranger = openTerminal();
    await system.plug({
      vendorId: '2e8a',
      productId: '0005',
      serialNumber: 'E66',
      name: 'ttyACM0',
      terminal: stranger.path,
    });
    const second = openTerminal();
    const { path } = await system.plug({ ...program, name: 'ttyACM1', terminal: second.path });
    await until(() => states().filter(state => state === 'listening').length === 2);
    second.write(Buffer.from('two'));
    await until(() => console() === 'onetwo');
    expect(await find()).toMatchObject({ path, isAttached: true, title: 'Left hand', productId: '4001' });
    expect([first.received(), second.received(), stranger.received()]).toEqual(['', '', '']);
  });

  it('is gone where its node is another device from one moment to the next', async () => {
    const { kits, sessions, signal, system } = await setUp();
    const first = openTerminal();
    const { socket } = await system.plug({ ...program, name: 'ttyACM0', terminal: first.path });
    await kits.connect(kitId, signal);
    const second = openTerminal();
    // No moment without a node: the studio must look at what the node is.
    await system.plug({
      vendorId: '2e8a',
      productId: '0005',
      serialNumber: 'E66',
      name: 'ttyACM0',
      terminal: second.path,
      socket,
    });
    await until(() => sessions.at(-1)?.state === 'gone');
    expect(sessions.at(-1)).toMatchObject({ kitId, error: { code: 'transport/gone' } });
    expect(second.received()).toBe('');
  });

  it('is never written to before a program of ours has spoken', async () => {
    const { kits, sessions, signal, system } = await setUp();
    const terminal = openTerminal();
    await system.plug({ ...program, name: 'ttyACM0', terminal: terminal.path });
    await until(() => kits.sessions().length === 0);
    await kits.connect(kitId, signal);
    terminal.write(Buffer.from('temperature:21.5\r\n>>> not a prompt\r\n'));
    await system.unplug('ttyACM0');
    await until(() => sessions.at(-1)?.state === 'gone');
    await system.plug({ ...program, name: 'ttyACM0', terminal: terminal.path });
    await until(() => sessions.at(-1)?.state === 'listening');
    expect(terminal.received()).toBe('');
    terminal.write(Buffer.from(hello));
    await until(() => sessions.at(-1)?.state === 'running');
    await until(() => terminal.received().includes('"watch"'));
  });

  it('is left alone after a person has disconnected it', async () => {
    const { find, kits, sessions, signal, system, told } = await setUp();
    const terminal = openTerminal();
    await system.plug({ ...program, name: 'ttyACM0', terminal: terminal.path });
    await kits.connect(kitId, signal);
    await system.unplug('ttyACM0');
    await until(() => sessions.at(-1)?.state === 'gone');
    await kits.disconnect(kitId);
    expect(await find()).toBeUndefined();
    await system.plug({ ...program, name: 'ttyACM0', terminal: terminal.path });
    await until(() => told.at(-1)?.some(kit => kit.kitId === kitId) === true);
    await expect(kits.connect('usb:NOBODY', signal)).rejects.toMatchObject({ code: 'device/unknown-kit' });
    expect(sessions.at(-1)?.state).toBe('detached');
  });

  it('is known at a path that was typed, and by its id, and listed once', async () => {
    const { kits, system } = await setUp();
    const terminal = openTerminal();
    const path = join(system.folders.dev, 'ttyACM0');
    expect(await kits.addPort(path)).toMatchObject({ kitId: `serial:${path}`, isAttached: false });
    await system.plug({ ...program, name: 'ttyACM0', terminal: terminal.path });
    for (const typed of [path, kitId, terminal.path])
      expect(await kits.addPort(typed)).toMatchObject({ kitId });
    expect((await kits.list()).map(kit => kit.kitId)).toEqual(['virtual:1', kitId]);
    await kits.removePort(kitId);
    await system.unplug('ttyACM0');
    expect((await kits.list()).map(kit => kit.kitId)).toEqual(['virtual:1']);
  });

  it('may come back as another device from the reset of a push', async () => {
    const board = await VirtualBoard.create({ boardId: 'virtual-kit' });
    cleanUps.push(() => board.dispose());
    const { find, kits, signal, system } = await setUp();
    const before = bridgeToPseudoTerminal(board);
    await system.plug({ ...program, name: 'ttyACM0', terminal: before.path });
    let moving: Promise<string> | null = null;
    const move = async () => {
      // Another board is at the old path before this one is back.
      await system.unplug('ttyACM0');
      before.unplug();
      await system.plug({
        vendorId: '2e8a',
        productId: '0005',
        name: 'ttyACM0',
        terminal: openTerminal().path,
      });
      const after = bridgeToPseudoTerminal(board);
      cleanUps.push(() => after.close());
      return (await system.plug({ ...program, name: 'ttyACM1', terminal: after.path })).path;
    };
    const result = await kits.run(
      { projectId: 'p', kitId, allowOtherBoard: true },
      {
        signal,
        report: ({ phase }) => {
          if (phase === 'boot') moving ??= move();
        },
      },
    );
    expect(result.outcome).toBe('confirmed');
    expect(moving).not.toBeNull();
    expect(await find()).toMatchObject({ path: await moving, isAttached: true });
    expect(kits.sessions()).toMatchObject([{ kitId, state: 'running' }]);
  });

  it('is not opened at its old path while it is away', async () => {
    const { kits, signal, system } = await setUp();
    await system.plug({ ...program, name: 'ttyACM0', terminal: openTerminal().path });
    await kits.setFavourite(kitId, true);
    await system.unplug('ttyACM0');
    await system.plug({
      vendorId: '2e8a',
      productId: '0005',
      name: 'ttyACM0',
      terminal: openTerminal().path,
    });
    await expect(kits.connect(kitId, signal)).rejects.toMatchObject({ code: 'transport/not-found' });
  });
});

describe('what is known of kits', () => {
  it('lasts: names, stars, what was learned; a favourite is listed while it is away', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cambrian-kits-'));
    cleanUps.push(() => rm(folder, { recursive: true, force: true }));
    const bookFile = join(folder, 'kits.json');
    const first = await setUp({ bookFile });
    await first.system.plug({ ...program, name: 'ttyACM0', terminal: openTerminal().path });
    expect(await first.kits.rename(kitId, 'Left hand')).toMatchObject({ title: 'Left hand' });
    expect(await first.kits.setFavourite(kitId, true)).toMatchObject({ isFavourite: true });
    const learned: unknown[] = [];
    first.kits.on('about', about => learned.push(about));
    const firmware = {
      implementation: 'micropython',
      version: '1.27.0',
      machine: 'm',
      fileSystem: 'fat',
    } as const;
    const about = { kitId, learnedAt: '2026-01-01T00:00:00.000Z', firmware, program: null };
    first.kits.learn(about);
    // A hello tells of the program alone; the firmware stays known.
    first.kits.learn({ ...about, firmware: null });
    expect(learned).toEqual([about, about]);
    await first.kits.dispose();

    const second = await setUp({ bookFile });
    const away = await second.find();
    expect(away).toMatchObject({
      title: 'Left hand',
      isFavourite: true,
      isAttached: false,
      boardId: expect.any(String),
    });
    expect(second.kits.abouts()).toEqual([about]);
    expect(await second.kits.rename(kitId, null)).toMatchObject({ title: away?.boardTitle });
    await second.system.plug({ ...program, name: 'ttyACM3', terminal: openTerminal().path });
    expect(await second.find()).toMatchObject({ isAttached: true, isFavourite: true });
    await second.system.unplug('ttyACM3');
    await second.kits.removePort(kitId);
    expect(await second.find()).toBeUndefined();
  });
});

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { PushProgress, Session } from '../../contract/services/device-service.ts';
import { deviceService } from '../../contract/services/device-service.ts';
import { type Profile, profileSchema } from '../../core/document/profile.ts';
import { Builder } from '../build/builder.ts';
import { CrossCompiler } from '../build/cross-compile.ts';
import { DeviceSources } from '../build/device-sources.ts';
import { loadPlugins } from '../plugins/load-plugins.ts';
import { createDeviceHandlers, createVirtualBoardHandlers } from './device-handlers.ts';
import { PortDiscovery } from './discovery.ts';
import type { HubBridge, JsonValue, StartHub } from './hub-bridge.ts';
import { type KitDependencies, KitManager } from './kit-manager.ts';
import type { LogLine } from './link/session-options.ts';
import type { SerialPortInfo } from './list-serial-ports.ts';
import { boardDeadlines } from './push/push-deadlines.ts';
import { openPseudoTerminal } from './testing/pseudo-terminal.ts';

const root = join(import.meta.dirname, '../../..');
const library = await loadPlugins({ builtIn: join(root, 'plugins') });
const compiler = new CrossCompiler({ cacheDirectory: null });
const sources = new DeviceSources({ deviceFolder: join(root, 'device'), drivers: () => library });
const builder = new Builder({ sources, compiler });
const cleanUps: (() => unknown)[] = [];
const kitId = 'virtual:1';

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});
afterAll(() => compiler.dispose());

/** A button that toggles a light, and a text that the hub sees. */
const profile: Profile = profileSchema.parse({
  schemaVersion: 1,
  id: 'kit-test',
  name: 'Kit test',
  board: 'virtual-kit',
  nodes: {
    button: node('sensors/button'),
    toggle: node('logic/toggle'),
    led: node('actuators/led'),
    interval: node('logic/interval', { intervalMs: 50 }),
    log: node('hub/log'),
  },
  wires: {
    w1: wire('button', 'pressed', 'toggle', inputOf('logic/toggle')),
    w2: wire('toggle', outputOf('logic/toggle'), 'led', inputOf('actuators/led')),
    w3: wire('toggle', outputOf('logic/toggle'), 'log', inputOf('hub/log')),
  },
});

function node(type: string, properties: Record<string, JsonValue> = {}) {
  return {
    type,
    typeVersion: library.catalogue.nodes.get(type)?.version ?? 1,
    position: { x: 0, y: 0 },
    properties,
  };
}
function wire(from: string, output: string, to: string, input: string) {
  return { from: { node: from, port: output }, to: { node: to, port: input } };
}
function inputOf(type: string): string {
  return library.catalogue.nodes.get(type)?.inputs[0]?.id ?? '?';
}
function outputOf(type: string): string {
  return library.catalogue.nodes.get(type)?.outputs[0]?.id ?? '?';
}

interface FakeHub {
  readonly bridge: HubBridge;
  readonly received: [number, JsonValue][];
  isStopped: boolean;
}

function setUp(options: Partial<KitDependencies> = {}) {
  const hubs: FakeHub[] = [];
  const startHub: StartHub = (_, bridge) => {
    const hub: FakeHub = { bridge, received: [], isStopped: false };
    hubs.push(hub);
    return {
      receive: (channel, value) => hub.received.push([channel, value]),
      send: name => name === 'log',
      setProperty: name => name === 'log',
      stop: () => {
        hub.isStopped = true;
      },
    };
  };
  let document = profile;
  const kits = new KitManager({
    profile: () => document,
    catalogue: () => library.catalogue,
    builder,
    sources,
    startHub,
    bookFile: null,
    discovery: new PortDiscovery({ listPorts: async () => [] }),
    ...options,
  });
  cleanUps.push(() => kits.dispose());
  const sessions: Session[] = [];
  const values: [string, string, JsonValue, number][] = [];
  const logs: LogLine[] = [];
  let text = '';
  kits.on('session', session => sessions.push(session));
  kits.on('values', event => values.push(...event.values));
  kits.on('log', line => logs.push(line));
  kits.on('console', event => {
    text += event.text;
  });
  const signal = new AbortController().signal;
  const run = (report: (step: PushProgress) => void = () => undefined, at = kitId) =>
    kits.run({ projectId: 'p', kitId: at, replaceForeign: false }, { signal, report });
  const change = (edit: (draft: Profile) => void) => {
    const draft = structuredClone(document);
    edit(draft);
    document = draft;
  };
  return { kits, hubs, sessions, values, logs, console: () => text, run, change, signal };
}

const until = (condition: () => boolean) =>
  expect.poll(condition, { timeout: 10_000, interval: 5 }).toBe(true);

describe('the virtual kit', () => {
  it('is always first', async () => {
    const port: SerialPortInfo = {
      path: '/dev/aaa',
      vendorId: null,
      productId: null,
      serialNumber: null,
      manufacturer: null,
      product: null,
    };
    const { kits } = setUp({ discovery: new PortDiscovery({ listPorts: async () => [port] }) });
    expect((await kits.list()).map(kit => kit.kitId)).toEqual(['virtual:1', 'serial:/dev/aaa']);
  });

  it('runs a project: phases in order, values, hub, session', async () => {
    const { hubs, run, sessions, values } = setUp();
    const phases: string[] = [];
    const result = await run(step => phases.push(step.phase));
    expect(result.outcome).toBe('confirmed');
    expect(result.phases[0]?.phase).toBe('compile');
    expect([...new Set(phases)].slice(0, 3)).toEqual(['compile', 'open', 'listen']);
    expect(sessions.at(-1)).toMatchObject({
      state: 'running',
      program: { profile: 'kit-test', bundle: result.bundle, state: 'confirmed' },
      error: null,
    });
    expect(hubs).toHaveLength(1);
    await until(() => values.some(([name]) => name === 'interval'));
  });

  it('shows what is attached; a press on the drawn button reaches the light and the hub', async () => {
    const { hubs, kits, run, values } = setUp();
    const handlers = createVirtualBoardHandlers(kits);
    const context = { signal: new AbortController().signal, report: () => undefined };
    const states: { id: string; state: Record<string, unknown> }[] = [];
    cleanUps.push(handlers.events.onDidChangeState(event => states.push(...event.states)));
    await run();
    const { attached } = await handlers.methods.peripherals({ kitId }, context);
    expect(attached.map(({ id }) => id).sort()).toEqual(['button', 'led']);
    const control = attached.find(({ id }) => id === 'button')?.controls[0]?.id ?? '?';
    await handlers.methods.control({ kitId, peripheral: 'button', control, value: true }, context);
    await until(() =>
      values.some(([name, port, value]) => name === 'button' && port === 'pressed' && value === true),
    );
    await until(() => states.some(({ id, state }) => id === 'led' && Number(state.brightness) > 0));
    await until(() => (hubs[0]?.received.length ?? 0) > 0);
    await expect(
      Promise.resolve().then(() => handlers.methods.peripherals({ kitId: 'serial:/dev/x' }, context)),
    ).rejects.toMatchObject({ code: 'device/not-virtual' });
  });

  it('runs again: unchanged at once, a change through the other slot, the hub anew', async () => {
    const { change, hubs, run } = setUp();
    const first = await run();
    expect((await run()).outcome).toBe('unchanged');
    expect(hubs).toHaveLength(1);
    change(draft => {
      const interval = draft.nodes.interval;
      if (interval !== undefined) interval.properties.intervalMs = 70;
    });
    const second = await run();
    expect(second).toMatchObject({ outcome: 'confirmed', filesChanged: 1 });
    expect(second.slot).not.toBe(first.slot);
    expect(hubs.map(({ isStopped }) => isStopped)).toEqual([true, false]);
  });

  it('changes a live property, sends to inputs, and names what it cannot find', async () => {
    const { kits, run, signal, values } = setUp();
    await run();
    const session = await kits.session(kitId);
    await session.setProperty('log', 'anything', 1, signal);
    await session.send('toggle', inputOf('logic/toggle'), true, signal);
    await until(() => values.some(([name, port]) => name === 'toggle' && port === outputOf('logic/toggle')));
    await session.setProperty('interval', 'intervalMs', 60, signal);
    await expect(session.setProperty('interval', 'nonsense', 1, signal)).rejects.toMatchObject({
      code: 'device/property-refused',
    });
    await expect(session.setProperty('nobody', 'x', 1, signal)).rejects.toMatchObject({
      code: 'device/unknown-node',
    });
    await expect(session.send('nobody', 'x', 1, signal)).rejects.toMatchObject({
      code: 'device/unknown-node',
    });
  });

  it('stops, resets soft and hard, and the hub follows', async () => {
    const { hubs, kits, run, signal, console } = setUp();
    await run();
    expect(await kits.stop(kitId, signal)).toMatchObject({ state: 'stopped', program: null });
    expect(hubs.at(-1)?.isStopped).toBe(true);
    await (await kits.session(kitId)).writeConsole('print(6*7)\r', signal);
    await until(() => console().includes('\r\n42\r\n'));
    expect(await kits.reset(kitId, 'soft', signal)).toMatchObject({ state: 'running' });
    await until(() => hubs.length === 2);
    expect(await kits.reset(kitId, 'hard', signal)).toMatchObject({ state: 'running' });
    await until(() => hubs.length === 3);
    const stopped = await kits.stop(kitId, signal);
    expect(stopped.state).toBe('stopped');
    // From the prompt, without anything between: the same program, from its slot.
    expect((await run()).outcome).toBe('unchanged');
  });

  it('sees the program end by itself', async () => {
    const { kits, run, sessions, signal } = setUp();
    await run();
    await (await kits.session(kitId)).writeConsole('\x03', signal);
    await until(() => sessions.at(-1)?.state === 'stopped');
  });

  it('is not overrun by a hub that emits fast: the newest arrives, what is left out is counted', async () => {
    const { change, hubs, kits, run, values } = setUp();
    change(draft => {
      draft.nodes = { words: node('hub/text-in'), line: node('logic/text-template') };
      draft.wires = {
        down: wire('words', outputOf('hub/text-in'), 'line', inputOf('logic/text-template')),
      };
    });
    await run();
    const input = inputOf('logic/text-template');
    const arrived = () => values.filter(([name, port]) => name === 'line' && port === input).map(at => at[2]);
    const total = 3000;
    for (let count = 1; count <= total; count++) {
      hubs[0]?.bridge.sendChannel(1, `value ${count}`);
      if (count % 100 === 0) await new Promise(resolve => setImmediate(resolve));
    }
    await until(() => arrived().at(-1) === `value ${total}`);
    expect(kits.sessions()[0]?.drops).toBeGreaterThan(total / 2);
    // The credit has come back: what is said later arrives as well.
    hubs[0]?.bridge.sendChannel(1, 'one more');
    await until(() => arrived().at(-1) === 'one more');
  });

  it('reports faults with their traceback', async () => {
    const { change, logs, run } = setUp();
    change(draft => {
      draft.nodes.code = {
        ...node('logic/python', { code: 'def receive(value):\n    return value / 0\n' }),
      };
      draft.wires.w9 = wire('interval', outputOf('logic/interval'), 'code', inputOf('logic/python'));
    });
    await run();
    await until(() => logs.some(({ level, node: name }) => level === 'error' && name === 'code'));
    const fault = logs.find(({ node: name }) => name === 'code');
    expect(fault?.trace).toContain('Traceback');
  });

  it('returns to the old program, with its hub and its parts, where the new one is no good', async () => {
    const { change, hubs, kits, run, sessions } = setUp();
    const first = await run();
    change(draft => {
      draft.nodes = { code: node('logic/python', { code: 'raise ValueError("no good")\n' }) };
      draft.wires = {};
    });
    const second = await run();
    expect(second).toMatchObject({ outcome: 'rolled-back', bundle: first.bundle });
    expect(second.reason).toContain('no good');
    expect(sessions.at(-1)).toMatchObject({
      state: 'running',
      program: { bundle: first.bundle, rollback: 'trial-not-confirmed' },
    });
    await until(() => hubs.length === 2 && hubs[1]?.isStopped === false);
    const { attached } = await kits.virtualKits.peripherals(kitId);
    expect(attached.map(({ id }) => id).sort()).toEqual(['button', 'led']);
  });

  it('refuses a profile with errors before it touches the kit', async () => {
    const { change, run, sessions } = setUp();
    change(draft => {
      draft.wires.bad = wire('button', 'nonsense', 'led', inputOf('actuators/led'));
    });
    await expect(run()).rejects.toMatchObject({ code: 'build/has-errors' });
    expect(sessions).toEqual([]);
  });

  it('does one thing at a time, and stop cancels a push', async () => {
    const { change, kits, run, signal } = setUp();
    await run();
    change(draft => {
      draft.name = 'Kit test, changed';
    });
    let stopping: Promise<Session> | null = null;
    const pushing = run(step => {
      if (step.phase === 'write') stopping ??= kits.stop(kitId, signal);
    });
    const second = run().catch((error: unknown) => error);
    await expect(pushing).rejects.toThrow();
    expect(await second).toMatchObject({ code: 'device/busy' });
    expect(await stopping).toMatchObject({ state: 'stopped' });
  });

  it('waits for a push that was cancelled past its switch, and the parts of the newer run stay', async () => {
    const { change, kits, run } = setUp();
    await run();
    const parts = async () =>
      (await kits.virtualKits.peripherals(kitId)).attached.map(({ id }) => id).toSorted();
    change(draft => {
      draft.nodes.second = node('actuators/led');
    });
    const cancel = new AbortController();
    const cancelled = Promise.withResolvers<void>();
    const pushing = kits.run(
      { projectId: 'p', kitId },
      {
        signal: cancel.signal,
        report: ({ phase }) => {
          if (phase !== 'boot') return;
          cancel.abort();
          cancelled.resolve();
        },
      },
    );
    const first = pushing.then(
      () => null,
      (error: unknown) => error,
    );
    await cancelled.promise;
    change(draft => {
      draft.nodes.third = node('actuators/led');
    });
    expect(await run()).toMatchObject({ outcome: 'confirmed' });
    expect(await first).toMatchObject({ name: 'AbortError' });
    expect(await parts()).toEqual(['button', 'led', 'second', 'third']);
  });

  it('keeps the parts of a push that goes on where a second run is refused', async () => {
    const { change, kits, run } = setUp();
    await run();
    change(draft => {
      draft.nodes.second = node('actuators/led');
    });
    let refused: Promise<unknown> | null = null;
    await run(({ phase }) => {
      if (phase === 'write') refused ??= run().catch((error: unknown) => error);
    });
    expect(await refused).toMatchObject({ code: 'device/busy' });
    const { attached } = await kits.virtualKits.peripherals(kitId);
    expect(attached.map(({ id }) => id).toSorted()).toEqual(['button', 'led', 'second']);
  });

  it('keeps the console for a screen that opens later', async () => {
    const { kits, run, signal, console } = setUp();
    await run();
    await kits.stop(kitId, signal);
    await (await kits.session(kitId)).writeConsole('print("kept" * 2)\r', signal);
    await until(() => console().includes('keptkept'));
    let late = '';
    const stop = createDeviceHandlers(kits).events.onDidReceiveConsole(event => {
      late += event.text;
    });
    stop();
    expect(late).toContain('keptkept');
  });

  it('answers in the shapes that the contract declares', async () => {
    const { kits, run } = setUp();
    const result = await run();
    const { methods } = deviceService;
    expect(methods.run.output.parse(result)).toEqual(result);
    expect(methods.list.output.parse(await kits.list())).toEqual(await kits.list());
    for (const session of kits.sessions())
      expect(methods.sessions.output.parse([session])).toEqual([session]);
  });
});

describe('typed ports', () => {
  it('are remembered, and forgotten again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cambrian-ports-'));
    cleanUps.push(() => rm(folder, { recursive: true, force: true }));
    const bookFile = join(folder, 'state/kits.json');
    const { kits } = setUp({ bookFile });
    await kits.addPort(' /dev/pts/99 ');
    await kits.addPort('tcp:127.0.0.1:4000');
    await kits.addPort('virtual:2');
    const wanted = ['virtual:1', 'virtual:2', 'serial:/dev/pts/99', 'tcp:127.0.0.1:4000'];
    const again = setUp({ bookFile });
    expect((await again.kits.list()).map(kit => kit.kitId)).toEqual(wanted);
    await again.kits.removePort('tcp:127.0.0.1:4000');
    expect(JSON.parse(await readFile(bookFile, 'utf8'))).toMatchObject({
      ports: ['/dev/pts/99', 'virtual:2'],
    });
  });

  it.each(['', '  ', 'tcp:nonsense', 'virtual:0', 'a\0b'])('refuse %j', async path => {
    const { kits } = setUp();
    await expect(kits.addPort(path)).rejects.toMatchObject({ code: 'device/bad-path' });
  });

  it('need not exist: connecting says so, and the session can be tried again', async () => {
    const { kits, sessions, signal } = setUp();
    const kit = await kits.addPort('/dev/nothing-here');
    await expect(kits.connect(kit.kitId, signal)).rejects.toMatchObject({ code: 'transport/not-found' });
    expect(sessions.at(-1)).toMatchObject({ state: 'failed', error: { code: 'transport/not-found' } });
    await expect(kits.connect(kit.kitId, signal)).rejects.toMatchObject({ code: 'transport/not-found' });
    await expect(kits.connect('serial:/dev/never-typed', signal)).rejects.toMatchObject({
      code: 'device/unknown-kit',
    });
  });
});

describe('a serial port', () => {
  it('is listened to without a byte being sent, and its unplug is told', async () => {
    const terminal = openPseudoTerminal();
    cleanUps.push(() => terminal.destroy());
    let written = 0;
    terminal.onData(bytes => {
      written += bytes.length;
    });
    const { console, kits, sessions, signal } = setUp({
      deadlines: { ...boardDeadlines, openMs: 2_000 },
    });
    const kit = await kits.addPort(terminal.path);
    expect(await kits.connect(kit.kitId, signal)).toMatchObject({ state: 'listening' });
    terminal.write(Buffer.from('somebody else measures 21.5\r\n'));
    await until(() => console().includes('21.5'));
    expect(written).toBe(0);
    terminal.destroy();
    await until(() => sessions.at(-1)?.state === 'gone');
    expect(sessions.at(-1)?.error).toMatchObject({ code: 'transport/gone' });
  });
});

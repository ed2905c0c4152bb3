import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import type { PushProgress } from '../../../contract/services/device-service.ts';
import type { Bundle } from '../../build/bundle-writer.ts';
import type { VirtualBoard } from '../../virtual-board/virtual-board.ts';
import { openPseudoTerminal } from '../testing/pseudo-terminal.ts';
import { BenchBuilder, VirtualBench, wholeProgram } from '../testing/virtual-bench.ts';
import type { Transport } from '../transport.ts';
import { SerialTransport } from '../transports/serial-transport.ts';
import { TcpTransport } from '../transports/tcp-transport.ts';

const builder = new BenchBuilder();
const cleanUps: (() => Promise<void> | void)[] = [];
let one: Bundle;
let two: Bundle;

beforeAll(async () => {
  [one, two] = [await builder.bundle(1), await builder.bundle(2)];
});
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});
afterAll(() => builder.dispose());

async function bench(
  ...options: [Parameters<typeof VirtualBench.create>[1]?, Parameters<typeof VirtualBench.create>[2]?]
) {
  const made = await VirtualBench.create(builder, ...options);
  cleanUps.push(() => made.dispose());
  return made;
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'no error',
    (error: unknown) => (StudioError.is(error) ? error.code : String(error)),
  );
}

/** The next hello after a hard reset. */
async function running(made: VirtualBench) {
  const hello = made.link.waitFor(frame => (frame.t === 'hello' ? frame : undefined), { timeoutMs: 15_000 });
  await made.board.hardReset();
  return hello;
}

describe('a push to the virtual board', () => {
  it('installs the loader, runs and confirms; the program survives power', async () => {
    const made = await bench();
    const { hello, result } = await made.push(one);
    expect(result).toMatchObject({ outcome: 'confirmed', slot: 'a', bundle: one.hash, reason: null });
    expect(result.filesChanged).toBe(one.files.size);
    expect(hello).toMatchObject({ board: 'virtual-kit', profile: 'bench', nodes: 1 });
    expect(wholeProgram(await made.board.files())).toBe(one.hash);
    expect(await running(made)).toMatchObject({ bundle: one.hash, state: 'confirmed', rollback: null });
  });

  it('does nothing but ask where nothing changed', async () => {
    const made = await bench();
    await made.push(one);
    const before = made.board.operationCount();
    const { result } = await made.push(one);
    expect(result).toMatchObject({ outcome: 'unchanged', filesChanged: 0, bytesWritten: 0 });
    expect(result.phases.map(({ phase }) => phase)).toEqual(['open', 'listen']);
    expect(made.board.operationCount()).toBe(before);
  });

  it('starts a program that is there but was stopped, without writing it', async () => {
    const made = await bench();
    await made.push(one);
    made.board.write(Uint8Array.of(3));
    const { result } = await made.push(one, { running: 'prompt' });
    expect(result).toMatchObject({ outcome: 'unchanged', filesChanged: 0 });
  });

  it('sends only what changed, and copies or keeps the rest', async () => {
    const made = await bench();
    await made.push(one);
    const second = await made.push(two);
    expect(second.result).toMatchObject({ outcome: 'confirmed', slot: 'b', filesChanged: 1 });
    expect(second.result.bytesWritten).toBeLessThan(3_000);
    const back = await made.push(one);
    expect(back.result).toMatchObject({ outcome: 'confirmed', slot: 'a', filesChanged: 0 });
    expect(wholeProgram(await made.board.files())).toBe(one.hash);
  });

  it('removes what an earlier program left in the slot', async () => {
    const made = await bench({
      files: new Map([['/cambrian/a/drivers/stale.mpy', new Uint8Array(10)]]),
    });
    await made.push(one);
    expect([...(await made.board.files()).keys()]).not.toContain('/cambrian/a/drivers/stale.mpy');
  });

  it('mends a slot that was damaged behind its manifest', async () => {
    const made = await bench();
    await made.push(one);
    await made.push(two);
    const files = new Map(await made.board.files());
    files.set('/cambrian/a/runtime/app.mpy', new Uint8Array(40));
    const again = await bench({ files });
    const { result } = await again.push(one);
    expect(result.outcome).toBe('confirmed');
    expect(wholeProgram(await again.board.files())).toBe(one.hash);
  });

  it('notices a file of the running slot that was changed behind its manifest, at the same size', async () => {
    const made = await bench();
    await made.push(one);
    const files = new Map(await made.board.files());
    const whole = files.get('/cambrian/a/runtime/app.mpy') ?? new Uint8Array();
    files.set(
      '/cambrian/a/runtime/app.mpy',
      whole.map((byte, index) => (index === whole.length - 1 ? byte ^ 1 : byte)),
    );
    const again = await bench({ files });
    const { result } = await again.push(one, { running: 'prompt' });
    expect(result).toMatchObject({ outcome: 'confirmed', slot: 'b', filesChanged: 1 });
    expect(wholeProgram(await again.board.files())).toBe(one.hash);
  });

  it('does without a file of the other slot that is gone', async () => {
    const made = await bench();
    await made.push(one);
    const files = new Map(await made.board.files());
    files.delete('/cambrian/a/runtime/watch.mpy');
    const again = await bench({ files });
    const { result } = await again.push(two, { running: 'prompt' });
    expect(result.outcome).toBe('confirmed');
    expect(wholeProgram(await again.board.files())).toBe(two.hash);
  });

  it('frees the memory that an interrupted program still holds', async () => {
    const made = await bench({ heapBytes: 120 * 1024 });
    await made.push(one);
    const repl = made.link.takeRepl();
    await repl.enterRaw({ timeoutMs: 5_000 });
    await repl.execute('held = bytearray(70_000)', { timeoutMs: 5_000 });
    await repl.exitRaw();
    made.link.releaseRepl();
    const { probe, result } = await made.push(two, { running: 'prompt' });
    expect(result.outcome).toBe('confirmed');
    expect(probe?.memoryFree).toBeGreaterThan(60_000);
  });

  it('reports progress in order and to the end', async () => {
    const made = await bench();
    const steps: PushProgress[] = [];
    await made.push(one, { report: step => steps.push(step) });
    const order = [...new Set(steps.map(({ phase }) => phase))];
    expect(order.at(0)).toBe('open');
    expect(order.at(-1)).toBe('confirm');
    const last = steps.findLast(({ phase }) => phase === 'write');
    expect(last?.bytesDone).toBe(last?.bytesTotal);
  });
});

describe('what lives on the board already', () => {
  const foreign = new TextEncoder().encode('print("blinking")\n');

  it('is not overwritten without asking, and runs again', async () => {
    const made = await bench({ files: new Map([['/main.py', foreign]]) });
    let text = '';
    made.link.onText(part => {
      text += part;
    });
    expect(await codeOf(made.push(one))).toBe('push/foreign-program');
    await expect.poll(() => text.includes('blinking')).toBe(true);
    const files = await made.board.files();
    expect(files.get('/main.py')).toEqual(foreign);
    expect([...files.keys()].filter(path => path.startsWith('/cambrian'))).toEqual([]);
  });

  it('is kept under another name where a person said so, and an older copy stays', async () => {
    const older = new TextEncoder().encode('print("older")\n');
    const made = await bench({
      files: new Map([
        ['/main.py', foreign],
        ['/main.before-cambrian.py', older],
      ]),
    });
    const rules = { boardTitle: 'Virtual kit', machineWords: [], ramBytes: 0, replaceForeign: true };
    await made.push(one, { rules });
    const files = await made.board.files();
    expect(files.get('/main.before-cambrian.py')).toEqual(older);
    expect(files.get('/main.before-cambrian-2.py')).toEqual(foreign);
    expect(Buffer.from(files.get('/main.py') ?? []).toString()).toMatch(/^# cambrian loader/);
  });

  it('comes back where the first program of ours does not start', async () => {
    const broken = new BenchBuilder('raise ValueError("no such sensor")\n');
    const made = await bench({ files: new Map([['/main.py', foreign]]) });
    const rules = { boardTitle: 'Virtual kit', machineWords: [], ramBytes: 0, replaceForeign: true };
    try {
      expect(await codeOf(made.push(await broken.bundle(1), { rules }))).toBe('push/trial-failed');
    } finally {
      await broken.dispose();
    }
    expect((await made.board.files()).get('/main.py')).toEqual(foreign);
  });
});

describe('a new program that is no good', () => {
  it.each([
    ['cannot be imported', 'import nonsense\n', /nonsense/],
    [
      'fails in every node',
      'from runtime.node import Node\nclass Driver(Node):\n    def start(self):\n        raise OSError(19)\n',
      /counter: OSError/,
    ],
  ])('%s: the old one comes back, with the reason', async (_, driver, reason) => {
    const broken = new BenchBuilder(driver);
    const made = await bench();
    await made.push(one);
    try {
      const { hello, result } = await made.push(await broken.bundle(5));
      expect(result).toMatchObject({ outcome: 'rolled-back', bundle: one.hash });
      expect(result.reason).toMatch(reason);
      expect(hello).toMatchObject({ bundle: one.hash, state: 'confirmed', rollback: 'trial-not-confirmed' });
    } finally {
      await broken.dispose();
    }
    expect(await running(made)).toMatchObject({ bundle: one.hash });
  });

  it('never returns from a handler: the old one comes back', async () => {
    const endless = new BenchBuilder(
      'from runtime.node import Node\nclass Driver(Node):\n    def start(self):\n        while True:\n            pass\n',
    );
    const made = await bench();
    await made.push(one);
    const { boardDeadlines } = await import('./push-deadlines.ts');
    try {
      const { result } = await made.push(await endless.bundle(5), {
        deadlines: { ...boardDeadlines, bootMs: 2_500 },
      });
      expect(result).toMatchObject({
        outcome: 'rolled-back',
        bundle: one.hash,
        reason: 'the new program said nothing',
      });
    } finally {
      await endless.dispose();
    }
  });
});

describe('a board that is too small', () => {
  it('has too little flash: nothing is written', async () => {
    const made = await bench({ filesystemBytes: 32 * 1024 });
    const before = made.board.operationCount();
    expect(await codeOf(made.push(one))).toBe('push/no-space');
    expect(made.board.operationCount()).toBe(before);
  });

  it('has too little memory', async () => {
    const made = await bench({ heapBytes: 40 * 1024 });
    const rules = { boardTitle: 'Virtual kit', machineWords: [], ramBytes: 100_000, replaceForeign: false };
    expect(await codeOf(made.push(one, { rules }))).toBe('push/no-memory');
  });
});

describe('a board of another kind', () => {
  it('is refused before anything is written', async () => {
    const made = await bench({});
    const before = made.board.operationCount();
    const rules = { boardTitle: 'ESP32-S3', machineWords: ['ESP32S3'], ramBytes: 0, replaceForeign: false };
    expect(await codeOf(made.push(one, { rules }))).toBe('push/board-mismatch');
    expect(made.board.operationCount()).toBe(before);
  });
});

describe('a cancelled push', () => {
  it.each(['probe', 'write', 'verify', 'boot', 'confirm'] as const)(
    'in the phase %s leaves the old program running',
    async phase => {
      const made = await bench();
      await made.push(one);
      const controller = new AbortController();
      const reason = new DOMException('enough', 'AbortError');
      await expect(
        made.push(two, {
          signal: controller.signal,
          report: step => {
            if (step.phase === phase) controller.abort(reason);
          },
        }),
      ).rejects.toBe(reason);
      const hello = await made.link.request(
        { t: 'hello' },
        frame => (frame.t === 'hello' ? frame : undefined),
        { timeoutMs: 10_000 },
      );
      expect(hello).toMatchObject({ bundle: one.hash, state: 'confirmed' });
      expect(wholeProgram(await made.board.files())).toBe(one.hash);
    },
  );
});

describe.each(['serial', 'tcp'] as const)('over a real %s port', kind => {
  /** A port of the operating system in front of the board, and how to pull its plug. */
  async function onPort(): Promise<{
    made: VirtualBench;
    unplug: () => void;
    replug: () => Promise<Transport>;
  }> {
    let unplug = (): void => undefined;
    const boards: VirtualBoard[] = [];
    const plug = (board: VirtualBoard): Transport => {
      const terminal = openPseudoTerminal();
      const stop = board.onData(bytes => terminal.write(bytes));
      terminal.onData(bytes => board.write(bytes));
      unplug = () => {
        stop();
        terminal.destroy();
      };
      return new SerialTransport(terminal.path);
    };
    if (kind === 'serial') {
      const made = await bench({}, board => {
        boards.push(board);
        return plug(board);
      });
      cleanUps.push(() => unplug());
      const [board] = boards;
      if (board === undefined) throw new Error('no board');
      return { made, unplug: () => unplug(), replug: async () => plug(board) };
    }
    const server = createServer(socket => {
      const [board] = boards;
      if (board === undefined) return;
      const stop = board.onData(bytes => socket.write(Buffer.from(bytes)));
      socket.on('data', bytes => board.write(bytes));
      socket.on('close', stop);
      socket.on('error', () => socket.destroy());
      unplug = () => socket.destroy();
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const path = `tcp:127.0.0.1:${address.port}`;
    const made = await bench({}, board => {
      boards.push(board);
      return new TcpTransport(path);
    });
    cleanUps.push(() => {
      server.close();
    });
    return { made, unplug: () => unplug(), replug: async () => new TcpTransport(path) };
  }

  it('pushes, changes, and finds nothing to do', async () => {
    const { made } = await onPort();
    expect((await made.push(one)).result.outcome).toBe('confirmed');
    expect((await made.push(two)).result.outcome).toBe('confirmed');
    expect((await made.push(two)).result.outcome).toBe('unchanged');
  });

  it('keeps the old program where the plug is pulled in the middle, and takes the push afterwards', async () => {
    const { made, unplug, replug } = await onPort();
    await made.push(one);
    const pushing = made.push(two, {
      report: step => {
        if (step.phase === 'write') unplug();
      },
    });
    await expect(pushing).rejects.toMatchObject({ code: 'push/unplugged', details: { phase: 'write' } });
    expect(wholeProgram(await made.board.files())).toBe(one.hash);
    const transport = await replug();
    const { FrameLink } = await import('../link/frame-link.ts');
    const link = new FrameLink(transport);
    cleanUps.push(() => transport.close());
    const { result } = await made.push(two, {
      link,
      open: async signal => {
        await transport.open({ baudRate: 115_200, signal });
      },
    });
    expect(result.outcome).toBe('confirmed');
  });
});

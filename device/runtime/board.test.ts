import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { deviceFrameSchema } from '../../app/core/link/frame.ts';
import { CrossCompiler } from '../../app/host/build/cross-compile.ts';
import { compiledProgram, type SlotFiles, tellingProgram } from '../testing/slot-files.ts';
import { type Flash, TestBoard } from '../testing/test-board.ts';

// What is shipped, byte for byte: loader and cross-compiled runtime on a virtual board. Each board is a thread.
vi.setConfig({ testTimeout: 120_000 });

const blinker = `
from machine import Pin
from runtime.node import Node

class Driver(Node):
    def start(self):
        self.pin = Pin(self.pins["signal"], Pin.OUT)
        self.starts = self.recall("starts", 0) + 1
        self.keep("starts", self.starts)
        self.every(self.properties["ms"], self.toggle)
        self.emit("out", self.starts)

    def toggle(self):
        self.pin.value(not self.pin.value())
        self.emit("out", self.pin.value() == 1)

    def receive(self, port, value):
        self.pin.value(value)

    def stop(self):
        self.pin.value(0)
`;
const led = {
  id: 'led',
  type: 'test/led',
  name: 'LED',
  model: 'led' as const,
  settings: {},
  controls: [],
  pins: { signal: 2 },
};

const compiler = new CrossCompiler({ cacheDirectory: null });
let program: SlotFiles;
beforeAll(async () => {
  program = await compiledProgram(
    compiler,
    {
      nodes: [{ id: 'led', driver: 'blinker', pins: { signal: 2 }, properties: { ms: 100, name: 'é😀' } }],
      wires: [{ from: [0, 'out'], to: 1 }],
      downs: [{ channel: 2, to: [0, 'in'] }],
    },
    { blinker },
  );
});
const boards: TestBoard[] = [];
afterEach(async () => {
  await Promise.all(boards.splice(0).map(board => board.dispose()));
});
afterAll(() => compiler.dispose());

async function createBoard(flash?: Flash): Promise<TestBoard> {
  const board = await TestBoard.create(flash ?? { a: program, records: [`a confirmed - ${program.hash}`] });
  boards.push(board);
  return board;
}

describe('a program on the board', () => {
  it('says hello and does its work in the time that the clock gives it', async () => {
    const board = await createBoard();
    const [hello, ...rest] = board.frames();
    expect(deviceFrameSchema.parse(hello)).toMatchObject({
      t: 'hello',
      bundle: program.hash,
      slot: 'a',
      state: 'confirmed',
      rollback: null,
      machine: 'Cambrian virtual kit',
      reset: 'power-on',
      nodes: 1,
    });
    expect(rest).toEqual([{ t: 'emit', c: 1, v: 1, ms: 0 }]);
    await board.advance(350);
    expect(board.frames()).toEqual([
      { t: 'emit', c: 1, v: true, ms: 100 },
      { t: 'emit', c: 1, v: false, ms: 200 },
      { t: 'emit', c: 1, v: true, ms: 300 },
    ]);
  });

  it('answers, obeys, and takes any letter', async () => {
    const board = await createBoard();
    board.takeOutput();
    board.say(
      { t: 'ping', id: 3 },
      { t: 'set', n: 'led', k: 'name', v: '灯 💡' },
      { t: 'watch', ports: 'all', rateHz: 100 },
      { t: 'emit', c: 2, v: 1 },
    );
    await board.rest();
    expect(board.frames()).toEqual([
      { t: 'pong', id: 3, ms: 0 },
      { t: 'set', n: 'led', k: 'name', ok: true },
      { t: 'value', v: [['led', 'in', 1, 0]] },
    ]);
    board.say({ t: 'set', n: 'led', k: 'name', v: 5 });
    await board.rest();
    expect(board.frames('set')).toMatchObject([{ ok: false, error: 'name must be like "灯 💡"' }]);
  });

  it('reports its state each second', async () => {
    const board = await createBoard();
    board.takeOutput();
    await board.advance(2000);
    const stats = board.frames('stat').map(frame => deviceFrameSchema.parse(frame));
    expect(stats).toMatchObject([
      { ms: 1000, queueMax: 1, drops: {} },
      { ms: 2000, queueMax: 1, drops: {} },
    ]);
  });

  it('is stopped by Ctrl-C: lights go out, and the prompt comes without a word', async () => {
    const board = await createBoard();
    board.attach([led]);
    await board.advance(150);
    expect(board.state('led')).toMatchObject({ brightness: 1 });
    board.takeOutput();
    board.write('\x03');
    await board.advance(0);
    expect(board.takeOutput()).toMatch(
      /^(\r\n)?MicroPython [^\n]*\r\nType "help\(\)" for more information.\r\n>>> $/,
    );
    expect(board.state('led')).toMatchObject({ brightness: 0 });
    board.write('\x04');
    await board.rest();
    expect(board.frames('hello')).toMatchObject([{ reset: 'soft' }]);
  });

  it('lets the raw REPL in behind the Ctrl-C of the same chunk, and starts again after a soft reset', async () => {
    const board = await createBoard();
    board.takeOutput();
    board.write('\r\x03\x03\x01print(1 + 1)\x04');
    await board.rest();
    expect(board.takeOutput()).toContain('raw REPL; CTRL-B to exit\r\n>OK2\r\n\x04\x04>');
    await board.softReset();
    expect(board.frames('hello')).toHaveLength(1);
  });

  it('stays alive under binary noise', async () => {
    const board = await createBoard();
    board.takeOutput();
    const noise = Array.from({ length: 3000 }, (_, index) => (index * 7919) % 256).filter(byte => byte !== 3);
    board.write(`${String.fromCharCode(...noise)}\n{"t":"ping","id":1}\n`);
    await board.advance(100); // a program that reads all the time is given a little time
    expect(board.frames('pong')).toHaveLength(1);
  });
});

describe('a trial', () => {
  it('is confirmed by the host, and then stays', async () => {
    const board = await createBoard({ a: program, records: [`a pending - ${program.hash}`] });
    expect(board.frames('hello')).toMatchObject([{ state: 'trial' }]);
    board.say({ t: 'confirm', bundle: 'f00d' }, { t: 'confirm', bundle: program.hash }, { t: 'hello' });
    await board.rest();
    expect(board.frames()).toMatchObject([
      { t: 'confirm', ok: false, error: 'another program is running' },
      { t: 'confirm', ok: true, slot: 'a' },
      { t: 'hello', state: 'confirmed' },
    ]);
    await board.powerCycle();
    expect(board.frames('hello')).toMatchObject([{ state: 'confirmed', rollback: null }]);
  });

  it('that is not confirmed gives way to the program before, which says why', async () => {
    const board = await createBoard({
      a: program,
      b: tellingProgram('blue'),
      records: [`a confirmed - ${program.hash}`, `b pending a ${tellingProgram('blue').hash}`],
    });
    expect(board.lines()[0]).toMatch(/^ran blue/);
    await board.powerCycle();
    expect(board.frames('hello')).toMatchObject([
      { slot: 'a', state: 'confirmed', rollback: 'trial-not-confirmed' },
    ]);
  });

  it('of a bundle whose runtime is broken ends at the prompt', async () => {
    const broken = await compiledProgram(compiler, { nodes: [] }, {});
    const files = broken.files.map(
      ([path, content]) => [path, path === 'graph.json' ? '{' : content] as const,
    );
    const board = await createBoard({
      a: { files, hash: broken.hash },
      records: [`a confirmed - ${broken.hash}`],
    });
    expect(board.lines()).toEqual([
      'cambrian: slot a failed: slot-damaged',
      'cambrian: no earlier program to return to; push again',
    ]);
  });
});

describe('what nodes keep', () => {
  const starts = (board: TestBoard) => board.frames('emit')[0]?.v;

  it('survives soft and hard resets', async () => {
    const board = await createBoard();
    expect(starts(board)).toBe(1);
    await board.advance(1100);
    board.takeOutput();
    await board.softReset();
    expect(starts(board)).toBe(2);
    await board.advance(1100);
    board.takeOutput();
    await board.powerCycle();
    expect(starts(board)).toBe(3);
  });

  it('is written when the program is stopped', async () => {
    const board = await createBoard();
    board.write('\x03');
    await board.rest();
    expect(await board.file('/cambrian/store.json')).toBe('{"led":{"starts":1}}');
  });

  it.each(['atomic', 'torn'] as const)(
    'is the old or the new, wherever the power is cut (%s)',
    async model => {
      const flash = {
        a: program,
        records: [`a confirmed - ${program.hash}`],
        files: { '/cambrian/store.json': '{"led":{"starts":1}}' },
      };
      const whole = await createBoard(flash);
      const before = whole.operationCount;
      await whole.advance(1100);
      const operations = whole.operationCount - before;
      expect(operations).toBeGreaterThan(2);
      const seen = new Set<unknown>();
      for (let operation = 1; operation <= operations; operation++) {
        const board = await createBoard(flash);
        expect(starts(board)).toBe(2);
        board.cutPowerAt(operation, model);
        await board.advance(1100);
        expect(board.hasPower).toBe(false);
        board.takeOutput();
        await board.powerCycle();
        const value = starts(board);
        expect([2, 3]).toContain(value);
        seen.add(value);
        await board.dispose();
      }
      expect(seen).toContain(2);
    },
  );
});

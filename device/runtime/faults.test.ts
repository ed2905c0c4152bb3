import { beforeAll, describe, expect, it } from 'vitest';
import { type BenchGraph, BenchProgram } from '../testing/bench-program.ts';
import { MicroPython } from '../testing/micropython.ts';

let python: MicroPython;
beforeAll(async () => {
  python = await MicroPython.create();
  // Fails where `bench.fails` says so.
  python.writeDriver(
    'weak',
    `
import bench
from runtime.node import Node
def check(where):
    if where in bench.fails:
        raise RuntimeError("at " + where)
class Driver(Node):
    def start(self):
        bench.told.append(["start", self.now()])
        self.every(1, self.tick)
        check("start")
    def tick(self):
        check("tick")
    def receive(self, port, value):
        bench.told.append([port, value])
        check("receive")
    def stop(self):
        bench.told.append(["stop", self.now()])
        check("stop")
`,
  );
  python.writeDriver(
    'steady',
    `
from runtime.node import Node
class Driver(Node):
    def start(self):
        self.every(50, lambda: self.emit("out", 1))
`,
  );
});

const graph: BenchGraph = {
  nodes: [
    { id: 'w', driver: 'weak' },
    { id: 's', driver: 'steady' },
  ],
  wires: [{ from: [1, 'out'], to: 1 }],
};

function start(...fails: string[]): BenchProgram {
  return new BenchProgram(python, graph, `bench.fails = ${JSON.stringify(fails)}`).start();
}

const starts = (program: BenchProgram) =>
  (program.told as [string, number][]).filter(([what]) => what === 'start').map(([, ms]) => ms);

describe('a node that throws', () => {
  it('is reported with its traceback, stopped, and started again; others go on', () => {
    const program = start('tick').run(100);
    expect(program.frames('fault')).toEqual([
      {
        t: 'fault',
        n: 'w',
        error: 'RuntimeError',
        m: 'at tick',
        trace: expect.stringMatching(
          /Traceback[\s\S]*drivers\/weak\.py", line \d+, in tick[\s\S]*RuntimeError: at tick/,
        ),
        count: 1,
        retryMs: 250,
        ms: 1,
      },
    ]);
    expect(program.told).toEqual([
      ['start', 0],
      ['stop', 1],
    ]);
    program.python('bench.fails = []');
    program.run(1000);
    expect(starts(program)).toEqual([0, 251]);
    expect(program.frames('fault')).toEqual([]);
    program.run(1500);
    expect(program.frames('emit')).toHaveLength(10);
  });

  it('rests twice as long each time, at most 30 seconds', () => {
    const program = start('start').run(150_000);
    const retries = program.frames('fault').map(({ retryMs }) => retryMs);
    expect(retries).toEqual([250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000]);
    expect(starts(program).slice(0, 5)).toEqual([0, 250, 750, 1750, 3750]);
  });

  it('is well again after 30 seconds without a fault', () => {
    const program = start('start').run(1000);
    program.python('bench.fails = []');
    program.run(60_000);
    program.python('bench.fails = ["tick"]');
    program.run(61_000);
    expect(program.frames('fault').map(({ count, retryMs }) => [count, retryMs])).toEqual([
      [1, 250],
      [2, 500],
      [3, 1000],
      [4, 250],
      [5, 500],
      [6, 1000],
    ]);
  });

  it('loses what arrives while it is down, and that is counted', () => {
    const program = start('receive');
    const send = (v: number) => program.say({ t: 'send', n: 'w', p: 'in', v });
    send(1).run(1);
    send(2);
    send(3).run(100);
    program.python('bench.fails = []');
    program.run(300);
    send(4).run(301);
    expect((program.told as unknown[][]).filter(([what]) => what === 'in')).toEqual([
      ['in', 1],
      ['in', 4],
    ]);
    expect(program.evaluate('it.program.link.drops')).toEqual({ stopped: 2 });
  });

  it('may fail to stop as well: both are told', () => {
    const program = start('tick', 'stop').run(100);
    expect(program.frames()).toMatchObject([
      { t: 'hello' },
      { t: 'fault', m: 'at tick' },
      { t: 'log', level: 'warning', n: 'w', m: "stop failed too: RuntimeError('at stop',)" },
      { t: 'emit' },
      { t: 'emit' },
    ]);
  });

  it('has no timers left while it is down', () => {
    const program = start('receive').say({ t: 'send', n: 'w', p: 'in', v: 1 }).run(10);
    expect(
      program.evaluate(
        '[t.owner is not None and t.owner.id for t in it.program.scheduler._timers].count("w")',
      ),
    ).toBe(0);
  });
});

describe('a driver', () => {
  const only = (driver: string, source: string, outputs = ['out']) => {
    python.writeDriver(driver, source);
    return new BenchProgram(python, { nodes: [{ id: 'n', driver, outputs }] }).start().run(10);
  };

  it('that cannot be imported is a fault, and is tried again', () => {
    const program = only('broken', 'def half(:\n');
    expect(program.frames('fault')).toMatchObject([{ n: 'n', error: 'SyntaxError' }]);
    python.writeDriver('broken', 'from runtime.node import Node\nclass Driver(Node): pass\n');
    program.run(2000);
    expect(program.frames('fault')).toEqual([]);
    expect(program.evaluate('it.program._actors[0].node is not None')).toBe(true);
  });

  it.each([
    ['an output it does not have', 'self.emit("other", 1)', 'ValueError'],
    ['a number that is not finite', 'self.emit("out", float("nan"))', 'ValueError'],
    ['what is no JSON', 'self.emit("out", self)', 'TypeError'],
    ['the bus where it has none', 'self.i2c()', 'ValueError'],
    ['to keep what is no JSON', 'self.keep("x", b"1")', 'TypeError'],
  ])('that asks for %s is told so', (_, call, error) => {
    const program = only(
      'asking',
      `from runtime.node import Node\nclass Driver(Node):\n    def start(self):\n        ${call}\n`,
    );
    expect(program.frames('fault')).toMatchObject([{ error }]);
  });
});

describe('code of the canvas', () => {
  const code = (source: string) => {
    python.writeDriver('code_n_1', source);
    const nodes = [
      {
        id: 'n-1',
        driver: 'code_n_1',
        inputs: ['in1', 'in2'],
        outputs: ['out1', 'out2'],
        properties: { factor: 2 },
      },
    ];
    return new BenchProgram(python, {
      nodes,
      wires: [
        { from: [0, 'out1'], to: 1 },
        { from: [0, 'out2'], to: 2 },
      ],
    }).start();
  };

  it('is functions, with what it needs put beside them', () => {
    const program = code(`
count = 0

def start():
    every(100, tick)
    after(150, lambda: log("half", "debug"))

def receive(port, value):
    emit("out1", [port, value * properties["factor"]])

def tick():
    global count
    count += 1
    keep("count", count)
    emit("out2", [recall("count"), now()])

def changed(name, value):
    log(name + " is " + str(value))
`);
    program.say({ t: 'send', n: 'n-1', p: 'in2', v: 21 }, { t: 'set', n: 'n-1', k: 'factor', v: 3 }).run(250);
    expect(program.frames().filter(({ t }) => t !== 'hello')).toEqual([
      { t: 'emit', c: 1, v: ['in2', 42], ms: 0 },
      { t: 'log', level: 'info', n: 'n-1', m: 'factor is 3', ms: 0 },
      { t: 'set', n: 'n-1', k: 'factor', ok: true },
      { t: 'emit', c: 2, v: [1, 100], ms: 100 },
      { t: 'log', level: 'debug', n: 'n-1', m: 'half', ms: 150 },
      { t: 'emit', c: 2, v: [2, 200], ms: 200 },
    ]);
  });

  it('may be empty, and may define a driver class instead', () => {
    expect(code('').say({ t: 'send', n: 'n-1', p: 'in1', v: 1 }).run(10).frames('fault')).toEqual([]);
    const program = code(
      'from runtime.node import Node\nclass Driver(Node):\n    def start(self):\n        self.emit("out1", 5)\n',
    );
    expect(program.run(10).frames('emit')).toMatchObject([{ c: 1, v: 5 }]);
  });

  it('starts afresh after a fault', () => {
    const program = code(`
seen = []

def receive(port, value):
    seen.append(value)
    emit("out1", list(seen))
    if value == 0:
        emit("out2", 1 / value)
`);
    const send = (v: number, untilMs: number) =>
      program.say({ t: 'send', n: 'n-1', p: 'in1', v }).run(untilMs);
    send(1, 10);
    send(0, 20);
    expect(program.frames('fault')).toHaveLength(1);
    send(2, 1000);
    send(3, 1010);
    expect(program.frames('emit').at(-1)).toMatchObject({ v: [3] });
  });
});

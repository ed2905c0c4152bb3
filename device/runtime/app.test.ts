import { beforeAll, describe, expect, it } from 'vitest';
import { type BenchGraph, BenchProgram } from '../testing/bench-program.ts';
import { MicroPython } from '../testing/micropython.ts';

let python: MicroPython;
beforeAll(async () => {
  python = await MicroPython.create();
  // Emits its property "value" every "ms"; tells what happens to it.
  python.writeDriver(
    'ticker',
    `
from bench import told
from runtime.node import Node
class Driver(Node):
    def start(self):
        told.append([self.id, "start"])
        self.every(self.properties["ms"], self.tick)
    def tick(self):
        self.emit("out", self.properties["value"])
    def receive(self, port, value):
        told.append([self.id, port, value])
    def changed(self, name, value):
        told.append([self.id, "changed", name, value])
        if value == -1:
            raise ValueError("not that")
    def stop(self):
        told.append([self.id, "stop"])
`,
  );
});

const ticker = (id: string, ms = 10, value: unknown = 1) => ({
  id,
  driver: 'ticker',
  properties: { ms, value },
});

function start(graph: BenchGraph): BenchProgram {
  return new BenchProgram(python, graph).start();
}

describe('hello', () => {
  it('is said at start, before all else, and when asked for', () => {
    const program = start({ nodes: [ticker('a'), { id: 'b', driver: 'missing' }] });
    program.run(0);
    const [first, ...rest] = program.frames();
    expect(first).toMatchObject({
      t: 'hello',
      link: 1,
      runtime: '1.0.0',
      bundle: 'f00d',
      profile: 'p1',
      sequence: 7,
      board: 'virtual',
      slot: 'a',
      state: 'confirmed',
      rollback: null,
      nodes: 2,
      channels: 0,
    });
    expect(rest.map(({ t }) => t)).toEqual(['fault']);
    program.say({ t: 'hello' }).run(5);
    expect(program.frames()).toMatchObject([{ t: 'hello' }]);
  });

  it('tells how many wires cross the link, in either direction', () => {
    const program = start({
      nodes: [ticker('a')],
      wires: [{ from: [0, 'out'], to: 1 }],
      downs: [{ channel: 2, to: [0, 'in'] }],
    });
    program.run(0);
    expect(program.frames()[0]).toMatchObject({ t: 'hello', channels: 2 });
  });
});

describe('ping and stat', () => {
  it('answer and come once a second', () => {
    const program = start({ nodes: [ticker('a')] });
    program.say({ t: 'ping', id: 4 }).run(3000);
    expect(program.frames('pong')).toEqual([{ t: 'pong', id: 4, ms: 0 }]);
    program.run(5000);
    const stats = program.frames('stat');
    expect(stats.map(({ ms }) => ms)).toEqual([4000, 5000]);
    expect(stats[0]).toMatchObject({ queueMax: 0, drops: {}, loopMaxMs: 0 });
    expect(stats[0]?.loops).toBeGreaterThan(90);
    expect(stats[0]?.memoryFree).toBeGreaterThan(1000);
  });
});

describe('a ping that asks now', () => {
  it('is answered before what waits, another one after it', () => {
    const program = start({ nodes: [ticker('a')], wires: [{ from: [0, 'out'], to: 1 }] });
    program.run(0);
    program.frames();
    program.evaluate('setattr(it.console, "is_open", False)');
    program.say({ t: 'ping', id: 1 }).run(50);
    program.say({ t: 'ping', id: 2, now: true }).run(60);
    program.evaluate('setattr(it.console, "is_open", True)');
    program.run(100);
    const kinds = program.frames().map(({ t, id }) => (t === 'pong' ? id : t));
    expect(kinds[0]).toBe(2);
    expect(kinds).toContain(1);
    expect(kinds).toContain('emit');
  });
});

describe('set', () => {
  it('changes a property while the node runs, and tells the node', () => {
    const program = start({ nodes: [ticker('a', 10, 'old')], wires: [{ from: [0, 'out'], to: 1 }] }).run(10);
    program.say({ t: 'set', n: 'a', k: 'value', v: 'new' }).run(20);
    expect(program.frames('set')).toEqual([{ t: 'set', n: 'a', k: 'value', ok: true }]);
    expect(program.told).toContainEqual(['a', 'changed', 'value', 'new']);
    program.run(30);
    expect(program.frames('emit').at(-1)).toMatchObject({ c: 1, v: 'new' });
  });

  it.each([
    ['a node that is not there', 'b', 'value', 1, 'no node b'],
    ['a property that is not there', 'a', 'colour', 1, 'no property colour'],
    ['text for a number', 'a', 'value', '1', 'value must be like 1'],
    ['a boolean for a number', 'a', 'value', true, 'value must be like 1'],
    ['null for a number', 'a', 'value', null, 'value must be like 1'],
    ['a value that the node cannot bear', 'a', 'value', -1, "ValueError('not that',)"],
  ])('refuses %s', (_, n, k, v, error) => {
    const program = start({ nodes: [ticker('a')] });
    program.say({ t: 'set', n, k, v }).run(5);
    expect(program.frames('set')).toEqual([{ t: 'set', n, k, ok: false, error }]);
  });

  it('takes a whole number for a fraction, and keeps a new value over a restart of the node', () => {
    const program = start({ nodes: [ticker('a', 10, 1.5)], wires: [{ from: [0, 'out'], to: 1 }] });
    program.say({ t: 'set', n: 'a', k: 'value', v: 2 }, { t: 'set', n: 'a', k: 'value', v: -1 }).run(5);
    expect(program.frames('set').map(({ ok }) => ok)).toEqual([true, false]);
    program.run(1000);
    expect(program.told.filter(entry => (entry as unknown[])[1] === 'start')).toHaveLength(2);
    expect(program.frames('emit').at(-1)).toMatchObject({ v: -1 });
  });
});

describe('send', () => {
  it('puts a value on an input as a wire would', () => {
    const program = start({ nodes: [ticker('a')] });
    program.say({ t: 'send', n: 'a', p: 'in', v: [1, 'x'] }).run(1);
    expect(program.told).toContainEqual(['a', 'in', [1, 'x']]);
  });

  it.each([
    { t: 'send', n: 'b', p: 'in', v: 1 },
    { t: 'send', n: 'a', p: 'out', v: 1 },
    { t: 'send', n: 'a', p: 'in' },
    { t: 'send' },
    { t: 'ping' },
    { t: 'emit', c: 'x', v: 1 },
    { t: 'watch', ports: [['a']], rateHz: 10 },
    { t: 'watch', ports: 'all', rateHz: 0 },
    { t: 'watch', ports: 'all', rateHz: 'fast' },
    { t: 'watch', ports: 5, rateHz: 10 },
    { t: 'set', n: ['a'], k: 1, v: 1 },
    { t: 'confirm' },
    { t: 'nonsense' },
  ])('survives what makes no sense, and counts it: %j', frame => {
    const program = start({ nodes: [ticker('a')] });
    program.say(frame, { t: 'ping', id: 1 }).run(5);
    expect(program.frames('pong')).toHaveLength(1);
    expect(program.evaluate('it.program.link.drops')).toEqual({ input: 1 });
  });
});

describe('watch', () => {
  const graph: BenchGraph = {
    nodes: [ticker('a', 1), ticker('b', 500)],
    wires: [{ from: [0, 'out'], to: [1, 'in'] }],
  };
  const values = (program: BenchProgram) =>
    program.frames('value').map(({ v }) => v as [string, string, unknown, number][]);

  it('shows the newest value of each port, not more often than asked for', () => {
    const program = start(graph).run(5);
    program.say({ t: 'watch', ports: 'all', rateHz: 50 }).run(205);
    const frames = values(program);
    expect(frames.length).toBeGreaterThanOrEqual(9);
    expect(frames.length).toBeLessThanOrEqual(11);
    for (const frame of frames.slice(1)) {
      expect(frame.map(([node, port]) => `${node}.${port}`)).toEqual(['a.out', 'b.in']);
    }
    const times = frames.map(frame => frame.at(-1)?.[3] ?? 0);
    for (const [index, ms] of times.slice(1).entries())
      expect(ms - (times[index] ?? 0)).toBeGreaterThanOrEqual(19);
    program.run(1005);
    expect(values(program).flat()).toContainEqual(['b', 'out', 1, 500]);
  });

  it('shows chosen ports only, and stops', () => {
    const program = start(graph);
    program.say({ t: 'watch', ports: [['b', 'in']], rateHz: 1000 }).run(10);
    const shown = values(program).flat();
    expect(shown).toHaveLength(10);
    expect(new Set(shown.map(([node, port]) => `${node}.${port}`))).toEqual(new Set(['b.in']));
    program.say({ t: 'watch', ports: [], rateHz: 10 }).run(50);
    program.frames();
    program.run(100);
    expect(program.frames('value')).toEqual([]);
  });

  it('splits many values over several frames', () => {
    const nodes = Array.from({ length: 60 }, (_, index) => ticker(`n${index}`, 100));
    const program = start({ nodes });
    program.say({ t: 'watch', ports: 'all', rateHz: 10 }).run(150);
    const frames = values(program);
    expect(frames.map(frame => frame.length)).toEqual([24, 24, 12]);
    expect(new Set(frames.flat().map(([node]) => node)).size).toBe(60);
  });
});

describe('confirm', () => {
  const graph: BenchGraph = { nodes: [] };

  it('is passed to the loader, and the next hello says so', () => {
    const program = start(graph);
    program.python('it.program._state["state"] = "trial"');
    program.say({ t: 'confirm', bundle: 'f00d' }, { t: 'hello' }).run(5);
    expect(program.frames('confirm')).toEqual([{ t: 'confirm', ok: true, slot: 'a' }]);
    program.say({ t: 'hello' }).run(10);
    expect(program.frames('hello').at(-1)).toMatchObject({ state: 'confirmed' });
  });

  it('is refused for another program, and where the loader refuses', () => {
    const program = start(graph);
    program.say({ t: 'confirm', bundle: 'beef' }).run(5);
    program.python('it.program._state["confirm"] = lambda bundle: "why not"');
    program.say({ t: 'confirm', bundle: 'f00d' }).run(10);
    expect(program.frames('confirm')).toEqual([
      { t: 'confirm', ok: false, slot: 'a', error: 'another program is running' },
      { t: 'confirm', ok: false, slot: 'a', error: 'why not' },
    ]);
  });

  it('is refused where the file system fails, and the program goes on', () => {
    const program = start(graph);
    program.python(`
def broken(bundle):
    raise OSError(28)
it.program._state["confirm"] = broken`);
    program.say({ t: 'confirm', bundle: 'f00d' }, { t: 'ping', id: 1 }).run(5);
    expect(program.frames('confirm')).toMatchObject([{ ok: false, error: 'OSError(28,)' }]);
    expect(program.frames('pong')).toEqual([]); // taken with the frames above
  });
});

describe('Ctrl-C', () => {
  it('stops every node, even one that fails to, and prints nothing else', () => {
    python.writeDriver(
      'stubborn',
      'from runtime.node import Node\nclass Driver(Node):\n    def stop(self):\n        1 / 0\n',
    );
    const program = new BenchProgram(python, {
      nodes: [ticker('a'), { id: 's', driver: 'stubborn' }, ticker('b')],
    });
    const printed = program.python(`
import runtime.app
console = it.console
runtime.app.Port = lambda: console
console.until = 100
console.input = b'{"t":"ping","id":1}\\n\\x03'
runtime.app.run("a", it.program._state)
`);
    expect(program.told).toEqual([
      ['a', 'start'],
      ['b', 'start'],
      ['a', 'stop'],
      ['b', 'stop'],
    ]);
    expect(printed).toBe("cambrian: s did not stop: ZeroDivisionError('divide by zero',)\n");
  });

  it('reaches the program also while a driver runs', () => {
    python.writeDriver(
      'interrupted',
      'from runtime.node import Node\nclass Driver(Node):\n    def start(self):\n        raise KeyboardInterrupt\n',
    );
    const program = new BenchProgram(python, { nodes: [ticker('a'), { id: 'i', driver: 'interrupted' }] });
    program.python(
      'import runtime.app\nruntime.app.Port = lambda: it.console\nruntime.app.run("a", it.program._state)',
    );
    expect(program.told).toEqual([
      ['a', 'start'],
      ['a', 'stop'],
    ]);
  });
});

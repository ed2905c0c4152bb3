import { beforeAll, describe, expect, it } from 'vitest';
import { type BenchGraph, BenchProgram } from '../testing/bench-program.ts';
import { MicroPython } from '../testing/micropython.ts';

let python: MicroPython;
beforeAll(async () => {
  python = await MicroPython.create();
  // Tells what arrives, then sends it on.
  python.writeDriver(
    'relay',
    `
from bench import told
from runtime.node import Node
class Driver(Node):
    def receive(self, port, value):
        told.append([self.id, port, value])
        self.emit("out", value)
        told.append([self.id, "done"])
`,
  );
  // Emits what its property lists, at start.
  python.writeDriver(
    'source',
    `
from runtime.node import Node
class Driver(Node):
    def start(self):
        for port, value in self.properties["emits"]:
            self.emit(port, value)
`,
  );
  // Runs its property "script" as the body of start.
  python.writeDriver(
    'script',
    `
from bench import told
from runtime.node import Node
class Driver(Node):
    def start(self):
        exec(self.properties["script"], {"self": self, "told": told})
    def receive(self, port, value):
        told.append([self.id, port, value, self.now()])
`,
  );
});

function run(graph: BenchGraph, untilMs = 0): BenchProgram {
  return new BenchProgram(python, graph).start().run(untilMs);
}

describe('messages', () => {
  it('are delivered first in, first out, fan-out in the order of the wires, each handler to its end', () => {
    const program = run({
      nodes: [
        {
          id: 's',
          driver: 'source',
          properties: {
            emits: [
              ['out', 1],
              ['out', 2],
            ],
          },
        },
        { id: 'a', driver: 'relay' },
        { id: 'b', driver: 'relay' },
        { id: 'c', driver: 'relay' },
      ],
      wires: [
        { from: [0, 'out'], to: [2, 'in'] },
        { from: [0, 'out'], to: [1, 'in'] },
        { from: [1, 'out'], to: [3, 'x'] },
        { from: [2, 'out'], to: [3, 'y'] },
      ],
    });
    const arrivals = program.told.filter(entry => (entry as unknown[])[1] !== 'done');
    expect(arrivals).toEqual([
      ['b', 'in', 1],
      ['a', 'in', 1],
      ['b', 'in', 2],
      ['a', 'in', 2],
      ['c', 'y', 1],
      ['c', 'x', 1],
      ['c', 'y', 2],
      ['c', 'x', 2],
    ]);
    // Nobody is called while another handler runs.
    const told = program.told as unknown[][];
    for (let index = 0; index < told.length; index += 2) {
      expect(told[index + 1]).toEqual([told[index]?.[0], 'done']);
    }
  });

  it('are coerced on the wire, each wire on its own', () => {
    const program = run({
      nodes: [
        { id: 's', driver: 'source', properties: { emits: [['out', 21.5]] } },
        { id: 'a', driver: 'relay' },
      ],
      wires: [
        { from: [0, 'out'], to: [1, 'plain'] },
        { from: [0, 'out'], to: [1, 'text'], coercion: ['text'] },
        { from: [0, 'out'], to: [1, 'fahrenheit'], coercion: ['linear', 1.8, 32] },
        { from: [0, 'out'], to: 7, coercion: ['trigger'] },
      ],
    });
    expect(program.told.filter(entry => (entry as unknown[])[1] !== 'done')).toEqual([
      ['a', 'plain', 21.5],
      ['a', 'text', '21.5'],
      ['a', 'fahrenheit', 70.7],
    ]);
    expect(program.frames('emit')).toMatchObject([{ c: 7, v: true, ms: 0 }]);
  });

  it('go up a channel and come down one', () => {
    const program = run({
      nodes: [{ id: 'a', driver: 'relay' }],
      wires: [{ from: [0, 'out'], to: 3 }],
      downs: [{ channel: 5, to: [0, 'in'] }],
    });
    program.say({ t: 'emit', c: 5, v: { deep: ['é', 1.5] } }).run(10);
    expect(program.frames('emit')).toMatchObject([{ c: 3, v: { deep: ['é', 1.5] } }]);
    program.say({ t: 'emit', c: 6, v: 1 }).run(20);
    expect(program.evaluate('it.program.link.drops')).toEqual({ input: 1 });
  });

  it('drop the oldest and count where a node floods the queue', () => {
    const program = new BenchProgram(python, {
      nodes: [
        {
          id: 's',
          driver: 'source',
          properties: { emits: Array.from({ length: 100 }, (_, n) => ['out', n]) },
        },
        { id: 'a', driver: 'relay' },
      ],
      wires: [{ from: [0, 'out'], to: [1, 'in'] }],
    });
    program.start().run(1000);
    const capacity = 64 + 2;
    const values = program.told
      .filter(entry => (entry as unknown[])[1] === 'in')
      .map(entry => (entry as unknown[])[2]);
    expect(values).toEqual(Array.from({ length: capacity }, (_, n) => 100 - capacity + n));
    expect(program.frames('stat')).toMatchObject([{ drops: { queue: 100 - capacity }, queueMax: capacity }]);
  });

  it('wait for a host that does not read, as many as the channel may', () => {
    const program = new BenchProgram(python, {
      nodes: [{ id: 'a', driver: 'relay' }],
      wires: [{ from: [0, 'out'], to: 3, queue: 5 }],
      downs: [{ channel: 4, to: [0, 'in'] }],
    }).start();
    program.run(5).frames();
    program.python('it.console.is_open = False');
    for (let value = 0; value < 8; value++) program.say({ t: 'emit', c: 4, v: value });
    program.run(100);
    expect(program.frames()).toEqual([]);
    program.python('it.console.is_open = True');
    program.run(120);
    expect(program.frames('emit').map(({ v }) => v)).toEqual([3, 4, 5, 6, 7]);
    expect(program.evaluate('it.program.link.drops')).toEqual({ 3: 3 });
  });

  it('leave the console its turn while a cycle never rests', () => {
    const program = new BenchProgram(python, {
      nodes: [
        { id: 's', driver: 'source', properties: { emits: [['out', 1]] } },
        { id: 'a', driver: 'relay' },
      ],
      wires: [
        { from: [0, 'out'], to: [1, 'in'] },
        { from: [1, 'out'], to: [1, 'in'] },
      ],
    }).start();
    program.say({ t: 'ping', id: 9 });
    program.python('for _ in range(3): it.program.turn()');
    expect(program.frames('pong')).toMatchObject([{ id: 9 }]);
  });
});

describe('timers', () => {
  const script = (...lines: string[]): BenchGraph => ({
    nodes: [{ id: 'n', driver: 'script', properties: { script: lines.join('\n') } }],
    wires: [{ from: [0, 'out'], to: [0, 'in'] }],
  });

  it('fire in order of due time, then of creation, and not before they are due', () => {
    const program = run(
      script(
        'tell = lambda name: lambda: told.append([name, self.now()])',
        'self.after(20, tell("late"))',
        'self.every(10, tell("tick"))',
        'self.after(10, tell("ten"))',
        'self.after(0, tell("soon"))',
        'self.after(20, tell("later"))',
      ),
      30,
    );
    expect(program.told).toEqual([
      ['soon', 0],
      ['tick', 10],
      ['ten', 10],
      ['late', 20],
      ['tick', 20],
      ['later', 20],
      ['tick', 30],
    ]);
  });

  it('wait until all that an earlier one set off is over', () => {
    const program = run(
      script(
        'self.after(5, lambda: (told.append("first"), self.emit("out", 1)))',
        'self.after(5, lambda: told.append("second"))',
      ),
      10,
    );
    expect(program.told).toEqual(['first', ['n', 'in', 1, 5], 'second']);
  });

  it('can be cancelled, more than once, also after they have run and by themselves', () => {
    const program = run(
      script(
        'box = {}',
        'def ring():',
        '    told.append("ring")',
        '    self.cancel(box["self"])',
        '    self.cancel(box["self"])',
        'box["self"] = self.every(5, ring)',
        'never = self.after(10, lambda: told.append("never"))',
        'self.cancel(never)',
        'self.cancel(never)',
        'self.cancel(None)',
        'done = self.after(1, lambda: told.append("done"))',
        'self.after(3, lambda: self.cancel(done))',
      ),
      50,
    );
    expect(program.told).toEqual(['done', 'ring']);
    expect(program.evaluate('len(it.program.scheduler._timers)')).toBe(1); // the one of `stat`
  });

  it('keep their rhythm and skip what a slow handler made them miss', () => {
    const program = run(
      script(
        'import bench',
        'def slow():',
        '    told.append(self.now())',
        '    bench.time.sleep_ms(25 if len(told) == 2 else 0)',
        'self.every(10, slow)',
      ),
      70,
    );
    expect(program.told).toEqual([10, 20, 45, 50, 60, 70]);
  });

  it('outlive the wrap of the board’s tick counter', () => {
    const program = new BenchProgram(
      python,
      script('self.every(100, lambda: told.append(self.now()))'),
      'bench.time.us = (2**30 - 150) * 1000',
    );
    program.start().run(500);
    expect(program.told).toEqual([100, 200, 300, 400, 500]);
  });

  it.each(['self.every(0, print)', 'self.after(-1, print)'])('refuse %s', call => {
    expect(run(script(call)).frames('fault')).toMatchObject([{ n: 'n', error: 'ValueError' }]);
  });
});

import { beforeAll, beforeEach, expect, it } from 'vitest';
import { BenchProgram } from '../testing/bench-program.ts';
import { MicroPython } from '../testing/micropython.ts';

let python: MicroPython;
beforeAll(async () => {
  python = await MicroPython.create();
  // Counts its starts, and keeps what it receives.
  python.writeDriver(
    'counter',
    `
from runtime.node import Node
class Driver(Node):
    def start(self):
        self.keep("starts", self.recall("starts", 0) + 1)
    def receive(self, port, value):
        self.keep("value", value)
`,
  );
});
beforeEach(() => {
  python.run(`
import os
for name in os.listdir("/cambrian"):
    if name.startswith("store"):
        os.remove("/cambrian/" + name)
`);
});

const program = () =>
  new BenchProgram(python, {
    nodes: [
      { id: 'a', driver: 'counter' },
      { id: 'b', driver: 'counter' },
    ],
  }).start();
const file = (name = 'store.json') =>
  JSON.parse(
    (python.run(`
try:
    print(open("/cambrian/${name}").read())
except OSError:
    print("null")
`) || 'null') as string,
  ) as unknown;

it('keeps values of each node over a restart of the program', () => {
  const first = program().run(2000);
  first.say({ t: 'send', n: 'b', p: 'in', v: { text: 'é', list: [1.5, null] } }).run(4000);
  expect(file()).toEqual({ a: { starts: 1 }, b: { starts: 1, value: { text: 'é', list: [1.5, null] } } });
  program().run(2000);
  expect(file()).toEqual({ a: { starts: 2 }, b: { starts: 2, value: { text: 'é', list: [1.5, null] } } });
});

it('writes a second after the first change, once for many, and not without a change', () => {
  const it = program();
  it.run(500);
  expect(file()).toBeNull();
  it.say({ t: 'send', n: 'a', p: 'in', v: 1 }).run(999);
  it.say({ t: 'send', n: 'a', p: 'in', v: 2 }).run(1000);
  expect(file()).toMatchObject({ a: { value: 2 } });
  it.python('import os; os.remove("/cambrian/store.json")');
  it.say({ t: 'send', n: 'a', p: 'in', v: 2 }).run(5000);
  expect(file()).toBeNull();
});

it('writes what has changed when the program stops, and forgets what became null', () => {
  const it = program();
  it.say({ t: 'send', n: 'a', p: 'in', v: 1 }, { t: 'send', n: 'b', p: 'in', v: null }).run(10);
  it.python('it.program.stop()');
  expect(file()).toEqual({ a: { starts: 1, value: 1 }, b: { starts: 1 } });
});

it('takes the new file where the old one is gone, and starts empty where all is torn', () => {
  python.writeFile('/cambrian/store.json', '{"a": {"sta');
  python.writeFile('/cambrian/store.json.new', '{"a": {"starts": 5}}');
  program().run(2000);
  expect(file()).toMatchObject({ a: { starts: 6 } });
  python.writeFile('/cambrian/store.json', '[1');
  program().run(2000);
  expect(file()).toMatchObject({ a: { starts: 1 } });
});

it('says when the file system fails, goes on, and tries again', () => {
  const it = program();
  it.python(`
import os
os.mkdir("/cambrian/store.json.new")`);
  it.run(2000);
  expect(it.frames('log')).toMatchObject([
    { level: 'error', n: null, m: expect.stringContaining('not written') },
  ]);
  it.python('os.rmdir("/cambrian/store.json.new")');
  it.run(40_000);
  expect(file()).toMatchObject({ a: { starts: 1 } });
});

it('takes what is no record of values for nothing, and starts all the same', () => {
  python.run(`
with open("/cambrian/store.json", "w") as stream:
    stream.write('{"a": 5, "b": {"starts": 6}}')
`);
  program().run(2000);
  expect(file()).toEqual({ a: { starts: 1 }, b: { starts: 7 } });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { type BenchGraph, BenchProgram } from '../testing/bench-program.ts';
import { MicroPython } from '../testing/micropython.ts';

/** A `machine` that notes what is asked of it. */
const machine = `
class Pin:
    OUT = 1
    def __init__(self, number, *settings, **more):
        self.number = number
        if more: told.append(["pin", number, more["value"]])
    def __call__(self, level):
        told.append(["pin", self.number, level])
def plain(settings):
    names = sorted(settings)
    return [[name, settings[name].number if isinstance(settings[name], Pin) else settings[name]] for name in names]
class Controller:
    def __init__(self, index, *settings, **more):
        told.append([type(self).__name__, index, list(settings), plain(more)])
class I2C(Controller): pass
class UART(Controller): pass
class SPI(Controller):
    def init(self, **more): told.append(["init", plain(more)])
    def write(self, data): told.append(["write", list(data)])
class I2S(Controller):
    RX, TX, MONO = 16, 0, 5
    def irq(self, call): self.call = call
    def readinto(self, buffer):
        self.buffer = buffer
        bench.streams = [self]
    def write(self, buffer):
        self.buffer = buffer
        bench.streams = [self]
    def deinit(self): told.append(["deinit"])
class Module: pass
module = Module()
for kind in (Pin, I2C, UART, SPI, I2S): setattr(module, kind.__name__, kind)
import sys
sys.modules["machine"] = module
sys.modules.pop("runtime.buses", None)
`;

let python: MicroPython;
beforeAll(async () => {
  python = await MicroPython.create();
  const driver = (body: string) => `
import bench
from runtime.node import Node
class Driver(Node):
    def start(self):
${body
  .split('\n')
  .map(line => `        ${line}`)
  .join('\n')}
`;
  python.writeDriver('wire', driver('self.i2c()\nself.i2c(100_000)'));
  python.writeDriver('slow', driver('self.chip = self.spi(1_000_000)\nbench.slow = self.chip'));
  python.writeDriver('fast', driver('self.chip = self.spi(8_000_000, 1, 1)\nbench.fast = self.chip'));
  python.writeDriver('line', driver('self.uart(4800, 128, bits=7)'));
  python.writeDriver(
    'ear',
    `${driver('self.sound = self.i2s(True, 16000, 640)\nbench.sound = self.sound')}
    def stop(self):
        self.sound.close()
`,
  );
  python.writeDriver('mouth', driver('bench.sound = self.i2s(False, 24000, 2400)'));
});

function run(nodes: BenchGraph['nodes'], setUp = ''): BenchProgram {
  return new BenchProgram(python, { nodes }, machine + setUp).start().run(5);
}

const i2c = { kind: 'i2c', index: 0, sda: 8, scl: 9, address: 60 };
const spi = { kind: 'spi', index: 1, sck: 18, mosi: 23, miso: 19 };
const uart = { kind: 'uart', index: 2, tx: 17, rx: 16 };
const i2s = { kind: 'i2s', index: 0, sck: 1, ws: 2, sd: 3 };

describe('controllers', () => {
  it('are made once for all who share them', () => {
    const { told } = run([
      { id: 'a', driver: 'wire', bus: i2c },
      { id: 'b', driver: 'wire', bus: i2c },
    ]);
    const settings = [
      ['freq', 400_000],
      ['scl', 9],
      ['sda', 8],
    ];
    expect(told).toEqual([['I2C', 0, [], settings]]);
  });

  it('on SPI are set up anew for each chip that needs it otherwise, and select it meanwhile', () => {
    const program = run([
      { id: 'a', driver: 'slow', bus: spi, pins: { select: 5 } },
      { id: 'b', driver: 'fast', bus: spi, pins: { select: 6 } },
    ]);
    const settings = (baudrate: number, phase: number, polarity: number) => [
      ['baudrate', baudrate],
      ['phase', phase],
      ['polarity', polarity],
    ];
    expect(program.told).toEqual([
      // Before the first word on the bus no chip is selected, also those whose driver comes later.
      ['pin', 5, 1],
      ['pin', 6, 1],
      [
        'SPI',
        1,
        [],
        [
          ['baudrate', 1_000_000],
          ['miso', 19],
          ['mosi', 23],
          ['phase', 0],
          ['polarity', 0],
          ['sck', 18],
        ],
      ],
      ['pin', 5, 1],
      ['pin', 6, 1],
    ]);
    python.run(`
told.clear()
with bench.slow as bus: bus.write(b"1")
with bench.fast as bus: bus.write(b"2")
with bench.fast as bus: bus.write(b"3")
try:
    with bench.slow as bus: raise OSError
except OSError: told.append("failed")
`);
    expect(program.told).toEqual([
      ['pin', 5, 0],
      ['write', [49]],
      ['pin', 5, 1],
      ['init', settings(8_000_000, 1, 1)],
      ['pin', 6, 0],
      ['write', [50]],
      ['pin', 6, 1],
      ['pin', 6, 0],
      ['write', [51]],
      ['pin', 6, 1],
      ['init', settings(1_000_000, 0, 0)],
      ['pin', 5, 0],
      ['pin', 5, 1],
      'failed',
    ]);
  });

  it('of a UART never wait, and are asked for as each port can be', () => {
    const node = [{ id: 'a', driver: 'line', bus: uart }];
    const told = (setUp?: string) => (run(node, setUp).told[0] as unknown[])[3];
    const always = { bits: 7, timeout: 0, timeout_char: 0 };
    const set = (more: object) => Object.entries({ ...always, ...more }).sort(([a], [b]) => (a < b ? -1 : 1));
    expect(told()).toEqual(set({ rxbuf: 128, rx: 16, tx: 17 }));
    const port = (flag: string) => `from runtime import buses\nbuses.${flag} = True\n`;
    expect(told(port('HAS_FIXED_PINS'))).toEqual(set({ rxbuf: 128 }));
    expect(told(port('HAS_PLAIN_UART'))).toEqual(set({}));
  });

  it('are refused where the node sits on another bus, or on none', () => {
    for (const bus of [i2c, undefined]) {
      const program = run([{ id: 'a', driver: 'line', ...(bus && { bus }) }]);
      expect(program.frames('fault')).toMatchObject([{ error: 'ValueError', m: 'node a is not on uart' }]);
    }
  });
});

describe('sound', () => {
  it('that comes in is taken piece by piece, into two buffers in turn', () => {
    const program = run([{ id: 'a', driver: 'ear', bus: i2s }]);
    expect(program.told).toEqual([
      [
        'I2S',
        0,
        [],
        [
          ['bits', 16],
          ['format', 5],
          ['ibuf', 4 * 320 * 8],
          ['mode', 16],
          ['rate', 16_000],
          ['sck', 1],
          ['sd', 3],
          ['ws', 2],
        ],
      ],
    ]);
    python.run(`
told.clear()
stream = bench.streams[0]
def fill(value):
    stream.buffer[0] = value
    stream.call(stream)
sound = bench.sound
told.append(sound.take() is None)
fill(-7)
first = sound.take()
told.append([len(first), first[0], sound.take() is None])
fill(9)
told.append([first[0], sound.take()[0], sound.take() is None])
`);
    expect(program.told).toEqual([true, [320, -7, true], [-7, 9, true]]);
    python.run('told.clear()\nit.program.stop()');
    expect(program.told).toEqual([['deinit']]);
  });

  it('that goes out waits for room', () => {
    const program = run([{ id: 'a', driver: 'mouth', bus: i2s }]);
    python.run(`
told.clear()
sound = bench.sound
told.append([sound.put(b"12"), sound.put(b"34")])
stream = bench.streams[0]
told.append(stream.buffer == b"12")
stream.call(stream)
told.append([sound.put(b"34"), stream.buffer == b"34"])
`);
    expect(program.told).toEqual([[true, false], true, [true, true]]);
  });
});

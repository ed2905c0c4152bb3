import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deviceFrameSchema, frameMark } from '../../app/core/link/frame.ts';
import { MicroPython, toPython } from '../testing/micropython.ts';

let python: MicroPython;
beforeAll(async () => {
  python = await MicroPython.create();
});
beforeEach(() => {
  python.restart();
  python.run(`
from bench import Console
from runtime import link
console = Console()
it = link.Link(console)
`);
});

function receive(bytes: Uint8Array | string): unknown {
  python.writeFile('/input', bytes);
  python.run(`
console.input += open("/input", "rb").read()
frames = []
while console.input:
    frames += it.receive()
`);
  return python.evaluate('frames');
}

/** Escapes as the host does. */
function ascii(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

describe('frames to the host', () => {
  it('carry any text in printable ASCII and one line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 1 }), (text, _value) => {
        const line = python.evaluate(`list(link.encode({"m": ${toPython(text)}}))`) as number[];
        expect(line[0]).toBe(frameMark.charCodeAt(0));
        expect(line.at(-1)).toBe(10);
        expect(line.slice(1, -1).every(byte => byte >= 0x20 && byte <= 0x7f)).toBe(true);
        expect(JSON.parse(String.fromCharCode(...line.slice(1)))).toEqual({ m: text });
      }),
      { numRuns: 60 },
    );
  });

  it('say an emoji as a surrogate pair', () => {
    expect(python.evaluate('link.encode({"m": "é\\U0001f600"}).decode()')).toBe(
      '\x1e{"m":"\\u00e9\\ud83d\\ude00"}\n',
    );
  });
});

describe('lines from the host', () => {
  it('give back any text that the host escaped', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        expect(receive(`${ascii({ t: 'send', v: text })}\n`)).toEqual([{ t: 'send', v: text }]);
      }),
      { numRuns: 60 },
    );
  });

  it('keep a backslash before what only looks like a surrogate, and replace a lone one', () => {
    expect(receive(`${JSON.stringify({ t: 'x', v: '\\ud83d\\ude00' })}\n`)).toEqual([
      { t: 'x', v: '\\ud83d\\ude00' },
    ]);
    expect(receive('{"t":"x","v":"a\\ud83db\\ude00\\ud83d"}\n')).toEqual([
      { t: 'x', v: 'a\ufffdb\ufffd\ufffd' },
    ]);
  });

  it('may end as they like, come in pieces, and be empty', () => {
    expect(receive('{"t":"a"}\r\n\n\r\n{"t"')).toEqual([{ t: 'a' }]);
    expect(receive(':"b"}')).toEqual([]);
    expect(receive('\n{"t":"c"}\r')).toEqual([{ t: 'b' }, { t: 'c' }]);
    expect(python.evaluate('it.drops')).toEqual({});
  });

  it.each([
    ['text', 'AT+GCAP\r\n'],
    ['half of a frame', '{"t":"ping","id":\n'],
    ['JSON that is no object', '[1]\n'],
    ['an object without a kind', '{"id":1}\n'],
    ['a kind that is no text', '{"t":1}\n'],
    ['nested beyond reason', `{"t":${'['.repeat(500)}\n`],
    ['bytes that are no UTF-8', new Uint8Array([0xff, 0xfe, 0x7b, 0x80, 0xc3, 0x28, 10])],
    ['zeros and controls', new Uint8Array([0, 1, 2, 4, 5, 0x1e, 0x7f, 13])],
  ])('count %s as garbage and go on', (_, line) => {
    expect(receive(line)).toEqual([]);
    expect(python.evaluate('it.drops')).toEqual({ input: 1 });
    expect(receive('{"t":"ping"}\n')).toEqual([{ t: 'ping' }]);
  });

  it('find the frame behind noise on the same line', () => {
    expect(receive(new Uint8Array([0xff, 0, 0x41, ...new TextEncoder().encode('{"t":"a"}\n')]))).toEqual([
      { t: 'a' },
    ]);
  });

  it('survive any bytes, and then take the next frame', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), noise => {
        receive(noise.filter(byte => byte !== 3));
        receive('\n');
        expect(receive('{"t":"ping"}\n')).toEqual([{ t: 'ping' }]);
      }),
      { numRuns: 60 },
    );
  });

  it('are dropped when too long, without keeping them in memory', () => {
    const limit = python.evaluate('link.INPUT_BYTES') as number;
    const frame = (size: number) => `{"t":"x","v":"${'a'.repeat(size - 16)}"}`;
    expect(receive(`${frame(limit)}\n`)).toHaveLength(1);
    python.run(`console.input = b"a" * ${3 * limit}\nwhile console.input: it.receive()`);
    expect(python.evaluate('len(it._line)')).toBe(0);
    expect(receive('\n{"t":"a"}\n')).toEqual([{ t: 'a' }]);
    expect(python.evaluate('it.drops')).toEqual({ input: 1 });
  });

  it('are read a limited number of bytes at a time', () => {
    python.run('console.input = b"\\n" * 2000\nit.receive()');
    expect(python.evaluate('console._at')).toBe(python.evaluate('link.TURN_BYTES'));
  });
});

describe('what waits for a slow host', () => {
  const sent = () =>
    (python.evaluate('console.output.decode()') as string)
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line.slice(1)) as { t: string; c?: number; v?: unknown; m?: string });
  const flush = () => python.run('console.is_open = True\nwhile it.flush(): pass');

  it('is bounded per channel: the oldest goes and is counted, others are left alone', () => {
    python.run(`
console.is_open = False
it.limits[2] = 3
for n in range(40):
    it.send({"t": "emit", "c": 1, "v": n, "ms": n}, 1)
    it.send({"t": "emit", "c": 2, "v": n, "ms": n}, 2)
    it.flush()
`);
    expect(sent()).toEqual([]);
    flush();
    const values = (channel: number) =>
      sent()
        .filter(({ c }) => c === channel)
        .map(({ v }) => v);
    expect(values(1)).toEqual(Array.from({ length: 32 }, (_, index) => index + 8));
    expect(values(2)).toEqual([37, 38, 39]);
    expect(python.evaluate('it.drops')).toEqual({ 1: 8, 2: 37 });
  });

  it('is bounded in bytes, whatever it is', () => {
    python.run(`
console.is_open = False
for n in range(40):
    it.send({"t": "log", "m": str(n) + "x" * 1000}, "log")
it.send({"t": "pong", "id": 1})
`);
    expect(python.evaluate('it._bytes')).toBeLessThanOrEqual(python.evaluate('link.OUTPUT_BYTES') as number);
    const { log } = python.evaluate('it.drops') as { log: number };
    flush();
    expect(log).toBeGreaterThan(20);
    expect(sent()).toHaveLength(41 - log);
    expect(sent().at(-1)?.t).toBe('pong');
    expect(python.evaluate('it._bytes')).toBe(0);
  });

  it('gives up answers last, and never for a value', () => {
    python.run(`
console.is_open = False
it.send({"t": "confirm", "ok": True, "slot": "a"})
it.send({"t": "set", "n": "n", "k": "k", "ok": True})
for n in range(40):
    it.send({"t": "value", "v": ["x" * 1000]}, "value")
`);
    const values = python.evaluate('it.drops') as { value: number };
    expect(values.value).toBeGreaterThan(20);
    flush();
    const kinds = sent().map(({ t }) => t);
    expect(kinds.slice(0, 2)).toEqual(['confirm', 'set']);
    expect(kinds.length).toBe(42 - values.value);

    python.run(`
console.is_open = False
it.drops = {}
for n in range(20):
    it.send({"t": "set", "n": str(n), "k": "x" * 1000, "ok": True})
it.send({"t": "value", "v": ["x" * 1000]}, "value")
`);
    const drops = python.evaluate('it.drops') as { value: number; control: number };
    expect(drops.value).toBe(1);
    expect(drops.control).toBeGreaterThan(0);
    flush();
    expect(sent().at(-1)).toMatchObject({ t: 'set', n: '19' });
  });

  it('leaves out a frame that is larger than all there is', () => {
    python.run(
      'it.send({"t": "emit", "c": 1, "v": "x" * 20000, "ms": 0}, 1)\nit.send({"t": "pong", "id": 1})',
    );
    flush();
    expect(sent().map(({ t }) => t)).toEqual(['pong']);
    expect(python.evaluate('it.drops')).toEqual({ 1: 1 });
  });

  it('is written a piece a turn, so that a fast producer does not hold the loop up', () => {
    python.run('for n in range(30): it.send({"t": "log", "m": "x" * 100}, "log")');
    expect(python.evaluate('it.flush()')).toBe(true);
    expect(sent().length).toBeLessThan(6);
    flush();
    expect(sent()).toHaveLength(30);
  });
});

it('a frame of each kind that the program sends is one that the host knows', () => {
  python.writeDriver(
    'loud',
    `
from runtime.node import Node
class Driver(Node):
    def start(self):
        self.log("hello", "debug")
        self.emit("out", 1.5)
        self.after(10, self.fail)
    def fail(self):
        raise ValueError("broken")
`,
  );
  python.restart();
  python.run(`
from bench import Bench
bench = Bench({
    "nodes": [{"id": "n", "driver": "loud", "properties": {"p": 1}, "pins": {}, "inputs": [], "outputs": ["out"]}],
    "wires": [{"id": "w", "from": [0, "out"], "to": 4}], "downs": [],
})
bench.say({"t": "watch", "ports": "all", "rateHz": 100}).say({"t": "ping", "id": 1})
bench.say({"t": "set", "n": "n", "k": "p", "v": 2}).say({"t": "set", "n": "n", "k": "q", "v": 2})
bench.say({"t": "confirm", "bundle": "f00d"}).say({"t": "confirm", "bundle": "other"})
bench.start().run(1500)
`);
  const frames = python.evaluate('bench.frames()') as { t: string }[];
  for (const frame of frames)
    expect(deviceFrameSchema.safeParse(frame).error, JSON.stringify(frame)).toBeUndefined();
  const kinds = new Set(frames.map(({ t }) => t));
  expect([...kinds].sort()).toEqual(
    ['confirm', 'emit', 'fault', 'hello', 'log', 'pong', 'set', 'stat', 'value'].sort(),
  );
});

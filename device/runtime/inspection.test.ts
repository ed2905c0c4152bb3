import { createHash } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { BenchProgram } from '../testing/bench-program.ts';
import { MicroPython } from '../testing/micropython.ts';

const slot = '/cambrian/a';
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
/** Five blocks of a kilobyte and a bit. */
const big = Buffer.alloc(5_200, 7);
const small = Buffer.from('hello');

let python: MicroPython;
beforeAll(async () => {
  python = await MicroPython.create();
  python.writeDriver(
    'ticker',
    `
from runtime.node import Node
class Driver(Node):
    def start(self):
        self.every(10, self.tick)
    def tick(self):
        self.emit("out", 1)
`,
  );
});

/** A program whose slot holds a manifest of two files, and a signature where one is given. */
function start(files: Readonly<Record<string, Uint8Array>>, signature: string | null = null) {
  const program = new BenchProgram(python, { nodes: [{ id: 'a', driver: 'ticker' }] }).start();
  program.run(0);
  program.frames();
  const manifest = JSON.stringify({
    files: [
      { path: 'big.bin', size: big.length, sha256: sha256(big) },
      { path: 'small.bin', size: small.length, sha256: sha256(small) },
    ],
    filler: 'x'.repeat(1_200),
  });
  python.writeFile(`${slot}/manifest.json`, manifest);
  program.python(`
import os
for name in ("big.bin", "small.bin", "signature.json"):
    try:
        os.remove("${slot}/" + name)
    except OSError:
        pass
`);
  for (const [name, bytes] of Object.entries(files)) python.writeFile(`${slot}/${name}`, bytes);
  if (signature !== null) python.writeFile(`${slot}/signature.json`, signature);
  return { program, manifest };
}

const text = (frames: readonly { readonly [field: string]: unknown }[], file: string) =>
  frames.filter(frame => frame.file === file).map(({ part }) => part);

it('tells the manifest in parts, that there is no signature, and that nothing was changed', () => {
  const { manifest, program } = start({ 'big.bin': big, 'small.bin': small });
  program.say({ t: 'inspect', id: 5, files: true }).run(100);
  const frames = program.frames('inspect');
  expect(frames.every(({ id }) => id === 5)).toBe(true);
  const parts = text(frames, 'manifest.json');
  expect(parts.length).toBeGreaterThan(2);
  expect(parts.join('')).toBe(manifest);
  expect(text(frames, 'signature.json')).toEqual([null]);
  expect(frames.filter(({ changed }) => changed !== undefined)).toEqual([]);
  expect(frames.at(-1)).toEqual({ t: 'inspect', id: 5, done: 2 });
});

it('names what was changed and what is gone', () => {
  const changed = Buffer.from(big);
  changed[5_100] = 8;
  const { program } = start({ 'big.bin': changed }, '{"format": 1}');
  program.say({ t: 'inspect', id: 1, files: true }).run(100);
  const frames = program.frames('inspect');
  expect(text(frames, 'signature.json')).toEqual(['{"format": 1}']);
  expect(frames.flatMap(({ changed: path }) => path ?? [])).toEqual(['big.bin', 'small.bin']);
});

it('reads no files where they are not asked for', () => {
  const { program } = start({});
  program.say({ t: 'inspect', id: 1, files: false }).run(100);
  expect(program.frames('inspect').at(-1)).toEqual({ t: 'inspect', id: 1, done: 0 });
});

it('takes a kilobyte in a turn, so that the program goes on in between', () => {
  const { program } = start({ 'big.bin': big, 'small.bin': small });
  program.say({ t: 'inspect', id: 1, files: true });
  // A turn costs no time on this bench: so many of them run until the answer is there.
  const turns = Number(
    program.python(`
turns = 0
while b'"done"' not in it.console.output:
    it.program.turn()
    turns += 1
print(turns)
`),
  );
  expect(turns).toBeGreaterThanOrEqual(Math.ceil(big.length / 1024));
  program.run(50);
  expect(program.frames('inspect').at(-1)).toEqual({ t: 'inspect', id: 1, done: 2 });
});

it('waits for a host that does not read, and pushes none of the program’s own frames out', () => {
  const { program } = start({ 'big.bin': big, 'small.bin': small });
  program.evaluate('setattr(it.console, "is_open", False)');
  program.say({ t: 'inspect', id: 1, files: true }, { t: 'ping', id: 9 }).run(300);
  expect(program.evaluate('it.program.link._bytes')).toBeLessThan(2_048);
  program.evaluate('setattr(it.console, "is_open", True)');
  program.run(600);
  const frames = program.frames();
  expect(frames.filter(({ t }) => t === 'pong')).toHaveLength(1);
  expect(frames.filter(({ t }) => t === 'inspect').at(-1)).toMatchObject({ done: 2 });
  expect(program.evaluate('it.program.link.drops')).toEqual({});
});

it('begins anew when it is asked again, and says in the log what it cannot read', () => {
  const { program } = start({ 'big.bin': big, 'small.bin': small });
  program.say({ t: 'inspect', id: 1, files: true }, { t: 'inspect', id: 2, files: true }).run(100);
  expect(program.frames('inspect').every(({ id }) => id === 2)).toBe(true);
  python.writeFile(`${slot}/manifest.json`, '{');
  program.say({ t: 'inspect', id: 3, files: true }).run(200);
  const frames = program.frames();
  expect(frames.filter(({ done }) => done !== undefined)).toEqual([]);
  expect(frames.filter(({ t }) => t === 'log')).toMatchObject([
    { level: 'warning', m: expect.stringContaining('inspection') },
  ]);
});

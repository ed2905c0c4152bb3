import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loaderMark } from '../../app/host/build/device-sources.ts';
import { MicroPython, toPython } from '../testing/micropython.ts';
import { type SlotFiles, tellingProgram } from '../testing/slot-files.ts';

const source = readFileSync(join(import.meta.dirname, 'main.py'), 'utf8');
const red = tellingProgram('red');
const blue = tellingProgram('blue');

let python: MicroPython;
beforeAll(async () => {
  python = await MicroPython.create();
  python.writeFile('/main.py', source);
  python.run(`
import os, sys
first_path = list(sys.path)[1:]
def remove_tree(path):
    for name in os.listdir(path):
        name = path + "/" + name
        if os.stat(name)[0] & 0x4000:
            remove_tree(name)
            os.rmdir(name)
        else:
            os.remove(name)
def exists(path):
    try:
        os.stat(path)
        return True
    except OSError:
        return False
`);
});
beforeEach(() => {
  python.run('remove_tree("/cambrian")');
});

/** Puts a program into a slot, as a push would. */
function put(
  slot: 'a' | 'b',
  program: SlotFiles,
  change?: (path: string, text: string) => string | null,
): void {
  python.run(`if not exists("/cambrian/${slot}"): os.mkdir("/cambrian/${slot}")`);
  python.run(`if not exists("/cambrian/${slot}/runtime"): os.mkdir("/cambrian/${slot}/runtime")`);
  for (const [path, text] of program.files) {
    const changed = change === undefined ? text : change(path, String(text));
    if (changed !== null) python.writeFile(`/cambrian/${slot}/${path}`, changed);
  }
}

/** Calls a function of the loader without booting. */
function call(expression: string): unknown {
  python.run('loader = {"__name__": "loader"}\nexec(open("/main.py").read(), loader)');
  return python.evaluate(`eval(${toPython(expression)}, loader)`);
}

function record(slot: 'a' | 'b', state: string, previous: string, hash: string): void {
  call(`list(write_record("${slot}", "${state}", "${previous}", "${hash}"))`);
}

/** Counter, slot, state and previous of the record that holds. */
const current = () =>
  (call('read_record() and list(read_record())') as unknown[] | null)?.slice(0, 4) ?? null;

/** Resets the board; returns the lines that are printed. */
function boot(): string[] {
  return python
    .run(`
sys.path[:] = first_path
for name in [name for name in sys.modules if name.split(".")[0] == "runtime"]:
    sys.modules.pop(name)
exec(open("/main.py").read(), {"__name__": "__main__"})
`)
    .split('\n')
    .filter(line => line !== '');
}

const short = (program: SlotFiles) => program.hash.slice(0, 8);
const noWayBack = 'cambrian: no earlier program to return to; push again';

describe('the loader', () => {
  it('names itself in its first line', () => {
    expect(loaderMark.exec(source)?.[1]).toBe('1');
  });

  it('does nothing when its functions are borrowed', () => {
    put('a', red);
    record('a', 'confirmed', '-', red.hash);
    expect(python.run('exec(open("/main.py").read(), {"__name__": "loader"})')).toBe('');
  });

  it.each([
    ['no folder', 'os.rmdir("/cambrian")'],
    ['no record', ''],
    ['nonsense', 'open("/cambrian/pointer.0", "w").write("hello\\n")'],
    ['nothing in both', 'open("/cambrian/pointer.0", "w").close(); open("/cambrian/pointer.1", "w").close()'],
    ['bytes that are no text', 'open("/cambrian/pointer.1", "wb").write(bytes(range(256)))'],
    ['a folder', 'os.mkdir("/cambrian/pointer.0")'],
  ])('says that there is no program where it finds %s', (_, setUp) => {
    python.run(setUp);
    expect(boot()).toEqual(['cambrian: no program yet']);
    python.run('if not exists("/cambrian"): os.mkdir("/cambrian")');
  });

  it('boots a confirmed program, again and again, and writes nothing', () => {
    put('a', red);
    record('a', 'confirmed', '-', red.hash);
    for (let time = 0; time < 3; time++)
      expect(boot()).toEqual([`ran red in a confirmed None ${short(red)}`]);
    expect(current()).toEqual([1, 'a', 'confirmed', '-']);
    expect(call('__import__("os").listdir("/cambrian")')).toEqual(expect.not.arrayContaining(['pointer.1']));
  });

  it('boots a pending program once as a trial, then returns to the one before and says why', () => {
    put('a', red);
    put('b', blue);
    record('a', 'confirmed', '-', red.hash);
    record('b', 'pending', 'a', blue.hash);
    expect(boot()).toEqual([`ran blue in b trial None ${short(blue)}`]);
    expect(current()).toEqual([3, 'b', 'trial', 'a']);
    expect(boot()).toEqual([
      'cambrian: slot b failed: trial-not-confirmed',
      `ran red in a confirmed trial-not-confirmed ${short(red)}`,
    ]);
    expect(current()).toEqual([4, 'a', 'confirmed', '-']);
    // The reason stays while this program does.
    expect(boot()).toEqual([`ran red in a confirmed trial-not-confirmed ${short(red)}`]);
  });

  it('keeps a trial that was confirmed, and forgets the reason of an earlier return', () => {
    const confirming = tellingProgram('green', 'print(confirm("other"), confirm(bundle), confirm(bundle))');
    put('a', red);
    put('b', blue);
    record('b', 'trial', 'a', blue.hash);
    boot();
    put('b', confirming);
    record('b', 'pending', 'a', confirming.hash);
    expect(boot()).toEqual([
      `ran green in b trial None ${short(confirming)}`,
      'another program is current None None',
    ]);
    expect(current()?.slice(1)).toEqual(['b', 'confirmed', 'a']);
    expect(boot()[0]).toBe(`ran green in b confirmed None ${short(confirming)}`);
  });

  it.each([
    ['missing', 'manifest.json', () => null],
    ['of another bundle', 'manifest.json', () => String(blue.files.at(-1)?.[1])],
    ['torn', 'manifest.json', (text: string) => text.slice(0, 40)],
    ['missing', 'runtime/app.py', () => null],
    ['torn', 'runtime/app.py', (text: string) => text.slice(0, 100)],
    ['of the right size but another content', 'graph.json', (text: string) => text.replace('red', 'rod')],
  ])('does not try a program with a file that is %s: %s', (_, file, change) => {
    put('a', blue);
    put('b', red, (path, text) => (path === file ? change(text) : text));
    record('b', 'pending', 'a', red.hash);
    expect(boot()).toEqual([
      'cambrian: slot b failed: slot-damaged',
      `ran blue in a confirmed slot-damaged ${short(blue)}`,
    ]);
    expect(current()?.slice(1)).toEqual(['a', 'confirmed', '-']);
  });

  it('leaves a confirmed program that lost a file for the one before', () => {
    put('a', red);
    put('b', blue);
    record('b', 'confirmed', 'a', blue.hash);
    python.run('os.remove("/cambrian/b/graph.json")');
    expect(boot()).toEqual([
      'cambrian: slot b failed: slot-damaged',
      `ran red in a confirmed slot-damaged ${short(red)}`,
    ]);
  });

  it.each(['pending', 'trial', 'confirmed'])('stays in the REPL where nothing is left: %s', state => {
    put('b', blue, (path, text) => (path === 'graph.json' ? null : text));
    record('b', state, '-', blue.hash);
    const failure = state === 'trial' ? 'trial-not-confirmed' : 'slot-damaged';
    expect(boot()).toEqual([`cambrian: slot b failed: ${failure}`, noWayBack]);
    expect(boot().at(-1)).toBe(noWayBack);
  });

  it('does not return to a program that is damaged itself', () => {
    put('a', red, (path, text) => (path === 'graph.json' ? text.replace('red', 'rod') : text));
    put('b', blue);
    record('b', 'trial', 'a', blue.hash);
    expect(boot()).toEqual([
      'cambrian: slot b failed: trial-not-confirmed',
      'cambrian: no earlier program to return to; trying it again',
      `ran blue in b trial None ${short(blue)}`,
    ]);
    expect(current()?.slice(1)).toEqual(['b', 'trial', 'a']);
  });

  it('tries the first program again where power went before it was confirmed', () => {
    put('a', red);
    record('a', 'pending', '-', red.hash);
    expect(boot()).toEqual([`ran red in a trial None ${short(red)}`]);
    expect(boot().at(-1)).toBe(`ran red in a trial None ${short(red)}`);
  });

  it('ends in the REPL with a traceback where the program fails, and returns at the next boot', () => {
    const broken = tellingProgram('broken', '1 / 0');
    put('a', red);
    put('b', broken);
    record('b', 'pending', 'a', broken.hash);
    const lines = boot();
    expect(lines).toContain('cambrian: the program stopped');
    expect(lines.at(-1)).toBe('ZeroDivisionError: divide by zero');
    expect(boot()[0]).toBe('cambrian: slot b failed: trial-not-confirmed');
  });

  it('is interrupted in silence while it checks', () => {
    put('a', tellingProgram('stopped', 'raise KeyboardInterrupt'));
    record('a', 'confirmed', '-', tellingProgram('stopped', 'raise KeyboardInterrupt').hash);
    expect(boot().at(-1)).toBe('cambrian: interrupted');
  });
});

describe('records', () => {
  it('look as agreed and go to the file that does not hold the current one', () => {
    record('a', 'confirmed', '-', red.hash);
    record('b', 'pending', 'a', blue.hash);
    const text = (file: number) => call(`open("/cambrian/pointer.${file}").read()`) as string;
    expect(text(0)).toMatch(new RegExp(`^1 a confirmed - ${red.hash} [0-9a-f]{8}\n$`));
    expect(text(1)).toMatch(new RegExp(`^2 b pending a ${blue.hash} [0-9a-f]{8}\n$`));
    record('b', 'trial', 'a', blue.hash);
    expect(text(0)).toMatch(/^3 b trial a /);
    expect(text(1)).toMatch(/^2 b pending a /);
  });

  it('have the CRC-32 that everybody has', () => {
    expect(call('crc32(b"123456789")')).toBe(0xcbf43926);
    expect(call('crc32(b"")')).toBe(0);
  });

  it('do not hold with any byte changed or left out', () => {
    record('a', 'confirmed', '-', red.hash);
    record('b', 'pending', 'a', blue.hash);
    expect(
      python.run(`
whole = open("/cambrian/pointer.1", "rb").read()
def holds(data):
    with open("/cambrian/pointer.1", "wb") as stream:
        stream.write(data)
    return loader["read_record"]().counter
for at in range(len(whole)):
    if holds(whole[:at]) != 1: print("cut at", at)
    for bit in range(8):
        if holds(whole[:at] + bytes([whole[at] ^ 1 << bit]) + whole[at + 1:]) != 1: print("changed", at, bit)
print(holds(whole))
`),
    ).toBe('2\n');
  });

  it.each([
    ['nothing', null, ['a', '-']],
    ['a confirmed in a', ['a', 'confirmed', '-'], ['b', 'a']],
    ['a confirmed in b', ['b', 'confirmed', 'a'], ['a', 'b']],
    ['a first pending in a', ['a', 'pending', '-'], ['b', 'a']],
    ['a first trial in b', ['b', 'trial', '-'], ['a', 'b']],
    ['a pending in b', ['b', 'pending', 'a'], ['b', 'a']],
    ['a failed trial in a', ['a', 'trial', 'b'], ['a', 'b']],
  ] as const)('say where a push may go: %s', (_, state, target) => {
    if (state !== null) record(state[0], state[1], state[2], red.hash);
    expect(call('push_target()')).toEqual(target);
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { BoardTerminal, until } from './testing/board-terminal.ts';
import type { VirtualBoard } from './virtual-board.ts';

const text = (bytes: Uint8Array | undefined) =>
  bytes === undefined ? undefined : Buffer.from(bytes).toString();
const contents = async (board: VirtualBoard) =>
  Object.fromEntries([...(await board.files())].map(([path, bytes]) => [path, text(bytes)]));

const terminals: BoardTerminal[] = [];
const open = async (...options: Parameters<typeof BoardTerminal.open>) => {
  const terminal = await BoardTerminal.open(...options);
  terminals.push(terminal);
  return terminal;
};
afterEach(async () => {
  await Promise.all(terminals.splice(0).map(terminal => terminal.close()));
});

describe('the flash', () => {
  it('has a clean root and lasts over soft and hard resets', async () => {
    const terminal = await open({ files: new Map([['lib/a.py', Buffer.from('value = 5\n')]]) });
    await terminal.enterRaw();
    expect(await terminal.run('import os\nprint(os.listdir("/"), os.getcwd())')).toBe("['lib'] /\n");
    await terminal.run(
      'import os\nos.mkdir("data")\nwith open("data/x", "wb") as f: f.write(bytes(range(256)))',
    );
    expect(
      await terminal.run(
        'print([entry[:2] + entry[3:] for entry in os.ilistdir()], list(os.ilistdir("data"))[0][3])',
      ),
    ).toBe("[('lib', 16384, 0), ('data', 16384, 0)] 256\n");
    await terminal.board.hardReset();
    await terminal.enterRaw();
    expect(
      await terminal.run(
        'import a, os\nprint(a.value, os.listdir("data"), open("data/x", "rb").read() == bytes(range(256)))',
      ),
    ).toBe("5 ['x'] True\n");
    expect([...(await terminal.board.files()).keys()].sort()).toEqual(['/data/x', '/lib/a.py']);
  });

  it('answers with the error numbers of a board', async () => {
    const terminal = await open();
    await terminal.enterRaw();
    const code = (statement: string) => `
import os
try:
    ${statement}
    print("done")
except OSError as error:
    print(error.errno)
`;
    await terminal.run('import os\nos.mkdir("d")\nopen("d/f", "w").close()');
    const numbers: string[] = [];
    for (const statement of [
      'open("missing")',
      'os.mkdir("d")',
      'os.rmdir("d")',
      'os.remove("missing")',
      'os.listdir("missing")',
      'os.stat("missing")',
      'os.rename("missing", "x")',
      'open("d")',
      'open("d/f/x")',
    ]) {
      numbers.push((await terminal.run(code(statement))).trim());
    }
    expect(numbers).toEqual(['2', '17', '39', '2', '2', '2', '2', 'done', '20']);
  });

  it('is as large as it says, and full when it is full', async () => {
    const terminal = await open({ filesystemBytes: 40_960 });
    await terminal.enterRaw();
    expect(await terminal.run('import os\nprint(os.statvfs("/")[:5])')).toBe('(4096, 4096, 10, 10, 10)\n');
    expect(
      await terminal.run(`
import os
with open("a", "wb") as f: f.write(bytes(20000))
print(os.statvfs("/")[3])
try:
    with open("b", "wb") as f:
        for _ in range(20): f.write(bytes(4096))
except OSError as error: print(error.errno, os.stat("b")[6])
os.remove("a")
print(os.statvfs("/")[3])
`),
    ).toBe('5\n28 20480\n5\n');
  });

  it('counts each change, and nothing else', async () => {
    const terminal = await open();
    await terminal.enterRaw();
    const { board } = terminal;
    const count = async (code: string) => {
      const before = board.operationCount();
      await terminal.run(code);
      return board.operationCount() - before;
    };
    expect(await count('import os\nos.listdir()\nos.statvfs("/")')).toBe(0);
    // create, write, write, commit
    expect(await count('f = open("a", "w")\nf.write("1")\nf.write("2")\nf.close()')).toBe(4);
    expect(await count('open("a").read()')).toBe(0);
    // truncate, commit of nothing
    expect(await count('open("a", "w").close()')).toBe(2);
    // write, flush; the close has nothing left to do
    expect(await count('f = open("a", "a")\nf.write("1")\nf.flush()\nf.close()')).toBe(2);
    expect(await count('import os\nos.rename("a", "b")')).toBe(1);
    expect(await count('import os\nos.remove("b")')).toBe(1);
    expect(await count('import os\nos.mkdir("d")')).toBe(1);
    expect(await count('import os\nos.rmdir("d")')).toBe(1);
  });

  it('keeps what was closed or flushed, and no more', async () => {
    const terminal = await open({ files: new Map([['old', Buffer.from('before')]]) });
    await terminal.enterRaw();
    await terminal.run(`
open_file = open("a", "w"); open_file.write("lost")
flushed = open("b", "w"); flushed.write("kept"); flushed.flush(); flushed.write(" lost")
rewritten = open("old", "w"); rewritten.write("lost")
`);
    expect(await contents(terminal.board)).toEqual({ '/a': '', '/b': 'kept', '/old': 'before' });
    await terminal.board.hardReset();
    await terminal.enterRaw();
    expect(await terminal.run('print(open("a").read(), open("b").read(), open("old").read())')).toBe(
      ' kept before\n',
    );
  });
});

/** Writes a new version beside the old one and puts it in its place. */
const replaceProgram = `
import os
with open("new", "w") as f:
    f.write("second ")
    f.write("version")
os.rename("new", "version")
os.mkdir("logs")
with open("logs/l", "w") as f: f.write("done")
`;
const firstVersion = new Map([['version', Buffer.from('first version')]]);

describe.each(['atomic', 'torn', 'fat'] as const)('power cut, %s', model => {
  it('at each operation leaves what was durable then', async () => {
    const reference = await open({ files: firstVersion });
    await reference.enterRaw();
    const before = reference.board.operationCount();
    await reference.run(replaceProgram);
    const operations = reference.board.operationCount() - before;
    // create, 2 writes, commit, rename, mkdir, create, write, commit
    expect(operations).toBe(9);

    const terminal = await open({ files: firstVersion });
    const seen: unknown[] = [];
    for (let operation = 1; operation <= operations; operation += 1) {
      await terminal.enterRaw();
      const { board } = terminal;
      const lost: number[] = [];
      const stop = board.onDidLosePower(event => lost.push(event.operation));
      const at = board.operationCount() + operation;
      board.cutPowerAt({ operation, model });
      terminal.type(`${replaceProgram}\x04`);
      await until(() => lost.length > 0, 'the power is cut');
      stop();
      expect(lost).toEqual([at]);
      expect(board.isPowered).toBe(false);
      board.write(Buffer.from('print(1)\x04'));
      seen.push(await contents(board));
      await board.hardReset();
      // Back to where the next round begins.
      await terminal.enterRaw();
      await terminal.run(`
import os
for path in ("logs/l", "new"):
    try: os.remove(path)
    except OSError: pass
try: os.rmdir("logs")
except OSError: pass
with open("version", "w") as f: f.write("first version")
`);
    }
    const first = { '/version': 'first version' };
    const second = { '/version': 'second version' };
    expect(seen).toEqual(
      model === 'atomic'
        ? [
            first,
            { ...first, '/new': '' },
            { ...first, '/new': '' },
            { ...first, '/new': '' },
            { ...first, '/new': 'second version' },
            second,
            second,
            { ...second, '/logs/l': '' },
            { ...second, '/logs/l': '' },
          ]
        : [
            first,
            { ...first, '/new': 'sec' },
            { ...first, '/new': 'second ver' },
            { ...first, '/new': 'second version' },
            { ...(model === 'fat' ? {} : first), '/new': 'second version' },
            second,
            second,
            { ...second, '/logs/l': 'do' },
            { ...second, '/logs/l': 'done' },
          ],
    );
  }, 60_000);
});

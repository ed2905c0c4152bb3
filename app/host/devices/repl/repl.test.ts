import { afterEach, describe, expect, it, vi } from 'vitest';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import { VirtualBoard } from '../../virtual-board/virtual-board.ts';
import { ScriptedBoard } from '../testing/scripted-board.ts';
import { VirtualTransport } from '../transports/virtual-transport.ts';
import { ByteInbox, DeadlineError, printable } from './byte-inbox.ts';
import { Repl } from './repl.ts';

const cleanUps: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function onVirtualBoard(main?: string) {
  const files = new Map(main === undefined ? [] : [['/main.py', Buffer.from(main)]]);
  const board = await VirtualBoard.create({ boardId: 'virtual-kit', files });
  const transport = new VirtualTransport('virtual:1', async () => board);
  await transport.open({ baudRate: 115_200 });
  const repl = new Repl(transport);
  cleanUps.push(
    () => board.dispose(),
    () => transport.close(),
    () => repl.dispose(),
  );
  return { board, transport, repl };
}

const patience = { timeoutMs: 10_000 };

describe('the raw REPL of the virtual board', () => {
  it('runs Python and returns what it printed', async () => {
    const { repl } = await onVirtualBoard();
    await repl.enterRaw(patience);
    expect(await repl.execute('print(6 * 7)\nprint("größe ✓")', patience)).toEqual({
      stdout: '42\r\ngröße ✓\r\n',
      stderr: '',
    });
    // Names last from one script to the next.
    await repl.execute('answer = 42', patience);
    expect((await repl.execute('print(answer)', patience)).stdout).toBe('42\r\n');
  });

  it('sends scripts that are far larger than the window', async () => {
    const { repl } = await onVirtualBoard();
    await repl.enterRaw(patience);
    const lines = Array.from({ length: 800 }, (_, index) => `x${index % 7} = ${index}`);
    expect((await repl.execute(`${lines.join('\n')}\nprint(x0)`, patience)).stdout).toBe('798\r\n');
  });

  it('tells output as it comes', async () => {
    const { repl } = await onVirtualBoard();
    await repl.enterRaw(patience);
    const parts: string[] = [];
    const { stdout } = await repl.execute('for i in range(3): print(i)', {
      ...patience,
      onOutput: text => parts.push(text),
    });
    expect(stdout).toBe('0\r\n1\r\n2\r\n');
    expect(parts.join('')).toBe(stdout);
  });

  it('reports what Python raised, also a mistake in the source', async () => {
    const { repl } = await onVirtualBoard();
    await repl.enterRaw(patience);
    await expect(repl.execute('1 / 0', patience)).rejects.toMatchObject({
      code: 'repl/python-error',
      details: { message: 'ZeroDivisionError: divide by zero' },
    });
    await expect(repl.execute('def :', patience)).rejects.toMatchObject({ code: 'repl/python-error' });
    expect((await repl.execute('print(1)', patience)).stdout).toBe('1\r\n');
  });

  it('refuses bytes that would end the reception', async () => {
    const { repl } = await onVirtualBoard();
    await expect(repl.execute('print("\x04")', patience)).rejects.toThrow(TypeError);
  });

  it('stops a program that computes without end', async () => {
    const { repl } = await onVirtualBoard('n = 0\nwhile True:\n    n += 1\n');
    await repl.enterRaw(patience);
    expect((await repl.execute('print("free")', patience)).stdout).toBe('free\r\n');
  });

  it('speaks with a running script line by line', async () => {
    const { repl } = await onVirtualBoard();
    await repl.enterRaw(patience);
    const script = await repl.start(
      'while True:\n s=input()\n if not s: break\n print("<"+s+">")\nprint("end")',
      patience,
    );
    await script.write(Buffer.from('one\n'));
    expect(await readUntil(script, line => line === '<one>')).toBe('<one>');
    await script.write(Buffer.from('\n'));
    expect((await script.finish(patience)).stdout).toContain('end');
  });

  it('rejects at once when cancelled, and can be entered again', async () => {
    const { repl } = await onVirtualBoard();
    await repl.enterRaw(patience);
    const controller = new AbortController();
    const running = repl.execute('while True: pass', { timeoutMs: 60_000, signal: controller.signal });
    const reason = new Error('enough');
    setTimeout(() => controller.abort(reason), 50);
    await expect(running).rejects.toBe(reason);
    await repl.enterRaw(patience);
    expect((await repl.execute('print(1)', patience)).stdout).toBe('1\r\n');
  });

  it('rejects at once when the board is unplugged', async () => {
    const { repl, transport } = await onVirtualBoard();
    await repl.enterRaw(patience);
    const running = repl.execute('while True: pass', { timeoutMs: 60_000 });
    setTimeout(() => transport.unplug(), 50);
    await expect(running).rejects.toMatchObject({ code: 'transport/gone' });
    await expect(repl.execute('print(1)', patience)).rejects.toSatisfy(error => StudioError.is(error));
  });

  it('says how long it waited', async () => {
    const { repl } = await onVirtualBoard();
    await repl.enterRaw(patience);
    await expect(repl.execute('while True: pass', { timeoutMs: 200 })).rejects.toMatchObject({
      code: 'repl/timeout',
      details: { seconds: 0.2 },
    });
  });
});

async function readUntil(
  script: { readLine: (options: { timeoutMs: number }) => Promise<string> },
  isWanted: (line: string) => boolean,
): Promise<string> {
  for (;;) {
    const line = await script.readLine(patience);
    if (isWanted(line)) return line;
  }
}

describe('other boards', () => {
  it.each([
    ['refused', 'refused'],
    ['too old to know it', 'unknown'],
  ] as const)('works without raw-paste where it is %s', async (_, rawPaste) => {
    const board = new ScriptedBoard({ running: null, pushed: '', rawPaste });
    await board.open({ baudRate: 115_200 });
    const repl = new Repl(board);
    await repl.enterRaw(patience);
    expect(await repl.execute('print("x" * 3)'.padEnd(600), patience)).toEqual({ stdout: '', stderr: '' });
    expect(await repl.execute('print(1)'.padEnd(600), patience)).toEqual({ stdout: '', stderr: '' });
  });

  it('takes prompts whose carriage return is doubled', async () => {
    class Doubling extends ScriptedBoard {
      protected override received(bytes: Uint8Array): void {
        super.received(
          Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\r\r\n'), 'latin1'),
        );
      }
    }
    for (const rawPaste of ['taken', 'unknown'] as const) {
      const board = new Doubling({ running: null, pushed: '', rawPaste });
      await board.open({ baudRate: 115_200 });
      const repl = new Repl(board);
      await repl.enterRaw({ timeoutMs: 2_000 });
      expect(await repl.execute('print(1)'.padEnd(600), patience)).toEqual({ stdout: '', stderr: '' });
    }
  });

  it('takes the prompt of aiorepl', async () => {
    class Asynchronous extends ScriptedBoard {
      protected override received(bytes: Uint8Array): void {
        super.received(
          Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll('>>> ', '--> '), 'latin1'),
        );
      }
    }
    const board = new Asynchronous({ running: 'foreign', pushed: '' });
    await board.open({ baudRate: 115_200 });
    // Found at once: with time standing still a wait for a prompt that never comes would not end.
    vi.useFakeTimers();
    cleanUps.push(() => {
      vi.useRealTimers();
    });
    await new Repl(board).enterRaw(patience);
    expect(board.running).toBeNull();
  });

  it('believes a banner that came late only where no answer follows it', async () => {
    class Late extends ScriptedBoard {
      #isLate = true;
      protected override received(bytes: Uint8Array): void {
        const text = Buffer.from(bytes).toString('latin1');
        if (this.#isLate && text.startsWith('R\x01')) {
          this.#isLate = false;
          super.received(Buffer.from('\r\nraw REPL; CTRL-B to exit\r\n>'));
        }
        super.received(bytes);
      }
    }
    const board = new Late({ running: null, pushed: '' });
    await board.open({ baudRate: 115_200 });
    const repl = new Repl(board);
    await repl.enterRaw(patience);
    expect(await repl.execute('print(1)'.padEnd(600), patience)).toEqual({ stdout: '', stderr: '' });
  });

  it('climbs the ladder for a board that needs more than one interrupt', async () => {
    let interrupts = 0;
    class Stubborn extends ScriptedBoard {
      protected override async writeLink(bytes: Uint8Array): Promise<void> {
        if (bytes.includes(3)) interrupts++;
        if (interrupts >= 3) await super.writeLink(bytes);
      }
    }
    const board = new Stubborn({ running: 'foreign', pushed: '' });
    await board.open({ baudRate: 115_200 });
    await new Repl(board).enterRaw(patience);
    expect(interrupts).toBeGreaterThanOrEqual(3);
  });
});

describe('ByteInbox', () => {
  it('finds markers across pieces, the earliest first', async () => {
    const inbox = new ByteInbox();
    const found = inbox.readUntil([Buffer.from('>>> '), Buffer.from('OK')], { timeoutMs: 5_000 });
    for (const piece of ['ab', '>>', '> ', 'OK']) inbox.push(Buffer.from(piece));
    expect(await found).toEqual({ marker: 0, before: Buffer.from('ab') });
    expect(await inbox.readUntil([Buffer.from('OK')], { timeoutMs: 5_000 })).toMatchObject({ marker: 0 });
  });

  it('gives up after its deadline and keeps what came', async () => {
    const inbox = new ByteInbox();
    inbox.push(Buffer.from('half'));
    await expect(inbox.readExactly(5, { timeoutMs: 10 })).rejects.toBeInstanceOf(DeadlineError);
    inbox.push(Buffer.from('!'));
    expect((await inbox.readExactly(5, { timeoutMs: 10 })).toString()).toBe('half!');
  });

  it('uses up what has come before it says that the link has ended', async () => {
    const inbox = new ByteInbox();
    inbox.push(Buffer.from('last'));
    inbox.end(new Error('gone'));
    expect((await inbox.readSome({ timeoutMs: 10 })).toString()).toBe('last');
    await expect(inbox.readSome({ timeoutMs: 10 })).rejects.toThrow('gone');
  });

  it('shows bytes as people can read them', () => {
    expect(printable(Buffer.from('a\r\n\x03é'))).toBe('a\\r\\n\\x03\\xc3\\xa9');
    expect(printable(Buffer.alloc(0))).toBe('(nothing)');
    expect(printable(Buffer.alloc(500, 0x61)).length).toBe(121);
  });
});

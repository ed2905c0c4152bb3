import { afterEach, describe, expect, it } from 'vitest';
import { BoardTerminal } from './testing/board-terminal.ts';

let terminal: BoardTerminal;
afterEach(() => terminal.close());

const banner =
  'MicroPython v1.27.0 on 2025-12-10; Test kit with ESP0\r\nType "help()" for more information.\r\n>>> ';

describe('friendly REPL', () => {
  it('greets as a board does and evaluates', async () => {
    terminal = await BoardTerminal.open({ machine: 'Test kit with ESP0' });
    expect(await terminal.expect(banner)).toBe(`\r\n${banner}`);
    terminal.type('1 + 1\r');
    expect(await terminal.expect('>>> ')).toBe('1 + 1\r\n2\r\n>>> ');
    terminal.type('1/0\r');
    expect(await terminal.expect('>>> ')).toBe(
      '1/0\r\nTraceback (most recent call last):\r\n  File "<stdin>", line 1, in <module>\r\n' +
        'ZeroDivisionError: divide by zero\r\n>>> ',
    );
  });

  it('runs boot.py, then main.py, and keeps their names', async () => {
    terminal = await BoardTerminal.open({
      files: new Map([['boot.py', Buffer.from('print("boot")\nsetting = 7\n')]]),
      main: 'print("main", __name__, setting)\nraise ValueError("end")\n',
    });
    const start = await terminal.expect('>>> ');
    expect(start).toContain(
      'boot\r\nmain __main__ 7\r\nTraceback (most recent call last):\r\n' +
        '  File "main.py", line 2, in <module>\r\nValueError: end\r\n',
    );
    terminal.type('setting\r');
    expect(await terminal.expect('>>> ')).toBe('setting\r\n7\r\n>>> ');
  });

  it('soft-resets on ^D: names go, files stay, main.py runs again', async () => {
    terminal = await BoardTerminal.open({ main: 'print("main")\n' });
    await terminal.expect('>>> ');
    terminal.type('kept = open("note", "w").write("x")\r');
    await terminal.expect('>>> ');
    terminal.type('\x04');
    expect(await terminal.expect('>>> ')).toMatch(
      /^\r\nMPY: soft reboot\r\nmain\r\n\r\nMicroPython v1\.27\.0/,
    );
    terminal.type('import os; os.listdir(), "kept" in globals()\r');
    expect(await terminal.expect('>>> ')).toContain("(['main.py', 'note'], False)");
  });

  it('has paste mode and `input`', async () => {
    terminal = await BoardTerminal.open();
    await terminal.expect('>>> ');
    terminal.type('\x05');
    await terminal.expect('=== ');
    terminal.type('for i in range(2):\r    print(i)\r\x04');
    expect(await terminal.expect('\r\n>>> ')).toMatch(/0\r\n1\r\n>>> $/);
    terminal.type('name = input("who? ")\r');
    await terminal.expect('who? ');
    terminal.type('Axa\x7f\x7fda\r');
    await terminal.expect('>>> ');
    terminal.type('name\r');
    expect(await terminal.expect('>>> ')).toContain("'Ada'");
  });

  it('soft-resets where a program calls sys.exit, and resets where it calls machine.reset', async () => {
    terminal = await BoardTerminal.open();
    await terminal.expect('>>> ');
    terminal.type('import sys; sys.exit()\r');
    await terminal.expect('MPY: soft reboot\r\n');
    await terminal.expect('>>> ');
    terminal.type('import machine; machine.reset_cause() == machine.SOFT_RESET\r');
    expect(await terminal.expect('>>> ')).toContain('True');
    terminal.type('machine.reset()\r');
    expect(await terminal.expect('>>> ')).not.toContain('soft reboot');
    terminal.type('import machine; machine.reset_cause() == machine.HARD_RESET\r');
    expect(await terminal.expect('>>> ')).toContain('True');
  });
});

describe('raw REPL', () => {
  it('executes, with output and error apart', async () => {
    terminal = await BoardTerminal.open();
    await terminal.expect('>>> ');
    terminal.type('\x01');
    expect(await terminal.expect('>')).toBe('\r\nraw REPL; CTRL-B to exit\r\n>');
    terminal.type('print("hi")\x04');
    expect(await terminal.expect('\x04\x04>')).toBe('OKhi\r\n\x04\x04>');
    terminal.type('print("hi")\n1/0\x04');
    expect(await terminal.expect('\r\n\x04>')).toBe(
      'OKhi\r\n\x04Traceback (most recent call last):\r\n  File "<stdin>", line 2, in <module>\r\n' +
        'ZeroDivisionError: divide by zero\r\n\x04>',
    );
    terminal.type('\x02');
    expect(await terminal.expect('>>> ')).toContain('Type "help()"');
  });

  it('soft-resets into itself: boot.py runs, main.py does not', async () => {
    terminal = await BoardTerminal.open({
      files: new Map([['boot.py', Buffer.from('print("boot")\n')]]),
      main: 'print("main")\n',
    });
    await terminal.enterRaw();
    terminal.type('\x04');
    expect(await terminal.expect('\r\n>')).toBe(
      'OK\r\nMPY: soft reboot\r\nboot\r\nraw REPL; CTRL-B to exit\r\n>',
    );
  });

  it('passes bytes of sys.stdout.buffer on unchanged, and text with CR LF', async () => {
    terminal = await BoardTerminal.open();
    await terminal.enterRaw();
    terminal.type(
      'import sys\nsys.stdout.buffer.write(b"\\n\\x00\\xff\\n")\nsys.stdout.write("a\\nb\\r\\n")\x04',
    );
    expect(await terminal.expect('\x04\x04>')).toBe('OK\n\x00\xff\na\r\nb\r\n\x04\x04>');
  });

  it('reads binary input of a program that switched 0x03 off', async () => {
    terminal = await BoardTerminal.open();
    await terminal.enterRaw();
    terminal.type(
      'import sys, micropython\nmicropython.kbd_intr(-1)\nprint("go")\nprint(sys.stdin.buffer.read(4))\x04',
    );
    await terminal.expect('go\r\n');
    terminal.type('\x03\x04\x00\xff');
    expect(await terminal.expect('\x04\x04>')).toBe("b'\\x03\\x04\\x00\\xff'\r\n\x04\x04>");
  });
});

describe('raw-paste', () => {
  const offer = 'R\x01\x80\x00\x01';

  it('grants credit window by window and executes', async () => {
    terminal = await BoardTerminal.open();
    await terminal.enterRaw();
    terminal.type('\x05A\x01');
    expect(await terminal.expect(offer)).toBe(offer);
    const code = `total = 0\n${'total += 1\n'.repeat(60)}print(total)\n`;
    let credit = 256;
    let sent = 0;
    while (sent < code.length) {
      const part = code.slice(sent, sent + credit);
      terminal.type(part);
      sent += part.length;
      credit -= part.length;
      if (credit === 0 && sent < code.length) {
        await terminal.expect('\x01');
        credit += 128;
      }
    }
    await terminal.expect('\x01');
    terminal.type('\x04');
    const answer = await terminal.expect('\x04\x04>');
    expect(answer.replaceAll('\x01', '')).toBe('\x0460\r\n\x04\x04>');
  });

  it('reports errors, runs control characters in strings, and takes an empty program', async () => {
    terminal = await BoardTerminal.open();
    await terminal.enterRaw();
    terminal.type('\x05A\x01raise ValueError(1)\x04');
    expect(await terminal.expect('\r\n\x04>')).toBe(
      `${offer}\x04\x04Traceback (most recent call last):\r\n  File "<stdin>", line 1, in <module>\r\n` +
        'ValueError: 1\r\n\x04>',
    );
    terminal.type('\x05A\x01print(repr("\x01\x02\x05"))\x04');
    expect(await terminal.expect('\x04\x04>')).toBe(`${offer}\x04'\\x01\\x02\\x05'\r\n\x04\x04>`);
    terminal.type('\x05A\x01\x04');
    expect(await terminal.expect('\x04\x04>')).toContain('\x04\x04\x04>');
  });

  it('stops on ^C, refuses other commands, and aborts what is too large', async () => {
    terminal = await BoardTerminal.open({ heapBytes: 40_000 });
    await terminal.enterRaw();
    terminal.type('\x05A\x01print(1)\x03');
    expect(await terminal.expect('\r\n\x04>')).toBe(
      `${offer}\x04\x04Traceback (most recent call last):\r\nKeyboardInterrupt: \r\n\x04>`,
    );
    terminal.type('\x05B\x01');
    expect(await terminal.expect('>')).toBe('R\x00>');
    terminal.type(`\x05A\x01${'#'.repeat(41_000)}`);
    await terminal.expect('\x04');
    terminal.type('\x04');
    expect(await terminal.expect('\r\n\x04>')).toContain('MemoryError');
    expect(await terminal.run('print(2)')).toBe('2\n');
  });
});

describe('0x03', () => {
  it('ends a sleep, a read and a poll', async () => {
    terminal = await BoardTerminal.open();
    await terminal.expect('>>> ');
    for (const wait of [
      'time.sleep(100)',
      'time.sleep_ms(100000)',
      'sys.stdin.read(1)',
      'poll.poll()',
      'poll.poll(100000)',
    ]) {
      terminal.type('import time, sys, select; poll = select.poll(); poll.register(sys.stdin, 1)\r');
      await terminal.expect('>>> ');
      terminal.type(`print("wa" + "iting"); ${wait}\r`);
      await terminal.expect('waiting\r\n');
      terminal.type('\x03');
      expect(await terminal.expect('>>> '), wait).toContain('KeyboardInterrupt');
    }
  });

  it('ends a program that never looks at its input, and keeps its names', async () => {
    terminal = await BoardTerminal.open({ main: 'count = 0\nprint("on")\nwhile True:\n    count += 1\n' });
    await terminal.expect('on\r\n');
    terminal.type('\x03');
    expect(await terminal.expect('>>> ')).toMatch(
      /File "main\.py", line \d, in <module>\r\nKeyboardInterrupt: \r\n/,
    );
    terminal.type('count > 0\r');
    expect(await terminal.expect('>>> ')).toBe('count > 0\r\nTrue\r\n>>> ');
  });

  it('can be caught, as on a board', async () => {
    terminal = await BoardTerminal.open({
      main: 'try:\n    print("on")\n    while True:\n        pass\nexcept KeyboardInterrupt:\n    print("caught")\n',
    });
    await terminal.expect('on\r\n');
    terminal.type('\x03');
    expect(await terminal.expect('>>> ')).toMatch(/^caught\r\n\r\nMicroPython/);
  });

  it('stops a program at its start where it came before it', async () => {
    terminal = await BoardTerminal.open({
      main: 'import time\nprint("on")\nwhile True:\n    time.sleep(1)\n',
    });
    await terminal.expect('on\r\n');
    terminal.type('\x03\x04');
    await terminal.expect('MPY: soft reboot');
    terminal.type('\x03');
    expect(await terminal.expect('>>> ')).toContain('KeyboardInterrupt');
  });

  it('tears a program down that is deaf inside the firmware itself', async () => {
    terminal = await BoardTerminal.open({
      files: new Map([['kept', Buffer.from('1')]]),
      main: 'print("on")\nbase = 7\nbase ** (base ** 9)\n',
    });
    await terminal.expect('on\r\n');
    terminal.type('\x03');
    expect(await terminal.expect('>>> ')).toContain('KeyboardInterrupt');
    terminal.type('import os; os.listdir()\r');
    expect(await terminal.expect('>>> ')).toContain('kept');
  });
});

import { beforeAll, beforeEach, expect, it } from 'vitest';
import { MicroPython } from '../testing/micropython.ts';

let python: MicroPython;
beforeAll(async () => {
  python = await MicroPython.create();
});
beforeEach(() => {
  python.restart();
  python.run(`
import os, sys
try:
    os.remove("/cambrian/fatal")
except OSError:
    pass
class Machine:
    resets = 0
    def reset(self):
        self.resets += 1
sys.modules["machine"] = machine = Machine()
import runtime.fatal as fatal
class Board:
    platform = "rp2"
    print_exception = sys.print_exception
waits = []
def fail(state="confirmed", ran_ms=1000, platform="rp2"):
    Board.platform = platform
    fatal.sys = Board
    waits.append(0)
    def pause(ms):
        waits[-1] += ms
    try:
        fatal.recover(OSError(5), {"state": state, "root": "/cambrian/"}, ran_ms, pause)
    except OSError as error:
        print("raised", error.errno)
`);
});

const printed = (code: string) => python.run(code).trim().split('\n').at(-1);

it('restarts the board, later each time', () => {
  expect(printed('for _ in range(3): fail()\nprint(waits, machine.resets)')).toBe('[2000, 4000, 8000] 3');
});

it('waits nine minutes at most', () => {
  expect(printed('for _ in range(12): fail()\nprint(waits[-1])')).toBe('512000');
});

it('begins anew after a program that has run for long', () => {
  expect(printed('fail()\nfail()\nfail(ran_ms=700_000)\nprint(waits)')).toBe('[2000, 4000, 2000]');
});

it('restarts also where its count was cut in the middle', () => {
  expect(printed('open("/cambrian/fatal", "w").close()\nfail()\nprint(waits, machine.resets)')).toBe(
    '[2000] 1',
  );
});

it('leaves a trial to whoever pushed it, and a virtual board at its prompt', () => {
  expect(printed('fail(state="trial")')).toBe('raised 5');
  expect(printed('fail(platform="webassembly")')).toBe('raised 5');
  expect(printed('print(machine.resets, "fatal" in os.listdir("/cambrian"))')).toBe('0 False');
});

it('is ended by Ctrl-C', () => {
  expect(
    printed(`
def interrupt(ms):
    raise KeyboardInterrupt
Board.platform = "rp2"
fatal.sys = Board
try:
    fatal.recover(OSError(5), {"state": "confirmed", "root": "/cambrian/"}, 0, interrupt)
except KeyboardInterrupt:
    print("prompt", machine.resets)
`),
  ).toBe('prompt 0');
});

import { afterEach, describe, expect, it } from 'vitest';
import { attached } from './testing/attached.ts';
import { BoardTerminal } from './testing/board-terminal.ts';

const terminals: BoardTerminal[] = [];
const open = async (main: string) => {
  const terminal = await BoardTerminal.open({ clock: 'stepped', main });
  terminals.push(terminal);
  return terminal;
};
afterEach(async () => {
  await Promise.all(terminals.splice(0).map(terminal => terminal.close()));
});

const lines = (terminal: BoardTerminal) => terminal.received.split('\r\n').filter(line => line !== '');

describe('stepped clock', () => {
  it('starts at 0, stands still, and moves as far as it is told', async () => {
    const terminal = await open(`
import time
while True:
    print(time.ticks_ms(), time.ticks_us(), time.time())
    time.sleep(0.25)
`);
    await terminal.board.advance(0);
    expect(lines(terminal)).toEqual(['0 0 946684800']);
    await terminal.board.advance(249);
    expect(lines(terminal)).toHaveLength(1);
    await terminal.board.advance(1);
    expect(lines(terminal)).toEqual(['0 0 946684800', '250 250000 946684800']);
    await terminal.board.advance(750);
    expect(lines(terminal).slice(2)).toEqual([
      '500 500000 946684800',
      '750 750000 946684800',
      '1000 1000000 946684801',
    ]);
    expect(terminal.board.nowMs).toBe(1000);
  });

  it('takes no time for computing', async () => {
    const terminal = await open(`
import time
start = time.ticks_us()
total = 0
for i in range(20000): total += i
print(time.ticks_diff(time.ticks_us(), start), total)
`);
    await terminal.board.advance(0);
    expect(lines(terminal)[0]).toBe('0 199990000');
  });

  it('delivers input at the time at which it was given', async () => {
    const terminal = await open(`
import sys, select, time
poll = select.poll()
poll.register(sys.stdin, select.POLLIN)
while True:
    events = poll.poll(100)
    print(time.ticks_ms(), sys.stdin.read(1) if events else None)
`);
    const { board } = terminal;
    await board.advance(130);
    terminal.type('a');
    await board.advance(50);
    terminal.type('b');
    terminal.type('c');
    await board.advance(120);
    expect(lines(terminal)).toEqual(['100 None', '130 a', '180 b', '180 c', '280 None']);
  });

  it.each([
    ['the clock', 'time.ticks_ms()'],
    ['its input', 'poll.poll(0)'],
    ['a pin', 'pin.value()'],
    ['nothing', 'time.sleep_ms(0)'],
  ])('goes on for a program that waits by looking at %s', async (_what, look) => {
    const terminal = await open(`
import time, select, sys
from machine import Pin
pin = Pin(4, Pin.IN)
poll = select.poll()
poll.register(sys.stdin, select.POLLIN)
while time.ticks_ms() < 5:
    ${look}
print("end", time.ticks_ms())
`);
    await terminal.board.advance(3);
    expect(lines(terminal)).toEqual([]);
    await terminal.board.advance(10);
    expect(lines(terminal)[0]).toBe('end 5');
  });

  it('gives the same output for the same inputs at the same times', async () => {
    const play = async () => {
      const terminal = await open(`
import time, random, sys, select
from machine import Pin, ADC
poll = select.poll()
poll.register(sys.stdin, select.POLLIN)
button = Pin(4, Pin.IN, Pin.PULL_UP)
button.irq(lambda pin: print("edge", time.ticks_us(), pin()))
adc = ADC(1)
while True:
    if poll.poll(random.randint(1, 40)): print("got", sys.stdin.read(1))
    print(time.ticks_us(), adc.read_u16(), random.getrandbits(16))
`);
      const { board } = terminal;
      board.attach([
        attached('button', { pins: { signal: 4 }, momentary: ['pressed'] }),
        attached('analog-source', { pins: { signal: 1 }, sliders: { level: [0, 1, 0.5] } }),
      ]);
      for (let step = 0; step < 12; step += 1) {
        await board.advance(17);
        board.control('button', 'pressed', step % 3 === 0);
        board.control('analog-source', 'level', step / 12);
        if (step % 4 === 1) terminal.type(String(step));
      }
      await board.advance(100);
      return { output: terminal.received, states: board.states() };
    };
    const [first, second] = [await play(), await play()];
    expect(first.output).toContain('edge 17000 0');
    expect(first.output).toContain('got 1');
    expect(second).toEqual(first);
  });

  it('goes on from where it stood after a reset of the board', async () => {
    const terminal = await open(
      'import time, machine\nprint(time.ticks_ms())\ntime.sleep_ms(30)\nmachine.reset()\n',
    );
    await terminal.board.advance(70);
    expect(lines(terminal)).toEqual(['0', '30', '60']);
  });

  it('does not keep anybody waiting for a board without power', async () => {
    const terminal = await open('import time\ntime.sleep_ms(20)\nopen("x", "w")\n');
    terminal.board.cutPowerAt({ operation: 1, model: 'atomic' });
    await terminal.board.advance(50);
    expect(terminal.board.isPowered).toBe(false);
    await terminal.board.advance(50);
    expect([...(await terminal.board.files()).keys()]).toEqual(['/main.py']);
  });
});

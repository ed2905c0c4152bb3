import { afterEach, describe, expect, it } from 'vitest';
import { BoardTerminal } from './testing/board-terminal.ts';

let terminal: BoardTerminal;
afterEach(() => terminal.close());

const makeGarbage = `
import time, gc, sys, select
def litter(count=100):
    return [[each] * 10 for each in range(count)]
class Keeper:
    def __init__(self, depth):
        self.own = bytearray(b"own" * 30)
        self.below = Keeper(depth - 1) if depth else None
        litter(); time.sleep_ms(1)
    def check(self):
        held = "held %d" % id(self)
        litter(); time.sleep_ms(1)
        return self.own == b"own" * 30 and held == "held %d" % id(self) and (self.below.check() if self.below else True)
`;

describe('the heap', () => {
  it('is as large as the board says, and collected while a program runs', async () => {
    terminal = await BoardTerminal.open({ heapBytes: 120_000, clock: 'stepped' });
    await terminal.enterRaw();
    terminal.type(`${makeGarbage}
print(gc.mem_free() > 100000, gc.mem_free() <= 120000)
lowest = gc.mem_free()
for round in range(300):
    litter()
    time.sleep_ms(1)
    lowest = min(lowest, gc.mem_free())
print(lowest > 60000, gc.mem_alloc() < 60000)
\x04`);
    await terminal.board.advance(1000);
    expect(await terminal.expect('\x04\x04>')).toBe('OKTrue True\r\nTrue True\r\n\x04\x04>');
  });

  it('keeps what a program holds, wherever it waits', async () => {
    terminal = await BoardTerminal.open({ heapBytes: 250_000, clock: 'stepped' });
    await terminal.enterRaw();
    terminal.type(`${makeGarbage}
def steps():
    mine = ["mine", 1.5]
    for each in range(20):
        litter(); time.sleep_ms(1)
        yield mine, bytes([each]) * 40
def by_key(value):
    litter(); time.sleep_ms(1)
    return -value
keeper = Keeper(5)
held = {"a": [1, 2.5, "text" * 3], "b": Keeper(2)}
for round in range(15):
    local = [str(round) * 20, float(round)]
    assert keeper.check() and held["b"].check()
    assert all(bytes([each]) * 40 == part for each, (_, part) in enumerate(steps()))
    assert len(list(steps())) == 20 and dict(enumerate(steps()))[3][0] == ["mine", 1.5]
    assert sorted([3, 1, 2], key=by_key) == [3, 2, 1]
    assert list(map(by_key, (1, 2, 3))) == [-1, -2, -3]
    assert max([1, 5, 3], key=by_key) == 1 and sum(by_key(n) for n in range(4)) == -6
    assert ",".join(str(by_key(n)) for n in range(3)) == "0,-1,-2"
    assert local == [str(round) * 20, float(round)] and held["a"] == [1, 2.5, "texttexttext"]
    exec("mine = [1] * 50; litter(); time.sleep_ms(1); assert mine == [1] * 50", dict(globals()))
    try:
        raise ValueError("x" * 40)
    except ValueError as error:
        litter(); time.sleep_ms(1)
        assert error.args[0] == "x" * 40
print("whole", gc.mem_free() > 60000)
\x04`);
    await terminal.board.advance(60_000);
    expect(await terminal.expect('\x04\x04>')).toBe('OKwhole True\r\n\x04\x04>');
  }, 60_000);

  it('is full when a program holds more than the board has', async () => {
    terminal = await BoardTerminal.open({ heapBytes: 100_000, clock: 'stepped' });
    await terminal.enterRaw();
    terminal.type(`${makeGarbage}
kept = []
try:
    while True:
        kept.append(bytearray(5000)); time.sleep_ms(1)
except MemoryError:
    print(15 < len(kept) < 25)
kept = None
gc.collect()
print(gc.mem_free() > 90000)
\x04`);
    await terminal.board.advance(1000);
    expect(await terminal.expect('\x04\x04>')).toBe('OKTrue\r\nTrue\r\n\x04\x04>');
  });

  it('ends a program that eats memory without ever waiting', async () => {
    terminal = await BoardTerminal.open({ heapBytes: 100_000 });
    await terminal.enterRaw();
    await expect(terminal.run('kept = []\nwhile True: kept.append(bytearray(100000))')).rejects.toThrow(
      'MemoryError',
    );
    expect(await terminal.run('kept = None\nprint("on")')).toBe('on\n');
  });
});

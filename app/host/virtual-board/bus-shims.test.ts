import { afterEach, describe, expect, it } from 'vitest';
import type { AttachedPeripheral } from '../../core/compiler/bundle.ts';
import { attached } from './testing/attached.ts';
import { BoardTerminal } from './testing/board-terminal.ts';

let terminal: BoardTerminal;
afterEach(() => terminal.close());

/** A stepped board in its raw REPL, with these attached. */
async function boardWith(...peripherals: readonly AttachedPeripheral[]): Promise<BoardTerminal> {
  terminal = await BoardTerminal.open({ clock: 'stepped' });
  terminal.board.attach(peripherals);
  await terminal.enterRaw();
  return terminal;
}

/** Runs code that waits, for so many milliseconds of the board's clock; what it printed. */
async function runFor(ms: number, code: string): Promise<string> {
  terminal.type(`${code}\x04`);
  await terminal.board.advance(ms);
  const text = await terminal.expect('\x04\x04>');
  return text.slice('OK'.length, -'\x04\x04>'.length).replaceAll('\r\n', '\n');
}

const stateOf = (id: string) => terminal.board.states().find(each => each.id === id)?.state;

describe('machine.SPI', () => {
  const reader = (id: string, select: number) =>
    attached('mfrc522', {
      id,
      pins: { select },
      bus: { kind: 'spi', index: 1, sck: 18, mosi: 23, miso: 19 },
      toggles: { present: false },
    });
  const opened = 'from machine import SPI, SoftSPI, Pin\n';

  it('writes, reads and does both at once, with the chip whose select pin is low', async () => {
    await boardWith(reader('first', 5), reader('second', 17));
    expect(
      await terminal.run(`${opened}
first, second = Pin(5, Pin.OUT, value=1), Pin(17, Pin.OUT, value=1)
spi = SPI(1, baudrate=4000000, sck=Pin(18), mosi=Pin(23), miso=Pin(19))
def both(select, *data):
    both = bytearray(data)
    select(0); spi.write_readinto(both, both); select(1)
    return list(both)
first(0); spi.write(b"\\x22\\x3d"); first(1)
print(both(first, 0xa2, 0), both(second, 0xa2, 0))
second(0); spi.write(b"\\xee"); print(spi.read(1)); second(1)
buffer = bytearray(2)
second(0); spi.readinto(buffer, 0xee); second(1)
print(list(buffer), spi.read(2))
try: spi.write_readinto(b"1", bytearray(2))
except ValueError as error: print(error)
`),
    ).toBe("[0, 61] [0, 63]\nb'\\x92'\n[0, 146] b'\\xff\\xff'\nbuffers must be the same length\n");
  });

  it('keeps its pins when it is opened anew, is soft too, and is not followed in a wrong mode or too fast', async () => {
    await boardWith(reader('reader', 5));
    expect(
      await terminal.run(`${opened}
select = Pin(5, Pin.OUT, value=1)
def version(spi):
    select(0); spi.write(b"\\xee"); answer = spi.read(1)[0]; select(1)
    return answer
pins = dict(sck=Pin(18), mosi=Pin(23), miso=Pin(19))
print(version(SPI(1, 10000000, **pins)), version(SPI(1, 1000000)), version(SoftSPI(**pins)))
spi = SPI(1, 1000000, polarity=1)
print(version(spi)); spi.init(polarity=0); print(version(spi)); spi.init(20000000); print(version(spi))
try: SPI(2)
except ValueError as error: print(error)
`),
    ).toBe('146 146 146\n255\n146\n255\nSPI needs its pins\n');
  });
});

describe('machine.UART', () => {
  const gps = attached('nmea-gps', {
    bus: { kind: 'uart', index: 1, tx: 17, rx: 16 },
    toggles: { sky: true },
  });
  const open =
    'from machine import UART, Pin\nimport time\nuart = UART(1, 9600, tx=Pin(17), rx=Pin(16), rxbuf=64)\n';

  it('answers at once with what is there, and None for nothing', async () => {
    await boardWith(gps);
    expect(
      await runFor(
        1100,
        `${open}
buffer = bytearray(4)
print(uart.any(), uart.read(), uart.read(5), uart.readline(), uart.readinto(buffer))
time.sleep_ms(1010)
print(uart.any(), uart.read(3), uart.readinto(buffer), buffer, uart.readline(), time.ticks_ms())
time.sleep_ms(10)
print(uart.read(), uart.any())
`,
      ),
    ).toBe("0 None None None None\n9 b'$GP' 4 bytearray(b'RMC,') b'08' 1010\nb'0001.00,V,' 0\n");
  });

  it('waits for a line as long as it is told, and loses what its buffer has no room for', async () => {
    await boardWith(gps);
    expect(
      await runFor(
        3000,
        `${open}
uart.init(9600, timeout=1500, timeout_char=5, rxbuf=64)
line = uart.readline()
print(line[:6], line[-2:], abs(time.ticks_ms() - 1000 - len(line) / 0.96) <= 1)
time.sleep_ms(900)
print(uart.any())
`,
      ),
    ).toBe("b'$GPRMC' b'\\r\\n' True\n64\n");
  });

  it('takes the time of the line to send, beyond what its buffer holds', async () => {
    await boardWith();
    expect(
      await runFor(
        1000,
        `from machine import UART
import time
uart = UART(2, 9600, txbuf=96)
print(uart.write("x" * 96), time.ticks_ms(), uart.txdone())
print(uart.write(b"y" * 96), time.ticks_ms())
uart.flush()
print(time.ticks_ms(), uart.txdone())
`,
      ),
    ).toBe('96 0 False\n96 100\n200 True\n');
  });
});

describe('machine.I2S', () => {
  const bus = { kind: 'i2s', index: 0, sck: 1, ws: 2, sd: 3 } as const;
  const open = (mode: string, more = 'ibuf=8192') =>
    `from machine import I2S, Pin
from array import array
import time
sound = I2S(0, sck=Pin(1), ws=Pin(2), sd=Pin(3), mode=I2S.${mode}, bits=16, format=I2S.MONO, rate=16000, ${more})
`;
  const loud = attached('i2s-microphone', {
    id: 'ear',
    bus,
    sliders: { loudnessDb: [30, 120, 120], toneHz: [100, 4000, 1000] },
  });

  it('brings what the microphone hears, and waits until it has come', async () => {
    await boardWith(loud);
    expect(
      await runFor(
        100,
        `${open('RX')}
piece = array("h", bytes(640))
print(sound.readinto(piece), time.ticks_ms(), piece[4] > 32000, piece[12] < -32000, abs(piece[16]) < 100)
print(sound.readinto(memoryview(piece)[:160]), time.ticks_ms())
`,
      ),
    ).toBe('640 20 True True True\n320 30\n');
  });

  it('calls back when a buffer is full, without holding the program', async () => {
    await boardWith(loud);
    expect(
      await runFor(
        200,
        `${open('RX')}
piece = bytearray(640)
def full(stream):
    print("full", time.ticks_ms(), stream is sound, max(piece) > 0)
    if time.ticks_ms() < 60: stream.readinto(piece)
sound.irq(full)
print(sound.readinto(piece), time.ticks_ms(), max(piece))
time.sleep_ms(100)
sound.deinit()
`,
      ),
    ).toBe('640 0 0\nfull 20 True True\nfull 40 True True\nfull 60 True True\n');
  });

  it('plays without holding the program, and calls back when the buffer has taken all', async () => {
    await boardWith(attached('i2s-speaker', { id: 'mouth', bus }));
    expect(
      await runFor(
        60,
        `${open('TX', 'ibuf=640')}
from math import sin, pi
piece = array("h", [int(16000 * sin(2 * pi * at / 16)) for at in range(960)])
sound.irq(lambda stream: print("empty", time.ticks_ms()))
print(sound.write(piece), time.ticks_ms())
time.sleep_ms(50)
`,
      ),
    ).toBe('1920 0\nempty 40\n');
    await terminal.board.advance(0);
    expect(stateOf('mouth')).toMatchObject({ frequencyHz: 0, level: 0, playedMs: 60 });
  });

  it('refuses half a sample and the wrong direction', async () => {
    await boardWith();
    expect(
      await terminal.run(`${open('TX')}
for call in (lambda: sound.write(b"abc"), lambda: sound.readinto(bytearray(4))):
    try: call()
    except OSError as error: print(error.errno)
`),
    ).toBe('22\n1\n');
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import type { AttachedPeripheral } from '../../core/compiler/bundle.ts';
import { attached } from './testing/attached.ts';
import { BoardTerminal, until } from './testing/board-terminal.ts';

let terminal: BoardTerminal;
afterEach(() => terminal.close());

/** A stepped board in its raw REPL, with these attached. */
async function boardWith(...peripherals: readonly AttachedPeripheral[]): Promise<BoardTerminal> {
  terminal = await BoardTerminal.open({ clock: 'stepped' });
  terminal.board.attach(peripherals);
  await terminal.enterRaw();
  return terminal;
}

const stateOf = (id: string) => terminal.board.states().find(each => each.id === id)?.state;

describe('pins', () => {
  it('read their pulls, their outputs and what is attached', async () => {
    await boardWith(attached('button', { pins: { signal: 4 } }));
    const levels =
      'from machine import Pin\nprint(Pin(4, Pin.IN, Pin.PULL_UP)(), Pin(5, Pin.IN, Pin.PULL_DOWN)(), Pin("GPIO6", Pin.OUT, value=1)())';
    expect(await terminal.run(levels)).toBe('1 0 1\n');
    terminal.board.control('button', 'pressed', true);
    expect(await terminal.run(levels)).toBe('0 0 1\n');
    await terminal.board.advance(0);
    expect(stateOf('button')).toEqual({ pressed: true });
  });

  it('call a handler at an edge while the program waits', async () => {
    await boardWith(attached('button', { pins: { signal: 4 } }));
    terminal.type(`
from machine import Pin
import time
pin = Pin(4, Pin.IN, Pin.PULL_UP)
pin.irq(lambda p: print("edge", p.value(), time.ticks_ms()), Pin.IRQ_FALLING)
time.sleep_ms(100)
print("end", time.ticks_ms())
\x04`);
    await terminal.board.advance(10);
    terminal.board.control('button', 'pressed', true);
    await terminal.board.advance(10);
    terminal.board.control('button', 'pressed', false);
    terminal.board.control('button', 'pressed', true);
    await terminal.board.advance(80);
    expect(await terminal.expect('\x04\x04>')).toBe('OKedge 0 10\r\nedge 0 20\r\nend 100\r\n\x04\x04>');
  });

  it('drive lights, buzzers and servos', async () => {
    await boardWith(
      attached('led', { pins: { signal: 2 } }),
      attached('led', { id: 'dimmed', pins: { signal: 3 } }),
      attached('buzzer', { pins: { signal: 15 } }),
      attached('servo', { pins: { signal: 16 } }),
      attached('pixels', { pins: { data: 17 }, settings: { count: 2 } }),
    );
    await terminal.run(`
from machine import Pin, PWM
from neopixel import NeoPixel
Pin(2, Pin.OUT).on()
dimmed = PWM(Pin(3), freq=1000, duty_u16=16384)
buzzer = PWM(Pin(15)); buzzer.freq(440); buzzer.duty_u16(32768)
servo = PWM(Pin(16), freq=50, duty_ns=1500000)
ring = NeoPixel(Pin(17), 2); ring[0] = (255, 1, 16); ring[-1] = (0, 0, 2); ring.write()
print(ring[0], len(ring))
`);
    await terminal.board.advance(0);
    expect(stateOf('led')).toEqual({ brightness: 1 });
    expect(stateOf('dimmed')).toEqual({ brightness: 0.25 });
    expect(stateOf('buzzer')).toEqual({ frequencyHz: 440 });
    expect(stateOf('servo')).toEqual({ angleDegrees: 90 });
    expect(stateOf('pixels')).toEqual({ pixels: ['#ff0110', '#000002'] });
    await terminal.run('buzzer.deinit(); Pin(2).off()');
    await terminal.board.advance(0);
    expect(stateOf('buzzer')).toEqual({ frequencyHz: 0 });
    expect(stateOf('led')).toEqual({ brightness: 0 });
  });

  it('measure voltages and touch', async () => {
    await boardWith(
      attached('analog-source', { pins: { signal: 1 }, sliders: { level: [0, 100, 50] } }),
      attached('touch', { pins: { signal: 7 }, momentary: ['touched'] }),
    );
    const read = `
from machine import ADC, Pin, TouchPad
adc = ADC(Pin(1), atten=ADC.ATTN_11DB)
print(adc.read_u16(), adc.read(), adc.read_uv(), TouchPad(Pin(7)).read())
`;
    expect(await terminal.run(read)).toBe('32768 2048 1650000 1000\n');
    terminal.board.control('analog-source', 'level', 100);
    terminal.board.control('touch', 'touched', true);
    expect(await terminal.run(read)).toBe('65535 4095 3300000 100\n');
    await expect(terminal.run('TouchPad(Pin(8))')).rejects.toThrow('invalid pin for touchpad');
  });
});

describe('I²C', () => {
  const bus = 'from machine import I2C, SoftI2C, Pin\nbus = I2C(0, scl=Pin(9), sda=Pin(8), freq=400000)\n';

  it('finds what is attached to its pins', async () => {
    await boardWith(attached('sht31', { address: 0x44 }), attached('mpu6050', { address: 0x68 }));
    expect(
      await terminal.run(
        `${bus}print(bus.scan(), SoftI2C(scl=Pin(9), sda=Pin(8)).scan(), SoftI2C(Pin(1), Pin(2)).scan())`,
      ),
    ).toBe('[68, 104] [68, 104] []\n');
    expect(await terminal.run('try:\n    bus.readfrom(0x20, 1)\nexcept OSError as error: print(error)')).toBe(
      '[Errno 19] ENODEV\n',
    );
    expect(
      await terminal.run('try:\n    bus.writeto(0x44, b"\\x12\\x34")\nexcept OSError as error: print(error)'),
    ).toBe('[Errno 5] EIO\n');
  });

  it('reads a sensor by commands and one by registers', async () => {
    await boardWith(
      attached('sht31', {
        address: 0x44,
        sliders: { temperatureC: [-40, 125, 25], humidityPercent: [0, 100, 50] },
      }),
      attached('mpu6050', { address: 0x68, sliders: { az: [-2, 2, 1] } }),
    );
    expect(
      await terminal.run(`${bus}
import struct
bus.writeto(0x44, b"\\x24\\x00")
print(bus.readfrom(0x44, 6).hex())
bus.writeto_mem(0x68, 0x6b, b"\\x00")
print(bus.readfrom_mem(0x68, 0x75, 1), struct.unpack(">3h", bus.readfrom_mem(0x68, 0x3b, 6)))
buffer = bytearray(2)
bus.readfrom_mem_into(0x68, 0x3f, buffer)
print(buffer)
`),
    ).toBe("66669380 00a2\nb'h' (0, 0, 16384)\nbytearray(b'@\\x00')\n".replace(' 00a2', '00a2'));
  });

  it('shows what the framebuf of the firmware draws', async () => {
    await boardWith(attached('ssd1306', { address: 0x3c, settings: { width: 128, height: 64 } }));
    await terminal.run(`${bus}
import framebuf
memory = bytearray(1024)
frame = framebuf.FrameBuffer(memory, 128, 64, framebuf.MONO_VLSB)
for command in (0xae, 0x20, 0x00, 0xa1, 0xc8, 0x8d, 0x14, 0xaf): bus.writeto(0x3c, bytes((0x80, command)))
for command in (0x21, 0, 127, 0x22, 0, 7): bus.writeto(0x3c, bytes((0x80, command)))
frame.pixel(0, 0, 1); frame.hline(0, 63, 8, 1)
bus.writevto(0x3c, (b"\\x40", memory))
`);
    await terminal.board.advance(0);
    const state = stateOf('ssd1306');
    const rows = Buffer.from(String(state?.bitmap), 'base64');
    expect(state?.on).toBe(true);
    expect([rows.length, rows[0], rows[1], rows[63 * 16], rows[63 * 16 + 1]]).toEqual([
      1024, 0x80, 0, 0xff, 0,
    ]);
  });
});

describe('attachment', () => {
  it('lasts across resets, with the controls where they were left', async () => {
    const source = attached('analog-source', { pins: { signal: 1 }, sliders: { level: [0, 1, 0] } });
    await boardWith(source);
    terminal.board.control('analog-source', 'level', 1);
    await terminal.board.hardReset();
    await terminal.enterRaw();
    const read = 'from machine import ADC, Pin\nprint(ADC(Pin(1)).read_u16())';
    expect(await terminal.run(read)).toBe('65535\n');
    terminal.board.attach([source]);
    expect(await terminal.run(read)).toBe('65535\n');
    terminal.board.attach([]);
    terminal.board.attach([source]);
    expect(await terminal.run(read)).toBe('0\n');
    await terminal.board.advance(0);
    expect(terminal.board.states()).toEqual([{ id: 'analog-source', state: { level: 0 } }]);
  });

  it('tells of changes in batches', async () => {
    terminal = await BoardTerminal.open({
      main: 'from machine import Pin\nimport time\npin = Pin(2, Pin.OUT)\nfor i in range(2001):\n    pin.value(i & 1 ^ 1)\n    time.sleep_us(50)\nprint("end")\n',
    });
    const heard: unknown[] = [];
    terminal.board.onDidChangeState(states => heard.push(...states.map(each => each.state)));
    terminal.board.attach([attached('led', { pins: { signal: 2 } })]);
    const before = performance.now();
    await terminal.expect('end\r\n');
    await until(() => stateOf('led')?.brightness === 1, 'the last state has come');
    const seconds = (performance.now() - before) / 1000 + 0.5;
    expect(heard.length).toBeGreaterThan(1);
    expect(heard.length).toBeLessThan(60 * seconds + 3);
    expect(heard.at(-1)).toEqual({ brightness: 1 });
  });
});

describe('I²S', () => {
  it('takes the time that sound takes', async () => {
    await boardWith();
    terminal.type(`
from machine import I2S, Pin
import time
settings = dict(sck=Pin(1), ws=Pin(2), sd=Pin(3), bits=16, format=I2S.MONO, rate=16000, ibuf=3200)
speaker = I2S(0, mode=I2S.TX, **settings)
start = time.ticks_ms()
for _ in range(5): speaker.write(bytearray(3200))
print(time.ticks_ms() - start)
buffer = bytearray(b"x" * 1600)
print(I2S(1, mode=I2S.RX, **settings).readinto(buffer), buffer == bytes(1600), time.ticks_ms() - start)
samples = bytearray(b"\\x00\\x10\\x00\\xf0")
I2S.shift(buf=samples, bits=16, shift=-1)
print(samples)
\x04`);
    await terminal.board.advance(1000);
    expect(await terminal.expect('\x04\x04>')).toBe(
      "OK400\r\n1600 True 450\r\nbytearray(b'\\x00\\x08\\x00\\xf8')\r\n\x04\x04>",
    );
  });
});

describe('the board', () => {
  it('knows itself', async () => {
    terminal = await BoardTerminal.open({ machine: 'Some kit with RP2040', boardId: 'kit' });
    await terminal.enterRaw();
    expect(
      await terminal.run(`
import sys, os, machine
print(sys.implementation._machine, "|", sys.implementation.name, sys.implementation.version[:2], sys.implementation._mpy & 0xff)
print(os.uname().machine, len(machine.unique_id()), machine.freq() > 0, machine.reset_cause() == machine.PWRON_RESET)
`),
    ).toBe('Some kit with RP2040 | micropython (1, 27) 6\nSome kit with RP2040 8 True True\n');
  });

  it('has timers, a watchdog and a calendar', async () => {
    terminal = await BoardTerminal.open({ clock: 'stepped' });
    await terminal.enterRaw();
    terminal.type(`
from machine import Timer, RTC, WDT
import time
RTC().datetime((2031, 5, 6, 1, 7, 8, 9, 0))
timer = Timer(0, period=30, mode=Timer.PERIODIC, callback=lambda t: print("tick", time.ticks_ms()))
Timer(-1).init(mode=Timer.ONE_SHOT, period=40, callback=lambda t: print("once", time.ticks_ms()))
time.sleep_ms(100)
timer.deinit()
print(time.localtime()[:6], time.time_ns() // 1000000 % 1000)
\x04`);
    await terminal.board.advance(100);
    expect(await terminal.expect('\x04\x04>')).toBe(
      'OKtick 30\r\nonce 40\r\ntick 60\r\ntick 90\r\n(2031, 5, 6, 7, 8, 9) 100\r\n\x04\x04>',
    );
    terminal.type('WDT(timeout=500)\nwhile True: time.sleep(1)\x04');
    await terminal.board.advance(499);
    expect(terminal.received).toBe('OK');
    await terminal.board.advance(1);
    await terminal.expect('>>> ');
    terminal.type('import machine; machine.reset_cause() == machine.WDT_RESET\r');
    expect(await terminal.expect('>>> ')).toContain('True');
  });
});

import { describe, expect, it } from 'vitest';
import type { I2sDevice, Peripheral, SpiDevice, UartDevice } from '../peripherals/peripheral.ts';
import { BoardBuses } from './board-buses.ts';
import { BoardPins } from './board-pins.ts';
import type { I2sSettings } from './i2s-stream.ts';
import type { UartSettings } from './uart-line.ts';

const output = 1;

function makeBuses() {
  const clock = { nowMs: 0 };
  const ignore = (): void => undefined;
  const pins = new BoardPins({ pinChanged: ignore, pwmChanged: ignore, interrupt: ignore });
  return { clock, pins, buses: new BoardBuses(pins, () => clock.nowMs) };
}

const part = (more: Partial<Peripheral>): Peripheral => ({ state: () => ({}), ...more });

describe('SPI', () => {
  const wires = { sck: 1, mosi: 2, miso: 3 };
  const bus = { kind: 'spi', index: 0, ...wires } as const;
  const slow = { mode: 0, hertz: 1_000_000 };

  const chip = (select: number, answer: number, heard: number[]): SpiDevice => ({
    select,
    modes: [0, 3],
    highestHertz: 10_000_000,
    transfer: bytes => {
      heard.push(...bytes);
      return new Uint8Array(bytes.length).fill(answer);
    },
  });

  it('reaches the chip whose select pin the program holds low, and no other', () => {
    const { pins, buses } = makeBuses();
    const first: number[] = [];
    const second: number[] = [];
    buses.add(bus, part({ spi: chip(10, 0x0f, first) }));
    buses.add(bus, part({ spi: chip(11, 0x3c, second) }));
    const transfer = (on = wires, clock = slow) => [...buses.transfer(on, clock, Uint8Array.of(7))];
    // A pin that nobody drives selects nothing, though it reads 0.
    expect(transfer()).toEqual([0xff]);
    pins.configure(10, output, 0);
    pins.write(11, 1);
    pins.configure(11, output, 0);
    expect(transfer()).toEqual([0x0f]);
    expect([first, second]).toEqual([[7], []]);
    pins.write(10, 1);
    pins.write(11, 0);
    expect(transfer()).toEqual([0x3c]);
    // Both at once drive against each other.
    pins.write(10, 0);
    expect(transfer()).toEqual([0x0c]);
    expect(transfer({ ...wires, sck: 4 })).toEqual([0xff]);
    expect(transfer({ ...wires, miso: -1 })).toEqual([0xff]);
  });

  it('is not followed in a wrong mode or too fast', () => {
    const { pins, buses } = makeBuses();
    const heard: number[] = [];
    buses.add(bus, part({ spi: chip(10, 0, heard) }));
    pins.configure(10, output, 0);
    for (const clock of [
      { ...slow, mode: 1 },
      { mode: 0, hertz: 10_000_001 },
    ]) {
      expect([...buses.transfer(wires, clock, Uint8Array.of(1))]).toEqual([0xff]);
    }
    expect(heard).toEqual([]);
    buses.transfer(wires, { mode: 3, hertz: 10_000_000 }, Uint8Array.of(1));
    expect(heard).toEqual([1]);
  });
});

describe('UART', () => {
  const settings: UartSettings = { tx: 5, rx: 6, baudRate: 9600, bitsPerCharacter: 10, receiveBytes: 8 };
  const byteMs = 10_000 / 9600;

  /** Says `text` once, beginning at `startMs`. */
  const talker = (text: string, startMs: number, heard: number[] = []): UartDevice => {
    let isSaid = false;
    return {
      baudRate: 9600,
      receive: bytes => heard.push(...bytes),
      send: untilMs => {
        if (isSaid || untilMs < startMs) return [];
        isSaid = true;
        return [{ startMs, bytes: Buffer.from(text) }];
      },
    };
  };
  const open = (device: UartDevice, more: Partial<UartSettings> = {}) => {
    const made = makeBuses();
    made.buses.add({ kind: 'uart', index: 1, tx: 5, rx: 6 }, part({ uart: device }));
    made.buses.openUart(1, { ...settings, ...more });
    const line = made.buses.uart(1);
    if (line === undefined) throw new Error('no line');
    return { ...made, line };
  };

  it('brings bytes at the rate of the line, each when it has come whole', () => {
    const { clock, line } = open(talker('abc', 10));
    clock.nowMs = 10 + byteMs * 0.99;
    expect(line.available).toBe(0);
    clock.nowMs = 10 + byteMs * 2.5;
    expect(line.available).toBe(2);
    expect(Buffer.from(line.read(1)).toString()).toBe('a');
    clock.nowMs = 20;
    expect(Buffer.from(line.read(10)).toString()).toBe('bc');
    expect(line.available).toBe(0);
  });

  it('loses what its buffer has no room for', () => {
    const { clock, line } = open(talker('abcdefghij', 0));
    clock.nowMs = 100;
    expect(Buffer.from(line.read(20)).toString()).toBe('abcdefgh');
  });

  it('does not hear what began before it was opened', () => {
    const made = makeBuses();
    made.buses.add({ kind: 'uart', index: 1, tx: 5, rx: 6 }, part({ uart: talker('abcdef', 0) }));
    made.clock.nowMs = byteMs * 2.5;
    made.buses.openUart(1, settings);
    made.clock.nowMs = 100;
    expect(Buffer.from(made.buses.uart(1)?.read(9) ?? []).toString()).toBe('def');
  });

  it('is noise at a wrong rate, in both directions', () => {
    const heard: number[] = [];
    const { clock, line } = open(talker('abc', 0, heard), { baudRate: 4800 });
    clock.nowMs = 100;
    const bytes = [...line.read(9)];
    expect(bytes).toHaveLength(3);
    expect(Buffer.from(bytes).toString('latin1')).not.toMatch(/[abc]/);
    line.write(Uint8Array.of(1));
    expect(heard).toEqual([]);
  });

  it('finds its device by the pins, or by the controller where the program names none', () => {
    const heard: number[] = [];
    const { clock, buses } = open(talker('', 0, heard));
    clock.nowMs = 5;
    buses.openUart(1, { ...settings, tx: 7 });
    buses.uart(1)?.write(Uint8Array.of(1));
    expect(heard).toEqual([]);
    buses.openUart(1, { ...settings, tx: -1, rx: -1 });
    expect(buses.uart(1)?.write(Uint8Array.of(2, 3))).toBeCloseTo(5 + 2 * byteMs);
    expect(heard).toEqual([2, 3]);
  });
});

describe('I²S', () => {
  const settings: I2sSettings = {
    sck: 1,
    ws: 2,
    sd: 3,
    bits: 16,
    channels: 1,
    rateHz: 1000,
    bufferBytes: 80,
  };
  const open = (device: I2sDevice, more: Partial<I2sSettings> = {}) => {
    const made = makeBuses();
    made.buses.add({ kind: 'i2s', index: 0, sck: 1, ws: 2, sd: 3 }, part({ i2s: device }));
    made.buses.openStream(0, { ...settings, ...more });
    const stream = made.buses.stream(0);
    if (stream === undefined) throw new Error('no stream');
    return { ...made, stream };
  };
  /** Each sample is its time in milliseconds, in thousandths. */
  const ticking: I2sDevice = {
    speak: (count, rateHz, startMs) =>
      Float32Array.from({ length: count }, (_, index) => (startMs + (index * 1000) / rateHz) / 1000),
  };
  const samples = (bytes: Uint8Array) =>
    [...new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2)].map(value =>
      Math.round((value / 32_767) * 1000),
    );

  it('brings samples at their rate, one piece after the other without a gap', () => {
    const { clock, stream } = open(ticking);
    expect(stream.begin(8)).toBe(4);
    clock.nowMs = 6;
    expect(samples(stream.read(8))).toEqual([0, 1, 2, 3]);
    expect(stream.begin(8)).toBe(8);
    clock.nowMs = 8;
    expect(samples(stream.read(8))).toEqual([4, 5, 6, 7]);
  });

  it('loses the oldest where nobody reads: the buffer holds ten frames of eight bytes', () => {
    const { clock, stream } = open(ticking);
    clock.nowMs = 100;
    expect(stream.begin(4)).toBe(92);
    expect(samples(stream.read(4))).toEqual([90, 91]);
  });

  it('fills 24 of 32 bits, and the left of two channels', () => {
    const { clock, stream } = open({ speak: () => Float32Array.of(-1, 0.5) }, { bits: 32, channels: 2 });
    stream.begin(16);
    clock.nowMs = 2;
    const bytes = stream.read(16);
    const view = new DataView(bytes.buffer);
    expect([0, 4, 8, 12].map(at => view.getInt32(at, true))).toEqual([
      -8_388_607 * 256,
      0,
      4_194_304 * 256,
      0,
    ]);
  });

  it('plays in its turn, and tells when the buffer has room', () => {
    const heard: unknown[] = [];
    const { clock, stream } = open({
      hear: (played, rateHz, startMs) => heard.push([[...played], rateHz, startMs]),
    });
    const piece = (value: number) => new Uint8Array(Int16Array.of(value, value).buffer);
    clock.nowMs = 10;
    expect(stream.write(piece(16_384))).toBe(12 - 40);
    expect(stream.write(piece(-32_768))).toBe(14 - 40);
    clock.nowMs = 50;
    stream.write(piece(0));
    expect(heard).toEqual([
      [[0.5, 0.5], 1000, 10],
      [[-1, -1], 1000, 12],
      [[0, 0], 1000, 50],
    ]);
  });
});

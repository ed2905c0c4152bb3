import { describe, expect, it } from 'vitest';
import { attached } from '../testing/attached.ts';
import { BareBoard } from '../testing/bare-board.ts';
import { bmp280, compensate, conversionMs } from './bmp280.ts';

function make() {
  const board = new BareBoard();
  const peripheral = bmp280(
    attached('bmp280', {
      address: 0x76,
      sliders: { pressureHpa: [850, 1085, 1013], temperatureC: [-20, 60, 23] },
    }),
    board,
  );
  const { i2c } = peripheral;
  if (!i2c) throw new Error('no bus');
  const read = (register: number, length = 1) => {
    i2c.write(Uint8Array.of(register));
    return [...i2c.read(length)];
  };
  const measured = () => {
    const [p0 = 0, p1 = 0, p2 = 0, t0 = 0, t1 = 0, t2 = 0] = read(0xf7, 6);
    return { pressure: (p0 << 12) | (p1 << 4) | (p2 >> 4), temperature: (t0 << 12) | (t1 << 4) | (t2 >> 4) };
  };
  return { board, peripheral, i2c, read, measured };
}

describe('BMP280', () => {
  it('computes the example of the data sheet', () => {
    const { celsius, pascals } = compensate(415_148, 519_888);
    expect(celsius).toBeCloseTo(25.08, 2);
    expect(pascals).toBeCloseTo(100_653.27, 1);
  });

  it('says who it is, and has not measured', () => {
    const { read, measured } = make();
    expect(read(0xd0)).toEqual([0x58]);
    expect(measured()).toEqual({ pressure: 0x80000, temperature: 0x80000 });
  });

  it('has the calibration of the data sheet, low byte first', () => {
    const bytes = Uint8Array.from(make().read(0x88, 24));
    const view = new DataView(bytes.buffer);
    expect(view.getUint16(0, true)).toBe(27_504);
    expect(view.getInt16(4, true)).toBe(-1000);
    expect(view.getUint16(6, true)).toBe(36_477);
    expect(view.getInt16(22, true)).toBe(6000);
  });

  it('measures once in forced mode, takes its time, and sleeps again', () => {
    const { board, i2c, read, measured } = make();
    i2c.write(Uint8Array.of(0xf4, 0x55));
    expect(read(0xf3)).toEqual([0x08]);
    expect(measured().pressure).toBe(0x80000);
    board.nowMs = conversionMs(0x55);
    expect(read(0xf3)).toEqual([0]);
    expect(read(0xf4)).toEqual([0x54]);
    const { celsius, pascals } = compensate(measured().pressure, measured().temperature);
    expect(celsius).toBeCloseTo(23, 1);
    expect(pascals).toBeCloseTo(101_300, -1);
  });

  it('shows nothing for what was not sampled', () => {
    const { board, i2c, measured } = make();
    i2c.write(Uint8Array.of(0xf4, 0x21));
    board.nowMs = 50;
    expect(measured().pressure).toBe(0x80000);
    expect(measured().temperature).not.toBe(0x80000);
  });

  it('follows its controls in normal mode, and forgets all on a reset', () => {
    const { peripheral, i2c, read, measured } = make();
    i2c.write(Uint8Array.of(0xf4, 0x57));
    for (const [hectopascals, celsius] of [
      [300, -40],
      [1100, 85],
      [950, 0],
    ] as const) {
      peripheral.control?.('pressureHpa', hectopascals);
      peripheral.control?.('temperatureC', celsius);
      const { pressure, temperature } = measured();
      expect(compensate(pressure, temperature).pascals / 100).toBeCloseTo(hectopascals, 1);
      expect(compensate(pressure, temperature).celsius).toBeCloseTo(celsius, 1);
    }
    i2c.write(Uint8Array.of(0xe0, 0xb6));
    expect(read(0xf4)).toEqual([0]);
    expect(measured().pressure).toBe(0x80000);
  });
});

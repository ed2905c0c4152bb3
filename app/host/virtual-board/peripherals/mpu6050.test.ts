import { describe, expect, it } from 'vitest';
import { attached } from '../testing/attached.ts';
import { BareBoard } from '../testing/bare-board.ts';
import { mpu6050 } from './mpu6050.ts';

function make() {
  const board = new BareBoard();
  const peripheral = mpu6050(
    attached('mpu6050', { address: 0x68, sliders: { ax: [-2, 2, 0], ay: [-2, 2, 0], az: [-2, 2, 1] } }),
    board,
  );
  const { i2c } = peripheral;
  if (!i2c) throw new Error('no bus');
  const read = (register: number, length: number) => {
    i2c.write(Uint8Array.of(register));
    return i2c.read(length);
  };
  const words = (register: number, count: number) => {
    const bytes = read(register, count * 2);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    return Array.from({ length: count }, (_, index) => view.getInt16(index * 2));
  };
  return { board, peripheral, i2c, read, words };
}

describe('MPU-6050', () => {
  it('says who it is, at either address', () => {
    expect(make().read(0x75, 1)[0]).toBe(0x68);
  });

  it('wakes asleep and measures nothing until woken', () => {
    const { i2c, read, words } = make();
    expect(read(0x6b, 1)[0]).toBe(0x40);
    expect(words(0x3b, 3)).toEqual([0, 0, 0]);
    i2c.write(Uint8Array.of(0x6b, 0x00));
    expect(words(0x3b, 3)).toEqual([0, 0, 16_384]);
  });

  it.each([
    [0x00, 16_384],
    [0x08, 8192],
    [0x10, 4096],
    [0x18, 2048],
  ])('scales by ACCEL_CONFIG %i', (config, countsPerG) => {
    const { peripheral, i2c, words } = make();
    i2c.write(Uint8Array.of(0x6b, 0));
    i2c.write(Uint8Array.of(0x1c, config));
    peripheral.control?.('ax', -0.5);
    peripheral.control?.('ay', 1);
    expect(words(0x3b, 3)).toEqual([-countsPerG / 2, countsPerG, countsPerG]);
  });

  it('saturates at the end of its range', () => {
    const { peripheral, i2c, words } = make();
    i2c.write(Uint8Array.of(0x6b, 0));
    peripheral.control?.('ax', 5);
    peripheral.control?.('ay', -5);
    expect(words(0x3b, 2)).toEqual([32_767, -32_768]);
  });

  it('reads acceleration, temperature and rotation in one burst', () => {
    const { i2c, words } = make();
    i2c.write(Uint8Array.of(0x6b, 0));
    const [ax, ay, az, temperature, gx, gy, gz] = words(0x3b, 7);
    expect([ax, ay, az, gx, gy, gz]).toEqual([0, 0, 16_384, 0, 0, 0]);
    expect((temperature ?? 0) / 340 + 36.53).toBeCloseTo(25, 1);
  });

  it('returns to its defaults on a reset, and keeps its identity', () => {
    const { i2c, read } = make();
    i2c.write(Uint8Array.of(0x6b, 0, 0xaa));
    expect([...read(0x6b, 2)]).toEqual([0, 0xaa]);
    i2c.write(Uint8Array.of(0x75, 0x11));
    i2c.write(Uint8Array.of(0x6b, 0x80));
    expect([...read(0x6b, 2)]).toEqual([0x40, 0]);
    expect(read(0x75, 1)[0]).toBe(0x68);
  });

  it('swings for a good second when shaken', () => {
    const { board, peripheral, i2c, words } = make();
    i2c.write(Uint8Array.of(0x6b, 0));
    i2c.write(Uint8Array.of(0x1c, 0x18));
    peripheral.control?.('shake', true);
    const swings: number[] = [];
    for (board.nowMs = 0; board.nowMs < 1000; board.nowMs += 20) swings.push(words(0x3b, 1)[0] ?? 0);
    expect(Math.max(...swings)).toBeGreaterThan(1.5 * 2048);
    expect(Math.min(...swings)).toBeLessThan(-1.5 * 2048);
    board.nowMs = 2000;
    expect(words(0x3b, 3)).toEqual([0, 0, 2048]);
    expect(peripheral.state()).toEqual({ ax: 0, ay: 0, az: 1, shaking: false });
  });
});

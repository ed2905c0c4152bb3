import { describe, expect, it } from 'vitest';
import { attached } from '../testing/attached.ts';
import { BareBoard } from '../testing/bare-board.ts';
import { vl53l0x } from './vl53l0x.ts';

function make() {
  const board = new BareBoard();
  const peripheral = vl53l0x(
    attached('vl53l0x', { address: 0x29, sliders: { distanceMm: [20, 2500, 640] } }),
    board,
  );
  const { i2c } = peripheral;
  if (!i2c) throw new Error('no bus');
  const write = (...pairs: number[]) => {
    for (let index = 0; index < pairs.length; index += 2) {
      i2c.write(Uint8Array.of(pairs[index] ?? 0, pairs[index + 1] ?? 0));
    }
  };
  const read = (register: number, length = 1) => {
    i2c.write(Uint8Array.of(register));
    return [...i2c.read(length)];
  };
  const isReady = () => ((read(0x13)[0] ?? 0) & 7) !== 0;
  /** What the API does before the first measurement, without its tuning. */
  const prepare = () => {
    write(0xff, 7, 0x83, 0);
    board.pass(2);
    read(0x92);
    write(0xff, 0);
    for (const sequence of [1, 2]) {
      write(0x01, sequence, 0x00, 0x41);
      board.pass(5);
      write(0x0b, 1, 0x00, 0);
    }
    write(0x01, 0xe8);
  };
  const measure = () => {
    write(0x00, 1);
    board.pass(33);
    const result = read(0x14, 12);
    write(0x0b, 1);
    return { status: ((result[0] ?? 0) >> 3) & 15, distance: ((result[10] ?? 0) << 8) | (result[11] ?? 0) };
  };
  return { board, peripheral, write, read, isReady, prepare, measure };
}

describe('VL53L0X', () => {
  it('has the reference registers of the data sheet', () => {
    expect(make().read(0xc0, 3)).toEqual([0xee, 0xaa, 0x10]);
  });

  it('measures in its time, says when, and goes quiet when that was taken', () => {
    const { board, write, isReady, prepare } = make();
    prepare();
    write(0x00, 1);
    expect(isReady()).toBe(false);
    board.pass(32);
    expect(isReady()).toBe(false);
    board.pass(1);
    expect(isReady()).toBe(true);
    write(0x0b, 1);
    expect(isReady()).toBe(false);
  });

  it('measures the distance that was there when it began', () => {
    const { peripheral, prepare, measure } = make();
    prepare();
    expect(measure()).toEqual({ status: 11, distance: 640 });
    peripheral.control?.('distanceMm', 77);
    expect(measure()).toEqual({ status: 11, distance: 77 });
  });

  it('sees nothing too far away', () => {
    const { peripheral, prepare, measure } = make();
    prepare();
    peripheral.control?.('distanceMm', 2400);
    expect(measure()).toEqual({ status: 4, distance: 8190 });
  });

  it('brings no valid result where it was not prepared', () => {
    expect(make().measure().status).toBe(4);
  });

  it('goes on by itself in continuous mode, until it is stopped', () => {
    const { board, write, isReady, prepare } = make();
    prepare();
    write(0x00, 2);
    for (let count = 0; count < 3; count += 1) {
      board.pass(33);
      expect(isReady()).toBe(true);
      write(0x0b, 1);
      expect(isReady()).toBe(false);
    }
    write(0x00, 0);
    board.pass(100);
    expect(isReady()).toBe(false);
  });

  it('keeps its pages apart', () => {
    const { write, read } = make();
    write(0x44, 0x11, 0xff, 1, 0x44, 0x22);
    expect(read(0x44)).toEqual([0x22]);
    expect(read(0x91)).toEqual([0x3c]);
    write(0xff, 0);
    expect(read(0x44)).toEqual([0x11]);
  });
});

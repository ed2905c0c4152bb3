import { describe, expect, it } from 'vitest';
import { attached } from '../testing/attached.ts';
import { BareBoard } from '../testing/bare-board.ts';
import { apds9960 } from './apds9960.ts';

function make() {
  const board = new BareBoard();
  const peripheral = apds9960(
    attached('apds9960', {
      address: 0x39,
      sliders: { hueDegrees: [0, 359, 0], lightPercent: [0, 100, 40], nearPercent: [0, 100, 0] },
      momentary: ['up', 'down', 'left', 'right'],
    }),
    board,
  );
  const { i2c } = peripheral;
  if (!i2c) throw new Error('no bus');
  const write = (register: number, value: number) => i2c.write(Uint8Array.of(register, value));
  const read = (register: number, length = 1) => {
    i2c.write(Uint8Array.of(register));
    return [...i2c.read(length)];
  };
  const colors = () => {
    const bytes = read(0x94, 8);
    return [0, 2, 4, 6].map(at => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8));
  };
  return { board, peripheral, write, read, colors };
}

describe('APDS-9960', () => {
  it('says who it is, and is off', () => {
    const { board, read, colors } = make();
    expect(read(0x92)).toEqual([0xab]);
    board.pass(1000);
    expect(read(0x93)).toEqual([0]);
    expect(colors()).toEqual([0, 0, 0, 0]);
  });

  it('has a color when it has integrated, as bright as cycles and gain make it', () => {
    const { board, peripheral, write, read, colors } = make();
    write(0x81, 256 - 36);
    write(0x8f, 1);
    write(0x80, 0x03);
    expect(read(0x93)).toEqual([0]);
    board.pass(101);
    expect(read(0x93)).toEqual([1]);
    expect(colors()).toEqual([14_760, 14_760, 0, 0]);
    peripheral.control?.('hueDegrees', 120);
    expect(colors()).toEqual([14_760, 0, 14_760, 0]);
    write(0x8f, 3);
    expect(colors()[0]).toBe(36_900);
  });

  it('measures nearness when it is told to', () => {
    const { peripheral, write, read } = make();
    peripheral.control?.('nearPercent', 60);
    expect(read(0x9c)).toEqual([0]);
    write(0x80, 0x05);
    expect(read(0x9c)).toEqual([153]);
  });

  it.each([
    ['up', 0],
    ['down', 1],
    ['left', 2],
    ['right', 3],
  ] as const)('lets the diode of "%s" see the hand first', (wave, diode) => {
    const { board, peripheral, write, read } = make();
    write(0xa0, 50);
    write(0x80, 0x45);
    peripheral.control?.(wave, true);
    board.pass(200);
    const level = read(0xae)[0] ?? 0;
    expect(level).toBeGreaterThan(8);
    const bytes = read(0xfc, level * 4);
    const first = bytes.slice(0, 4);
    const last = bytes.slice(-4);
    expect(Math.max(...first)).toBe(first[diode]);
    expect(last[diode]).toBe(Math.min(...last));
    expect(read(0xae)).toEqual([0]);
  });

  it('keeps 32 readings at most, only from a hand that is near enough, and empties on demand', () => {
    const { board, peripheral, write, read } = make();
    write(0xa0, 255);
    write(0x80, 0x45);
    peripheral.control?.('up', true);
    board.pass(200);
    expect(read(0xae)).toEqual([0]);
    write(0xa0, 0);
    for (let count = 0; count < 3; count += 1) {
      peripheral.control?.('left', true);
      board.pass(200);
      read(0xae);
    }
    expect(read(0xae)).toEqual([32]);
    expect(read(0xaf)).toEqual([1]);
    write(0xab, 0x04);
    expect(read(0xae)).toEqual([0]);
    expect(read(0xab)).toEqual([0]);
  });
});

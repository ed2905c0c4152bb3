import { describe, expect, it } from 'vitest';
import { attached } from '../testing/attached.ts';
import { BareBoard } from '../testing/bare-board.ts';
import { ssd1306 } from './ssd1306.ts';

function make(settings: Record<string, number> = { width: 128, height: 64 }) {
  const peripheral = ssd1306(attached('ssd1306', { address: 0x3c, settings }), new BareBoard());
  const { i2c } = peripheral;
  if (!i2c) throw new Error('no bus');
  const state = () => peripheral.state() as { on: boolean; width: number; height: number; bitmap: string };
  /** The lit dots as `x,y`. */
  const dots = () => {
    const { width, height, bitmap } = state();
    const rows = Buffer.from(bitmap, 'base64');
    const rowBytes = Math.ceil(width / 8);
    expect(rows.length).toBe(rowBytes * height);
    const lit: string[] = [];
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        if (((rows[y * rowBytes + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0) lit.push(`${x},${y}`);
      }
    }
    return lit;
  };
  const command = (...bytes: number[]) => {
    for (const byte of bytes) i2c.write(Uint8Array.of(0x80, byte));
  };
  const data = (...bytes: number[]) => i2c.write(Uint8Array.of(0x40, ...bytes));
  // Mounted as every module is: upright with segments and rows remapped.
  command(0xa1, 0xc8);
  return { i2c, state, dots, command, data };
}

describe('SSD1306', () => {
  it('starts dark and is switched on and off', () => {
    const { state, command } = make();
    expect(state().on).toBe(false);
    command(0xaf);
    expect(state()).toMatchObject({ on: true, width: 128, height: 64 });
    command(0xae);
    expect(state().on).toBe(false);
  });

  it('draws a column of eight dots for a byte, least significant on top', () => {
    const { data, dots } = make();
    data(0b1000_0001);
    expect(dots()).toEqual(['0,0', '0,7']);
  });

  it('fills a window in horizontal addressing and wraps within it', () => {
    const { command, data, dots } = make();
    command(0x20, 0x00, 0x21, 10, 11, 0x22, 1, 2);
    data(1, 1, 1, 1, 3);
    expect(dots()).toEqual(['10,8', '11,8', '10,9', '10,16', '11,16']);
  });

  it('fills a window in vertical addressing', () => {
    const { command, data, dots } = make();
    command(0x20, 0x01, 0x21, 0, 1, 0x22, 0, 1);
    data(1, 2, 4, 8);
    expect(dots()).toEqual(['0,0', '1,2', '0,9', '1,11']);
  });

  it('goes to a page and column in page addressing, and stays in the page', () => {
    const { command, data, dots } = make();
    command(0x20, 0x02, 0xb3, 0x0e, 0x17);
    data(1, 1, 1);
    expect(dots()).toEqual(['0,24', '126,24', '127,24']);
  });

  it('takes commands and data in one transaction', () => {
    const { i2c, state, dots } = make();
    // Two commands with the continuation bit, then data until the stop.
    i2c.write(Uint8Array.of(0x80, 0xaf, 0x80, 0xb1, 0x40, 0x01, 0x02));
    expect(state().on).toBe(true);
    expect(dots()).toEqual(['0,8', '1,9']);
    // A stream of commands without it, with parameters across transactions.
    i2c.write(Uint8Array.of(0x00, 0x81));
    i2c.write(Uint8Array.of(0x00, 0xae, 0xae));
    expect(state().on).toBe(false);
  });

  it('inverts, lights all, and scrolls by its start line', () => {
    const { command, data, dots } = make({ width: 8, height: 8 });
    data(0x01);
    command(0xa7);
    expect(dots()).toHaveLength(63);
    command(0xa5);
    expect(dots()).toHaveLength(64);
    command(0xa4, 0xa6, 0x40 | 63);
    expect(dots()).toEqual(['0,1']);
  });

  it('shows the memory turned where the glass is not remapped', () => {
    const { command, data, dots } = make();
    data(1);
    command(0xa0, 0xc0);
    expect(dots()).toEqual(['127,63']);
  });
});

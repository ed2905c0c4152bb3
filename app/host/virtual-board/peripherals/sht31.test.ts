import { describe, expect, it } from 'vitest';
import { attached } from '../testing/attached.ts';
import { BareBoard } from '../testing/bare-board.ts';
import { crc8, humidityWord, sht31, temperatureWord } from './sht31.ts';

function make() {
  const peripheral = sht31(attached('sht31', { address: 0x44 }), new BareBoard());
  const { i2c } = peripheral;
  if (!i2c) throw new Error('no bus');
  return { peripheral, i2c };
}

describe('SHT31', () => {
  it('computes the checksum of the data sheet', () => {
    expect(crc8(Uint8Array.of(0xbe, 0xef))).toBe(0x92);
    expect(crc8(Uint8Array.of(0x00, 0x00))).toBe(0x81);
  });

  it('converts by the formulas of the data sheet', () => {
    expect(temperatureWord(-45)).toBe(0);
    expect(temperatureWord(130)).toBe(0xffff);
    expect(temperatureWord(25)).toBe(0x6666);
    expect(humidityWord(100)).toBe(0xffff);
    expect(humidityWord(50)).toBe(0x8000);
  });

  it.each([
    [0x2c, 0x06],
    [0x24, 0x00],
    [0x24, 0x16],
  ])('answers a single shot %i %i with both words and their checksums', (...command) => {
    const { peripheral, i2c } = make();
    peripheral.control?.('temperatureC', 25);
    peripheral.control?.('humidityPercent', 50);
    expect(i2c.write(Uint8Array.from(command))).toBe(true);
    expect([...i2c.read(6)]).toEqual([0x66, 0x66, 0x93, 0x80, 0x00, 0xa2]);
    // Once: a second read without a command finds nothing.
    expect([...i2c.read(6)]).toEqual([255, 255, 255, 255, 255, 255]);
  });

  it('keeps a status, and clears and resets it', () => {
    const { i2c } = make();
    const status = () => {
      i2c.write(Uint8Array.of(0xf3, 0x2d));
      const [high = 0, low = 0, crc] = i2c.read(3);
      expect(crc).toBe(crc8(Uint8Array.of(high, low)));
      return high * 256 + low;
    };
    expect(status()).toBe(0x8010);
    i2c.write(Uint8Array.of(0x30, 0x41));
    expect(status()).toBe(0);
    i2c.write(Uint8Array.of(0x30, 0x6d));
    expect(status()).toBe(0x2000);
    i2c.write(Uint8Array.of(0x30, 0xa2));
    expect(status()).toBe(0x8010);
  });

  it('measures periodically until it is stopped', () => {
    const { i2c } = make();
    i2c.write(Uint8Array.of(0xe0, 0x00));
    expect(i2c.read(1)[0]).toBe(0xff);
    i2c.write(Uint8Array.of(0x21, 0x30));
    i2c.write(Uint8Array.of(0xe0, 0x00));
    expect([...i2c.read(2)]).toEqual([temperatureWord(22) >> 8, temperatureWord(22) & 0xff]);
    i2c.write(Uint8Array.of(0x30, 0x93));
    i2c.write(Uint8Array.of(0xe0, 0x00));
    expect(i2c.read(1)[0]).toBe(0xff);
  });

  it('acknowledges its bare address and refuses unknown commands', () => {
    const { i2c } = make();
    expect(i2c.write(new Uint8Array())).toBe(true);
    expect(i2c.write(Uint8Array.of(0x12))).toBe(false);
    expect(i2c.write(Uint8Array.of(0x12, 0x34))).toBe(false);
  });

  it('keeps its controls within what the chip can measure', () => {
    const { peripheral } = make();
    peripheral.control?.('temperatureC', 500);
    peripheral.control?.('humidityPercent', -3);
    peripheral.control?.('humidityPercent', 'wet');
    expect(peripheral.state()).toEqual({ temperatureC: 130, humidityPercent: 0 });
  });
});

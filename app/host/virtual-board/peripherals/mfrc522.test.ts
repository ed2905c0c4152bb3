import { describe, expect, it } from 'vitest';
import { attached } from '../testing/attached.ts';
import { BareBoard } from '../testing/bare-board.ts';
import { mfrc522 } from './mfrc522.ts';
import { crcA, ProximityCard } from './proximity-card.ts';

const select = 5;
const [command, comIrq, divIrq, error, fifoData, fifoLevel, bitFraming] = [1, 4, 5, 6, 9, 10, 13];
const [mode, txMode, rxMode, txControl, crcHigh, crcLow, version] = [
  0x11, 0x12, 0x13, 0x14, 0x21, 0x22, 0x37,
];
const received = 0x20;

function make(isPresent = true) {
  const peripheral = mfrc522(
    attached('mfrc522', {
      pins: { select },
      toggles: { present: isPresent },
      sliders: { card: [1, 3, 1] },
    }),
    new BareBoard(),
  );
  const { spi } = peripheral;
  if (spi === undefined) throw new Error('no SPI');
  const transaction = (...bytes: number[]) => {
    peripheral.pinChanged?.(select, 0);
    const answer = [...spi.transfer(Uint8Array.from(bytes))];
    peripheral.pinChanged?.(select, 1);
    return answer;
  };
  const write = (register: number, ...values: number[]) => transaction(register << 1, ...values);
  const read = (register: number) => transaction(0x80 | (register << 1), 0)[1] ?? -1;
  const exchange = (bytes: readonly number[], lastBits = 0) => {
    write(command, 0);
    write(comIrq, 0x7f);
    write(fifoLevel, 0x80);
    write(fifoData, ...bytes);
    write(command, 0x0c);
    write(bitFraming, 0x80 | lastBits);
    if ((read(comIrq) & received) === 0) return null;
    return Array.from({ length: read(fifoLevel) }, () => read(fifoData));
  };
  return { peripheral, spi, transaction, write, read, exchange };
}

describe('MFRC522', () => {
  it('is there with its version, and after a reset as the data sheet says', () => {
    const { read, write } = make();
    expect(read(version)).toBe(0x92);
    write(mode, 0x3d);
    expect(read(mode)).toBe(0x3d);
    write(command, 0x0f);
    expect([read(command), read(mode), read(txControl)]).toEqual([0x20, 0x3f, 0x80]);
    write(version, 1);
    expect(read(version)).toBe(0x92);
  });

  it('reads one register after the other in a transaction, and writes many bytes to one', () => {
    const { transaction, write, read } = make();
    write(fifoData, 1, 2, 3);
    expect(read(fifoLevel)).toBe(3);
    const at = (register: number) => 0x80 | (register << 1);
    expect(transaction(at(fifoData), at(fifoData), at(version), 0)).toEqual([0, 1, 2, 0x92]);
    write(fifoLevel, 0x80);
    expect(read(fifoLevel)).toBe(0);
    for (let count = 0; count < 70; count += 1) write(fifoData, count);
    expect([read(fifoLevel), read(error) & 0x10]).toEqual([64, 0x10]);
  });

  it('computes CRC_A: the example of ISO/IEC 14443-3, Annex B', () => {
    const { write, read } = make();
    expect(crcA([0x12, 0x34])).toEqual([0x26, 0xcf]);
    expect(crcA([0, 0])).toEqual([0xa0, 0x1e]);
    write(mode, 0x3d);
    write(fifoData, 0x12, 0x34);
    expect(read(divIrq) & 4).toBe(0);
    write(command, 3);
    expect(read(divIrq) & 4).toBe(4);
    expect([read(crcLow), read(crcHigh)]).toEqual([0x26, 0xcf]);
    write(divIrq, 4);
    expect(read(divIrq) & 4).toBe(0);
  });

  it('finds a card, its number, and selects it; with the checksums made by the chip', () => {
    const { write, exchange } = make();
    expect(exchange([0x26], 7)).toBeNull();
    write(txControl, 0x83);
    expect(exchange([0x26])).toBeNull();
    expect(exchange([0x26], 7)).toEqual([0x04, 0x00]);
    const number = exchange([0x93, 0x20]);
    expect(number).toEqual([0x9a, 0x3c, 0x51, 0xe2, 0x9a ^ 0x3c ^ 0x51 ^ 0xe2]);
    write(txMode, 0x80);
    write(rxMode, 0x80);
    expect(exchange([0x93, 0x70, ...(number ?? [])])).toEqual([0x08]);
    // A selected card does not answer to a request; a halted one only wakes to a wake-up.
    expect(exchange([0x50, 0x00])).toBeNull();
    write(txMode, 0);
    write(rxMode, 0);
    expect(exchange([0x26], 7)).toBeNull();
    expect(exchange([0x52], 7)).toEqual([0x04, 0x00]);
  });

  it('hears nothing once the card is gone, and another number from another card', () => {
    const { peripheral, write, exchange } = make();
    write(txControl, 0x83);
    peripheral.control?.('present', false);
    expect(exchange([0x52], 7)).toBeNull();
    peripheral.control?.('card', 2);
    peripheral.control?.('present', true);
    expect(exchange([0x52], 7)).toEqual([0x04, 0x00]);
    expect(exchange([0x93, 0x20])?.slice(0, 4)).toEqual([0x27, 0xf0, 0x4b, 0x1d]);
    expect(peripheral.state()).toEqual({ present: true, card: 2, uid: '27:F0:4B:1D' });
  });
});

describe('a card', () => {
  const checked = (...frame: number[]) => [...frame, ...crcA(frame)];
  const sum = (bytes: readonly number[]) => [...bytes, bytes.reduce((all, byte) => all ^ byte, 0)];

  it.each([7, 10])('with a number of %i bytes tells it over several levels', length => {
    const uid = Array.from({ length }, (_, index) => index + 1);
    const card = new ProximityCard({ uid, answer: [0x44, 0], acknowledge: 0x20 });
    expect(card.receive([0x52], 7)).toEqual([0x44, 0]);
    const found: number[] = [];
    for (const code of [0x93, 0x95, 0x97]) {
      const part = card.receive([code, 0x20], 0);
      if (part === null) throw new Error('no answer');
      const [acknowledge = 0] = card.receive(checked(code, 0x70, ...part), 0) ?? [];
      if ((acknowledge & 4) === 0) {
        found.push(...part.slice(0, 4));
        expect(acknowledge).toBe(0x20);
        break;
      }
      expect(part[0]).toBe(0x88);
      found.push(...part.slice(1, 4));
    }
    expect(found).toEqual(uid);
  });

  it('falls silent after a wrong checksum or a strange frame, and needs a new request', () => {
    const uid = [1, 2, 3, 4];
    const card = new ProximityCard({ uid, answer: [4, 0], acknowledge: 8 });
    card.receive([0x26], 7);
    expect(card.receive([0x93, 0x70, ...sum(uid), 0, 0], 0)).toBeNull();
    expect(card.receive([0x93, 0x20], 0)).toBeNull();
    expect(card.receive([0x26], 7)).toEqual([4, 0]);
    expect(card.receive([0x95, 0x20], 0)).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { uf2Families, uf2ImageOf } from '../../../../e2e/fixtures/simulators/uf2-volume-fixture.ts';
import { readUf2 } from './uf2-file.ts';

const blockBytes = 512;

function changed(change: (file: Buffer) => Buffer | undefined): Buffer {
  const file = uf2ImageOf(uf2Families.rp2040, 2_000);
  return change(file) ?? file;
}

describe('a UF2 file', () => {
  it('is whole', () => {
    expect(readUf2(uf2ImageOf(uf2Families.rp2040, 2_000))).toEqual({
      familyId: uf2Families.rp2040,
      blocks: 8,
      payloadBytes: 2_048,
    });
  });

  it('of RP2350 may begin with a block that stands for itself', () => {
    const absolute = uf2ImageOf(0xe48b_ff57, 300).subarray(0, blockBytes);
    const file = Buffer.concat([absolute, uf2ImageOf(uf2Families.rp2350, 2_000)]);
    expect(readUf2(file)).toMatchObject({ familyId: uf2Families.rp2350, blocks: 8 });
  });

  it.each([
    ['cut in a block', (file: Buffer) => file.subarray(0, 1_000), /cut off/],
    ['cut between blocks', (file: Buffer) => file.subarray(0, blockBytes * 5), /3 of 8 blocks are missing/],
    ['empty', () => Buffer.alloc(0), /cut off/],
    [
      'without a mark at the end of a block',
      (file: Buffer) => void file.writeUInt32LE(0, blockBytes * 2 - 4),
      /block 1/,
    ],
    ['without a family', (file: Buffer) => void file.writeUInt32LE(0, 8), /whom/],
    ['of two families', (file: Buffer) => void file.writeUInt32LE(7, blockBytes + 28), /another family/],
    ['with a block twice', (file: Buffer) => void file.writeUInt32LE(0, blockBytes + 20), /twice/],
    [
      'with a number beyond its total',
      (file: Buffer) => void file.writeUInt32LE(8, blockBytes + 20),
      /number 8/,
    ],
    ['with a block that is too large', (file: Buffer) => void file.writeUInt32LE(500, 16), /500 bytes/],
  ])('%s is refused', (_, change, words) => {
    expect(() => readUf2(changed(file => change(file) as Buffer | undefined))).toThrow(words);
  });
});

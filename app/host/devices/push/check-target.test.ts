import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../../core/compiler/bundle.ts';
import { checkBoard, checkProgram } from './check-target.ts';
import type { PushTargetRules } from './target-rules.ts';

const rules: PushTargetRules = {
  boardTitle: 'XIAO ESP32S3',
  machineWords: ['ESP32S3'],
  ramBytes: 0,
  replaceForeign: false,
  otherBoard: board => (board === 'xiao' ? null : board === 'cores3' ? 'M5Stack CoreS3' : board),
};
const ours: Manifest = {
  format: 1,
  profile: 'p',
  name: 'P',
  board: 'xiao',
  runtime: '1',
  sequence: 3,
  files: [],
};
const machine = 'Generic ESP32S3 module with ESP32S3';

const check = (found: Partial<Manifest>, change: Partial<PushTargetRules> = {}) =>
  checkProgram({ ...ours, ...found }, ours, {
    machine,
    rules: { ...rules, ...change },
    signer: async () => 'Ada',
  });

describe('the board by its own word', () => {
  it('must hold one of the words, in any case, unless another one is allowed', () => {
    expect(() => checkBoard(machine.toLowerCase(), rules)).not.toThrow();
    expect(() => checkBoard('Raspberry Pi Pico', { ...rules, machineWords: [] })).not.toThrow();
    expect(() => checkBoard('Raspberry Pi Pico', { ...rules, allowOtherBoard: true })).not.toThrow();
    expect(() => checkBoard('Raspberry Pi Pico', rules)).toThrow(
      expect.objectContaining({
        code: 'push/board-mismatch',
        details: { board: 'XIAO ESP32S3', machine: 'Raspberry Pi Pico' },
      }),
    );
  });
});

describe('the program that a kit has', () => {
  it('tells boards apart that call themselves the same', async () => {
    await expect(check({})).resolves.toBeUndefined();
    await expect(check({ board: 'cores3' })).rejects.toMatchObject({
      code: 'push/board-mismatch',
      hint: { en: expect.stringContaining('M5Stack CoreS3'), zh: expect.stringContaining('M5Stack CoreS3') },
    });
    await expect(check({ board: 'cores3' }, { allowOtherBoard: true })).resolves.toBeUndefined();
    // A consent to the one is no consent to the other.
    await expect(check({ board: 'cores3' }, { allowOlder: true })).rejects.toMatchObject({
      code: 'push/board-mismatch',
    });
  });

  it('is not followed by an earlier one of its profile, unless that is allowed', async () => {
    await expect(check({ sequence: 3 })).resolves.toBeUndefined();
    await expect(check({ sequence: 2 })).resolves.toBeUndefined();
    await expect(check({ sequence: 4 })).rejects.toMatchObject({
      code: 'push/older-sequence',
      details: { theirs: 4, ours: 3, signer: 'Ada' },
    });
    await expect(check({ sequence: 4 }, { allowOlder: true })).resolves.toBeUndefined();
    await expect(check({ sequence: 4, profile: 'q' })).resolves.toBeUndefined();
    await expect(check({ sequence: 4 }, { allowOtherBoard: true })).rejects.toMatchObject({
      code: 'push/older-sequence',
    });
  });
});

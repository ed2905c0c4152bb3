import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import {
  RomLoaderFixture,
  type RomLoaderOptions,
} from '../../../../e2e/fixtures/simulators/rom-loader-fixture.ts';
import type { Kit } from '../../../contract/services/device-service.ts';
import type { FlashProgress } from '../../../contract/services/firmware-service.ts';
import { SerialTransport } from '../../devices/transports/serial-transport.ts';
import { readEspImage } from '../esp/esp-image.ts';
import type { EspWriteJob } from '../esp/flash-esp.ts';
import { boardFlashDeadlines, type FlashDeadlines } from '../flash-deadlines.ts';
import { FlashReporter } from '../flash-reporter.ts';

/** For tests: long enough for a busy computer, short enough that a hang is found. */
export const testFlashDeadlines: FlashDeadlines = {
  ...boardFlashDeadlines,
  answerMs: 250,
  detectMs: 4_000,
  stubMs: 4_000,
  baudMs: 1_500,
  eraseMs: 1_500,
  blockMs: 300,
  verifyMs: 300,
  returnMs: 400,
  settleMs: 300,
  lookMs: 20,
  volumeMs: 2_000,
  volumeLeavesMs: 1_000,
};

const cleanUps: (() => void)[] = [];
// Not after each test: tests that mostly wait run side by side.
afterAll(() => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) cleanUp();
});

/** Called when the tests of the file are over. */
export function onTestsFinished(cleanUp: () => void): void {
  cleanUps.push(cleanUp);
}

/** A folder that goes when the tests are over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cambrian-flash-'));
  onTestsFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A board that waits for firmware on a serial port; it goes when the tests are over. */
export function plugInLoader(options: Omit<RomLoaderOptions, 'path'>): {
  readonly board: RomLoaderFixture;
  readonly path: string;
} {
  const path = join(temporaryFolder(), 'ttyUSB0');
  const board = new RomLoaderFixture({ path, ...options });
  board.plugIn();
  onTestsFinished(() => board.pull());
  return { board, path };
}

export function kitOn(path: string, ids: Partial<Kit> = {}): Kit {
  return {
    kitId: `serial:${path}`,
    transport: 'serial',
    path,
    title: 'A board',
    boardTitle: 'A board',
    isAttached: true,
    isFavourite: false,
    mode: 'application',
    boardId: null,
    serialNumber: null,
    vendorId: null,
    productId: null,
    manufacturer: null,
    ...ids,
  };
}

/** A job for one board, and what it reported. */
export function espJob(
  path: string,
  image: Uint8Array,
  overrides: Partial<EspWriteJob> = {},
): { readonly job: EspWriteJob; readonly reports: FlashProgress[] } {
  const header = readEspImage(image);
  if (header === null) throw new TypeError('The image has no header.');
  const reports: FlashProgress[] = [];
  const job: EspWriteJob = {
    kit: kitOn(path),
    signal: new AbortController().signal,
    reporter: new FlashReporter(progress => reports.push(progress)),
    deadlines: testFlashDeadlines,
    isByHand: false,
    bootHelp: null,
    openPort: port => new SerialTransport(port),
    findAgain: () => Promise.resolve(null),
    image,
    header,
    title: 'an image',
    offset: null,
    erase: false,
    ...overrides,
  };
  return { job, reports };
}

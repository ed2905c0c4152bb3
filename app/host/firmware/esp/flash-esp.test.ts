import { describe, expect, it, vi } from 'vitest';
import {
  espImageOf,
  type SimulatedChip,
  simulatedChips,
} from '../../../../e2e/fixtures/simulators/rom-loader-chips.ts';
import type { LoaderFault, LoaderPhase } from '../../../../e2e/fixtures/simulators/rom-loader-fixture.ts';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import { SerialTransport } from '../../devices/transports/serial-transport.ts';
import { espJob, kitOn, plugInLoader } from '../testing/flash-bench.ts';
import { flashEsp, identifyEsp } from './flash-esp.ts';

const chips = Object.keys(simulatedChips) as SimulatedChip[];
const phases: readonly LoaderPhase[] = ['sync', 'detect', 'stub', 'baud', 'erase', 'write', 'verify'];
const offsets: Readonly<Record<SimulatedChip, number>> = {
  ESP32: 0x1000,
  'ESP32-S3': 0,
  'ESP32-C3': 0,
  'ESP32-C6': 0,
};
/** Big enough for several blocks, small enough for many tests. */
const image = espImageOf('ESP32-C3', 120_000);
const changesFlash = new Set([0xd0, 0x10, 0x11]);

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (caught: unknown) => caught,
  );
  if (error === null) return 'done';
  if (StudioError.is(error)) return error.code;
  throw error;
}

/** The port can be opened by somebody else. */
async function isFree(path: string): Promise<boolean> {
  // A port that was cancelled while it was being opened is closed as soon as it is open.
  await vi.waitFor(async () => {
    const port = new SerialTransport(path);
    await port.open({ baudRate: 115_200 });
    await port.close();
  });
  return true;
}

describe('an image on an ESP32', () => {
  it.each(chips)('%s: detected, written, verified, and the port is free', async chip => {
    const { board, path } = plugInLoader({ chip });
    const bytes = espImageOf(chip, 150_001);
    const { job, reports } = espJob(path, bytes);
    const result = await flashEsp(job);
    const offset = offsets[chip];
    expect(board.flash.subarray(offset, offset + bytes.length).equals(bytes)).toBe(true);
    // Before it, and after the sectors that it covers, nothing was touched.
    expect(board.flash.subarray(0, offset).every(byte => byte === 0x5a)).toBe(true);
    expect(board.flash[board.flash.length - 1]).toBe(0x5a);
    expect(result.chip).toBe(chip);
    expect(result.bytesWritten).toBe(150_004);
    expect(result.bytesSent).toBeLessThan(result.bytesWritten);
    expect([...new Set(reports.map(({ phase }) => phase))]).toEqual([
      'open',
      'reset',
      'sync',
      'detect',
      'stub',
      'baud',
      'erase',
      'write',
      'verify',
      'restart',
    ]);
    const written = reports.filter(({ phase }) => phase === 'write').at(-1);
    expect(written).toMatchObject({ fraction: 1, bytesDone: result.bytesSent, bytesTotal: result.bytesSent });
    expect(board.baudRate).toBe(460_800);
    expect(await isFree(path)).toBe(true);
  });

  it('erases all of the flash where that is asked for', async () => {
    const { board, path } = plugInLoader({ chip: 'ESP32-C3' });
    await flashEsp(espJob(path, image, { erase: true }).job);
    expect(board.flash[board.flash.length - 1]).toBe(0xff);
  });

  it('is told what the chip is without touching its flash', async () => {
    const { board, path } = plugInLoader({ chip: 'ESP32-S3', flashBytes: 8 * 1024 * 1024 });
    expect(await identifyEsp(espJob(path, image).job)).toMatchObject({
      chip: 'ESP32-S3',
      mac: 'a0:b1:c2:d3:e4:f5',
      flashBytes: 8 * 1024 * 1024,
    });
    expect(board.commands.some(command => changesFlash.has(command))).toBe(false);
  });
});

describe.concurrent('a wrong image', () => {
  it.each(chips.filter(chip => chip !== 'ESP32-C3'))(
    'of another chip is refused by %s before the first byte',
    async chip => {
      const { board, path } = plugInLoader({ chip });
      expect(await codeOf(flashEsp(espJob(path, image).job))).toBe('firmware/wrong-chip');
      expect(board.commands.some(command => changesFlash.has(command))).toBe(false);
      expect(board.flash.every(byte => byte === 0x5a)).toBe(true);
    },
  );

  it('is refused where the flash is too small', async () => {
    const { board, path } = plugInLoader({ chip: 'ESP32-C3', flashBytes: 2 * 1024 * 1024 });
    expect(await codeOf(flashEsp(espJob(path, image).job))).toBe('firmware/too-large');
    expect(board.commands.some(command => changesFlash.has(command))).toBe(false);
  });

  it('is refused by a locked chip', async () => {
    const { path } = plugInLoader({ chip: 'ESP32-C3', isSecureDownload: true });
    expect(await codeOf(flashEsp(espJob(path, image).job))).toBe('firmware/locked-chip');
  });
});

describe.concurrent('a board that does not answer at once', () => {
  it.each([1, 3, 6, 9, 12])('answers after %i sync commands', async silentSyncs => {
    const { path } = plugInLoader({ chip: 'ESP32-C3', silentSyncs });
    const { job, reports } = espJob(path, image);
    await flashEsp(job);
    // Of five sync commands of each way, three are framed for a loader that has lost no delimiter.
    const tried = reports.filter(({ phase }) => phase === 'reset').map(({ attempt }) => attempt);
    expect(tried).toEqual(Array.from({ length: Math.floor(silentSyncs / 3) + 1 }, (_, index) => index + 1));
  });

  it('is asked for its button after every way was tried', async () => {
    const { path } = plugInLoader({ chip: 'ESP32-C3', silentSyncs: 1_000 });
    const bootHelp = { en: 'Hold the left button.', zh: '按住左侧按钮。' };
    const failure = await flashEsp(espJob(path, image, { bootHelp }).job).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'firmware/no-sync', details: { attempts: 5 }, hint: bootHelp });
    expect(await isFree(path)).toBe(true);
  });

  it('is asked without a reset first where somebody has pressed its button', async () => {
    const { path } = plugInLoader({ chip: 'ESP32-C3' });
    const { job } = espJob(path, image, { kit: kitOn(path, { mode: 'boot-loader' }) });
    await flashEsp(job);
    const reset = job.reporter.phases().find(({ phase }) => phase === 'reset');
    // A reset takes 150 ms at least.
    expect(reset?.elapsedMs).toBeLessThan(100);
  });

  it('may have printed something before', async () => {
    const { board, path } = plugInLoader({
      chip: 'ESP32-C3',
      greeting:
        'ESP-ROM:esp32c3-api1-20210207\r\nboot:0x4 (DOWNLOAD(USB/UART0/1))\r\nwaiting for download\r\n',
    });
    await flashEsp(espJob(path, image).job);
    expect(board.flash.subarray(0, image.length).equals(image)).toBe(true);
  });
});

describe('the rate', () => {
  it.each(['refused', 'silent'] as const)('stays at 115200 where its change is %s', async baud => {
    const { board, path } = plugInLoader({ chip: 'ESP32-C3', baud });
    await flashEsp(espJob(path, image).job);
    expect(board.baudRate).toBe(115_200);
    expect(board.flash.subarray(0, image.length).equals(image)).toBe(true);
  });

  it('is not changed on the USB peripheral of the chip, which has none', async () => {
    const { board, path } = plugInLoader({ chip: 'ESP32-C3' });
    await flashEsp(espJob(path, image, { kit: kitOn(path, { vendorId: '303a', productId: '1001' }) }).job);
    expect(board.commands).not.toContain(0x0f);
  });
});

describe('a flash that holds something else', () => {
  it('is reported', async () => {
    const { path } = plugInLoader({ chip: 'ESP32-C3', badCell: 4_711 });
    expect(await codeOf(flashEsp(espJob(path, image).job))).toBe('firmware/wrong-md5');
  });
});

describe.concurrent('a bad line', () => {
  const kinds: readonly LoaderFault['kind'][] = [
    'drop',
    'corrupt',
    'cut',
    'swallow',
    'drop-answer',
    'corrupt-answer',
    'no-answer',
  ];
  it.each(phases.flatMap(phase => kinds.map(kind => ({ phase, kind }))))(
    'once: $kind in $phase is mended',
    async ({ phase, kind }) => {
      const { board, path } = plugInLoader({ chip: 'ESP32-C3', faults: [{ phase, kind }] });
      expect(await codeOf(flashEsp(espJob(path, image).job))).toBe('done');
      expect(board.flash.subarray(0, image.length).equals(image)).toBe(true);
    },
  );

  it.each(phases)('an answer in %s that comes late, but in time, is waited for', async phase => {
    const delayMs = phase === 'sync' ? 60 : 200;
    const { board, path } = plugInLoader({
      chip: 'ESP32-C3',
      faults: [{ phase, kind: 'delay-answer', delayMs }],
    });
    expect(await codeOf(flashEsp(espJob(path, image).job))).toBe('done');
    expect(board.flash.subarray(0, image.length).equals(image)).toBe(true);
  });

  it.each(
    phases.flatMap(phase => (['swallow', 'corrupt-answer', 'drop'] as const).map(kind => ({ phase, kind }))),
  )(
    'for ever: $kind in $phase ends with a name',
    async ({ phase, kind }) => {
      const { path } = plugInLoader({ chip: 'ESP32-C3', faults: [{ phase, kind, times: 10_000 }] });
      const code = await codeOf(flashEsp(espJob(path, image).job));
      const isBefore = ['detect', 'stub', 'baud'].includes(phase);
      if (phase === 'sync') expect(code).toBe('firmware/no-sync');
      else if (phase === 'detect' && kind !== 'corrupt-answer') expect(code).toBe('firmware/no-answer');
      // A rate that cannot be changed is no reason to give up, and a first block decides nothing.
      else
        expect(code).toMatch(
          isBefore ? /^firmware\/(no-answer|wrong-chip)$|^done$/ : /^firmware\/(write-failed|wrong-md5)$/,
        );
      expect(await isFree(path)).toBe(true);
    },
    20_000,
  );

  it('in the middle of the writing costs one more try and no more', async () => {
    const { board, path } = plugInLoader({
      chip: 'ESP32-C3',
      faults: [{ phase: 'write', kind: 'no-answer', after: 2 }],
    });
    await flashEsp(espJob(path, image).job);
    expect(board.commands.filter(command => command === 0x10)).toHaveLength(2);
    expect(board.flash.subarray(0, image.length).equals(image)).toBe(true);
  });
});

describe.concurrent('a port that goes away', () => {
  it.each(phases)('in %s: said, with what became of the board', async phase => {
    const { path } = plugInLoader({ chip: 'ESP32-C3', faults: [{ phase, kind: 'pull' }] });
    const isWritten = ['erase', 'write', 'verify'].includes(phase);
    expect(await codeOf(flashEsp(espJob(path, image).job))).toBe(
      isWritten ? 'firmware/port-lost-incomplete' : 'firmware/port-lost',
    );
  });
});

describe.concurrent('a cancel', () => {
  it.each(['open', 'reset', 'sync', 'detect', 'stub', 'baud', 'erase', 'write', 'verify'] as const)(
    'in %s: the port is free, and what became of the board is said',
    async phase => {
      const { path } = plugInLoader({ chip: 'ESP32-C3' });
      const controller = new AbortController();
      const { job } = espJob(path, image, { signal: controller.signal });
      const reporter = job.reporter;
      const begin = reporter.begin.bind(reporter);
      reporter.begin = (begun, attempt) => {
        begin(begun, attempt);
        if (begun === phase) queueMicrotask(() => controller.abort());
      };
      const failure = await flashEsp(job).catch((error: unknown) => error);
      const isWritten = ['erase', 'write', 'verify'].includes(phase);
      expect(failure).toMatchObject({
        code: isWritten ? 'firmware/cancelled-incomplete' : 'firmware/cancelled',
        details: { phase, target: path },
      });
      expect(await isFree(path)).toBe(true);
    },
  );
});

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import { type FileSystem, hasErrorCode, type WritableFile } from '../../files/file-system.ts';
import type { FlashDeadlines } from '../flash-deadlines.ts';
import type { FlashReporter } from '../flash-reporter.ts';
import { identityOf } from './volumes.ts';

/** So much goes to the board before progress is told: what is only in the computer's memory counts for nothing. */
const chunkBytes = 32 * 1024;
/** The name that the file has on the volume; boot loaders take any. */
const nameOnVolume = 'FIRMWARE.UF2';

export interface CopyJob {
  readonly volume: string;
  readonly bytes: Uint8Array;
  readonly signal: AbortSignal;
  readonly reporter: FlashReporter;
  readonly deadlines: FlashDeadlines;
  readonly fileSystem: Pick<FileSystem, 'create' | 'remove'>;
}

/**
 * Copies a UF2 file onto the volume of a boot loader and waits until the board has restarted. Boot loaders leave as soon
 * as they have the last block, often before the computer is done: that is success. Leaving before is not.
 * @throws StudioError `firmware/volume-gone`, `volume-full`, `volume-read-only`, `volume-failed`, `cancelled…`
 */
export async function copyToVolume(job: CopyJob): Promise<void> {
  const { volume, bytes, signal, reporter, deadlines } = job;
  reporter.begin('write');
  reporter.advance(0, bytes.length);
  const identity = await identityOf(volume);
  const isThere = async () => identity !== null && (await identityOf(volume)) === identity;
  let handedOver = 0;
  try {
    const file = await job.fileSystem.create(join(volume, nameOnVolume));
    try {
      while (handedOver < bytes.length) {
        signal.throwIfAborted();
        if (!(await isThere())) throw goneError();
        const taken = await writeChunk(file, bytes, handedOver);
        handedOver += taken;
        await file.sync();
        reporter.advance(handedOver, bytes.length);
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    const isGone = !(await isThere());
    if (signal.aborted && !isGone) {
      await job.fileSystem.remove(join(volume, nameOnVolume)).catch(() => undefined);
    }
    // Everything was handed over when it left: the board has what it wanted.
    if (!isGone || handedOver < bytes.length) {
      throw copyError(error, { isGone, handedOver, total: bytes.length, volume, signal });
    }
  }
  reporter.begin('verify');
  const deadlineMs = performance.now() + deadlines.volumeLeavesMs;
  while (await isThere()) {
    if (performance.now() > deadlineMs) {
      const reason =
        'the boot loader has all of it and does not restart; it took the image for another board’s';
      const details = { volume, bytesDone: bytes.length, bytesTotal: bytes.length, reason };
      throw new StudioError('firmware/volume-failed', details);
    }
    await sleep(deadlines.lookMs, undefined, { signal });
  }
}

async function writeChunk(file: WritableFile, bytes: Uint8Array, from: number): Promise<number> {
  const until = Math.min(bytes.length, from + chunkBytes);
  let at = from;
  while (at < until) {
    const taken = await file.write(bytes.subarray(0, until), at);
    if (taken <= 0) throw Object.assign(new Error('The volume took no more bytes.'), { code: 'ENOSPC' });
    at += taken;
  }
  return until - from;
}

function goneError(): Error {
  return Object.assign(new Error('The volume is not there any more.'), { code: 'ENOENT' });
}

function copyError(
  error: unknown,
  at: {
    readonly isGone: boolean;
    readonly handedOver: number;
    readonly total: number;
    readonly volume: string;
    readonly signal: AbortSignal;
  },
): unknown {
  const details = { volume: at.volume, bytesDone: at.handedOver, bytesTotal: at.total };
  if (at.signal.aborted) {
    const code = at.handedOver > 0 ? 'firmware/cancelled-incomplete' : 'firmware/cancelled';
    return new StudioError(code, { phase: 'write', target: at.volume }, { cause: error });
  }
  if (hasErrorCode(error, 'EROFS', 'EACCES', 'EPERM')) {
    return new StudioError('firmware/volume-read-only', { volume: at.volume }, { cause: error });
  }
  if (hasErrorCode(error, 'ENOSPC'))
    return new StudioError('firmware/volume-full', details, { cause: error });
  if (at.isGone) return new StudioError('firmware/volume-gone', details, { cause: error });
  const reason = error instanceof Error ? error.message : String(error);
  return new StudioError('firmware/volume-failed', { ...details, reason }, { cause: error });
}

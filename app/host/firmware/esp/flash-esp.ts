import { StudioError } from '../../../contract/errors/studio-error.ts';
import type { Kit } from '../../../contract/services/device-service.ts';
import type { Chip } from '../../../contract/services/firmware-service.ts';
import type { LocalizedText } from '../../../core/text/localized-text.ts';
import type { FlashDeadlines } from '../flash-deadlines.ts';
import type { FlashReporter } from '../flash-reporter.ts';
import { romBaudRate } from './create-loader.ts';
import { type EspImage, neededFlashBytes } from './esp-image.ts';
import { EspSession, NoSync, StepFailed } from './esp-session.ts';
import { packImage, WrongMd5, writeImage } from './flash-image.ts';
import { LineEnded, type LoaderPort } from './loader-line.ts';
import { type ResetStrategy, resetStrategies, startProgram } from './reset-strategies.ts';

/** The rate that bridge chips and boards all manage; esptool takes it too. */
const fastBaudRate = 460_800;
const attemptsAtMost = 3;

export interface EspJob {
  readonly kit: Kit;
  readonly signal: AbortSignal;
  readonly reporter: FlashReporter;
  readonly deadlines: FlashDeadlines;
  /** A person has just brought the board into its loader. */
  readonly isByHand: boolean;
  /** How to do so, for people; null where the board says nothing of it. */
  readonly bootHelp: LocalizedText | null;
  readonly openPort: (path: string) => LoaderPort;
  /** The kit under the path where it is after it went away, or null where it did not come back in time. */
  readonly findAgain: (signal: AbortSignal) => Promise<Kit | null>;
}

export interface EspWriteJob extends EspJob {
  readonly image: Uint8Array;
  readonly header: EspImage;
  readonly title: string;
  /** Null: where this chip looks for its boot loader. */
  readonly offset: number | null;
  readonly erase: boolean;
}

/** What one try does with a chip that has named itself. */
type Work<Result> = (session: EspSession, chip: Omit<Chip, 'flashBytes'>, attempt: number) => Promise<Result>;

/** Asks a chip what it is, and starts its program again. */
export function identifyEsp(job: EspJob): Promise<Chip> {
  return new EspVisit(job).run(async (session, chip) => {
    await session.runStub();
    return { ...chip, flashBytes: await session.flashBytes() };
  });
}

/**
 * Writes an image, verifies it and starts it. A wrong image is refused before anything is written.
 * @throws StudioError `firmware/wrong-chip`, `too-large`, `locked-chip`, `no-sync`, `no-answer`, `write-failed`,
 * `wrong-md5`, `port-lost`, `port-lost-incomplete`, `cancelled`, `cancelled-incomplete`; of the port, `transport/…`
 */
export async function flashEsp(
  job: EspWriteJob,
): Promise<{ readonly chip: string; readonly bytesWritten: number; readonly bytesSent: number }> {
  // Takes a second for a large image; the board is asked meanwhile.
  const packing = packImage(job.image);
  packing.catch(ignore);
  const visit = new EspVisit(job);
  return visit.run(async (session, { chip }, attempt) => {
    if (chip !== job.header.chip) {
      throw new StudioError('firmware/wrong-chip', { imageChip: job.header.chip, chip });
    }
    const offset = job.offset ?? session.loader.chip.BOOTLOADER_FLASH_OFFSET;
    await session.runStub();
    const flashBytes = await session.flashBytes();
    const needed = neededFlashBytes(job.header, job.image.length, offset);
    if (flashBytes !== null && needed > flashBytes) {
      const kilobytes = { neededKilobytes: Math.ceil(needed / 1024), flashKilobytes: flashBytes / 1024 };
      throw new StudioError('firmware/too-large', kilobytes);
    }
    // What failed at the fast rate may go well at the slow one.
    await session.changeBaud(attempt === 1 ? fastBaudRate : romBaudRate);
    const packed = await packing;
    await writeImage(session, packed, {
      offset,
      erase: job.erase,
      reporter: job.reporter,
      deadlines: job.deadlines,
      onTouch: () => visit.touch(),
    });
    return { chip, bytesWritten: packed.bytes.length, bytesSent: packed.compressed.length };
  });
}

/** One visit to a chip's loader, with as many tries as it takes, and one way out of it. */
class EspVisit {
  readonly #job: EspJob;
  #port: LoaderPort;
  #isLost = false;
  /** Whether the flash is not what it was any more. */
  #isTouched = false;
  #session: EspSession | null = null;

  constructor(job: EspJob) {
    this.#job = job;
    this.#port = job.openPort(job.kit.path);
  }

  touch(): void {
    this.#isTouched = true;
  }

  async run<Result>(work: Work<Result>): Promise<Result> {
    const { signal, reporter, deadlines, kit } = this.#job;
    signal.throwIfAborted();
    const cancel = () => this.#session?.line.end('it was cancelled');
    signal.addEventListener('abort', cancel, { once: true });
    try {
      reporter.begin('open');
      await this.#open(kit.path);
      const strategies = resetStrategies(kit, this.#job.isByHand);
      for (let attempt = 1; ; attempt++) {
        try {
          return await this.#attempt(strategies, work, attempt);
        } catch (error) {
          await this.#judge(error, attempt, strategies.length);
        } finally {
          this.#session?.end();
        }
      }
    } catch (error) {
      if (!signal.aborted) throw error;
      const code = this.#isTouched ? 'firmware/cancelled-incomplete' : 'firmware/cancelled';
      throw new StudioError(code, { phase: reporter.phase, target: this.#port.path }, { cause: error });
    } finally {
      signal.removeEventListener('abort', cancel);
      await this.#leave(deadlines.openMs);
    }
  }

  async #attempt<Result>(
    strategies: readonly ResetStrategy[],
    work: Work<Result>,
    attempt: number,
  ): Promise<Result> {
    const { signal, kit, reporter, deadlines } = this.#job;
    signal.throwIfAborted();
    const session = await EspSession.start({ port: this.#port, kit, reporter, deadlines });
    this.#session = session;
    // It may have happened while the loader was read from the disk.
    signal.throwIfAborted();
    try {
      await session.sync(strategies);
    } catch (error) {
      if (!this.#hasLost(error) || signal.aborted) throw error;
      await this.#followReset(error);
      return this.#attempt([...resetStrategies({ ...kit, mode: 'boot-loader' }, true)], work, attempt);
    }
    const chip = await session.detect();
    const result = await work(session, chip, attempt);
    reporter.begin('restart');
    return result;
  }

  /** A board with USB of its own goes away when it is reset, and comes back as its loader, perhaps elsewhere. */
  async #followReset(cause: unknown): Promise<void> {
    const { signal, findAgain, reporter } = this.#job;
    const { phase } = reporter;
    const kit = await findAgain(signal);
    if (kit === null) throw cause;
    reporter.begin(phase);
    await this.#port.close();
    this.#port = this.#job.openPort(kit.path);
    await this.#open(kit.path);
  }

  async #open(path: string): Promise<void> {
    const { signal, deadlines } = this.#job;
    const timeout = AbortSignal.timeout(deadlines.openMs);
    this.#isLost = false;
    try {
      await this.#port.open({ baudRate: romBaudRate, signal: AbortSignal.any([signal, timeout]) });
    } catch (error) {
      if (signal.aborted || StudioError.is(error)) throw error;
      throw new StudioError('transport/failed', { path, message: String(error) }, { cause: error });
    }
    const port = this.#port;
    port.onDidClose(({ kind }) => {
      if (port === this.#port && kind !== 'closed') this.#isLost = true;
    });
  }

  /** A port that is on its way out says so to whoever writes, before it tells everybody. */
  #hasLost(error: unknown): boolean {
    this.#isLost ||= StudioError.is(error, 'transport/gone') || StudioError.is(error, 'transport/not-open');
    return this.#isLost;
  }

  /** Returns where another try makes sense, and throws what people are told where it does not. */
  async #judge(error: unknown, attempt: number, strategies: number): Promise<void> {
    const { signal, reporter, bootHelp } = this.#job;
    const { path } = this.#port;
    signal.throwIfAborted();
    if (error instanceof NoSync) {
      const hint = bootHelp === null ? {} : { hint: bootHelp };
      throw new StudioError(
        'firmware/no-sync',
        { port: path, attempts: strategies },
        { cause: error, ...hint },
      );
    }
    if (StudioError.is(error) && !error.code.startsWith('transport/')) {
      // One byte that fell over makes another chip of it: the refusal needs the same answer twice.
      if (error.code !== 'firmware/wrong-chip' || attempt > 1) throw error;
      return;
    }
    if (this.#hasLost(error)) {
      const code = this.#isTouched ? 'firmware/port-lost-incomplete' : 'firmware/port-lost';
      throw new StudioError(code, { port: path, phase: reporter.phase }, { cause: error });
    }
    const isKnown = error instanceof StepFailed || error instanceof WrongMd5 || error instanceof LineEnded;
    if (!isKnown) throw error;
    if (attempt < attemptsAtMost) {
      await this.#port.setBaudRate(romBaudRate);
      return;
    }
    const details = { port: path, phase: reporter.phase, attempts: attempt, reason: error.message };
    if (error instanceof WrongMd5) {
      throw new StudioError('firmware/wrong-md5', { port: path, attempts: attempt }, { cause: error });
    }
    const code = this.#isTouched ? 'firmware/write-failed' : 'firmware/no-answer';
    throw new StudioError(code, details, { cause: error });
  }

  /** The program is started, the old one as well as the new one; then the port is free. */
  async #leave(deadlineMs: number): Promise<void> {
    const port = this.#port;
    if (!this.#isLost) {
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, deadlineMs);
      // A port that goes away now was reset.
      await Promise.race([startProgram(port).catch(ignore), late]);
      clearTimeout(timer);
    }
    await port.close();
  }
}

function ignore(): undefined {
  return undefined;
}

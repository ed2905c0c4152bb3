import type { ESPLoader } from 'esptool-js';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import type { Kit } from '../../../contract/services/device-service.ts';
import type { Chip } from '../../../contract/services/firmware-service.ts';
import type { FlashDeadlines } from '../flash-deadlines.ts';
import type { FlashPhase, FlashReporter } from '../flash-reporter.ts';
import { createLoader, romBaudRate } from './create-loader.ts';
import { LoaderLine, type LoaderPort } from './loader-line.ts';
import { isUsbJtag, type ResetStrategy } from './reset-strategies.ts';

/** Something went wrong that another try, from the reset on, may mend. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';
  readonly phase: FlashPhase;

  constructor(phase: FlashPhase, cause: unknown) {
    super(cause instanceof Error ? firstLine(cause.message) : String(cause), { cause });
    this.phase = phase;
  }
}

/** No way to reset the board made its loader answer. */
export class NoSync extends Error {
  override readonly name = 'NoSync';
}

export interface EspSessionOptions {
  readonly port: LoaderPort;
  readonly kit: Pick<Kit, 'vendorId' | 'productId'>;
  readonly reporter: FlashReporter;
  readonly deadlines: FlashDeadlines;
}

const syncsPerStrategy = 5;
const syncsBeforeDelimiter = 3;
const changeBaudRate = 0x0f;
/** A register that every chip lets a loader read. */
const anyRegister = 0x4000_1000;
/** esptool's wait after a change of the rate. */
const baudSettleMs = 50;

/** One try with the loader of a chip: from the reset to a stub that listens. Ends with `end`. */
export class EspSession {
  readonly line: LoaderLine;
  readonly #options: EspSessionOptions;
  readonly loader: ESPLoader;

  private constructor(options: EspSessionOptions, line: LoaderLine, loader: ESPLoader) {
    this.#options = options;
    this.line = line;
    this.loader = loader;
  }

  static async start(options: EspSessionOptions): Promise<EspSession> {
    const line = new LoaderLine(options.port);
    return new EspSession(options, line, await createLoader(line, options.deadlines.answerMs));
  }

  /** @throws NoSync where nothing answered, whatever was tried */
  async sync(strategies: readonly ResetStrategy[]): Promise<void> {
    const { port, reporter, deadlines } = this.#options;
    for (const [index, strategy] of strategies.entries()) {
      reporter.begin('reset', index + 1);
      await this.step('reset', deadlines.syncMs, () => strategy.run(port));
      reporter.begin('sync', index + 1);
      if (await this.step('sync', deadlines.syncMs, () => this.#syncOnce())) return;
    }
    throw new NoSync();
  }

  /** @throws StudioError `firmware/locked-chip` */
  async detect(): Promise<Omit<Chip, 'flashBytes'>> {
    const { reporter, deadlines } = this.#options;
    const { loader } = this;
    reporter.begin('detect');
    return this.step('detect', deadlines.detectMs, async () => {
      // Syncs once more, then asks for the chip.
      await loader.connect('no_reset', 1);
      const { chip } = loader;
      if (loader.secureDownloadMode) {
        throw new StudioError('firmware/locked-chip', { chip: chip.CHIP_NAME });
      }
      const description = await chip.getChipDescription(loader);
      const features = await chip.getChipFeatures(loader);
      const mac = await chip.readMac(loader);
      await chip.postConnect?.(loader);
      return {
        chip: chip.CHIP_NAME,
        description,
        features: features.map(feature => feature.trim()),
        mac,
      };
    });
  }

  /** Loads the stub into the chip's memory and runs it; it writes faster than the ROM, and compressed. */
  async runStub(): Promise<void> {
    const { reporter, deadlines } = this.#options;
    reporter.begin('stub');
    await this.step('stub', deadlines.stubMs, async () => {
      await this.loader.runStub();
      if (!this.loader.IS_STUB) throw new Error('there is no stub for this chip');
    });
  }

  /** Bytes of the flash chip; null where it names a size that nobody knows. */
  async flashBytes(): Promise<number | null> {
    const { deadlines } = this.#options;
    return this.step('stub', deadlines.detectMs, async () => {
      const size = await this.loader.detectFlashSize();
      const [, amount, unit] = /^(\d+)([KM])B$/.exec(size ?? '') ?? [];
      if (amount === undefined) return null;
      return Number(amount) * (unit === 'M' ? 1024 * 1024 : 1024);
    });
  }

  /**
   * Makes both sides faster. A board that refuses stays at its rate; one that takes it and is not heard again needs
   * another try without.
   */
  async changeBaud(baudRate: number): Promise<void> {
    const { port, kit, reporter, deadlines } = this.#options;
    reporter.begin('baud');
    if (baudRate === romBaudRate || isUsbJtag(kit)) return;
    await this.step('baud', deadlines.baudMs, async () => {
      const rates = new Uint8Array(8);
      const view = new DataView(rates.buffer);
      view.setUint32(0, baudRate, true);
      view.setUint32(4, romBaudRate, true);
      const [, answer] = await this.loader.command(changeBaudRate, rates);
      if (answer[0] !== 0) return;
      await new Promise(resolve => setTimeout(resolve, baudSettleMs));
      await port.setBaudRate(baudRate);
      this.line.flush();
      await this.loader.readReg(anyRegister, deadlines.answerMs);
    });
  }

  /** Work of a phase: it ends when its time is up, the port is gone or somebody cancels, whatever hangs in it. */
  async step<Result>(phase: FlashPhase, deadlineMs: number, work: () => Promise<Result>): Promise<Result> {
    const timer = setTimeout(() => this.line.end(`nothing came of it within ${deadlineMs} ms`), deadlineMs);
    const { promise: ended, reject } = Promise.withResolvers<never>();
    const stop = this.line.onEnd(reject);
    try {
      return await Promise.race([work(), ended]);
    } catch (error) {
      if (StudioError.is(error)) throw error;
      throw new StepFailed(phase, error);
    } finally {
      clearTimeout(timer);
      stop();
    }
  }

  /** Whoever still waits for the loader is told now. The port stays open. */
  end(): void {
    this.line.end('it is over');
  }

  async #syncOnce(): Promise<boolean> {
    for (let attempt = 0; attempt < syncsPerStrategy; attempt++) {
      this.line.flush();
      // After a lost delimiter a loader takes the gaps between packets for the packets, until it gets one more.
      if (attempt === syncsBeforeDelimiter) await this.line.writeDelimiter();
      try {
        await this.loader.sync();
        return true;
      } catch {
        // Silence, or half an answer: the next one may be whole.
        this.line.throwIfEnded();
      }
    }
    // That was not it: the next ones begin as the first did.
    await this.line.writeDelimiter();
    return false;
  }
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? text).trim();
}

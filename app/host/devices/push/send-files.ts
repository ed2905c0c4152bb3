import { StudioError } from '../../../contract/errors/studio-error.ts';
import { DeadlineError } from '../repl/byte-inbox.ts';
import type { RunningScript } from '../repl/repl.ts';
import type { Transport } from '../transport.ts';
import { encodeStream } from './block-encoder.ts';
import { attemptsPerBlock, BlockTransfer, TransferLost } from './block-transfer.ts';
import { BlockWindow } from './block-window.ts';
import { type Probe, root } from './board-scripts.ts';
import type { ScriptRunner } from './checked-script.ts';
import type { PlannedFile, PushPlan } from './push-plan.ts';
import { parseReceiverLine, receiveScript } from './receive-script.ts';

export interface SendOptions {
  readonly transport: Transport;
  readonly probe: Pick<Probe, 'inflate' | 'memoryFree'>;
  /** Without any sign of progress. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  /** Bytes of content that the board has written. */
  readonly onProgress: (bytesDone: number) => void;
}

const largestBlockBytes = 16 * 1024;
const smallestBlockBytes = 512;
/** Transfers that are begun anew without the board having taken anything since the one before. */
const vainTransfers = 3;
const shrinkFactor = 4;

/** What is learned of a port's buffers lasts as long as the port is there. */
const windows = new WeakMap<Transport, BlockWindow>();

/** How much content goes into one block: while it is taken the board holds it a few times, beside the inflater. */
export function blockContentBytes(memoryFree: number): number {
  return 2 ** Math.floor(Math.log2(clamp(memoryFree / 16, smallestBlockBytes, largestBlockBytes)));
}

/** How far back the packed stream may refer: the board keeps so much of it in memory, as a power of two. */
export function packedWindowBits(memoryFree: number): number {
  return clamp(Math.floor(Math.log2(memoryFree / 8)), 9, 15);
}

/**
 * Makes the slot of a plan hold what it must: one packed stream for all files, in blocks that are acknowledged. Where
 * noise ends the receiver, or garbles one block each time, a new one goes on with what is missing, in smaller blocks.
 * Returns how many blocks were sent again.
 */
export async function sendFiles(
  runner: ScriptRunner,
  plan: PushPlan,
  options: SendOptions,
): Promise<{ readonly blocksResent: number }> {
  let contentBytes = blockContentBytes(options.probe.memoryFree);
  let rest = plan;
  let doneBefore = 0;
  let blocksResent = 0;
  let inVain = 0;
  let lost: TransferLost | null = null;
  for (;;) {
    const transfer = new StreamTransfer(runner, rest, { ...options, contentBytes, doneBefore });
    try {
      await transfer.run();
      return { blocksResent: blocksResent + transfer.resent };
    } catch (error) {
      // That no new receiver could be started says less than how the one before ended.
      if (!(error instanceof TransferLost))
        throw lost !== null && isSilence(error) ? lostError(lost, options) : error;
      lost = error;
      blocksResent += transfer.resent;
      inVain = error.taken > 0 ? 0 : inVain + 1;
      const isSmallest = contentBytes <= smallestBlockBytes;
      if ((error.why === 'block-garbled' && isSmallest) || inVain >= vainTransfers)
        throw lostError(error, options);
      runner.lost();
      const { done, rest: left } = withoutWritten(rest, error.taken * contentBytes);
      doneBefore += done;
      rest = left;
      if (error.why === 'block-garbled') {
        contentBytes = Math.max(smallestBlockBytes, contentBytes / shrinkFactor);
      }
    }
  }
}

function lostError(lost: TransferLost, { deadlineMs, transport }: SendOptions): Error {
  if (lost.why === 'block-garbled') {
    return new StudioError('push/write-corrupt', { path: transport.path, attempts: attemptsPerBlock });
  }
  return lost.lastWords === ''
    ? new DeadlineError(deadlineMs)
    : new StudioError('repl/python-error', { message: lost.lastWords });
}

function isSilence(error: unknown): boolean {
  return (
    error instanceof DeadlineError ||
    StudioError.is(error, 'repl/no-answer') ||
    StudioError.is(error, 'repl/timeout')
  );
}

interface StreamOptions extends SendOptions {
  readonly contentBytes: number;
  /** Bytes of content that earlier transfers have brought. */
  readonly doneBefore: number;
}

/** One run of the receiver on the board. */
class StreamTransfer {
  readonly #runner: ScriptRunner;
  readonly #plan: PushPlan;
  readonly #options: StreamOptions;
  #transfer: BlockTransfer | null = null;

  constructor(runner: ScriptRunner, plan: PushPlan, options: StreamOptions) {
    this.#runner = runner;
    this.#plan = plan;
    this.#options = options;
  }

  get resent(): number {
    return this.#transfer?.resent ?? 0;
  }

  async run(): Promise<void> {
    const { contentBytes, deadlineMs, doneBefore, onProgress, probe, signal, transport } = this.#options;
    const { copy, keep, slot, write } = this.#plan;
    const content = Buffer.concat(write.map(({ bytes }) => bytes));
    const windowBits = packedWindowBits(probe.memoryFree);
    const stream = encodeStream(content, {
      contentBytes,
      windowBits: probe.inflate === 'none' ? null : windowBits,
    });
    const script = await this.#runner.start(
      receiveScript({
        slot,
        keep,
        copy,
        write: write.map(({ path, bytes }) => ({ path, size: bytes.length })),
        blocks: stream.count,
        contentBytes,
        packedBytes: stream.packedBytes,
        windowBits,
        inflate: probe.inflate,
      }),
      {
        timeoutMs: deadlineMs,
        signal,
        hasBegun: line => parseReceiverLine(line)?.kind === 'ready',
      },
    );
    const window = windows.get(transport) ?? new BlockWindow();
    windows.set(transport, window);
    this.#transfer = new BlockTransfer({
      script,
      stream,
      window,
      deadlineMs,
      signal,
      onTaken: blocks => onProgress(doneBefore + Math.min(content.length, blocks * contentBytes)),
    });
    await this.#transfer.run();
    await this.#finish(script);
  }

  /** All is written; closing the last file may take a moment. Whether it went well the read-back says. */
  async #finish(script: RunningScript): Promise<void> {
    const { deadlineMs, signal } = this.#options;
    try {
      for (;;) {
        const piece = await script.readPiece({ timeoutMs: deadlineMs / 2, signal });
        if (piece.isEnd || parseReceiverLine(piece.text)?.kind === 'done') break;
      }
    } catch (error) {
      if (!(error instanceof DeadlineError)) throw error;
      this.#runner.lost();
      return;
    }
    await this.#runner.settle(script);
  }
}

/** The plan without the files whose content, and a byte more, is on the board: those are closed there. */
function withoutWritten(plan: PushPlan, takenBytes: number): { done: number; rest: PushPlan } {
  const folder = `${root}${plan.slot}/`;
  let end = 0;
  let done = 0;
  const written: PlannedFile[] = [];
  for (const file of plan.write) {
    end += file.bytes.length;
    if (end >= takenBytes) break;
    written.push(file);
    done = end;
  }
  const kept = written
    .filter(({ path }) => path.startsWith(folder))
    .map(({ path }) => path.slice(folder.length));
  return {
    done,
    // The receiver had begun to take blocks only after it had copied.
    rest: {
      ...plan,
      keep: [...plan.keep, ...plan.copy, ...kept],
      copy: [],
      write: plan.write.slice(written.length),
    },
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

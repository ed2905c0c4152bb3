import { StudioError } from '../../../contract/errors/studio-error.ts';
import { DeadlineError } from '../repl/byte-inbox.ts';
import type { Repl, RunningScript } from '../repl/repl.ts';
import { encodeBlock } from './block-encoder.ts';
import { type Probe, receiveScript } from './board-scripts.ts';
import type { PushPlan } from './push-plan.ts';

export interface SendOptions {
  readonly probe: Pick<Probe, 'inflate' | 'memoryFree'>;
  /** Between two acknowledgements. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  /** Of the port, for messages. */
  readonly path: string;
  /** Bytes of content that the board has written. */
  readonly onProgress: (bytesDone: number) => void;
}

const largestBlockBytes = 32 * 1024;
const smallestBlockBytes = 512;
const attemptsPerBlock = 4;
/** A board that lost a line end waits for ever; one is sent again after this long. */
const nudgeMs = 2_500;

/** How much content goes into one block: while it is taken the board holds it three times, beside the inflater. */
export function blockContentBytes(memoryFree: number): number {
  const wanted = Math.min(largestBlockBytes, Math.max(smallestBlockBytes, memoryFree / 12));
  return 2 ** Math.floor(Math.log2(wanted));
}

/** Makes the slot of a plan hold what it must: one stream of blocks for all files, each block acknowledged. */
export async function sendFiles(repl: Repl, plan: PushPlan, options: SendOptions): Promise<void> {
  const { deadlineMs, probe, signal } = options;
  const stream = Buffer.concat(plan.write.map(({ bytes }) => bytes));
  const contentBytes = blockContentBytes(probe.memoryFree);
  const blocks = Math.ceil(stream.length / contentBytes);
  const wait = { timeoutMs: deadlineMs, signal };
  const script = await repl.start(
    receiveScript({
      slot: plan.slot,
      keep: plan.keep,
      copy: plan.copy,
      write: plan.write.map(({ path, bytes }) => ({ path, size: bytes.length })),
      blocks,
      contentBytes,
      inflate: probe.inflate,
    }),
    wait,
  );
  await expectLine(script, 'R', options);
  for (let number = 0; number < blocks; number++) {
    const content = stream.subarray(number * contentBytes, (number + 1) * contentBytes);
    const line = encodeBlock(content, { number, contentBytes, compress: probe.inflate !== 'none' });
    await sendBlock(script, number, line, options);
    options.onProgress(number * contentBytes + content.length);
  }
  await expectLine(script, 'D', options);
  const { stderr } = await script.finish(wait);
  if (stderr !== '') throw new StudioError('repl/python-error', { message: stderr });
}

async function sendBlock(
  script: RunningScript,
  number: number,
  line: Uint8Array,
  options: SendOptions,
): Promise<void> {
  for (let attempt = 1; attempt <= attemptsPerBlock; attempt++) {
    await script.write(line);
    if ((await readAnswer(script, number, options)) === 'taken') return;
  }
  throw new StudioError('push/write-corrupt', { path: options.path, attempts: attemptsPerBlock });
}

async function readAnswer(
  script: RunningScript,
  number: number,
  options: SendOptions,
): Promise<'taken' | 'again'> {
  const { deadlineMs, signal } = options;
  const endsAtMs = performance.now() + deadlineMs;
  let isNudged = false;
  for (;;) {
    const leftMs = endsAtMs - performance.now();
    if (leftMs <= 0) throw new DeadlineError(deadlineMs);
    try {
      const line = await script.readLine({
        timeoutMs: isNudged ? leftMs : Math.min(leftMs, nudgeMs),
        signal,
      });
      if (line === `A ${number}`) return 'taken';
      if (line === `N ${number}`) return 'again';
      // Anything else is an answer to an earlier block, or noise: what counts is the next line.
    } catch (error) {
      if (!(error instanceof DeadlineError) || isNudged) throw error;
      isNudged = true;
      await script.write(Buffer.from('\n'));
    }
  }
}

async function expectLine(script: RunningScript, wanted: string, options: SendOptions): Promise<void> {
  const wait = { timeoutMs: options.deadlineMs, signal: options.signal };
  while ((await script.readLine(wait)) !== wanted);
}

import { StudioError } from '../../../contract/errors/studio-error.ts';
import { DeadlineError } from '../repl/byte-inbox.ts';
import type { RunningScript } from '../repl/repl.ts';
import type { EncodedStream } from './block-encoder.ts';
import type { BlockWindow } from './block-window.ts';
import { parseReceiverLine, questionLine, type ReceiverWord } from './receive-script.ts';
import { parseScriptLine } from './script-envelope.ts';

export interface TransferOptions {
  readonly script: RunningScript;
  readonly stream: EncodedStream;
  readonly window: BlockWindow;
  /** Without any sign of progress. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  /** So many blocks are written on the board. */
  readonly onTaken: (blocks: number) => void;
}

/** Why a transfer cannot go on as it is; a new one may. */
export class TransferLost extends Error {
  override readonly name = 'TransferLost';
  readonly why: 'receiver-gone' | 'block-garbled';
  /** How many blocks the board had taken. */
  readonly taken: number;
  /** What the board printed at the end: a traceback, where it raised what no script can catch. */
  readonly lastWords: string;

  constructor(why: TransferLost['why'], taken: number, lastWords = '') {
    super(why === 'receiver-gone' ? 'The receiver answers no more.' : 'One block arrives damaged each time.');
    this.why = why;
    this.taken = taken;
    this.lastWords = lastWords;
  }
}

export const attemptsPerBlock = 4;
/** A first answer may take this long before the receiver is asked where it stands; later it is learned. */
const firstPatienceMs = 2_500;
const leastPatienceMs = 300;

/**
 * Sends blocks to a receiver, several under way at once, and goes back to the first one that did not arrive whole:
 * whenever an answer says so, or none comes, it asks where the receiver stands and goes on from there.
 */
export class BlockTransfer {
  readonly #options: TransferOptions;
  /** Blocks that the board has taken, and the next one to be sent. */
  #taken = 0;
  #next = 0;
  #underWayBytes = 0;
  #takenBytes = 0;
  #sentAtMs: number[] = [];
  readonly #lineBytes: number[] = [];
  #slowestMs = 0;
  #question = 0;
  #resent = 0;
  #lastWords = '';
  #garbled = { block: -1, times: 0 };
  readonly #startedAtMs = performance.now();
  #progressAtMs = performance.now();

  constructor(options: TransferOptions) {
    this.#options = options;
  }

  /** Blocks that were sent more than once. */
  get resent(): number {
    return this.#resent;
  }

  /** @throws TransferLost; DeadlineError; StudioError `repl/python-error` where the receiver raised */
  async run(): Promise<void> {
    const { stream } = this.#options;
    while (this.#taken < stream.count) {
      await this.#fill();
      const heard = await this.#listen(this.#patienceMs());
      if (heard === 'silence' || heard === 'end' || heard.kind === 'wanted') await this.#goBack(heard);
      else if (heard.kind === 'taken') this.#take(heard.block, true);
      else if (heard.kind === 'done') return;
    }
  }

  async #fill(): Promise<void> {
    const { script, stream, window } = this.#options;
    const rate = this.#takenBytes / ((performance.now() - this.#startedAtMs) / 1000);
    for (;;) {
      const blocks = this.#next - this.#taken;
      if (this.#next >= stream.count || !window.mayFollow({ blocks, bytes: this.#underWayBytes }, rate))
        return;
      const line = await stream.line(this.#next);
      this.#lineBytes[this.#next] = line.length;
      this.#sentAtMs[this.#next] = performance.now();
      this.#next++;
      this.#underWayBytes += line.length;
      await script.write(line);
    }
  }

  /** Everything below `block` is on the board. */
  #take(block: number, isTimed: boolean): void {
    if (block <= this.#taken || block > this.#next) return;
    const { window, onTaken } = this.#options;
    const now = performance.now();
    if (isTimed) this.#slowestMs = Math.max(this.#slowestMs * 0.9, now - (this.#sentAtMs[block - 1] ?? now));
    for (; this.#taken < block; this.#taken++) {
      const bytes = this.#lineBytes[this.#taken] ?? 0;
      this.#underWayBytes -= bytes;
      this.#takenBytes += bytes;
      window.arrived();
    }
    this.#progressAtMs = now;
    onTaken(this.#taken);
  }

  /** Asks until the receiver says which block is next, with everything before that dealt with. */
  async #goBack(reason: 'silence' | 'end' | ReceiverWord): Promise<void> {
    const { deadlineMs, script } = this.#options;
    const lostAtMs = performance.now() + deadlineMs / 2;
    let hasEnded = reason === 'end';
    for (let attempt = 1; ; attempt++) {
      this.#checkDeadline();
      await script.write(questionLine(++this.#question));
      const answerByMs = performance.now() + this.#patienceMs() * Math.min(attempt, 4);
      for (;;) {
        const leftMs = answerByMs - performance.now();
        const heard = leftMs <= 0 ? 'silence' : await this.#listen(leftMs);
        if (heard === 'silence') break;
        if (heard === 'end') hasEnded = true;
        else if (heard.kind === 'taken') this.#take(heard.block, false);
        else if (heard.kind === 'done') return this.#take(this.#next, false);
        else if (heard.kind === 'next' && heard.question === this.#question) {
          return this.#goOnFrom(heard.block);
        }
      }
      if ((hasEnded && attempt > 1) || performance.now() > lostAtMs) {
        throw new TransferLost('receiver-gone', this.#taken, this.#lastWords);
      }
    }
  }

  #goOnFrom(block: number): void {
    this.#take(block, false);
    const lost = this.#next - this.#taken;
    if (lost <= 0) return;
    this.#options.window.damaged(lost);
    this.#resent += lost;
    this.#next = this.#taken;
    this.#underWayBytes = 0;
    const garbled = this.#garbled;
    this.#garbled = { block: this.#taken, times: garbled.block === this.#taken ? garbled.times + 1 : 1 };
    if (this.#garbled.times >= attemptsPerBlock) throw new TransferLost('block-garbled', this.#taken);
  }

  /** What the receiver says next; `end` where its output seems to be over. */
  async #listen(timeoutMs: number): Promise<ReceiverWord | 'silence' | 'end'> {
    const { script, signal } = this.#options;
    const untilMs = performance.now() + timeoutMs;
    for (;;) {
      const leftMs = untilMs - performance.now();
      if (leftMs <= 0) return 'silence';
      try {
        const piece = await script.readPiece({ timeoutMs: leftMs, signal });
        const word = parseReceiverLine(piece.text);
        if (word !== null) return word;
        const line = parseScriptLine(piece.text);
        if (line?.kind === 'error') throw new StudioError('repl/python-error', { message: line.message });
        if (/^\w*(Error|Interrupt|Exit)\b/.test(piece.text)) this.#lastWords = piece.text;
        if (piece.isEnd) return 'end';
      } catch (error) {
        if (error instanceof DeadlineError) return 'silence';
        throw error;
      }
    }
  }

  #patienceMs(): number {
    if (this.#slowestMs === 0) return Math.min(firstPatienceMs, this.#options.deadlineMs / 4);
    return Math.min(firstPatienceMs, Math.max(leastPatienceMs, this.#slowestMs * 3));
  }

  #checkDeadline(): void {
    const { deadlineMs } = this.#options;
    if (performance.now() - this.#progressAtMs > deadlineMs) throw new DeadlineError(deadlineMs);
  }
}

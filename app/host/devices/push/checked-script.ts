import { randomInt } from 'node:crypto';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import { DeadlineError, printable, type WaitOptions } from '../repl/byte-inbox.ts';
import { pythonError, type Repl, type RunningScript } from '../repl/repl.ts';
import {
  damagedMark,
  type EnvelopedScript,
  envelope,
  joinedScript,
  lineReader,
  noReply,
  parseScriptLine,
  readyForLine,
  recallScript,
  type ScriptLine,
  scriptLine,
  scriptPieces,
  wholeScript,
} from './script-envelope.ts';

export interface ScriptOptions {
  /** For the whole script, sent again or not; the time that a slow wire takes to carry it does not count. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** How long a board may say nothing before it is taken for one that waits for something that was lost. */
  readonly quietMs?: number;
}

/** Wires on which a script did not arrive at once: the next ones are sent with more care there. */
const lineLosers = new WeakSet<object>();
/** Shorter scripts take as many round trips in one as through a line. */
const lineLetters = 600;
const attempts = 16;
/** After so many times in one a script is sent in pieces. */
const attemptsInOne = 2;
const attemptsPerPiece = 10;
const promptMs = 3_000;
const defaultQuietMs = 4_000;
const tailMs = 400;

/** Runs scripts on a board so that each runs as it was written, once, and its reply is what the board said. */
export class ScriptRunner {
  readonly #repl: Repl;
  readonly #path: string;
  readonly #helpers: string;
  readonly #wire: object;
  #needsHelpers = true;
  /** Whether the board waits at the raw prompt with nothing of ours under way. */
  #isAtPrompt = true;
  #resyncs = 0;
  /** How long the wire took to carry what arrived, since the script that runs now was begun. */
  #carriedMs = 0;

  constructor(parts: {
    readonly repl: Repl;
    readonly path: string;
    readonly helpers: string;
    /** What the bytes go through, as long as it is there; what is learned of it is kept for the next runner. */
    readonly wire?: object;
  }) {
    this.#repl = parts.repl;
    this.#wire = parts.wire ?? parts.repl;
    this.#path = parts.path;
    this.#helpers = parts.helpers;
  }

  /** How many times a script or its reply was damaged and the prompt had to be found again. */
  get resyncs(): number {
    return this.#resyncs;
  }

  /**
   * The script's reply.
   * @throws StudioError `repl/python-error` where the script raised, `repl/timeout`, `repl/protocol`; where every
   * attempt was damaged, the last failure
   */
  run(script: string, options: ScriptOptions): Promise<unknown> {
    const number = randomInt(1, 2 ** 30);
    return this.#attempt(options, async (wait, attempt) => {
      if (attempt > 1) {
        // It may have run, and only its reply was damaged.
        const recalled = await this.#readReply(await this.#repl.start(recallScript(number), wait()), wait);
        if (recalled !== null) return recalled.value;
      }
      const reply = await this.#readReply(await this.#begin(script, number, wait, attempt), wait);
      if (reply === null) throw this.#damage('(no reply)');
      return reply.value;
    });
  }

  /** Null where the board has none. */
  async #readReply(
    running: RunningScript,
    wait: () => WaitOptions,
  ): Promise<{ readonly value: unknown } | null> {
    for (;;) {
      const piece = await running.readPiece(wait());
      const line = parseScriptLine(piece.text);
      if (line?.kind === 'value') {
        this.#needsHelpers = false;
        await this.settle(running);
        return line;
      }
      if (piece.text.includes(noReply)) {
        await this.settle(running);
        return null;
      }
      await this.#check(running, piece, line, wait);
    }
  }

  /**
   * Starts a script that goes on speaking with the host, and waits until `hasBegun` finds the line that says so. What
   * follows is between the caller and the script, until `settle`.
   */
  start(
    script: string,
    options: ScriptOptions & { readonly hasBegun: (line: string) => boolean },
  ): Promise<RunningScript> {
    const number = randomInt(1, 2 ** 30);
    return this.#attempt(options, async (wait, attempt) => {
      const running = await this.#begin(script, number, wait, attempt);
      for (;;) {
        const piece = await running.readPiece(wait());
        if (options.hasBegun(piece.text)) {
          this.#isAtPrompt = false;
          return running;
        }
        await this.#check(running, piece, parseScriptLine(piece.text), wait);
      }
    });
  }

  /** Reads a script's end, so that the next may begin; where it does not come, the next one finds the prompt first. */
  async settle(running: RunningScript): Promise<void> {
    try {
      await running.finish({ timeoutMs: tailMs });
      this.#isAtPrompt = true;
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.#isAtPrompt = false;
    }
  }

  /** Frees the board's memory of whatever ran there. Where its prompt does not come back, the next script finds it. */
  async freeMemory(options: { readonly timeoutMs: number; readonly signal?: AbortSignal }): Promise<void> {
    this.#needsHelpers = true;
    try {
      await this.#repl.softReset(options);
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.#isAtPrompt = false;
    }
  }

  /** The script that runs is given up; the next one finds the prompt first. */
  lost(): void {
    this.#isAtPrompt = false;
  }

  async #attempt<Result>(
    options: ScriptOptions,
    work: (wait: () => WaitOptions, attempt: number) => Promise<Result>,
  ): Promise<Result> {
    const { quietMs = defaultQuietMs, signal, timeoutMs } = options;
    this.#carriedMs = 0;
    const beganAtMs = performance.now();
    const remainingMs = () => beganAtMs + timeoutMs + this.#carriedMs - performance.now();
    const leftMs = () => Math.max(1, remainingMs());
    // A long reply on a slow wire is not silence.
    const wait = () => ({ timeoutMs: leftMs(), silenceMs: quietMs, ...(signal ? { signal } : {}) });
    let last: unknown = new DeadlineError(timeoutMs);
    for (let attempt = 1; attempt <= attempts && remainingMs() > 0; attempt++) {
      try {
        if (!this.#isAtPrompt) {
          this.#resyncs++;
          // Noise may have reset the board, and then nothing of ours is defined there any more.
          this.#needsHelpers = true;
          await this.#repl.enterRaw(wait());
          this.#isAtPrompt = true;
        }
        return await work(wait, attempt);
      } catch (error) {
        if (!isDamage(error)) throw error;
        // That the prompt was not found in the little time that was left says less than what came before.
        if (!StudioError.is(error, 'repl/no-answer') || attempt === 1) last = error;
        this.#isAtPrompt = false;
      }
    }
    throw last;
  }

  async #begin(
    script: string,
    number: number,
    wait: () => WaitOptions,
    attempt: number,
  ): Promise<RunningScript> {
    const enveloped = envelope(this.#needsHelpers ? this.#helpers + script : script, number);
    if (attempt > 1) lineLosers.add(this.#wire);
    else if (enveloped.content.length >= lineLetters && !lineLosers.has(this.#wire)) {
      return this.#sendLine(enveloped, wait);
    }
    if (attempt <= attemptsInOne) return this.#carry(wholeScript(enveloped), wait);
    for (const { code, name } of scriptPieces(enveloped)) await this.#sendPiece(code, name, wait);
    return this.#carry(joinedScript(enveloped), wait);
  }

  async #sendLine(enveloped: EnvelopedScript, wait: () => WaitOptions): Promise<RunningScript> {
    const running = await this.#carry(lineReader(enveloped), wait);
    for (;;) {
      const piece = await running.readPiece(wait());
      if (piece.text.endsWith(readyForLine)) break;
      await this.#check(running, piece, null, wait);
    }
    const beganAtMs = performance.now();
    await running.write(scriptLine(enveloped));
    this.#carriedMs += performance.now() - beganAtMs;
    return running;
  }

  /** The board's own time begins when it has the script. */
  async #carry(code: string, wait: () => WaitOptions): Promise<RunningScript> {
    const beganAtMs = performance.now();
    const running = await this.#repl.start(code, wait());
    this.#carriedMs += performance.now() - beganAtMs;
    return running;
  }

  async #sendPiece(code: string, name: string, wait: () => WaitOptions): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        if (!this.#isAtPrompt) await this.#findPrompt(wait);
        const running = await this.#carry(code, wait);
        for (;;) {
          const piece = await running.readPiece(wait());
          if (piece.text === name) return await this.settle(running);
          await this.#check(running, piece, null, wait);
        }
      } catch (error) {
        if (!isDamage(error) || attempt >= attemptsPerPiece) throw error;
        this.#isAtPrompt = false;
      }
    }
  }

  async #findPrompt(wait: () => WaitOptions): Promise<void> {
    this.#resyncs++;
    await this.#repl.enterRaw({ ...wait(), timeoutMs: promptMs });
    this.#isAtPrompt = true;
  }

  /** Throws where a piece of output says that the script has failed, was damaged, or is over. */
  async #check(
    running: RunningScript,
    { isEnd, text }: { readonly isEnd: boolean; readonly text: string },
    line: ScriptLine | null,
    wait: () => WaitOptions,
  ): Promise<void> {
    if (line?.kind === 'error') {
      await this.settle(running);
      throw new ScriptError(line.message);
    }
    if (text.includes(damagedMark)) throw this.#damage(text);
    if (!isEnd) return;
    const { stderr } = await running.finish(wait());
    this.#isAtPrompt = true;
    throw stderr === '' ? this.#damage(text) : pythonError(stderr);
  }

  #damage(received: string): StudioError {
    return new StudioError('repl/protocol', {
      path: this.#path,
      received: printable(Buffer.from(received)),
    });
  }
}

/** What a script raised, by its own checked word: asking again would not help. */
class ScriptError extends StudioError<'repl/python-error'> {
  constructor(message: string) {
    super('repl/python-error', { message });
  }
}

/** Whether a failure may come from lost or changed bytes. */
function isDamage(error: unknown): boolean {
  if (error instanceof ScriptError) return false;
  return (
    error instanceof DeadlineError ||
    StudioError.is(error, 'repl/timeout') ||
    StudioError.is(error, 'repl/protocol') ||
    StudioError.is(error, 'repl/no-answer') ||
    StudioError.is(error, 'repl/python-error')
  );
}

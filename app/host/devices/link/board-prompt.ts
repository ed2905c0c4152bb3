import type { BootedProgram } from '../push/boot-program.ts';
import { bootProgram } from '../push/boot-program.ts';
import type { PushDeadlines } from '../push/push-deadlines.ts';
import { DeadlineError } from '../repl/byte-inbox.ts';
import type { Repl } from '../repl/repl.ts';
import type { FrameLink } from './frame-link.ts';

export interface BoardPromptOptions {
  readonly link: FrameLink;
  /** Opens the transport again where a reset has taken it away. */
  readonly open: (signal: AbortSignal) => Promise<void>;
  readonly deadlines: PushDeadlines;
  /** See `SessionOptions`. */
  readonly hardReset?: () => Promise<void>;
}

const stopTimeoutMs = 8_000;
const startTimeoutMs = 3_000;

/** What a session does at a board's prompts: stops what runs there, works, and starts it again. */
export class BoardPrompt {
  readonly #options: BoardPromptOptions;

  constructor(options: BoardPromptOptions) {
    this.#options = options;
  }

  /** Interrupts what runs, and leaves the board at one of its prompts. */
  async stop(prompt: 'raw' | 'friendly', signal: AbortSignal): Promise<void> {
    const { link } = this.#options;
    const repl = link.takeRepl();
    try {
      await repl.enterRaw({ timeoutMs: stopTimeoutMs, signal });
      if (prompt === 'friendly') await repl.exitRaw(signal);
    } finally {
      link.releaseRepl();
    }
  }

  /** Interrupts what runs and does a piece of work at the raw prompt, where it leaves the board. */
  async work<Result>(
    signal: AbortSignal,
    work: (repl: Repl, signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const { link } = this.#options;
    const repl = link.takeRepl();
    try {
      await repl.enterRaw({ timeoutMs: stopTimeoutMs, signal });
      return await work(repl, signal);
    } finally {
      link.releaseRepl();
    }
  }

  /** From the raw prompt. Null where the board went away: it is left as it is. */
  async startAgain(): Promise<BootedProgram['kind'] | null> {
    const { deadlines, link, open } = this.#options;
    // Other programs say no hello, and one of ours is heard later too.
    const timeoutMs = Math.min(deadlines.bootMs, startTimeoutMs);
    const booted = await bootProgram({ link, open, timeoutMs }).catch(() => null);
    if (booted?.kind === 'running') booted.health.dispose();
    return booted?.kind ?? null;
  }

  /** Returns whether a program is known to run afterwards, or may. */
  async reset(kind: 'soft' | 'hard', signal: AbortSignal): Promise<boolean> {
    const { deadlines, hardReset, link, open } = this.#options;
    const timeoutMs = deadlines.bootMs;
    if (kind === 'hard' && hardReset !== undefined) {
      const hello = link.waitFor(frame => (frame.t === 'hello' ? true : undefined), { timeoutMs, signal });
      hello.catch(() => undefined);
      await hardReset();
      // A board without a program says nothing: it is reset all the same.
      await hello.catch((error: unknown) => {
        if (!(error instanceof DeadlineError)) throw error;
      });
      return true;
    }
    await this.stop(kind === 'hard' ? 'friendly' : 'raw', signal);
    const booted = await bootProgram({
      link,
      open,
      timeoutMs,
      ...(kind === 'hard' ? { reset: Buffer.from('import machine\rmachine.reset()\r') } : {}),
    });
    if (booted.kind === 'running') booted.health.dispose();
    return booted.kind === 'running';
  }
}

import type { FrameLink } from '../link/frame-link.ts';
import type { Repl } from '../repl/repl.ts';
import { boardHelpers } from './board-scripts.ts';
import { type BootedProgram, bootProgram, type HelloFrame } from './boot-program.ts';
import { ScriptRunner } from './checked-script.ts';
import type { PushDeadlines } from './push-deadlines.ts';

export interface BoardResetOptions {
  readonly link: FrameLink;
  readonly open: (signal: AbortSignal) => Promise<void>;
  readonly deadlines: PushDeadlines;
  /** Hash of the bundle that is being pushed. */
  readonly bundle: string;
}

/** How the board stands after a switch that came to nothing, by its own word. */
export type Restored =
  /** It runs the program before. */
  | { readonly kind: 'old'; readonly hello: HelloFrame }
  /** It runs the new program, confirmed. */
  | { readonly kind: 'kept'; readonly hello: HelloFrame }
  /** It could not be asked, or has nothing to return to. */
  | { readonly kind: 'unknown' };

const helloAttempts = 4;
const resetsAtMost = 3;

/** Resets a board and finds out what it then runs. */
export class BoardReset {
  readonly #options: BoardResetOptions;

  constructor(options: BoardResetOptions) {
    this.#options = options;
  }

  /** From the raw prompt. */
  async boot(timeoutMs: number): Promise<BootedProgram> {
    const { link, open } = this.#options;
    link.releaseRepl();
    const booted = await bootProgram({ link, open, timeoutMs, isOurs: true });
    if (booted.kind !== 'running') return booted;
    return { ...booted, hello: await this.#settled(booted.hello) };
  }

  /** Before the switch: stops what runs, and starts what the board had. */
  async restart(had: 'ours' | 'foreign'): Promise<void> {
    const { deadlines } = this.#options;
    await this.#stop();
    if (had === 'foreign') return this.#startForeign();
    const booted = await this.boot(deadlines.restoreMs);
    if (booted.kind === 'running') booted.health.dispose();
  }

  /** After the switch of a first program: puts a foreign `main.py` back with a script, and starts it. */
  async restoreForeign(script: string): Promise<void> {
    const { deadlines, link } = this.#options;
    const runner = new ScriptRunner({
      repl: await this.#stop(),
      path: link.transport.path,
      helpers: boardHelpers,
      wire: link.transport,
    });
    await runner.run(script, { timeoutMs: deadlines.restoreMs });
    await this.#startForeign();
  }

  /** From the raw prompt. It says no hello: there is nothing to wait for but the reset. */
  async #startForeign(): Promise<void> {
    const { deadlines, link, open } = this.#options;
    link.releaseRepl();
    await bootProgram({ link, open, timeoutMs: deadlines.restoreMs, isOurs: true, untilReset: true });
  }

  /**
   * After the switch: resets until the board has left the trial of the new program. An unconfirmed trial that is reset
   * returns to the program before.
   */
  async leaveTrial(): Promise<Restored> {
    const { bundle, deadlines } = this.#options;
    for (let reset = 1; reset <= resetsAtMost; reset++) {
      await this.#stop();
      const booted = await this.boot(deadlines.restoreMs);
      // What was stopped on its way up has shown nothing; neither has what is silent.
      if (booted.kind !== 'running') continue;
      booted.health.dispose();
      const { hello } = booted;
      if (hello.bundle !== bundle) return { kind: 'old', hello };
      if (hello.state === 'confirmed') return { kind: 'kept', hello };
    }
    return { kind: 'unknown' };
  }

  async #stop(): Promise<Repl> {
    const { deadlines, link } = this.#options;
    link.releaseRepl();
    const repl = link.takeRepl();
    await repl.enterRaw({ timeoutMs: deadlines.restoreMs });
    return repl;
  }

  /** What the running program says of itself now; null where it says nothing. */
  async ask(timeoutMs: number): Promise<HelloFrame | null> {
    const { link } = this.#options;
    for (let attempt = 1; attempt <= helloAttempts; attempt++) {
      const hello = await link
        .request({ t: 'hello' }, frame => (frame.t === 'hello' ? frame : undefined), {
          timeoutMs: timeoutMs / helloAttempts,
        })
        .catch(whereLate);
      if (hello !== null) return hello;
    }
    return null;
  }

  /**
   * Frames carry no check. One that names the bundle that was pushed cannot be a damaged one; one that names another
   * is believed when it has come twice.
   */
  async #settled(first: HelloFrame): Promise<HelloFrame> {
    const { bundle, deadlines } = this.#options;
    let hello = first;
    for (let attempt = 1; attempt <= helloAttempts && hello.bundle !== bundle; attempt++) {
      const again = await this.ask(deadlines.confirmMs);
      if (again === null || again.bundle === hello.bundle) return again ?? hello;
      hello = again;
    }
    return hello;
  }
}

function whereLate(error: unknown): null {
  if (error instanceof Error && error.name === 'DeadlineError') return null;
  throw error;
}

import { StudioError } from '../../../contract/errors/studio-error.ts';
import type { FrameLink } from '../link/frame-link.ts';
import { DeadlineError } from '../repl/byte-inbox.ts';
import type { BoardReset } from './board-reset.ts';
import { restoreForeignScript } from './board-scripts.ts';
import type { BootedProgram, HelloFrame } from './boot-program.ts';
import type { PushDeadlines } from './push-deadlines.ts';
import type { PushPlan } from './push-plan.ts';

export interface TrialOptions {
  readonly link: FrameLink;
  readonly board: BoardReset;
  readonly deadlines: PushDeadlines;
  readonly signal: AbortSignal;
  /** Hash of the bundle that was pushed. */
  readonly bundle: string;
  readonly plan: PushPlan;
  /** Where the switch has kept a foreign `main.py`. */
  readonly savedForeign: string | null;
  /** The board has been brought back and nothing is left to be undone, though an error may follow. */
  readonly onSettled: () => void;
}

/** How a trial has ended, by the board's word. */
export interface TrialEnd {
  readonly outcome: 'confirmed' | 'unchanged' | 'rolled-back';
  readonly hello: HelloFrame;
  readonly reason: string | null;
}

const confirmAttempts = 3;

/**
 * Whether a program that was booted once is well, and what is done about it: it is confirmed, or the board returns to
 * the one before.
 * @throws StudioError `push/trial-failed`, `push/boot-timeout`, `push/confirm-…`; the signal's reason where it was
 * cancelled, with the old program back
 */
export async function endTrial(booted: BootedProgram, options: TrialOptions): Promise<TrialEnd> {
  const { bundle, deadlines, plan, signal } = options;
  if (booted.kind !== 'running') return rollBack(booted, options);
  const { health, hello } = booted;
  if (hello.bundle !== bundle) {
    health.dispose();
    return { outcome: 'rolled-back', hello, reason: hello.rollback ?? 'another program is current' };
  }
  if (plan.isCurrent && hello.state === 'confirmed') {
    health.dispose();
    return { outcome: 'unchanged', hello, reason: null };
  }
  const sick = await health
    .check({ nodes: hello.nodes, timeoutMs: deadlines.confirmMs })
    .catch((error: unknown) => {
      if (error instanceof DeadlineError) return 'the main loop does not turn';
      throw error;
    });
  // Whoever cancels here gets the old program back, as after a failed trial.
  if (sick !== null || signal.aborted) {
    return rollBack({ kind: 'stopped', reason: sick ?? 'cancelled' }, options);
  }
  return { outcome: 'confirmed', hello: await confirmProgram(hello, options), reason: null };
}

/**
 * Asks the program to stay. An answer that is lost or garbled is asked for again; the program's next hello tells as
 * well whether it was confirmed.
 */
export async function confirmProgram(
  hello: HelloFrame,
  options: Pick<TrialOptions, 'board' | 'bundle' | 'deadlines' | 'link'>,
): Promise<HelloFrame> {
  const { board, bundle, deadlines, link } = options;
  let failure: unknown = null;
  for (let attempt = 1; attempt <= confirmAttempts; attempt++) {
    try {
      const answer = await link.request(
        { t: 'confirm', bundle },
        frame => (frame.t === 'confirm' ? frame : undefined),
        { timeoutMs: deadlines.confirmMs / confirmAttempts },
      );
      if (answer.ok) return { ...hello, state: 'confirmed' };
      failure = new StudioError('push/confirm-refused', { message: answer.error ?? 'no reason given' });
    } catch (error) {
      if (!(error instanceof DeadlineError)) throw error;
      failure = new DeadlineError(deadlines.confirmMs);
    }
  }
  const now = await board.ask(deadlines.confirmMs);
  if (now?.bundle === bundle && now.state === 'confirmed') return now;
  throw failure;
}

/** Resets once more: the loader finds an unconfirmed trial and returns to the program before. */
async function rollBack(
  booted: Exclude<BootedProgram, { kind: 'running' }>,
  options: TrialOptions,
): Promise<TrialEnd> {
  const { board, onSettled, plan, savedForeign, signal } = options;
  if (savedForeign !== null || plan.isCurrent || plan.previous === '-') {
    // Without an earlier program of ours the board is at its prompt then, or still tries the new one.
    if (savedForeign === null) await board.restart('ours');
    else await board.restoreForeign(restoreForeignScript(savedForeign));
    onSettled();
    throw trialFailure(booted, options);
  }
  const restored = await board.leaveTrial();
  if (restored.kind === 'unknown') throw trialFailure(booted, options);
  onSettled();
  if (restored.kind === 'kept') return { outcome: 'confirmed', hello: restored.hello, reason: null };
  signal.throwIfAborted();
  const reason = booted.kind === 'silent' ? 'the new program said nothing' : booted.reason;
  return { outcome: 'rolled-back', hello: restored.hello, reason };
}

function trialFailure(booted: Exclude<BootedProgram, { kind: 'running' }>, options: TrialOptions): Error {
  const { deadlines, link, savedForeign, signal } = options;
  if (signal.aborted && signal.reason instanceof Error) return signal.reason;
  if (booted.kind === 'silent') {
    return new StudioError('push/boot-timeout', {
      path: link.transport.path,
      seconds: deadlines.bootMs / 1000,
      received: booted.received,
    });
  }
  const hint = savedForeign === null ? {} : { hint: foreignIsBack };
  return new StudioError('push/trial-failed', { reason: booted.reason }, hint);
}

const foreignIsBack = {
  en: 'The program that was on the board before is back. Correct the profile and push again.',
  zh: '开发板上原来的程序已恢复。请修正配置后重新推送。',
};

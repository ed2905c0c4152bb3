import { StudioError } from '../../../contract/errors/studio-error.ts';
import { DeadlineError } from '../repl/byte-inbox.ts';
import type { PushDeadlines } from './push-deadlines.ts';
import type { PushPhase } from './push-progress.ts';

export interface PhaseContext {
  readonly path: string;
  readonly deadlines: PushDeadlines;
  readonly clock: { readonly bytesDone: number; readonly bytesTotal: number };
}

/** Whether an error says that the port is no longer open. */
export function isLinkLost(error: unknown): boolean {
  return (
    StudioError.is(error, 'transport/gone') ||
    StudioError.is(error, 'transport/not-open') ||
    StudioError.is(error, 'transport/failed')
  );
}

/** Says in the words of a phase what went wrong in it. Errors that are clear already stay as they are. */
export function phaseError(phase: PushPhase, error: unknown, context: PhaseContext): unknown {
  const { deadlines, path } = context;
  const cause = { cause: error };
  if (isLinkLost(error) && phase !== 'open') {
    return new StudioError('push/unplugged', { path, phase }, cause);
  }
  const isLate = error instanceof DeadlineError || StudioError.is(error, 'repl/timeout');
  // It answered the probe, so it is MicroPython; a slow or deaf line lost its prompt since.
  const isMute = StudioError.is(error, 'repl/not-micropython') || StudioError.is(error, 'repl/no-answer');
  const received = receivedIn(error);
  const late = (ms: number) => ({ path, seconds: ms / 1000, received });
  const { bytesDone, bytesTotal } = context.clock;
  switch (phase) {
    case 'open':
      return isLate ? new StudioError('push/open-timeout', late(deadlines.openMs), cause) : error;
    case 'listen':
      return isLate ? new StudioError('push/listen-timeout', late(deadlines.sendMs), cause) : error;
    case 'interrupt':
      return StudioError.is(error, 'repl/no-answer') && received !== nothing
        ? new StudioError('push/interrupt-timeout', late(deadlines.interruptMs), cause)
        : error;
    case 'probe':
      if (isLate) return new StudioError('push/probe-timeout', late(deadlines.probeMs), cause);
      return isAbort(error)
        ? error
        : new StudioError('push/probe-failed', { path, message: messageOf(error) }, cause);
    case 'write':
      if (isLate || isMute) {
        const details = { path, seconds: deadlines.writeMs / 1000, bytesDone, bytesTotal };
        return new StudioError('push/write-timeout', details, cause);
      }
      return StudioError.is(error, 'repl/python-error') || StudioError.is(error, 'repl/protocol')
        ? new StudioError('push/write-failed', { bytesDone, bytesTotal, message: messageOf(error) }, cause)
        : error;
    case 'verify':
      return isLate || isMute
        ? new StudioError('push/verify-timeout', late(deadlines.verifyMs), cause)
        : error;
    case 'switch':
      return isLate
        ? new StudioError('push/switch-timeout', late(deadlines.switchMs), cause)
        : new StudioError('push/switch-failed', { message: messageOf(error) }, cause);
    case 'boot':
      return isLate ? new StudioError('push/boot-timeout', late(deadlines.bootMs), cause) : error;
    case 'confirm':
      return isLate ? new StudioError('push/confirm-timeout', late(deadlines.confirmMs), cause) : error;
    case 'compile':
    case 'compare':
      return error;
  }
}

const nothing = '(nothing)';

function receivedIn(error: unknown): string {
  return StudioError.is(error, 'repl/timeout') || StudioError.is(error, 'repl/no-answer')
    ? String(error.details.received)
    : nothing;
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function messageOf(error: unknown): string {
  if (StudioError.is(error, 'repl/python-error')) return String(error.details.message);
  return error instanceof Error ? error.message : String(error);
}

import { StudioError } from '../../../contract/errors/studio-error.ts';
import type { Session } from '../../../contract/services/device-service.ts';
import type { RunState } from '../../stores/kit-store.ts';
import { sessionTone } from '../../ui/session-words.ts';

/** How a state is coloured; words always go with it. */
export type StatusTone = ReturnType<typeof sessionTone>;

/** What a kit is doing, in one piece: its session, seen together with the last run from this window. */
export type KitStatus =
  | { readonly kind: 'session'; readonly tone: StatusTone; readonly state: Session['state'] }
  | { readonly kind: 'pushing'; readonly tone: 'busy'; readonly run: Extract<RunState, { kind: 'pushing' }> }
  | { readonly kind: 'pushed'; readonly tone: StatusTone; readonly run: Extract<RunState, { kind: 'done' }> }
  | { readonly kind: 'error'; readonly tone: 'bad'; readonly error: StudioError };

/** Joins what the host says of a kit and what this window did to it. A trouble that is there now goes first. */
export function kitStatus(session: Session | undefined, run: RunState): KitStatus {
  if (run.kind === 'pushing') return { kind: 'pushing', tone: 'busy', run };
  const state = session?.state ?? 'detached';
  const isAway = state === 'failed' || state === 'gone';
  if (isAway && session?.error !== null && session?.error !== undefined) {
    return { kind: 'error', tone: 'bad', error: StudioError.fromJson(session.error) };
  }
  if (run.kind === 'failed') return { kind: 'error', tone: 'bad', error: run.error };
  if (run.kind === 'done' && state === 'running') {
    return { kind: 'pushed', tone: run.result.outcome === 'rolled-back' ? 'bad' : 'ok', run };
  }
  return { kind: 'session', tone: sessionTone(state), state };
}

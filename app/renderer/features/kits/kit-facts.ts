import { StudioError } from '../../../contract/errors/studio-error.ts';
import type {
  Kit,
  KitAbout,
  ProgramSignature,
  PushProgress,
  Session,
} from '../../../contract/services/device-service.ts';
import type { DoctorFinding } from '../../../contract/services/doctor-service.ts';
import type { FlashProgress } from '../../../contract/services/firmware-service.ts';
import type { FleetRow } from '../../../contract/services/fleet-service.ts';
import type { Examination } from '../../stores/doctor-store.ts';
import type { FlashState } from '../../stores/firmware-store.ts';
import { isRowActive, rowError } from '../../stores/fleet-store.ts';
import type { RunState } from '../../stores/kit-store.ts';
import { sessionTone } from '../../ui/session-words.ts';

/** How a state is coloured; words always go with it. */
export type StatusTone = 'ok' | 'busy' | 'bad' | 'warn' | 'quiet';

/** Everything that is known of one kit, from the places where it is known. */
export interface KitSources {
  readonly kit: Kit;
  readonly session: Session | undefined;
  /** The last run from this window. */
  readonly run: RunState;
  /** Its row of the last push to many kits. */
  readonly row: FleetRow | undefined;
  readonly about: KitAbout | undefined;
  readonly flash: FlashState | undefined;
  readonly examination: Examination | undefined;
  /** Of the open project. */
  readonly profileId: string;
  /** The highest that a program of the open project is known to have; null where none is known. */
  readonly newestSequence: number | null;
}

/** What a kit is doing, in one piece. */
export type KitStatus =
  | {
      readonly kind: 'pushing';
      readonly tone: 'busy';
      readonly progress: PushProgress | null;
    }
  | { readonly kind: 'flashing'; readonly tone: 'busy'; readonly progress: FlashProgress | null }
  | { readonly kind: 'waiting' | 'cancelled' | 'away'; readonly tone: 'quiet' }
  | {
      readonly kind: 'pushed';
      readonly tone: 'ok' | 'bad';
      readonly outcome: 'confirmed' | 'unchanged' | 'rolled-back';
      readonly elapsedMs: number;
      readonly filesChanged: number | null;
      readonly reason: string | null;
    }
  | { readonly kind: 'flashed'; readonly tone: 'ok'; readonly elapsedMs: number }
  | { readonly kind: 'error'; readonly tone: 'bad'; readonly error: StudioError }
  /** The doctor knows why. */
  | { readonly kind: 'diagnosed'; readonly tone: 'bad' | 'warn'; readonly finding: DoctorFinding }
  /** It waits for firmware: nothing else can be done with it. */
  | { readonly kind: 'boot-loader' | 'no-firmware'; readonly tone: 'warn' }
  | { readonly kind: 'session'; readonly tone: StatusTone; readonly state: Session['state'] };

/** What runs on a kit. */
export type RunningFacts =
  /** Nobody has looked, or nothing is there. */
  | { readonly kind: 'none' }
  /** A program that Cambrian did not put there. */
  | { readonly kind: 'not-ours' }
  | {
      readonly kind: 'ours';
      /** Null where the program is of the open project. */
      readonly otherProfile: string | null;
      /** 0: pushed before programs were numbered. */
      readonly sequence: number;
      readonly bundle: string;
      /** How many newer programs of the same project are known; 0 where it is the newest. */
      readonly behind: number;
      readonly signature: ProgramSignature | null;
      readonly hasChangedFiles: boolean;
      readonly isTrial: boolean;
      /** Why the newer program was given up; null where this is the one that was wanted. */
      readonly keptBecause: string | null;
    };

export type FirmwareFacts =
  | { readonly kind: 'known'; readonly implementation: string; readonly version: string }
  /** Somebody looked, and there is none. */
  | { readonly kind: 'none-found' }
  | { readonly kind: 'unknown' };

/** A kit as the table shows it. */
export interface KitFacts {
  readonly kit: Kit;
  readonly status: KitStatus;
  readonly running: RunningFacts;
  readonly firmware: FirmwareFacts;
  readonly isOutdated: boolean;
  readonly isFailed: boolean;
  readonly isUnknown: boolean;
  /** A push or a flashing of it is under way: it cannot be asked for anything else. */
  readonly isBusy: boolean;
}

/** Joins what the host says of a kit and what this window did to it. */
export function kitFacts(sources: KitSources): KitFacts {
  const status = kitStatus(sources);
  const running = runningFacts(sources);
  const firmware = firmwareFacts(sources);
  const isRolledBack = status.kind === 'pushed' && status.outcome === 'rolled-back';
  const isSick = status.kind === 'diagnosed' && status.tone === 'bad';
  const { kit } = sources;
  return {
    kit,
    status,
    running,
    firmware,
    isOutdated: running.kind === 'ours' && running.behind > 0,
    isFailed: status.kind === 'error' || isRolledBack || isSick,
    isUnknown: kit.isAttached && kit.transport !== 'replay' && firmware.kind === 'none-found',
    isBusy: status.kind === 'pushing' || status.kind === 'flashing' || status.kind === 'waiting',
  };
}

function kitStatus({ kit, session, run, row, flash, examination }: KitSources): KitStatus {
  if (flash?.kind === 'flashing') return { kind: 'flashing', tone: 'busy', progress: flash.progress };
  if (run.kind === 'pushing') return { kind: 'pushing', tone: 'busy', progress: run.progress };
  if (row !== undefined && isRowActive(row)) return activeRow(row);
  const state = session?.state ?? 'detached';
  if (state === 'pushing') return { kind: 'pushing', tone: 'busy', progress: null };
  if (!kit.isAttached) return awayStatus(session, run);
  const cause = causeOf(examination);
  if (cause !== undefined) {
    const isWaiting = cause.remedy?.action === 'flash';
    return isWaiting
      ? { kind: kit.mode === 'boot-loader' ? 'boot-loader' : 'no-firmware', tone: 'warn' }
      : { kind: 'diagnosed', tone: cause.state === 'suspicion' ? 'warn' : 'bad', finding: cause };
  }
  const isAway = state === 'failed' || state === 'gone';
  if (isAway && session?.error !== null && session?.error !== undefined) {
    return { kind: 'error', tone: 'bad', error: StudioError.fromJson(session.error) };
  }
  if (kit.mode === 'boot-loader') return { kind: 'boot-loader', tone: 'warn' };
  if (flash?.kind === 'failed') return { kind: 'error', tone: 'bad', error: flash.error };
  const last = lastPush(run, row);
  if (last !== null && (last.kind !== 'pushed' || state === 'running')) return last;
  if (flash?.kind === 'done') return { kind: 'flashed', tone: 'ok', elapsedMs: flash.result.elapsedMs };
  return { kind: 'session', tone: sessionTone(state), state };
}

/** A kit that was pulled out in peace is away; one that was wanted and is missed has its error. */
function awayStatus(session: Session | undefined, run: RunState): KitStatus {
  if (run.kind === 'failed') return { kind: 'error', tone: 'bad', error: run.error };
  if (session?.state === 'failed' && session.error !== null) {
    return { kind: 'error', tone: 'bad', error: StudioError.fromJson(session.error) };
  }
  return { kind: 'away', tone: 'quiet' };
}

function activeRow(row: FleetRow): KitStatus {
  if (row.state === 'flashing') return { kind: 'flashing', tone: 'busy', progress: row.flash };
  if (row.state === 'pushing') return { kind: 'pushing', tone: 'busy', progress: row.push };
  return { kind: 'waiting', tone: 'quiet' };
}

/** A run of this window is newer than its row of a fleet, which forgets it when a newer one begins. */
function lastPush(run: RunState, row: FleetRow | undefined): KitStatus | null {
  if (run.kind === 'failed') return { kind: 'error', tone: 'bad', error: run.error };
  if (run.kind === 'done') {
    const { outcome, elapsedMs, filesChanged, reason } = run.result;
    return pushed(outcome, elapsedMs, filesChanged, reason);
  }
  if (row === undefined) return null;
  if (row.state === 'cancelled') return { kind: 'cancelled', tone: 'quiet' };
  const error = rowError(row);
  if (error !== null) return { kind: 'error', tone: 'bad', error };
  if (row.outcome === null) return null;
  if (row.outcome === 'flashed') return { kind: 'flashed', tone: 'ok', elapsedMs: row.elapsedMs };
  return pushed(row.outcome, row.elapsedMs, row.filesChanged, row.reason);
}

function pushed(
  outcome: 'confirmed' | 'unchanged' | 'rolled-back',
  elapsedMs: number,
  filesChanged: number | null,
  reason: string | null,
): KitStatus {
  const tone = outcome === 'rolled-back' ? 'bad' : 'ok';
  return { kind: 'pushed', tone, outcome, elapsedMs, filesChanged, reason };
}

/** The finding that explains the rest. */
export function causeOf(examination: Examination | undefined): DoctorFinding | undefined {
  if (examination?.kind !== 'done') return undefined;
  const { cause, findings } = examination.diagnosis;
  return cause === null ? undefined : findings.find(finding => finding.check === cause);
}

function runningFacts({ session, about, row, profileId, newestSequence }: KitSources): RunningFacts {
  const live = session?.program ?? null;
  const known = about?.program ?? null;
  if (live === null && known === null) {
    // It was asked, it has MicroPython, and it has no program of ours.
    const isOther = session?.state === 'listening' && about !== undefined && about.firmware !== null;
    return isOther ? { kind: 'not-ours' } : { kind: 'none' };
  }
  const profile = live?.profile ?? known?.profile ?? '';
  const bundle = live?.bundle ?? known?.bundle ?? '';
  const sequence = live?.sequence ?? known?.sequence ?? 0;
  // What was learned of an earlier program says nothing of this one.
  const inside = known !== null && known.bundle === bundle ? known : null;
  const isOfProject = profile === profileId;
  const behind = isOfProject && newestSequence !== null ? Math.max(0, newestSequence - sequence) : 0;
  const isRolledBack = row?.outcome === 'rolled-back' && row.sequenceAfter === sequence;
  return {
    kind: 'ours',
    otherProfile: isOfProject ? null : (inside?.name ?? profile),
    sequence,
    bundle,
    behind,
    signature: inside?.signature ?? null,
    hasChangedFiles: (inside?.changedFiles?.length ?? 0) > 0,
    isTrial: live?.state === 'trial',
    keptBecause: live?.rollback ?? (isRolledBack ? row.reason : null),
  };
}

function firmwareFacts({ kit, about, examination, run, row }: KitSources): FirmwareFacts {
  const found = about?.firmware ?? null;
  if (kit.mode === 'boot-loader') return { kind: 'none-found' };
  const causes = ['micropython', 'boot-mode'];
  const cause = causeOf(examination)?.check;
  if (cause !== undefined && causes.includes(cause)) return { kind: 'none-found' };
  const error = run.kind === 'failed' ? run.error : row === undefined ? null : rowError(row);
  if (found === null && error?.code === 'repl/not-micropython') return { kind: 'none-found' };
  return found === null
    ? { kind: 'unknown' }
    : { kind: 'known', implementation: properName(found.implementation), version: found.version };
}

/** As people write it; `sys.implementation.name` is all in lower case. */
function properName(implementation: string): string {
  const known = ['MicroPython', 'CircuitPython'].find(name => name.toLowerCase() === implementation);
  return known ?? implementation;
}

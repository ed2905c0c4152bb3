import { describe, expect, it } from 'vitest';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import type { PushResult, Session } from '../../../contract/services/device-service.ts';
import { notePhase, type PhaseTime, targetKit } from '../../stores/kit-store.ts';
import { kitStatus } from './kit-status.ts';

const session = (state: Session['state'], error: Session['error'] = null): Session => ({
  kitId: 'k',
  state,
  program: null,
  memoryFree: null,
  memoryTotal: null,
  loopMaxMs: null,
  linkBytesPerSecond: 0,
  drops: 0,
  error,
});
const result: PushResult = {
  outcome: 'confirmed',
  bundle: '0',
  slot: 'a',
  filesChanged: 1,
  filesTotal: 2,
  bytesWritten: 3,
  elapsedMs: 4,
  sequence: 1,
  fileSystem: 'littlefs',
  blocksResent: 0,
  reason: null,
  phases: [],
};
const done = (outcome: PushResult['outcome']) =>
  ({ kind: 'done', projectId: 'p', result: { ...result, outcome }, phases: [], finishedAt: 0 }) as const;

describe('kitStatus', () => {
  it('shows the session where nothing was pushed', () => {
    expect(kitStatus(undefined, { kind: 'none' })).toMatchObject({ kind: 'session', state: 'detached' });
    expect(kitStatus(session('stopped'), done('confirmed'))).toMatchObject({
      state: 'stopped',
      tone: 'quiet',
    });
  });

  it('shows the outcome of a push while its program runs', () => {
    expect(kitStatus(session('running'), done('confirmed'))).toMatchObject({ kind: 'pushed', tone: 'ok' });
    expect(kitStatus(session('running'), done('rolled-back'))).toMatchObject({ kind: 'pushed', tone: 'bad' });
  });

  it('puts a trouble of now before everything that was', () => {
    const gone = session('gone', new StudioError('internal/unexpected', { message: 'x' }).toJson());
    expect(kitStatus(gone, done('confirmed'))).toMatchObject({ kind: 'error', tone: 'bad' });
  });
});

describe('notePhase', () => {
  const progress = (phase: PhaseTime['phase'], elapsedMs: number) => ({
    phase,
    fraction: 0,
    bytesDone: 0,
    bytesTotal: 0,
    bytesPerSecond: 0,
    secondsLeft: null,
    elapsedMs,
  });

  it('ends a phase when the next begins', () => {
    let phases: readonly PhaseTime[] = [];
    phases = notePhase(phases, progress('compile', 0));
    phases = notePhase(phases, progress('compile', 20));
    phases = notePhase(phases, progress('open', 35));
    expect(phases).toEqual([
      { phase: 'compile', startedAtMs: 0, elapsedMs: 35 },
      { phase: 'open', startedAtMs: 35, elapsedMs: null },
    ]);
  });
});

describe('targetKit', () => {
  const kit = (kitId: string, transport: 'virtual' | 'serial') => ({
    kitId,
    transport,
    path: kitId,
    title: kitId,
    boardTitle: kitId,
    isAttached: true,
    isFavourite: false,
    mode: 'application' as const,
    boardId: null,
    serialNumber: null,
    vendorId: null,
    productId: null,
    manufacturer: null,
  });
  const kits = [kit('serial:a', 'serial'), kit('virtual:1', 'virtual')];

  it('is the chosen kit while it is there, else the virtual board', () => {
    expect(targetKit({ kits, targets: { p: 'serial:a' } }, 'p')?.kitId).toBe('serial:a');
    expect(targetKit({ kits, targets: { p: 'serial:gone' } }, 'p')?.kitId).toBe('virtual:1');
    expect(targetKit({ kits, targets: {} }, null)?.kitId).toBe('virtual:1');
  });
});

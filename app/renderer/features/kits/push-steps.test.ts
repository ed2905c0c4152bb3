import { describe, expect, it } from 'vitest';
import { flashPercent, pushPercent } from './overall-progress.ts';
import { pushView } from './push-steps.tsx';
import { transferWords } from './status-words.ts';
import { stepState } from './step-list.tsx';
import { testRow } from './testing-kit-sources.ts';

const writing = {
  phase: 'write' as const,
  fraction: 0.5,
  bytesDone: 21_000,
  bytesTotal: 42_000,
  bytesPerSecond: 61_000,
  secondsLeft: 6.4,
  elapsedMs: 900,
};

describe('the push that is shown', () => {
  it('has the times that a row tells, and no others', () => {
    const row = testRow({
      state: 'pushing',
      push: writing,
      phases: [
        { phase: 'erase', elapsedMs: 500 },
        { phase: 'listen', elapsedMs: 80 },
      ],
    });
    const view = pushView({ kind: 'none' }, row);
    expect(view?.outcome).toBe('active');
    expect([...(view?.times ?? [])]).toEqual([['listen', 80]]);
  });

  it('is none where nobody noted the steps of what is over', () => {
    expect(pushView({ kind: 'none' }, testRow({ state: 'done', outcome: 'confirmed' }))).toBeNull();
    expect(pushView({ kind: 'none' }, testRow({ state: 'done', outcome: 'flashed' }))).toBeNull();
    expect(pushView({ kind: 'none' }, undefined)).toBeNull();
  });
});

describe('a step', () => {
  it('is done before the newest, failed or at work at it, to come after it', () => {
    expect(stepState(1, 2, 'active', true)).toBe('done');
    expect(stepState(2, 2, 'active', true)).toBe('now');
    expect(stepState(2, 2, 'failed', true)).toBe('failed');
    expect(stepState(3, 2, 'active', false)).toBe('next');
    expect(stepState(3, 2, 'failed', false)).toBe('skipped');
  });

  it('is left out where it was not taken', () => {
    expect(stepState(1, 2, 'active', false)).toBe('skipped');
    expect(stepState(2, 2, 'done', true)).toBe('done');
  });
});

describe('progress', () => {
  it('grows from phase to phase and ends at 100', () => {
    expect(pushPercent(null)).toBe(0);
    expect(pushPercent({ phase: 'write', fraction: 0 })).toBeGreaterThanOrEqual(
      pushPercent({ phase: 'compare', fraction: 1 }),
    );
    expect(pushPercent({ phase: 'confirm', fraction: 1 })).toBe(100);
    expect(flashPercent({ phase: 'wait-board', fraction: 2 })).toBe(100);
  });

  it('says how much, how fast and how long, and nothing where nothing is counted', () => {
    expect(transferWords(writing, 'en')).toBe('21 kB of 42 kB · 61 kB/s · 6.4 s left');
    expect(transferWords({ ...writing, bytesPerSecond: 0, secondsLeft: null }, 'zh')).toBe('21 kB / 42 kB');
    expect(transferWords({ ...writing, bytesTotal: 0 }, 'en')).toBe('');
  });
});

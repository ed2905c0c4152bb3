import { describe, expect, it } from 'vitest';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import type { Diagnosis } from '../../../contract/services/doctor-service.ts';
import type { Examination } from '../../stores/doctor-store.ts';
import type { RunState } from '../../stores/kit-store.ts';
import { kitFacts } from './kit-facts.ts';
import {
  testAbout,
  testKit,
  testProgram,
  testResult,
  testRow,
  testSession,
  testSources,
} from './testing-kit-sources.ts';

const done = (changes: Parameters<typeof testResult>[0] = {}): RunState => ({
  kind: 'done',
  projectId: 'p',
  result: testResult(changes),
  phases: [],
  finishedAt: 0,
});
const gone = new StudioError('transport/gone', { path: '/dev/ttyACM0' }).toJson();
const failedRun: RunState = {
  kind: 'failed',
  projectId: 'p',
  error: new StudioError('push/unplugged', { path: '/dev/ttyACM0', phase: 'write' }),
  phases: [],
};
const statusOf = (changes: Parameters<typeof testSources>[0]) => kitFacts(testSources(changes)).status;

function examination(
  check: Diagnosis['findings'][number]['check'],
  action: 'flash' | 'examine-again',
): Examination {
  const finding = {
    check,
    state: 'problem' as const,
    title: { en: 'Title', zh: '标题' },
    text: { en: 'Text', zh: '文字' },
    remedy: { text: { en: 'Do', zh: '做' }, commands: [], action },
  };
  return {
    kind: 'done',
    diagnosis: { kitId: 'usb:1', path: null, examinedAt: '', findings: [finding], cause: check },
  };
}

describe('the state of a kit', () => {
  it('is its session where nothing was pushed', () => {
    expect(statusOf({})).toMatchObject({ kind: 'session', state: 'detached' });
    expect(statusOf({ session: testSession({ state: 'stopped' }), run: done() })).toMatchObject({
      kind: 'session',
      state: 'stopped',
    });
  });

  it('is the outcome of a push while its program runs', () => {
    const session = testSession();
    expect(statusOf({ session, run: done() })).toMatchObject({ kind: 'pushed', tone: 'ok', filesChanged: 9 });
    const rolledBack = kitFacts(testSources({ session, run: done({ outcome: 'rolled-back' }) }));
    expect(rolledBack.status).toMatchObject({ kind: 'pushed', tone: 'bad' });
    expect(rolledBack.isFailed).toBe(true);
  });

  it('puts a trouble of now before everything that was', () => {
    const session = testSession({ state: 'gone', error: { ...gone } });
    expect(statusOf({ session, run: done() })).toMatchObject({ kind: 'error', tone: 'bad' });
  });

  it('takes a run of this window before the row of an older fleet, and a row that is at work before all', () => {
    const session = testSession();
    const row = testRow({ state: 'done', outcome: 'confirmed', elapsedMs: 7 });
    expect(statusOf({ session, row })).toMatchObject({ kind: 'pushed', elapsedMs: 7 });
    expect(statusOf({ session, row, run: done() })).toMatchObject({ kind: 'pushed', elapsedMs: 1900 });
    const active = testRow({ state: 'pushing' });
    expect(statusOf({ session, row: active, run: done() }).kind).toBe('pushing');
    expect(kitFacts(testSources({ row: testRow() }))).toMatchObject({
      status: { kind: 'waiting' },
      isBusy: true,
    });
  });

  it('is away in peace, and an error where it was pulled out of a push', () => {
    const kit = testKit({ isAttached: false });
    const session = testSession({ state: 'gone', error: { ...gone } });
    expect(statusOf({ kit, session }).kind).toBe('away');
    expect(statusOf({ kit, session, run: failedRun }).kind).toBe('error');
  });

  it('asks for firmware where the boot loader waits, or the doctor found none', () => {
    const loader = kitFacts(testSources({ kit: testKit({ mode: 'boot-loader' }) }));
    expect(loader).toMatchObject({
      status: { kind: 'boot-loader' },
      firmware: { kind: 'none-found' },
      isUnknown: true,
    });
    const none = kitFacts(testSources({ examination: examination('micropython', 'flash') }));
    expect(none).toMatchObject({
      status: { kind: 'no-firmware' },
      firmware: { kind: 'none-found' },
      isFailed: false,
    });
  });

  it('is what the doctor found where that explains the rest', () => {
    const session = testSession({ state: 'failed', error: { ...gone } });
    const facts = kitFacts(testSources({ session, examination: examination('permission', 'examine-again') }));
    expect(facts).toMatchObject({
      status: { kind: 'diagnosed', finding: { check: 'permission' } },
      isFailed: true,
    });
  });
});

describe('what runs on a kit', () => {
  const runningOf = (changes: Parameters<typeof testSources>[0]) => kitFacts(testSources(changes)).running;

  it('is behind the newest program of the open project', () => {
    const facts = kitFacts(
      testSources({ session: testSession({ program: testProgram(38) }), newestSequence: 41 }),
    );
    expect(facts.running).toMatchObject({ kind: 'ours', sequence: 38, behind: 3 });
    expect(facts.isOutdated).toBe(true);
  });

  it('is not behind where it is of another project', () => {
    const program = { ...testProgram(2), profile: 'other' };
    expect(runningOf({ session: testSession({ program }), newestSequence: 41 })).toMatchObject({
      otherProfile: 'other',
      behind: 0,
    });
  });

  it('has the signature and changes of that very program alone', () => {
    const session = testSession({ program: testProgram(41) });
    const about = testAbout({ changedFiles: ['graph.json'] });
    expect(runningOf({ session, about })).toMatchObject({
      signature: { signer: 'Studio' },
      hasChangedFiles: true,
    });
    const older = testAbout({ bundle: 'b0', changedFiles: ['graph.json'] });
    expect(runningOf({ session, about: older })).toMatchObject({ signature: null, hasChangedFiles: false });
  });

  it('is not ours where it was asked and something else speaks', () => {
    const session = testSession({ state: 'listening' });
    expect(runningOf({ session, about: testAbout(null) }).kind).toBe('not-ours');
    expect(runningOf({ session, about: undefined }).kind).toBe('none');
  });

  it('says why the older program was kept', () => {
    const session = testSession({ program: { ...testProgram(40), rollback: 'no hello' } });
    expect(runningOf({ session })).toMatchObject({ keptBecause: 'no hello' });
    const row = testRow({
      state: 'done',
      outcome: 'rolled-back',
      sequenceAfter: 40,
      reason: 'camera not found',
    });
    expect(runningOf({ session: testSession({ program: testProgram(40) }), row })).toMatchObject({
      keptBecause: 'camera not found',
    });
  });
});

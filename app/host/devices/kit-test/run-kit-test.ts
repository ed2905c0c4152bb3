import { z } from 'zod';
import { NotApplicable, reasonOf } from './check-failed.ts';
import { driverChecks } from './driver-checks.ts';
import type { CheckResult, KitCheck } from './kit-check.ts';
import { type BenchOptions, KitTestBench } from './kit-test-bench.ts';
import { linkChecks, listeningChecks } from './link-checks.ts';
import { pushChecks } from './push-checks.ts';
import { type Aside, bringBackScript } from './put-aside.ts';
import { runtimeChecks } from './runtime-checks.ts';

const bringBackMs = 60_000;
const notKnown: KitTestReport['left'] = {
  isAsFound: false,
  detail:
    'Its files were not put aside, or the answer was lost: look for names that end in .before-kit-test.',
};

/** What is known when a person is asked whether the test may go on. */
export interface BeforeTest {
  readonly path: string;
  /** What was heard, in words. */
  readonly heard: string;
}

export interface KitTestOptions extends BenchOptions {
  /**
   * Asked once, after listening and before anything is interrupted or written. False ends the test there.
   */
  readonly mayInterrupt: (before: BeforeTest) => Promise<boolean>;
  readonly signal: AbortSignal;
  /** Ids of the checks that are wanted; what they need comes with them. Absent: all. */
  readonly only?: readonly string[];
  readonly onCheck?: (check: KitCheck) => void;
  readonly onResult?: (result: CheckResult) => void;
  /** Told how the board was left, also where the signal aborts and there is no report. */
  readonly onLeft?: (left: KitTestReport['left']) => void;
}

export interface KitTestReport {
  readonly path: string;
  /** `sys.implementation._machine`; null where nobody came so far as to ask. */
  readonly machine: string | null;
  readonly firmware: string | null;
  readonly results: readonly CheckResult[];
  /** `declined`: it was not agreed to, and the board was only listened to. */
  readonly end: 'done' | 'declined';
  /** How the board was left. */
  readonly left: {
    /** It has what it had before, and starts it. */
    readonly isAsFound: boolean;
    readonly detail: string;
  };
}

/** All checks, in the order in which they are run. */
export const kitChecks: readonly KitCheck[] = [
  ...listeningChecks,
  ...linkChecks,
  ...pushChecks,
  ...runtimeChecks,
  ...driverChecks,
];

/**
 * Tries every promise of the link, the push and the runtime on a board, through the session and the push that the
 * studio uses. What the board holds is put aside before and brought back afterwards, also where the signal aborts.
 */
export async function runKitTest(options: KitTestOptions): Promise<KitTestReport> {
  const { onCheck, onLeft, onResult, signal } = options;
  const bench = new KitTestBench(options);
  const results: CheckResult[] = [];
  const passed = new Set<string>();
  let hasBegunAside = false;
  const wanted = withNeeds(options.only);
  const tryAll = async (checks: readonly KitCheck[]): Promise<void> => {
    for (const check of checks) {
      if (!wanted.has(check.id)) continue;
      onCheck?.(check);
      hasBegunAside ||= check.id === 'put-aside';
      const result = await tryCheck(check, bench, passed, signal);
      results.push(result);
      if (result.outcome === 'pass') passed.add(check.id);
      onResult?.(result);
    }
  };
  const report = (end: KitTestReport['end'], left: KitTestReport['left']): KitTestReport => ({
    path: bench.transport.path,
    machine: bench.probe?.machine ?? null,
    firmware: bench.probe?.version ?? null,
    results,
    end,
    left,
  });
  let left: KitTestReport['left'] = { isAsFound: true, detail: 'nothing was changed' };
  try {
    await tryAll(listeningChecks);
    const heard =
      results.find(({ id, outcome }) => id === 'listen' && outcome === 'pass')?.detail ?? 'nothing';
    const mayGoOn =
      !passed.has('open') || (await options.mayInterrupt({ path: bench.transport.path, heard }));
    if (!mayGoOn) return report('declined', left);
    await tryAll([...linkChecks, ...pushChecks, ...runtimeChecks, ...driverChecks]);
  } finally {
    if (bench.aside !== null) left = await bringBack(bench, bench.aside);
    else if (hasBegunAside && !results.some(({ id, outcome }) => id === 'put-aside' && outcome !== 'fail'))
      left = notKnown;
    await bench.session.disconnect();
    onLeft?.(left);
  }
  return report('done', left);
}

/** The checks of these ids and all that they need; of no ids, every check. */
function withNeeds(ids: readonly string[] | undefined): ReadonlySet<string> {
  if (ids === undefined) return new Set(kitChecks.map(({ id }) => id));
  // A test begins with listening, whatever it is for.
  const wanted = new Set<string>(listeningChecks.map(({ id }) => id));
  const add = (id: string): void => {
    wanted.add(id);
    for (const need of kitChecks.find(check => check.id === id)?.needs ?? []) add(need);
  };
  for (const id of ids) add(id);
  return wanted;
}

async function tryCheck(
  check: KitCheck,
  bench: KitTestBench,
  passed: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<CheckResult> {
  signal.throwIfAborted();
  const { group, id, title } = check;
  const startedAtMs = performance.now();
  const end = (outcome: CheckResult['outcome'], detail: string, figures: CheckResult['figures'] = {}) => {
    return { id, group, title, outcome, detail, figures, elapsedMs: performance.now() - startedAtMs };
  };
  const missing = check.needs.filter(need => !passed.has(need));
  if (missing.length > 0) return end('not-applicable', `needs ${missing.join(', ')}`);
  try {
    const { detail, figures } = await check.run(bench, signal);
    return end('pass', detail, figures);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof NotApplicable) return end('not-applicable', error.message);
    return end('fail', reasonOf(error));
  }
}

/** Also after an interrupted test; its own time is limited instead. */
async function bringBack(bench: KitTestBench, aside: Aside): Promise<KitTestReport['left']> {
  const signal = AbortSignal.timeout(bringBackMs);
  const wasCut = aside.wasCut ? ' An earlier test that was cut had put them aside.' : '';
  try {
    if (bench.state === 'pushing') await bench.session.stop(signal);
    const back = z.array(z.string()).parse(await bench.script(bringBackScript, signal));
    const missing = aside.aside.filter(path => !back.includes(path));
    if (missing.length > 0) {
      return { isAsFound: false, detail: `not brought back: ${missing.join(', ')}` };
    }
    const what = back.length === 0 ? 'it was empty, and is empty again' : `${back.join(' and ')} came back`;
    return { isAsFound: true, detail: `${what}.${wasCut}` };
  } catch (error) {
    const where = aside.aside.map(path => `${path}.before-kit-test`).join(' and ');
    const kept =
      where === ''
        ? 'The board holds files of the test.'
        : `Its own files are kept as ${where}; run the test again to bring them back.`;
    return { isAsFound: false, detail: `${kept} ${reasonOf(error)}` };
  }
}

import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { StudioError } from '../../app/contract/errors/studio-error.ts';
import type { Session } from '../../app/contract/services/device-service.ts';
import { createHost } from '../../app/host/create-host.ts';
import { systemRootVariable } from '../../app/host/devices/system-root.ts';
import { BoardBench } from './board-bench.ts';

/**
 * `npm run test:soak -- [--minutes 30] [--boards 8] [--seed 1]`: boards are plugged in, pulled out, reset and pushed
 * to every few seconds, as on a table in a workshop. At the end nothing may have leaked, no kit may be stuck, and the
 * studio must rest while nothing happens. Exits with 1 where one of these fails.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    boards: { type: 'string', default: '8' },
    seed: { type: 'string', default: '1' },
  },
});
const minutes = Number(values.minutes);
const boardCount = Number(values.boards);
const boards = Array.from({ length: boardCount }, (_, index) => index);

/** A phase that lasts longer than this is stuck: no deadline of a phase is longer. */
const stuckMs = 60_000;
const settleMs = 30_000;
const idleMs = 20_000;
const mostHeapGrowth = 1.1;
const mostIdleShare = 0.05;
const passing: ReadonlySet<Session['state']> = new Set(['opening', 'pushing']);

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');
const random = createRandom(Number(values.seed));

const bench = await BoardBench.create();
process.env[systemRootVariable] = bench.system.root;
const stateDirectory = await mkdtemp(join(tmpdir(), 'cambrian-soak-'));
const root = join(import.meta.dirname, '../..');
const host = await createHost({
  shell: { kind: 'browser', nativeDialogs: false, kiosk: false },
  environment: {},
  builtInPlugins: join(root, 'plugins'),
  deviceSources: join(root, 'device'),
  userPlugins: join(stateDirectory, 'plugins'),
  projectsDirectory: join(stateDirectory, 'projects'),
  stateDirectory,
});
const { kits, projects } = host.parts;
const { projectId } = await projects.openTemplate('night-light');

const stateSince = new Map<string, { readonly state: Session['state']; readonly atMs: number }>();
const stuck: string[] = [];
const ends = new Map<string, number>();
kits.on('kits', () => undefined);
kits.on('session', ({ kitId, state }) => {
  if (stateSince.get(kitId)?.state !== state) stateSince.set(kitId, { state, atMs: performance.now() });
});

const isRunning = (board: number) => stateSince.get(bench.kitId(board))?.state === 'running';
const areAllRunning = () => boards.every(isRunning);

async function push(board: number): Promise<void> {
  const request = { projectId, kitId: bench.kitId(board), allowOtherBoard: true };
  const outcome = await kits
    .run(request, { signal: AbortSignal.timeout(stuckMs), report: () => undefined })
    .then(
      result => result.outcome,
      (error: unknown) => StudioError.from(error).code,
    );
  ends.set(outcome, (ends.get(outcome) ?? 0) + 1);
}

function noteStuck(): void {
  for (const [kitId, { state, atMs }] of stateSince) {
    const forMs = performance.now() - atMs;
    if (!passing.has(state) || forMs < stuckMs) continue;
    stuck.push(`${kitId} was ${state} for ${Math.round(forMs / 1000)} s`);
    stateSince.set(kitId, { state, atMs: performance.now() });
  }
}

async function waitFor(what: string, isDone: () => boolean, timeoutMs: number): Promise<void> {
  const endsAtMs = performance.now() + timeoutMs;
  while (!isDone() && performance.now() < endsAtMs) await sleep(50);
  if (isDone()) return;
  const states = boards.map(board => stateSince.get(bench.kitId(board))?.state ?? 'unknown');
  stuck.push(`${what} did not come within ${timeoutMs / 1000} s: ${states.join(', ')}`);
}

/** Everything plugged in, connected and running the same program. */
async function settle(): Promise<void> {
  for (const board of boards) if (!bench.isAttached(board)) await bench.attach(board);
  const areListed = async () => {
    const found = new Set((await kits.list()).filter(kit => kit.isAttached).map(({ kitId }) => kitId));
    return boards.every(board => found.has(bench.kitId(board)));
  };
  const endsAtMs = performance.now() + settleMs;
  while (!(await areListed()) && performance.now() < endsAtMs) await sleep(50);
  await Promise.all(boards.map(push));
  await waitFor('all running', areAllRunning, settleMs);
}

interface Measured {
  readonly heapBytes: number;
  readonly residentBytes: number;
  readonly descriptors: number;
  readonly resources: number;
}

async function measure(): Promise<Measured> {
  // Twice, with a turn between them: what a finaliser frees goes with the second.
  for (let round = 0; round < 3; round++) {
    collectGarbage();
    await sleep(100);
  }
  const { heapUsed, rss } = process.memoryUsage();
  const descriptors = await readdir('/proc/self/fd').catch(() => []);
  return {
    heapBytes: heapUsed,
    residentBytes: rss,
    descriptors: descriptors.length,
    resources: process.getActiveResourcesInfo().length,
  };
}

/** Share of one core that this process takes while nothing is asked of it. */
async function idleShare(): Promise<number> {
  await sleep(3_000);
  const before = process.cpuUsage();
  const startedAtMs = performance.now();
  await sleep(idleMs);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / (performance.now() - startedAtMs);
}

const actions: Record<string, number> = { attach: 0, detach: 0, reset: 0, push: 0 };
async function act(pushes: Set<Promise<void>>): Promise<void> {
  const board = boards[Math.floor(random() * boardCount)] ?? 0;
  const dice = random();
  if (!bench.isAttached(board)) {
    actions.attach = (actions.attach ?? 0) + 1;
    await bench.attach(board);
  } else if (dice < 0.4) {
    actions.detach = (actions.detach ?? 0) + 1;
    await bench.detach(board);
  } else if (dice < 0.75) {
    actions.reset = (actions.reset ?? 0) + 1;
    await bench.reset(board);
  } else {
    actions.push = (actions.push ?? 0) + 1;
    // Not awaited: what comes next may pull its cable.
    const pushing = push(board).finally(() => pushes.delete(pushing));
    pushes.add(pushing);
  }
}

async function stir(untilMs: number): Promise<void> {
  const pushes = new Set<Promise<void>>();
  while (performance.now() < untilMs) {
    await act(pushes);
    noteStuck();
    // Every few seconds for each board.
    await sleep((1_500 + 2_000 * random()) / boardCount);
  }
  await Promise.all(pushes);
}

console.log(`soak: ${boardCount} boards, ${minutes} minutes, seed ${values.seed}`);
const warmUpMinutes = Math.min(1, minutes / 4);
await settle();
await stir(performance.now() + warmUpMinutes * 60_000);
await settle();
const before = await measure();
const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();
await stir(performance.now() + minutes * 60_000);
delay.disable();
await settle();
const after = await measure();
const idleRunning = await idleShare();
for (const board of boards) await bench.detach(board);
const areAllGone = () => boards.every(board => stateSince.get(bench.kitId(board))?.state === 'gone');
await waitFor('all gone', areAllGone, settleMs);
const idleDetached = await idleShare();
await host.dispose();
await bench.dispose();
await rm(stateDirectory, { recursive: true, force: true });

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
const growth = after.heapBytes / before.heapBytes;
console.log(`done: ${JSON.stringify(actions)}`);
console.log(`pushes ended: ${JSON.stringify(Object.fromEntries([...ends].sort()))}`);
console.log(`heap: ${megabytes(before.heapBytes)} → ${megabytes(after.heapBytes)} (${growth.toFixed(3)} ×)`);
console.log(`resident: ${megabytes(before.residentBytes)} → ${megabytes(after.residentBytes)}`);
console.log(`open files: ${before.descriptors} → ${after.descriptors}`);
console.log(`timers, handles: ${before.resources} → ${after.resources}`);
console.log(
  `event loop, p99 and longest: ${(delay.percentile(99) / 1e6).toFixed(1)}, ${(delay.max / 1e6).toFixed(0)} ms`,
);
console.log(`idle, ${boardCount} programs running: ${(idleRunning * 100).toFixed(2)} % of a core`);
console.log(`idle, all unplugged: ${(idleDetached * 100).toFixed(2)} % of a core`);
const failures = [
  ...stuck,
  ...(growth > mostHeapGrowth ? [`the heap grew ${growth.toFixed(3)} ×`] : []),
  ...(after.descriptors > before.descriptors
    ? [`open files: ${before.descriptors} → ${after.descriptors}`]
    : []),
  ...(idleRunning > mostIdleShare || idleDetached > mostIdleShare ? ['it does not rest when idle'] : []),
];
for (const failure of failures) console.error(`failed: ${failure}`);
process.exit(failures.length === 0 ? 0 : 1);

/** Numbers 0…1, the same for the same seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

import { availableParallelism } from 'node:os';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../build/bundle-writer.ts';
import { BenchBuilder, VirtualBench, wholeProgram } from '../testing/virtual-bench.ts';
import type { KnownManifests } from './push-plan.ts';

/*
 * Power is cut at every single change of the board's file system during a push: the change does not happen, or it
 * happens by half (`npm run test:power-cut`: each of them with both). After each the board is switched on again, and
 * again: each time it must run the old program or the new one, with every file as its manifest says.
 */

type Flash = ReadonlyMap<string, Uint8Array>;

interface Situation {
  readonly flash: Flash;
  /** What the board runs before the push: a bundle, or a main.py of somebody else. */
  readonly old: string | 'foreign';
  readonly pushed: Bundle;
  readonly known: KnownManifests;
}

const isExhaustive = Boolean(process.env.CAMBRIAN_EXHAUSTIVE);
const builder = new BenchBuilder();
const rules = { boardTitle: 'Virtual kit', machineWords: [], ramBytes: 0, replaceForeign: true };
const foreignProgram = new TextEncoder().encode('print("a foreign program runs")\n');
const quick = Math.max(2, Math.min(4, availableParallelism()));
const situations = new Map<string, Situation>();
let cuts = 0;
let starts = 0;

beforeAll(async () => {
  const [one, two, three] = [await builder.bundle(1), await builder.bundle(2), await builder.bundle(3)];
  const bench = await VirtualBench.create(builder, { files: new Map([['/main.py', foreignProgram]]) });
  const known: KnownManifests = new Map();
  const snapshot = async (): Promise<Flash> => new Map(await bench.board.files());
  try {
    situations.set('the first push, over a foreign program', {
      flash: await snapshot(),
      old: 'foreign',
      pushed: one,
      known: new Map(),
    });
    await bench.push(one, { rules, known });
    situations.set('the second push, into an empty slot', {
      flash: await snapshot(),
      old: one.hash,
      pushed: two,
      known: new Map(known),
    });
    situations.set('the second push, over a first program that nobody confirmed', {
      flash: new Map([...(await snapshot()), ...unconfirmed(one)]),
      old: one.hash,
      pushed: two,
      known: new Map(known),
    });
    await bench.push(two, { rules, known });
    situations.set('a push of one changed file', {
      flash: await snapshot(),
      old: two.hash,
      pushed: three,
      known: new Map(known),
    });
  } finally {
    await bench.dispose();
  }
}, 30_000);

afterAll(async () => {
  await builder.dispose();
  process.stdout.write(`power-cut test: ${cuts} cuts, ${starts} starts after them\n`);
});

describe.each([
  'the first push, over a foreign program',
  'a push of one changed file',
  // The same steps as in the other two, in another order; costs half a minute more.
  ...(isExhaustive
    ? ['the second push, into an empty slot', 'the second push, over a first program that nobody confirmed']
    : []),
])('%s', name => {
  it('leaves the old or the new program, whole, wherever power is cut', { timeout: 400_000 }, async () => {
    const situation = situations.get(name);
    if (situation === undefined) throw new Error(`no situation ${name}`);
    const operations = await countOperations(situation);
    expect(operations).toBeGreaterThan(10);
    const seen = new Set<string>();
    const jobs = (['atomic', 'torn'] as const)
      .flatMap(model => Array.from({ length: operations }, (_, index) => ({ model, operation: index + 1 })))
      // In turn one model or the other, where not both are asked for.
      .filter(({ model, operation }) => isExhaustive || (operation % 2 === 0) === (model === 'torn'));
    await inParallel(jobs, quick, async cut => {
      const runs = await cutAndStart(situation, cut).catch((cause: unknown) => {
        throw new Error(`cut ${cut.model} at operation ${cut.operation} of ${operations}`, { cause });
      });
      for (const run of runs) seen.add(run);
      cuts++;
    });
    // The cuts reached both sides of the switch, or they proved little.
    expect(seen).toEqual(new Set([situation.old, situation.pushed.hash]));
  });
});

/** The records of a board whose power went in the trial of its first program. */
function unconfirmed(bundle: Bundle): [string, Uint8Array][] {
  const record = `9 a trial - ${bundle.hash} `;
  const checksum = crc32(record).toString(16).padStart(8, '0');
  return [['/cambrian/pointer.0', Buffer.from(`${record}${checksum}\n`)]];
}

async function countOperations({ flash, known, pushed }: Situation): Promise<number> {
  const bench = await VirtualBench.create(builder, { files: flash });
  try {
    await bench.push(pushed, { rules, known: new Map(known) });
    return bench.board.operationCount();
  } finally {
    await bench.dispose();
  }
}

/** What the board ran at its first start after the cut and, where that was a trial, at the one after. */
async function cutAndStart(
  situation: Situation,
  cut: { readonly model: 'atomic' | 'torn'; readonly operation: number },
): Promise<string[]> {
  const { flash, known, old, pushed } = situation;
  const bench = await VirtualBench.create(builder, { files: flash });
  const { board, link } = bench;
  try {
    const lostPower = new Promise<void>(resolve => {
      board.onDidLosePower(() => resolve());
    });
    board.cutPowerAt(cut);
    // A foreign program that has ended answers nothing: listening for it would only take time.
    const running = old === 'foreign' ? 'prompt' : null;
    const pushing = bench
      .push(pushed, { rules, running, known: new Map(known) })
      .catch((error: unknown) => error);
    await lostPower;
    await pushing;
    if (cut.operation === 1) {
      expect(await pushing).toMatchObject({ code: 'push/unplugged' });
    }
    const runs: string[] = [];
    for (let start = 1; start <= 2; start++) {
      await bench.transport.close();
      await bench.open(AbortSignal.timeout(5_000));
      const program = firstSign(bench);
      await board.hardReset();
      const running = await program;
      expect([old, pushed.hash]).toContain(running.hash);
      if (running.hash !== 'foreign') expect(wholeProgram(await board.files())).toBe(running.hash);
      else expect((await board.files()).get('/main.py')).toEqual(foreignProgram);
      runs.push(running.hash);
      starts++;
      // Only a trial may run something else the next time.
      if (running.state !== 'trial') break;
    }
    expect(link.malformed).toBe(0);
    return runs;
  } finally {
    await bench.dispose();
  }
}

/** The program that says hello, or `foreign`. */
async function firstSign({ link }: VirtualBench): Promise<{ hash: string; state: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ hash: string; state: string }>();
  let text = '';
  const stops = [
    link.onFrame(frame => {
      if (frame.t === 'hello') resolve({ hash: frame.bundle, state: frame.state });
    }),
    link.onText(part => {
      text += part;
      if (text.includes('a foreign program runs')) resolve({ hash: 'foreign', state: 'foreign' });
    }),
  ];
  const timer = setTimeout(() => reject(new Error(`the board does not start: ${text}`)), 20_000);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    for (const stop of stops) stop();
  }
}

async function inParallel<Job>(jobs: Job[], width: number, work: (job: Job) => Promise<void>): Promise<void> {
  const queue = [...jobs];
  const worker = async () => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) await work(job);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

import { parseArgs } from 'node:util';
import { type FuzzedPush, faultsOf, fuzzPush, makeFuzzWorld } from './fuzz-push.ts';
import { BenchBuilder } from './virtual-bench.ts';

// `npm run test:fuzz-push [-- --pushes 1000 --seed 1]`: pushes over wires that cut, corrupt, duplicate, delay and drop.
// Ends with 1 where a board ran neither program whole, or the studio said something that was not so.

const { values } = parseArgs({
  options: {
    pushes: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    verbose: { type: 'boolean', default: false },
    width: { type: 'string', default: '3' },
  },
});
const first = Number(values.seed);
const seeds = Array.from({ length: Number(values.pushes) }, (_, index) => first + index);
const builder = new BenchBuilder();
const done: FuzzedPush[] = [];
const failures: string[] = [];
const startedAtMs = performance.now();
// Ctrl-C ends it with the figures of those that are done.
process.once('SIGINT', () => seeds.splice(0));

try {
  const world = await makeFuzzWorld(builder);
  const worker = async () => {
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
      try {
        const push = await fuzzPush(world, seed);
        done.push(push);
        if (values.verbose && push.message !== '' && !push.isCut)
          console.log(`seed ${seed}: ${push.message}`);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        failures.push(`${message} ${JSON.stringify(faultsOf(seed))}`);
        console.log(`FAILED ${message}`);
      }
      const count = done.length + failures.length;
      if (count % 50 === 0) console.log(`${count} pushes, ${failures.length} failures`);
    }
  };
  await Promise.all(Array.from({ length: Number(values.width) }, worker));
} finally {
  await builder.dispose();
}

const groups = new Map<string, FuzzedPush[]>();
for (const push of done) {
  const key = `${push.outcome.padEnd(24)} said ${push.claim.padEnd(6)} runs ${push.runs}${push.isCut ? ', cable cut' : ''}`;
  groups.set(key, [...(groups.get(key) ?? []), push]);
}
for (const [key, pushes] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const seconds = pushes.map(({ elapsedMs }) => elapsedMs / 1000).sort((a, b) => a - b);
  const median = seconds[Math.floor(seconds.length / 2)] ?? 0;
  console.log(
    `${String(pushes.length).padStart(5)}  ${key.padEnd(60)} median ${median.toFixed(1)} s, longest ${(seconds.at(-1) ?? 0).toFixed(1)} s`,
  );
}
const resent = done.reduce((sum, { blocksResent }) => sum + blocksResent, 0);
const minutes = (performance.now() - startedAtMs) / 60_000;
console.log(
  `${done.length} pushes true, ${failures.length} not; ${resent} blocks sent again; ${minutes.toFixed(1)} minutes`,
);
for (const failure of failures) console.log(failure);
process.exit(failures.length > 0 ? 1 : 0);

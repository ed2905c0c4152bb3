import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FuzzedPush, type FuzzWorld, fuzzPush, makeFuzzWorld } from '../testing/fuzz-push.ts';
import { BenchBuilder } from '../testing/virtual-bench.ts';

/* The first of the pushes of `npm run test:fuzz-push`: each must end with the program that the studio said. */

const pushes = 24;
const builder = new BenchBuilder();
let world: FuzzWorld;

beforeAll(async () => {
  world = await makeFuzzWorld(builder);
}, 30_000);
afterAll(() => builder.dispose());

it('says the truth about every board after pushes over bad wires', { timeout: 400_000 }, async () => {
  const seeds = Array.from({ length: pushes }, (_, index) => index + 1);
  const done: FuzzedPush[] = [];
  const worker = async () => {
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
      done.push(await fuzzPush(world, seed));
    }
  };
  await Promise.all([worker(), worker()]);
  expect(done).toHaveLength(pushes);
  // Wires that only brought everything, or nothing, would prove little.
  expect(new Set(done.map(({ runs }) => runs))).toEqual(new Set(['old', 'new']));
  expect(done.some(({ isCut }) => isCut)).toBe(true);
});

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import { assembleBundle, type Bundle, hashHex } from '../../build/bundle-writer.ts';
import { FaultyWire, soundWire, type WireFaults } from '../testing/faulty-wire.ts';
import { SeededRandom } from '../testing/seeded-random.ts';
import { BenchBuilder, VirtualBench, wholeProgram } from '../testing/virtual-bench.ts';

const builder = new BenchBuilder();
const cleanUps: (() => Promise<void>)[] = [];
let small: Bundle;
let large: Bundle;

beforeAll(async () => {
  small = await builder.bundle(1);
  const random = new SeededRandom(7);
  const noise = Uint8Array.from({ length: 120_000 }, () => random.between(0, 255));
  large = assembleBundle(
    [...small.files, ['assets/noise.bin', { bytes: noise, sha256: hashHex(noise), text: '' }]],
    small.manifest,
  );
});
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});
afterAll(() => builder.dispose());

async function onWire(faults: Partial<WireFaults>): Promise<{ bench: VirtualBench; wire: FaultyWire }> {
  const wires: FaultyWire[] = [];
  const bench = await VirtualBench.create(builder, {}, board => {
    const wire = new FaultyWire('virtual:1', board, { ...soundWire, seed: 3, ...faults });
    wires.push(wire);
    return wire;
  });
  cleanUps.push(() => bench.dispose());
  const [wire] = wires;
  if (wire === undefined) throw new Error('no wire');
  return { bench, wire };
}

describe('a port that damages what it carries', () => {
  it.each([
    ['changes bytes', { corrupt: 5e-5 }, 'corrupted'],
    ['loses bytes', { drop: 5e-5 }, 'dropped'],
    ['repeats bytes', { duplicate: 5e-5 }, 'duplicated'],
    ['is late', { delay: 0.2, delayMs: 15 }, 'delayed'],
  ] as const)('%s: the push is whole all the same', { timeout: 60_000 }, async (_, faults, counted) => {
    const { bench, wire } = await onWire(faults);
    const { result } = await bench.push(large, { running: 'prompt' });
    expect(result).toMatchObject({ outcome: 'confirmed', bundle: large.hash });
    expect(wire.counts[counted]).toBeGreaterThan(0);
    if (counted !== 'delayed') expect(result.blocksResent).toBeGreaterThan(0);
    expect(wholeProgram(await bench.board.files())).toBe(large.hash);
  });

  it('has a board with a small input buffer behind it: one block at a time, after the first overrun', async () => {
    const { bench, wire } = await onWire({ ringBytes: 260 });
    const { result } = await bench.push(large, { running: 'prompt' });
    expect(result.outcome).toBe('confirmed');
    expect(wire.counts.overrun).toBeGreaterThan(0);
    expect(result.blocksResent).toBeGreaterThan(0);
    expect(result.blocksResent).toBeLessThan(4);
  });

  it('remembers what the port bears', async () => {
    const { bench } = await onWire({ ringBytes: 260 });
    await bench.push(large, { running: 'prompt' });
    const other = assembleBundle(
      [...large.files].map(([path, file]) =>
        path.startsWith('assets/') ? ([path, turned(file.bytes)] as const) : ([path, file] as const),
      ),
      large.manifest,
    );
    const { result } = await bench.push(other);
    expect(result).toMatchObject({ outcome: 'confirmed', blocksResent: 0 });
  });

  it('garbles everything: nothing is claimed, and the board has what it had', async () => {
    const { bench, wire } = await onWire({ corrupt: 0.02 });
    const failure = await bench.push(small, { running: 'prompt' }).then(
      () => null,
      (error: unknown) => error,
    );
    expect(StudioError.is(failure) && failure.code).toMatch(/^(push\/(probe|interrupt)-|repl\/)/);
    wire.mend();
    expect(wholeProgram(await bench.board.files())).toBeNull();
    expect((await bench.push(small, { running: 'prompt' })).result.outcome).toBe('confirmed');
  });
});

/** Other bytes that pack as badly. */
function turned(bytes: Uint8Array) {
  const made = bytes.map(byte => byte ^ 0xa5);
  return { bytes: made, sha256: hashHex(made), text: '' };
}

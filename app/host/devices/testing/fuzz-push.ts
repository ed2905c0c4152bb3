import { StudioError } from '../../../contract/errors/studio-error.ts';
import type { Bundle } from '../../build/bundle-writer.ts';
import { boardDeadlines } from '../push/push-deadlines.ts';
import type { KnownManifests } from '../push/target-rules.ts';
import { FaultyWire, type WireFaults } from './faulty-wire.ts';
import { SeededRandom } from './seeded-random.ts';
import { type BenchBuilder, VirtualBench, wholeProgram } from './virtual-bench.ts';

/** What the studio said of a push, as far as it concerns which program the board has. */
export type Claim = 'new' | 'old' | 'either';

export interface FuzzedPush {
  readonly seed: number;
  /** `confirmed`, `rolled-back`, or the code of an error. */
  readonly outcome: string;
  /** Of an error. */
  readonly message: string;
  readonly claim: Claim;
  readonly runs: 'new' | 'old';
  readonly isCut: boolean;
  readonly blocksResent: number;
  readonly elapsedMs: number;
}

export interface FuzzWorld {
  readonly builder: BenchBuilder;
  /** What the board has before the push. */
  readonly flash: ReadonlyMap<string, Uint8Array>;
  readonly old: Bundle;
  readonly pushed: Bundle;
  readonly known: KnownManifests;
}

/**
 * Shorter than on a board where only time is lost; longer where the end has to be learned, for a busy computer may take
 * long to start a virtual board.
 */
const deadlines = { ...boardDeadlines, bootMs: 6_000, writeMs: 8_000, restoreMs: 20_000 };
const helloMs = 20_000;
/** Bytes of a push with little and with much to send. */
const lengths = [8_000, 12_000, 30_000];

/** A board that runs one program and has an earlier one, and a third that is to be pushed. */
export async function makeFuzzWorld(builder: BenchBuilder): Promise<FuzzWorld> {
  const [first, old, pushed] = [await builder.bundle(1), await builder.bundle(2), await builder.bundle(3)];
  const known: KnownManifests = new Map();
  const bench = await VirtualBench.create(builder);
  try {
    await bench.push(first, { known });
    await bench.push(old, { known });
    return { builder, flash: new Map(await bench.board.files()), old, pushed, known };
  } finally {
    await bench.dispose();
  }
}

/** What a seed does to the wire. A quarter of the cables is cut somewhere; the others only damage what they carry. */
export function faultsOf(seed: number): WireFaults {
  const random = new SeededRandom(seed);
  const strength = random.pick([0, 1e-4, 4e-4, 1e-3]);
  const share = () => (random.chance(0.6) ? strength * random.next() : 0);
  return {
    seed: random.between(1, 2 ** 31),
    corrupt: share(),
    drop: share(),
    duplicate: share(),
    delay: random.chance(0.5) ? 0.1 * random.next() : 0,
    delayMs: random.between(2, 40),
    cutAtByte: random.chance(0.4) ? random.between(1, random.pick(lengths)) : null,
    ringBytes: random.pick([null, null, 260, 512]),
  };
}

/**
 * One push over a bad wire, from a board that runs the old program. Then the wire is mended, the board is switched off
 * and on, and what it runs is compared with what was said.
 * @throws Error where the board runs neither program whole, or another one than was said
 */
export async function fuzzPush(world: FuzzWorld, seed: number): Promise<FuzzedPush> {
  const { builder, flash, known, old, pushed } = world;
  const random = new SeededRandom(seed ^ 0x5bd1e995);
  // Half of the pushes find only part of what they need on the board.
  const files = random.chance(0.5)
    ? flash
    : new Map([...flash].filter(([path]) => !path.startsWith('/cambrian/a/')));
  const wires: FaultyWire[] = [];
  const bench = await VirtualBench.create(builder, { files }, board => {
    const wire = new FaultyWire('virtual:1', board, faultsOf(seed));
    wires.push(wire);
    return wire;
  });
  const [wire] = wires;
  if (wire === undefined) throw new Error('no wire');
  const startedAtMs = performance.now();
  try {
    const said = await bench
      .push(pushed, {
        known: random.chance(0.5) ? new Map(known) : new Map(),
        running: random.pick([null, 'prompt'] as const),
        deadlines,
      })
      .then(
        ({ result }) => ({ outcome: result.outcome, message: '', claim: claimOf(result, world), result }),
        (error: unknown) => {
          if (!StudioError.is(error)) throw error;
          return {
            outcome: error.code,
            message: error.message,
            claim: error.code === 'push/end-unknown' ? 'either' : 'old',
            result: null,
          } as const;
        },
      );
    const elapsedMs = performance.now() - startedAtMs;
    const { isCut } = wire;
    const running = await powerCycle(bench, wire);
    if (running !== old.hash && running !== pushed.hash) throw new Error(`runs ${running}, which is neither`);
    if (wholeProgram(await bench.board.files()) !== running)
      throw new Error('what runs is not what is recorded');
    const runs = running === pushed.hash ? 'new' : 'old';
    if (said.claim !== 'either' && said.claim !== runs) {
      throw new Error(
        `the studio said ${said.outcome}, that is the ${said.claim} program, but the ${runs} one runs`,
      );
    }
    if (said.claim === 'either' && !isCut)
      throw new Error('the studio knew no end, though the cable was whole');
    return {
      seed,
      outcome: said.outcome,
      message: said.message,
      claim: said.claim,
      runs,
      isCut,
      blocksResent: said.result?.blocksResent ?? 0,
      elapsedMs,
    };
  } catch (cause) {
    throw new Error(`seed ${seed}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  } finally {
    await bench.dispose();
  }
}

function claimOf(
  result: { readonly outcome: string; readonly bundle: string },
  { old, pushed }: FuzzWorld,
): Claim {
  if (result.outcome === 'rolled-back') {
    if (result.bundle !== old.hash)
      throw new Error(`rolled back to ${result.bundle}, which is not the old program`);
    return 'old';
  }
  if (result.bundle !== pushed.hash) throw new Error(`${result.outcome}, but with ${result.bundle}`);
  return 'new';
}

/** Switches the board off and on behind a good wire; the program that says hello. */
async function powerCycle(bench: VirtualBench, wire: FaultyWire): Promise<string> {
  await wire.close();
  wire.mend();
  await bench.open(AbortSignal.timeout(5_000));
  const hello = bench.link.waitFor(frame => (frame.t === 'hello' ? frame.bundle : undefined), {
    timeoutMs: helloMs,
  });
  hello.catch(() => undefined);
  await bench.board.hardReset();
  return hello;
}

import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import type { Bundle } from '../../build/bundle-writer.ts';
import { BenchBuilder, VirtualBench, wholeProgram } from '../testing/virtual-bench.ts';
import { VirtualTransport } from '../transports/virtual-transport.ts';
import type { KnownManifests } from './push-plan.ts';

/*
 * The cable is pulled again and again along a push (`npm run test:power-cut`: after every 64th byte), in either
 * direction: what was on the wire until then has
 * arrived, nothing after it does. Then the board is switched off and on and must run the program that the push said
 * it would: the old one before the switch, either of them after it, each whole.
 */

type Direction = 'to the board' | 'from the board';

const isExhaustive = Boolean(process.env.CAMBRIAN_EXHAUSTIVE);
const stepBytes: Readonly<Record<Direction, number>> = isExhaustive
  ? { 'to the board': 64, 'from the board': 64 }
  : { 'to the board': 320, 'from the board': 96 };
const builder = new BenchBuilder();
const width = Math.max(2, Math.min(4, availableParallelism()));
const known: KnownManifests = new Map();
let flash: ReadonlyMap<string, Uint8Array> = new Map();
let bundles: { readonly old: Bundle; readonly pushed: Bundle };
let cuts = 0;

/** A transport whose cable breaks after so many bytes. */
class BreakingTransport extends VirtualTransport {
  readonly counted = { 'to the board': 0, 'from the board': 0 };
  breaksAt: { readonly direction: Direction; readonly bytes: number } | null = null;

  protected override async writeLink(bytes: Uint8Array): Promise<void> {
    await super.writeLink(this.#pass('to the board', bytes));
  }

  protected override received(bytes: Uint8Array): void {
    super.received(this.#pass('from the board', bytes));
  }

  #pass(direction: Direction, bytes: Uint8Array): Uint8Array {
    const before = this.counted[direction];
    this.counted[direction] += bytes.length;
    if (this.breaksAt?.direction !== direction || this.counted[direction] < this.breaksAt.bytes) return bytes;
    const rest = Math.max(0, this.breaksAt.bytes - before);
    queueMicrotask(() => this.unplug());
    return bytes.subarray(0, rest);
  }
}

async function start(): Promise<{ bench: VirtualBench; transport: BreakingTransport }> {
  const made: BreakingTransport[] = [];
  const bench = await VirtualBench.create(builder, { files: flash }, board => {
    const transport = new BreakingTransport('virtual:1', async () => board);
    made.push(transport);
    return transport;
  });
  const [transport] = made;
  if (transport === undefined) throw new Error('no transport');
  return { bench, transport };
}

beforeAll(async () => {
  const [one, two, three] = [await builder.bundle(1), await builder.bundle(2), await builder.bundle(3)];
  const { bench } = await start();
  try {
    await bench.push(one, { known });
    await bench.push(two, { known });
    flash = new Map(await bench.board.files());
    bundles = { old: two, pushed: three };
  } finally {
    await bench.dispose();
  }
}, 30_000);

afterAll(async () => {
  await builder.dispose();
  process.stdout.write(`link-cut test: ${cuts} cuts\n`);
});

describe.each(['to the board', 'from the board'] as const)('a cable that breaks %s', direction => {
  it('leaves the old or the new program, whole', { timeout: 400_000 }, async () => {
    const length = await countBytes(direction);
    const step = stepBytes[direction];
    const places = Array.from({ length: Math.floor(length / step) }, (_, index) => (index + 1) * step);
    expect(places.length).toBeGreaterThan(10);
    const seen = new Set<string>();
    const worker = async () => {
      for (let bytes = places.shift(); bytes !== undefined; bytes = places.shift()) {
        const place = bytes;
        seen.add(
          await cutAndStart(direction, bytes).catch((cause: unknown) => {
            throw new Error(`cut after ${place} bytes of ${length}`, { cause });
          }),
        );
        cuts++;
      }
    };
    await Promise.all(Array.from({ length: width }, worker));
    expect(seen).toContain(bundles.old.hash);
  });
});

function hashes(): { readonly old: string; readonly pushed: string } {
  return { old: bundles.old.hash, pushed: bundles.pushed.hash };
}

async function countBytes(direction: Direction): Promise<number> {
  const { bench, transport } = await start();
  try {
    await bench.push(bundles.pushed, { known: new Map(known) });
    return transport.counted[direction];
  } finally {
    await bench.dispose();
  }
}

async function cutAndStart(direction: Direction, bytes: number): Promise<string> {
  const { bench, transport } = await start();
  const { board, link } = bench;
  try {
    transport.breaksAt = { direction, bytes };
    const outcome = await bench.push(bundles.pushed, { known: new Map(known) }).then(
      ({ result }) => result.outcome,
      (error: unknown) => error,
    );
    // The counts differ a little from run to run, so the last cuts may come after the push.
    const isSaid =
      outcome === 'confirmed' ? 'new' : StudioError.is(outcome, 'push/unplugged') ? 'old' : 'either';
    if (isSaid === 'either') expect(outcome).toMatchObject({ code: 'push/end-unknown' });
    transport.breaksAt = null;
    await transport.close();
    await bench.open(AbortSignal.timeout(5_000));
    const hello = link.waitFor(frame => (frame.t === 'hello' ? frame.bundle : undefined), {
      timeoutMs: 20_000,
    });
    await board.hardReset();
    const running = await hello;
    const possible = { old: [bundles.old.hash], new: [bundles.pushed.hash], either: Object.values(hashes()) };
    expect(possible[isSaid]).toContain(running);
    expect(wholeProgram(await board.files())).toBe(running);
    return running;
  } finally {
    await bench.dispose();
  }
}

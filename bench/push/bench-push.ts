import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Bundle } from '../../app/host/build/bundle-writer.ts';
import { FrameLink } from '../../app/host/devices/link/frame-link.ts';
import { type PushOptions, pushBundle } from '../../app/host/devices/push/push-bundle.ts';
import { boardDeadlines } from '../../app/host/devices/push/push-deadlines.ts';
import type { KnownManifests } from '../../app/host/devices/push/target-rules.ts';
import { BenchBuilder } from '../../app/host/devices/testing/virtual-bench.ts';
import { SerialTransport } from '../../app/host/devices/transports/serial-transport.ts';
import { bundleWith, type Files, manyFiles, packedShare } from './bench-files.ts';
import { Mpremote } from './mpremote.ts';

// `npm run bench:push [-- --speeds open,115200 --delays 0,1,5 --rounds 3 --works large,small,one --json]`: pushes through `serialport` and a
// pseudo-terminal to a virtual board in a process of its own, beside mpremote on the same board with the same files.

const { values } = parseArgs({
  options: {
    speeds: { type: 'string', default: 'open,115200' },
    delays: { type: 'string', default: '0,1,5' },
    rounds: { type: 'string', default: '3' },
    works: { type: 'string', default: 'large,small,one' },
    json: { type: 'boolean', default: false },
  },
});
/** Ten bits on the wire for each byte. */
const bytesPerSecond: Readonly<Record<string, number | null>> = { open: null, '115200': 11_520 };
const folder = '/bench';

interface Cell {
  readonly speed: string;
  readonly delayMs: number;
  readonly work: string;
  /** Content that has changed. */
  readonly bytes: number;
  readonly cambrianMs: number;
  /** Of that, until every byte is on the board and read back: what mpremote's copy is to be compared with. */
  readonly verifiedMs: number;
  /** Of that, sending and writing alone. */
  readonly writeMs: number;
  readonly mpremoteMs: number | null;
}

interface Timing {
  readonly ms: number;
  readonly verifiedMs: number;
  readonly writeMs: number;
}

/**
 * A virtual board prepares its next machine a moment after each start, on the same cores. No board does that, so nobody
 * is measured meanwhile.
 */
const settleMs = 1_500;

class BenchBoard {
  readonly path: string;
  readonly #child: ChildProcess;
  readonly #link: FrameLink;
  readonly #transport: SerialTransport;
  readonly #builder: BenchBuilder;
  readonly #known: KnownManifests = new Map();

  private constructor(path: string, child: ChildProcess, builder: BenchBuilder) {
    this.path = path;
    this.#child = child;
    this.#builder = builder;
    this.#transport = new SerialTransport(path);
    this.#link = new FrameLink(this.#transport);
  }

  static async start(speed: string, delayMs: number, builder: BenchBuilder): Promise<BenchBoard> {
    const rate = bytesPerSecond[speed];
    const child = spawn(
      process.execPath,
      [
        join(import.meta.dirname, 'board-process.ts'),
        '--round-trip-ms',
        String(delayMs),
        ...(rate === null || rate === undefined ? [] : ['--bytes-per-second', String(rate)]),
      ],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    let printed = '';
    for await (const chunk of child.stdout) {
      printed += String(chunk);
      if (printed.includes('\n')) break;
    }
    return new BenchBoard(printed.trim(), child, builder);
  }

  async push(bundle: Bundle, running: PushOptions['running'] = null): Promise<Timing> {
    await sleep(settleMs);
    const startedAtMs = performance.now();
    const { result } = await pushBundle({
      link: this.#link,
      open: async signal => {
        if (!this.#transport.isOpen) await this.#transport.open({ baudRate: 115_200, signal });
      },
      bundle,
      loader: this.#builder.sources.loader(),
      rules: { boardTitle: 'Virtual kit', machineWords: [], ramBytes: 0, replaceForeign: false },
      known: this.#known,
      running,
      deadlines: boardDeadlines,
      signal: AbortSignal.timeout(600_000),
      report: () => undefined,
    });
    const ms = performance.now() - startedAtMs;
    if (result.outcome === 'rolled-back') throw new Error(`a push was rolled back: ${result.reason}`);
    const until = result.phases.findIndex(({ phase }) => phase === 'switch');
    const verified = until < 0 ? result.phases : result.phases.slice(0, until);
    return {
      ms,
      verifiedMs: verified.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0),
      writeMs: result.phases.find(({ phase }) => phase === 'write')?.elapsedMs ?? 0,
    };
  }

  /** Ctrl-C, as whoever has the prompt. */
  async interrupt(): Promise<void> {
    const repl = this.#link.takeRepl();
    await repl.enterRaw({ timeoutMs: 10_000 });
    await repl.exitRaw();
    this.#link.releaseRepl();
  }

  letGo(): Promise<void> {
    return this.#transport.close();
  }

  async stop(): Promise<void> {
    await this.#transport.close();
    const ended = new Promise(resolve => this.#child.once('exit', resolve));
    this.#child.stdin?.end();
    await ended;
  }
}

const mpremote = await Mpremote.find();
const builder = new BenchBuilder();
const program = await builder.bundle(1);
const corpus = Buffer.concat([...program.files.values()].map(({ bytes }) => bytes));
const large = (seed: number) => manyFiles(corpus, 4, 50_000, seed);
const small = (seed: number) => manyFiles(corpus, 50, 4_000, seed);
const rounds = Number(values.rounds);
const works = new Set(values.works.split(','));
let seed = 1;

/** Median of some rounds, each on files that have never been there. */
async function measureChanged(board: BenchBoard, make: (seed: number) => Files, times: number) {
  const cambrian: Timing[] = [];
  const sets = Array.from({ length: times }, () => make(seed++));
  for (const files of sets) cambrian.push(await board.push(bundleWith(program, files)));
  await board.letGo();
  const theirs: number[] = [];
  for (const files of sets) if (mpremote !== null) theirs.push(await theirCopy(mpremote, board, files));
  return {
    cambrian: middle(cambrian, ({ ms }) => ms),
    theirs: theirs.length > 0 ? middle(theirs, ms => ms) : null,
  };
}

async function theirCopy(theirs: Mpremote, board: BenchBoard, files: Files): Promise<number> {
  await sleep(settleMs);
  return theirs.copy(board.path, files, folder);
}

async function measureBoard(speed: string, delayMs: number): Promise<Cell[]> {
  const board = await BenchBoard.start(speed, delayMs, builder);
  const times = speed === 'open' ? rounds : 1;
  const cells: Cell[] = [];
  const add = (work: string, bytes: number, measured: { cambrian: Timing; theirs: number | null }) => {
    const { ms, verifiedMs, writeMs } = measured.cambrian;
    const mpremoteMs = measured.theirs;
    cells.push({ speed, delayMs, work, bytes, cambrianMs: ms, verifiedMs, writeMs, mpremoteMs });
    // The whole takes minutes: whoever watches sees that it goes on.
    console.error(
      `${speed}, ${delayMs} ms, ${work}: ${ms.toFixed(0)} ms (verified after ${verifiedMs.toFixed(0)}), mpremote ${measured.theirs?.toFixed(0) ?? '—'} ms`,
    );
  };
  try {
    await board.push(program);
    await board.letGo();
    await mpremote?.makeFolder(board.path, folder);
    // So that nobody meets the listening time of a board that waits at its prompt.
    await board.push(program, 'prompt');
    if (works.has('large')) {
      add('4 × 50 kB', 200_000, await measureChanged(board, large, times));
      await board.push(program, 'prompt');
    }
    if (works.has('small')) {
      add('50 × 4 kB', 200_000, await measureChanged(board, small, times));
    }
    if (!works.has('one')) return cells;

    const fifty = small(seed++);
    const changed: Timing[] = [];
    const variants = Array.from({ length: times }, () => new Map([...fifty, ...one(seed++)]));
    await board.push(bundleWith(program, fifty), 'prompt');
    for (const files of variants) changed.push(await board.push(bundleWith(program, files)));
    const same: Timing[] = [];
    const stopped: Timing[] = [];
    const last = bundleWith(program, variants.at(-1) ?? fifty);
    for (let round = 0; round < times; round++) same.push(await board.push(last));
    for (let round = 0; round < times; round++) {
      await board.interrupt();
      stopped.push(await board.push(last, 'prompt'));
    }
    await board.letGo();
    const theirChanged: number[] = [];
    const theirSame: number[] = [];
    if (mpremote !== null) {
      await mpremote.copy(board.path, fifty, folder);
      for (const files of variants) theirChanged.push(await theirCopy(mpremote, board, files));
      for (let round = 0; round < times; round++) {
        theirSame.push(await theirCopy(mpremote, board, variants.at(-1) ?? fifty));
      }
    }
    const theirs = (all: number[]) => (all.length > 0 ? middle(all, ms => ms) : null);
    const ours = (all: Timing[]) => middle(all, ({ ms }) => ms);
    add('one of 50', 4_000, { cambrian: ours(changed), theirs: theirs(theirChanged) });
    add('nothing of 50', 0, { cambrian: ours(same), theirs: theirs(theirSame) });
    add('nothing, at the prompt', 0, { cambrian: ours(stopped), theirs: theirs(theirSame) });
    return cells;
  } finally {
    await board.stop();
  }
}

function one(with_: number): Files {
  const [first] = manyFiles(corpus, 1, 4_000, with_);
  return new Map(first === undefined ? [] : [first]);
}

function middle<Item>(items: readonly Item[], by: (item: Item) => number): Item {
  const sorted = [...items].sort((a, b) => by(a) - by(b));
  const item = sorted[Math.floor(sorted.length / 2)];
  if (item === undefined) throw new Error('nothing was measured');
  return item;
}

const cells: Cell[] = [];
for (const speed of values.speeds.split(',')) {
  for (const delay of values.delays.split(',')) cells.push(...(await measureBoard(speed, Number(delay))));
}
await builder.dispose();

const share = packedShare(large(seed));
if (values.json) {
  console.log(JSON.stringify({ mpremote: mpremote?.version ?? null, packedShare: share, cells }, null, 2));
} else {
  console.log(
    `Content packs to ${(share * 100).toFixed(0)} %. Verified: every byte is on the board and was read back there, which is to be`,
  );
  console.log('compared with mpremote’s copy. Confirmed: the new program has been started and is well, too.');
  console.log(
    mpremote === null
      ? 'mpremote is not on this machine: nothing to compare with.'
      : `${mpremote.version}; starting it alone takes ${mpremote.startMs.toFixed(0)} ms.`,
  );
  console.log(
    '\nwire     trip  work                    verified               ratio           confirmed              ratio   writing alone  mpremote',
  );
  for (const cell of cells) {
    const { bytes, cambrianMs, delayMs, mpremoteMs, speed, verifiedMs, work, writeMs } = cell;
    const rate = (ms: number) => (bytes === 0 ? '' : `${(bytes / ms).toFixed(1)} kB/s`).padStart(12);
    const time = (ms: number) => `${(ms / 1000).toFixed(2)} s`.padStart(8) + rate(ms);
    const goal = bytes === 0 ? 2 : 5;
    const ratio = (ms: number) => {
      if (mpremoteMs === null) return ''.padStart(15);
      const times = mpremoteMs / ms;
      return `× ${times.toFixed(1)} ${times >= goal ? 'met' : `< ${goal}`}`.padStart(15);
    };
    const [where, trip] = [speed.padEnd(8), String(delayMs).padStart(2)];
    const theirs = mpremoteMs === null ? '—' : time(mpremoteMs);
    console.log(
      `${where} ${trip} ms  ${work.padEnd(22)}${time(verifiedMs)}${ratio(verifiedMs)}${time(cambrianMs)}${ratio(cambrianMs)}${rate(writeMs)}  ${theirs}`,
    );
  }
}
process.exit(0);

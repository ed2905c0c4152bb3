import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
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

// `npm run bench:push [-- --speeds open,115200 --delays 0,1,5 --rounds 3 --json]`: pushes through `serialport` and a
// pseudo-terminal to a virtual board in a process of its own, beside mpremote on the same board with the same files.

const { values } = parseArgs({
  options: {
    speeds: { type: 'string', default: 'open,115200' },
    delays: { type: 'string', default: '0,1,5' },
    rounds: { type: 'string', default: '3' },
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
  /** Of that, sending and writing alone. */
  readonly writeMs: number;
  readonly mpremoteMs: number | null;
}

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

  async push(
    bundle: Bundle,
    running: PushOptions['running'] = null,
  ): Promise<{ ms: number; writeMs: number }> {
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
    const phase = result.phases.find(each => each.phase === 'write');
    return { ms, writeMs: phase?.elapsedMs ?? 0 };
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
let seed = 1;

/** Median of some rounds, each on files that have never been there. */
async function measureChanged(board: BenchBoard, make: (seed: number) => Files, times: number) {
  const cambrian: { ms: number; writeMs: number }[] = [];
  const sets = Array.from({ length: times }, () => make(seed++));
  for (const files of sets) cambrian.push(await board.push(bundleWith(program, files)));
  await board.letGo();
  const theirs: number[] = [];
  for (const files of sets)
    if (mpremote !== null) theirs.push(await mpremote.copy(board.path, files, folder));
  return {
    cambrian: middle(cambrian, ({ ms }) => ms),
    theirs: theirs.length > 0 ? middle(theirs, ms => ms) : null,
  };
}

async function measureBoard(speed: string, delayMs: number): Promise<Cell[]> {
  const board = await BenchBoard.start(speed, delayMs, builder);
  const times = speed === 'open' ? rounds : 1;
  const cells: Cell[] = [];
  const add = (
    work: string,
    bytes: number,
    measured: { cambrian: { ms: number; writeMs: number }; theirs: number | null },
  ) => {
    const { ms, writeMs } = measured.cambrian;
    cells.push({ speed, delayMs, work, bytes, cambrianMs: ms, writeMs, mpremoteMs: measured.theirs });
    // The whole takes minutes: whoever watches sees that it goes on.
    console.error(
      `${speed}, ${delayMs} ms, ${work}: ${ms.toFixed(0)} ms, mpremote ${measured.theirs?.toFixed(0) ?? '—'} ms`,
    );
  };
  try {
    await board.push(program);
    await board.letGo();
    await mpremote?.makeFolder(board.path, folder);
    // So that nobody meets the listening time of a board that waits at its prompt.
    await board.push(program, 'prompt');
    add('4 × 50 kB', 200_000, await measureChanged(board, large, times));
    await board.push(program, 'prompt');
    add('50 × 4 kB', 200_000, await measureChanged(board, small, times));

    const fifty = small(seed++);
    const changed: { ms: number; writeMs: number }[] = [];
    const variants = Array.from({ length: times }, () => new Map([...fifty, ...one(seed++)]));
    await board.push(bundleWith(program, fifty), 'prompt');
    for (const files of variants) changed.push(await board.push(bundleWith(program, files)));
    const same: { ms: number; writeMs: number }[] = [];
    const stopped: { ms: number; writeMs: number }[] = [];
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
      for (const files of variants) theirChanged.push(await mpremote.copy(board.path, files, folder));
      for (let round = 0; round < times; round++) {
        theirSame.push(await mpremote.copy(board.path, variants.at(-1) ?? fifty, folder));
      }
    }
    const theirs = (all: number[]) => (all.length > 0 ? middle(all, ms => ms) : null);
    const ours = (all: { ms: number; writeMs: number }[]) => middle(all, ({ ms }) => ms);
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
    `Content packs to ${(share * 100).toFixed(0)} %. Times are whole: Cambrian's from the first byte to the`,
  );
  console.log('confirmed program, every byte read back; mpremote’s from its start to its end.');
  console.log(
    mpremote === null
      ? 'mpremote is not on this machine: nothing to compare with.'
      : `${mpremote.version}; starting it alone takes ${mpremote.startMs.toFixed(0)} ms.`,
  );
  console.log(
    '\nwire     trip  work                     Cambrian              writing     mpremote              ratio',
  );
  for (const { speed, delayMs, work, bytes, cambrianMs, writeMs, mpremoteMs } of cells) {
    const rate = (ms: number) => (bytes === 0 ? '' : `${(bytes / ms).toFixed(1)} kB/s`);
    const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
    const theirs =
      mpremoteMs === null ? '—' : `${seconds(mpremoteMs).padStart(8)} ${rate(mpremoteMs).padStart(11)}`;
    const ratio = mpremoteMs === null ? '' : `× ${(mpremoteMs / cambrianMs).toFixed(1)}`;
    const goal = bytes === 0 ? 2 : 5;
    const verdict = mpremoteMs === null ? '' : mpremoteMs / cambrianMs >= goal ? 'met' : `below × ${goal}`;
    console.log(
      `${speed.padEnd(8)} ${String(delayMs).padStart(2)} ms  ${work.padEnd(22)} ${seconds(cambrianMs).padStart(8)} ${rate(cambrianMs).padStart(11)} ${(bytes === 0 ? '' : rate(writeMs)).padStart(11)}  ${theirs.padEnd(21)} ${ratio.padStart(7)} ${verdict}`,
    );
  }
}
process.exit(0);

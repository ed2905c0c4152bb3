import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { FleetRow, FleetRun } from '../../contract/services/fleet-service.ts';
import { type OpenStudio, openStudio } from '../testing/open-studio.ts';
import { type BoardBridge, bridgeToPseudoTerminal } from '../virtual-board/bridge.ts';
import { VirtualBoard, type VirtualBoardOptions } from '../virtual-board/virtual-board.ts';

/** Six show what is different about many; `npm run test:fleet` tries a table of sixteen. */
const boardCount = process.env.CAMBRIAN_EXHAUSTIVE ? 16 : 6;
/** Slow enough that something can happen while a program is being written. */
const slow = { bytesPerSecond: 11_520 };

/** A board that can be pulled out and plugged in again at the same path. */
class TableBoard {
  readonly path: string;
  readonly board: VirtualBoard;
  #bridge: BoardBridge | null = null;

  constructor(path: string, board: VirtualBoard) {
    this.path = path;
    this.board = board;
  }

  static async create(path: string, options: Partial<VirtualBoardOptions> = {}): Promise<TableBoard> {
    return new TableBoard(path, await VirtualBoard.create({ boardId: 'virtual-kit', ...options }));
  }

  plugIn(options: { readonly bytesPerSecond?: number } = {}): void {
    this.#bridge = bridgeToPseudoTerminal(this.board, options);
    symlinkSync(this.#bridge.path, this.path);
  }

  pullOut(): void {
    if (this.#bridge === null) return;
    rmSync(this.path, { force: true });
    this.#bridge.unplug();
    this.#bridge = null;
  }

  async dispose(): Promise<void> {
    this.pullOut();
    await this.board.dispose();
  }
}

let studio: OpenStudio | undefined;
let boards: TableBoard[] = [];
afterEach(async () => {
  await studio?.close();
  await Promise.all(boards.map(board => board.dispose()));
  boards = [];
});

const foreign = 'print("mine")\nimport time\nwhile True: time.sleep_ms(50)\n';

it(`pushes to ${boardCount} boards on pseudo-terminals side by side; each row tells what became of its kit`, {
  timeout: 300_000,
}, async () => {
  const opened = await openStudio();
  studio = opened;
  const { client, host } = opened;
  const { projectId } = await client.project.openTemplate({ templateId: 'night-light' });
  const kitIds: string[] = [];
  const [unplugged, foreignKit, cancelled, current] = [0, 1, 2, 3];
  for (let index = 0; index < boardCount; index++) {
    const path = join(opened.folder, `kit-${String(index).padStart(2, '0')}`);
    const files = index === foreignKit ? { files: new Map([['/main.py', Buffer.from(foreign)]]) } : {};
    const board = await TableBoard.create(path, files);
    board.plugIn(index === unplugged || index === cancelled ? slow : {});
    boards.push(board);
    kitIds.push((await client.device.addPort({ path })).kitId);
  }
  const at = (index: number) => kitIds[index] ?? '';
  const ended = () =>
    expect
      .poll(async () => (await client.fleet.current({}))?.finishedAt ?? null, {
        timeout: 240_000,
        interval: 50,
      })
      .not.toBeNull();

  // One that has the program already.
  await client.fleet.start({ kitIds: [at(current)], projectId, imageId: null });
  await ended();
  expect((await client.fleet.current({}))?.rows).toMatchObject([
    { outcome: 'confirmed', sequenceBefore: null, sequenceAfter: 1, attempts: 1 },
  ]);

  // What happens in the middle happens when the row says that its program is being written.
  const done = new Set<number>();
  const when = (run: FleetRun, index: number, act: () => void) => {
    const row = run.rows[index];
    if (run.rows.length < boardCount || done.has(index) || row?.push?.phase !== 'write') return;
    if (row.push.bytesDone === 0) return;
    done.add(index);
    act();
  };
  const stop = host.parts.fleet.onDidChange(run => {
    when(run, unplugged, () => boards[unplugged]?.pullOut());
    when(run, cancelled, () => host.parts.fleet.cancel(at(cancelled)));
  });
  const startedAtMs = performance.now();
  const started = await client.fleet.start({ kitIds, projectId, imageId: null });
  expect(started).toMatchObject({ finishedAt: null, projectId, sequence: 1 });
  await expect(client.fleet.start({ kitIds, projectId, imageId: null })).rejects.toMatchObject({
    code: 'fleet/busy',
  });
  await ended();
  const seconds = (performance.now() - startedAtMs) / 1000;
  const run = await client.fleet.current({});
  const rows: FleetRow[] = run?.rows ?? [];
  console.log(
    `${boardCount} boards in ${seconds.toFixed(1)} s:`,
    rows
      .map(({ elapsedMs, outcome, state }) => `${outcome ?? state} ${(elapsedMs / 1000).toFixed(1)} s`)
      .join(', '),
  );
  expect([...done].sort()).toEqual([unplugged, cancelled]);
  expect(rows.map(({ outcome, state }) => outcome ?? state)).toEqual(
    rows.map(
      (_, index) =>
        ({ [unplugged]: 'failed', [foreignKit]: 'failed', [cancelled]: 'cancelled', [current]: 'unchanged' })[
          index
        ] ?? 'confirmed',
    ),
  );
  expect(rows[unplugged]?.error).toMatchObject({ code: 'push/unplugged', details: { phase: 'write' } });
  expect(rows[foreignKit]?.error).toMatchObject({ code: 'push/foreign-program' });
  expect(rows[cancelled]).toMatchObject({ error: null, sequenceAfter: null });
  expect(rows[current]).toMatchObject({ filesChanged: 0, sequenceBefore: 1, sequenceAfter: 1 });
  const report = await client.fleet.report({ format: 'csv' });
  expect(report.text.trim().split('\r\n')).toHaveLength(1 + boardCount);

  // Retried are those alone that have not got it; the one that was pulled out is there again.
  boards[unplugged]?.plugIn();
  await client.fleet.retry({ consents: { replaceForeign: true } });
  await ended();
  const mended = (await client.fleet.current({}))?.rows ?? [];
  expect(mended.map(({ outcome }) => outcome)).toEqual(
    mended.map((_, index) => (index === current ? 'unchanged' : 'confirmed')),
  );
  expect(mended.map(({ attempts }) => attempts)).toEqual(
    mended.map((_, index) => ([unplugged, foreignKit, cancelled].includes(index) ? 2 : 1)),
  );
  stop();

  // And it is true: each board says so itself, and who signed it.
  for (const kitId of kitIds) {
    const about = await client.device.inspect({ kitId, interrupt: false });
    expect(about.program).toMatchObject({
      sequence: 1,
      changedFiles: [],
      signature: { state: 'valid' },
    });
  }
});

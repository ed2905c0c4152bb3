import { afterEach, describe, expect, it, vi } from 'vitest';
import { tellingProgram } from '../testing/slot-files.ts';
import { type Flash, TestBoard } from '../testing/test-board.ts';

// Some dozens of boards a test, each a thread.
vi.setConfig({ testTimeout: 120_000 });

const red = tellingProgram('red');
const blue = tellingProgram('blue');
const green = tellingProgram('green', 'print("cambrian: confirm", confirm(bundle))');

const boards: TestBoard[] = [];
afterEach(async () => {
  await Promise.all(boards.splice(0).map(board => board.dispose()));
});

async function createBoard(flash: Flash): Promise<TestBoard> {
  const board = await TestBoard.create(flash);
  boards.push(board);
  board.takeOutput();
  return board;
}

/** What a board prints from power-on until it rests. */
async function bootLines(board: TestBoard): Promise<string> {
  board.takeOutput();
  await board.powerCycle();
  return board.lines().join(' | ');
}

interface Deed {
  readonly flash: Flash;
  /** What is done with the board while the power may go. */
  readonly act: (board: TestBoard) => Promise<void>;
}

/**
 * Does a deed once for every operation on the file system that it takes, with the power cut at that one, in the
 * given model. Returns what the board prints at the next two starts, for each cut.
 */
async function cutEverywhere(deed: Deed, model: 'atomic' | 'torn'): Promise<[string, string][]> {
  const whole = await createBoard(deed.flash);
  const before = whole.operationCount;
  await deed.act(whole);
  const operations = whole.operationCount - before;
  expect(operations).toBeGreaterThan(1);
  const starts: [string, string][] = [];
  for (let operation = 1; operation <= operations; operation++) {
    const board = await createBoard(deed.flash);
    board.cutPowerAt(operation, model);
    await deed.act(board);
    expect(board.hasPower, `operation ${operation}`).toBe(false);
    starts.push([await bootLines(board), await bootLines(board)]);
    await board.dispose();
  }
  return starts;
}

const redBack = 'ran red in a confirmed trial-not-confirmed';
const failed = 'cambrian: slot b failed: trial-not-confirmed';
const lines = (starts: [string, string][]) =>
  starts.map(pair => pair.map(line => line.replaceAll(/ [0-9a-f]{8}\b/g, '')));

describe.each(['atomic', 'torn'] as const)('the power is cut at every operation (%s)', model => {
  it('while a push makes its slot pending: the old program, or the trial of the new one', async () => {
    const starts = lines(
      await cutEverywhere(
        {
          flash: { a: red, b: blue, records: [`a confirmed - ${red.hash}`] },
          act: board =>
            board.runInRepl(
              `l={'__name__':'loader'}\nexec(open('/main.py').read(),l)\nl['write_record']('b','pending','a','${blue.hash}')`,
            ),
        },
        model,
      ),
    );
    for (const start of starts) {
      expect([
        ['ran red in a confirmed None', 'ran red in a confirmed None'],
        ['ran blue in b trial None', `${failed} | ${redBack}`],
      ]).toContainEqual(start);
    }
    expect(starts[0]).toEqual(['ran red in a confirmed None', 'ran red in a confirmed None']);
  });

  it('while a pending program is booted for its trial: at most one more trial, then the old one', async () => {
    const starts = lines(
      await cutEverywhere(
        {
          flash: { a: red, b: blue, records: [`a confirmed - ${red.hash}`] },
          act: async board => {
            await board.runInRepl(
              `l={'__name__':'loader'}\nexec(open('/main.py').read(),l)\nl['write_record']('b','pending','a','${blue.hash}')`,
            );
            if (board.hasPower) await board.powerCycle();
          },
        },
        model,
      ),
    );
    for (const start of starts) {
      expect([
        ['ran red in a confirmed None', 'ran red in a confirmed None'],
        ['ran blue in b trial None', `${failed} | ${redBack}`],
        [`${failed} | ${redBack}`, redBack],
      ]).toContainEqual(start);
    }
  });

  it('while a trial is confirmed: the new program for good, or one more chance, or the old one', async () => {
    const kept = 'ran green in b confirmed None | cambrian: confirm None';
    const starts = lines(
      await cutEverywhere(
        {
          flash: { a: red, b: green, records: [`a confirmed - ${red.hash}`, `b pending a ${green.hash}`] },
          // The first start has confirmed it already; so put it back, and have it confirmed again.
          act: async board => {
            await board.runInRepl(
              `l={'__name__':'loader'}\nexec(open('/main.py').read(),l)\nl['write_record']('b','pending','a','${green.hash}')`,
            );
            if (board.hasPower) await board.powerCycle();
          },
        },
        model,
      ),
    );
    for (const start of starts) {
      expect([
        [kept, kept],
        ['ran green in b trial None | cambrian: confirm None', kept],
        [`${failed} | ${redBack}`, redBack],
      ]).toContainEqual(start);
    }
    expect(new Set(starts.map(([first]) => first)).size).toBe(3);
  });

  it('while it returns to the old program: the old program, and the reason is not lost', async () => {
    const starts = lines(
      await cutEverywhere(
        {
          // The first start is the trial; the next finds it unconfirmed.
          flash: { a: red, b: blue, records: [`a confirmed - ${red.hash}`, `b pending a ${blue.hash}`] },
          act: board => board.powerCycle(),
        },
        model,
      ),
    );
    for (const start of starts) {
      expect([
        [`${failed} | ${redBack}`, redBack],
        [redBack, redBack],
      ]).toContainEqual(start);
    }
    expect(starts.length).toBeGreaterThan(4);
  });
});

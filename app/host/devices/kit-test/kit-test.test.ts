import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { CrossCompiler } from '../../build/cross-compile.ts';
import { loadPlugins } from '../../plugins/load-plugins.ts';
import { VirtualBoard, type VirtualBoardOptions } from '../../virtual-board/virtual-board.ts';
import { boardDeadlines } from '../push/push-deadlines.ts';
import { ScriptedBoard } from '../testing/scripted-board.ts';
import type { Transport } from '../transport.ts';
import { SerialTransport } from '../transports/serial-transport.ts';
import { VirtualTransport } from '../transports/virtual-transport.ts';
import { KitTestBench } from './kit-test-bench.ts';
import { type KitTestOptions, type KitTestReport, kitChecks, runKitTest } from './run-kit-test.ts';
import { TestPrograms } from './test-programs.ts';
import { LyingTransport } from './testing-lying-transport.ts';

// The suite itself is under test here: what a sound board passes, and what a bad one does not.
vi.setConfig({ testTimeout: 180_000 });

const root = join(import.meta.dirname, '../../../..');
const compiler = new CrossCompiler({ cacheDirectory: null });
const cleanUps: (() => unknown)[] = [];
let programs: TestPrograms;

beforeAll(async () => {
  const library = await loadPlugins({ builtIn: join(root, 'plugins') });
  programs = new TestPrograms({
    deviceFolder: join(root, 'device'),
    drivers: library,
    catalogue: library.catalogue,
    compiler,
  });
});
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});
afterAll(() => compiler.dispose());

async function virtualBoard(options: Partial<VirtualBoardOptions> = {}): Promise<VirtualBoard> {
  const board = await VirtualBoard.create({ boardId: 'virtual-kit', ...options });
  cleanUps.push(() => board.dispose());
  return board;
}

function test(transport: Transport, options: Partial<KitTestOptions> = {}): Promise<KitTestReport> {
  return runKitTest({
    transport,
    programs,
    listenMs: 100,
    measureMs: 4_000,
    mayInterrupt: async () => true,
    signal: new AbortController().signal,
    ...options,
  });
}

function outcomes(report: KitTestReport): Record<string, string> {
  return Object.fromEntries(report.results.map(({ detail, id, outcome }) => [id, `${outcome}: ${detail}`]));
}

function idsThat(report: KitTestReport, wanted: string): string[] {
  return report.results.filter(({ outcome }) => outcome === wanted).map(({ id }) => id);
}

/** The virtual board as its own process, on a pseudo-terminal: what a person would have on a cable. */
async function boardOnPseudoTerminal(): Promise<string> {
  const words = [join(root, 'bin', 'cambrian.mjs'), 'board', '--pty', '--json'];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  cleanUps.push(async () => {
    const closed = once(child, 'close');
    child.kill();
    await closed;
  });
  let text = '';
  for await (const part of child.stdout) {
    text += String(part);
    if (text.trimEnd().endsWith('}')) break;
  }
  return z.object({ path: z.string() }).parse(JSON.parse(text)).path;
}

/** Runs Python on the board, as another tool would. */
async function python(transport: Transport, source: string): Promise<unknown> {
  const bench = new KitTestBench({ transport, programs });
  try {
    return await bench.script(source, AbortSignal.timeout(20_000));
  } finally {
    await bench.session.disconnect();
  }
}

const own = "# mine\nprint('mine')\n";
const putOwn = `
os.mkdir('/cambrian')
with open('/cambrian/store.json','w') as f:f.write('{}')
with open('/main.py','w') as f:f.write(${JSON.stringify(own)})
reply(None)
`;
const lookForOwn = `reply([text('/main.py'),text('/cambrian/store.json'),sorted(i[0] for i in os.ilistdir('/')),sorted(tree('/cambrian'))])\n`;

describe('a sound board on a pseudo-terminal', () => {
  it('passes every check, and has its own program again afterwards', async () => {
    const path = await boardOnPseudoTerminal();
    await python(new SerialTransport(path), putOwn);
    const before = await python(new SerialTransport(path), lookForOwn);
    const report = await test(new SerialTransport(path));
    expect(idsThat(report, 'fail').map(id => outcomes(report)[id])).toEqual([]);
    expect(idsThat(report, 'pass')).toEqual(kitChecks.map(({ id }) => id));
    expect(report).toMatchObject({ end: 'done', left: { isAsFound: true } });
    expect(report.machine).toMatch(/virtual kit/i);
    expect(await python(new SerialTransport(path), lookForOwn)).toEqual(before);
  });
});

describe('a test', () => {
  it('listens only, where nobody agrees to more', async () => {
    const board = await virtualBoard({ files: new Map([['/main.py', Buffer.from(own)]]) });
    const asked: string[] = [];
    const report = await test(new VirtualTransport('virtual:1', async () => board), {
      mayInterrupt: async ({ heard }) => {
        asked.push(heard);
        return false;
      },
    });
    expect(asked).toHaveLength(1);
    expect(report.end).toBe('declined');
    expect(report.results.map(({ id }) => id)).toEqual(['open', 'listen']);
    expect([...(await board.files()).keys()]).toEqual(['/main.py']);
  });

  it('that is stopped half-way brings the board back all the same', async () => {
    const board = await virtualBoard({ files: new Map([['/main.py', Buffer.from(own)]]) });
    const stopping = new AbortController();
    const left: KitTestReport['left'][] = [];
    const ended = test(new VirtualTransport('virtual:1', async () => board), {
      signal: stopping.signal,
      onLeft: how => left.push(how),
      onResult: ({ id }) => {
        if (id === 'push-fresh') stopping.abort();
      },
    });
    await expect(ended).rejects.toMatchObject({ name: 'AbortError' });
    expect(left).toEqual([{ isAsFound: true, detail: '/main.py came back.' }]);
    const files = await board.files();
    expect(Buffer.from(files.get('/main.py') ?? []).toString()).toBe(own);
    expect(
      [...files.keys()].filter(path => path.includes('kit-test') || path.startsWith('/cambrian')),
    ).toEqual([]);
  });

  it('finds what a test that was cut had put aside', async () => {
    const board = await virtualBoard({
      files: new Map([
        ['/main.py', Buffer.from('# cambrian loader 1\n')],
        ['/main.py.before-kit-test', Buffer.from(own)],
      ]),
    });
    const report = await test(new VirtualTransport('virtual:1', async () => board), { only: ['put-aside'] });
    expect(report.results.map(({ id }) => id)).toEqual(['open', 'listen', 'raw-repl', 'put-aside']);
    expect(report.left.detail).toContain('An earlier test');
    const files = await board.files();
    expect(Buffer.from(files.get('/main.py') ?? []).toString()).toBe(own);
    expect([...files.keys()]).not.toContain('/main.py.before-kit-test');
  });
});

describe('a board that was used after a test was cut', () => {
  it('is not touched', async () => {
    const files = new Map([
      ['/main.py', Buffer.from("print('newer')\n")],
      ['/main.py.before-kit-test', Buffer.from(own)],
    ]);
    const board = await virtualBoard({ files });
    const report = await test(new VirtualTransport('virtual:1', async () => board), { only: ['push-fresh'] });
    expect(outcomes(report)['put-aside']).toMatch(/^fail: .*the board was used since/);
    expect(outcomes(report)['push-fresh']).toBe('not-applicable: needs put-aside');
    expect(report.left.isAsFound).toBe(false);
    const left = await board.files();
    expect([...left].map(([path, bytes]) => [path, Buffer.from(bytes).toString()])).toEqual(
      [...files].map(([path, bytes]) => [path, bytes.toString()]),
    );
  });
});

/** Takes the frames that report a fault out of what a board says, in whatever pieces it comes. */
function withoutFaults(): (text: string) => string {
  let begun = '';
  return text => {
    const lines = (begun + text).split('\n');
    const last = lines.pop() ?? '';
    // Only a frame that has begun waits for its end; a prompt has none.
    const isFrame = last.startsWith('\x1e');
    begun = isFrame ? last : '';
    const kept = lines.filter(line => !(line.startsWith('\x1e') && line.includes('"fault"')));
    return kept.map(line => `${line}\n`).join('') + (isFrame ? '' : last);
  };
}

describe('a bad board', () => {
  it('that never comes to its prompt fails there, and all that needs it is not tried', async () => {
    const board = new ScriptedBoard({ running: 'foreign', pushed: '', misbehave: { raw: 'silent' } });
    const report = await test(board, {
      programs,
      deadlines: { ...boardDeadlines, interruptMs: 500, restoreMs: 500, bootMs: 500 },
    });
    expect(idsThat(report, 'pass')).toEqual(['open', 'listen']);
    expect(idsThat(report, 'fail')).toEqual(['raw-repl']);
    expect(outcomes(report)['push-fresh']).toBe('not-applicable: needs probe, put-aside');
    expect(report.left.isAsFound).toBe(true);
  });

  it('that swallows orders and loses reports fails at these, and at nothing else', async () => {
    const board = await virtualBoard();
    const transport = new LyingTransport(new VirtualTransport('virtual:1', async () => board), {
      toBoard: text => text.replaceAll(/\{"t":"set"[^\n]*\n/g, ''),
      toHost: withoutFaults(),
    });
    const report = await test(transport, { only: ['hello', 'send', 'set', 'fault', 'stop'] });
    expect(idsThat(report, 'fail')).toEqual(['set', 'fault']);
    expect(outcomes(report)['push-fresh']).toMatch(/^pass/);
    expect(outcomes(report).hello).toMatch(/^pass/);
    expect(report.left.isAsFound).toBe(true);
  });

  it('whose answers come damaged fails its first push, and nothing after it is claimed', async () => {
    const board = await virtualBoard();
    // The answer of the verification does not fit its check, however often it is asked for.
    const transport = new LyingTransport(new VirtualTransport('virtual:1', async () => board), {
      toHost: text => text.replaceAll('"bad": []', '"bad": ["x"]'),
    });
    const report = await test(transport);
    expect(outcomes(report)['push-fresh']).toMatch(/^fail/);
    expect(idsThat(report, 'not-applicable')).toEqual(
      expect.arrayContaining(['push-unchanged', 'hello', 'set', 'stop', 'drivers']),
    );
    expect(report.left.isAsFound).toBe(true);
  });
});

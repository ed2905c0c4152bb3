import { afterEach, describe, expect, it, vi } from 'vitest';
import { ConsoleStore } from '../../stores/console-store.ts';
import { type ConsoleFilter, noFilter, patternProblem } from './console-filter.ts';
import { withoutColors } from './console-render.ts';
import { PatternFilter, PatternTooSlow, type PatternWorker } from './pattern-filter.ts';
import { TerminalFeed } from './terminal-feed.ts';

afterEach(() => vi.useRealTimers());

/** A worker that answers at once, in the same thread. */
function honestWorker(): PatternWorker {
  let listener: Parameters<PatternWorker['addEventListener']>[1] = () => undefined;
  return {
    postMessage: ({ id, pattern, texts }) => {
      const expression = new RegExp(pattern, 'iu');
      queueMicrotask(() => listener({ data: { id, matches: texts.map(text => expression.test(text)) } }));
    },
    addEventListener: (_, heard) => {
      listener = heard;
    },
    terminate: () => undefined,
  };
}

function setUp(filter: Partial<ConsoleFilter> = {}) {
  const store = new ConsoleStore(() => 0);
  const frames: (() => void)[] = [];
  const writes: string[] = [];
  const pending: (() => void)[] = [];
  let isSlow = false;
  let resets = 0;
  const failures: unknown[] = [];
  const whole = { ...noFilter, ...filter };
  const start = () =>
    new TerminalFeed({
      store,
      kitId: 'k',
      sink: {
        reset: () => {
          resets += 1;
          writes.length = 0;
        },
        write: (text, done) => {
          writes.push(text);
          if (isSlow) pending.push(done);
          else done();
        },
      },
      timestamps: 'off',
      filter: whole,
      pattern: whole.isPattern ? new PatternFilter(whole.text, honestWorker) : null,
      onPatternFailure: error => failures.push(error),
      requestFrame: callback => frames.push(callback),
    });
  /** Runs frames until nothing more is asked for. */
  const settle = async () => {
    while (frames.length > 0) {
      frames.shift()?.();
      // Each flush takes some turns of promises, and then asks for the next frame.
      for (let turn = 0; turn < 200; turn += 1) await Promise.resolve();
    }
  };
  return {
    store,
    start,
    settle,
    frames,
    failures,
    text: () => writes.join(''),
    writes,
    resets: () => resets,
    beSlow: () => {
      isSlow = true;
    },
    release: async () => {
      pending.shift()?.();
      for (let turn = 0; turn < 200; turn += 1) await Promise.resolve();
    },
  };
}

describe('what a terminal is given', () => {
  it('is what was there, then what comes, once a frame', async () => {
    const feed = setUp();
    feed.store.receiveText('k', 'before\n>>> ');
    feed.start();
    await feed.settle();
    for (let index = 0; index < 100; index += 1) feed.store.receiveText('k', `${index} `);
    expect(feed.frames).toHaveLength(1);
    await feed.settle();
    expect(feed.text()).toBe(
      `before\x1b[0m\r\n>>> ${Array.from({ length: 100 }, (_, index) => `${index} `).join('')}`,
    );
  });

  it('comes in small parts, and is written anew where the terminal cannot keep up', async () => {
    const feed = setUp();
    feed.start();
    await feed.settle();
    feed.beSlow();
    feed.store.receiveText('k', `${'a'.repeat(99)}\n`.repeat(1000));
    await feed.settle();
    expect(feed.writes).toHaveLength(1);
    expect(feed.writes[0]?.length).toBeLessThanOrEqual(16 * 1024);
    const before = feed.resets();
    for (let index = 0; index < 40; index += 1)
      feed.store.receiveText('k', `${'b'.repeat(99)}\n`.repeat(1000));
    // Nothing more is written, and nothing asked for, before the terminal has taken the first part.
    expect(feed.frames).toHaveLength(0);
    expect(feed.writes).toHaveLength(1);
    while (feed.frames.length === 0) await feed.release();
    feed.frames.shift()?.();
    for (let turn = 0; turn < 200; turn += 1) await Promise.resolve();
    expect(feed.resets()).toBe(before + 1);
    expect(feed.text().startsWith('bbb')).toBe(true);
  });

  it('leaves out what does not pass: by text, by who wrote it, by level', async () => {
    const say = (feed: ReturnType<typeof setUp>) => {
      feed.store.receiveText('k', 'printed Red\nprinted blue\nopen red');
      for (const [source, level] of [
        ['device', 'info'],
        ['hub', 'error'],
        ['host', 'warning'],
      ] as const)
        feed.store.receiveLog('k', {
          source,
          level,
          node: 'ring',
          text: `${source} log`,
          trace: null,
          atMs: 0,
        });
      feed.start();
    };
    const shown = async (filter: Partial<ConsoleFilter>) => {
      const feed = setUp(filter);
      say(feed);
      await feed.settle();
      return withoutColors(feed.text()).split('\r\n').slice(0, -1);
    };
    expect(await shown({ text: 'red' })).toEqual(['printed Red']);
    expect(await shown({ text: 'RING' })).toEqual(['ring: device log', 'ring: hub log', 'ring: host log']);
    expect(await shown({ kinds: new Set(['hub']) })).toEqual(['ring: hub log']);
    expect(await shown({ level: 'warning' })).toEqual([
      'printed Red',
      'printed blue',
      'ring: hub log',
      'ring: host log',
    ]);
    expect(await shown({ text: '(red|blue)$', isPattern: true })).toEqual(['printed Red', 'printed blue']);
  });
});

describe('a pattern of a person', () => {
  it('is judged before it is tried', () => {
    expect(patternProblem('a+')).toBeNull();
    expect(patternProblem('(')).toBe('invalid');
    expect(patternProblem('a'.repeat(201))).toBe('too-long');
  });

  it('is given up where it never comes to an end, and its worker with it', async () => {
    vi.useFakeTimers();
    let isTerminated = false;
    const filter = new PatternFilter('(a+)+$', () => ({
      postMessage: () => undefined,
      addEventListener: () => undefined,
      terminate: () => {
        isTerminated = true;
      },
    }));
    const tested = expect(filter.test(['aaaa!'])).rejects.toBeInstanceOf(PatternTooSlow);
    await vi.advanceTimersByTimeAsync(1000);
    await tested;
    expect(isTerminated).toBe(true);
  });

  it('answers for each line in its order, however many there are', async () => {
    const filter = new PatternFilter('[05]$', honestWorker);
    const texts = Array.from({ length: 2500 }, (_, index) => String(index));
    const matches = await filter.test(texts);
    expect(matches).toHaveLength(2500);
    expect(matches.every((isMatch, index) => isMatch === (index % 5 === 0))).toBe(true);
  });
});

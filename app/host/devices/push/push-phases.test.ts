import { describe, expect, it } from 'vitest';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import type { PushProgress } from '../../../contract/services/device-service.ts';
import { FrameLink } from '../link/frame-link.ts';
import { sampleBundle } from '../testing/sample-bundle.ts';
import {
  type BoardStage,
  checkedReply,
  type Misbehaviour,
  ScriptedBoard,
  type ScriptedBoardOptions,
} from '../testing/scripted-board.ts';
import { type PushOptions, pushBundle } from './push-bundle.ts';
import type { PushDeadlines } from './push-deadlines.ts';

const oldHash = 'old'.padEnd(64, '0');
const bundle = sampleBundle({ 'graph.json': '{}', 'runtime/app.mpy': 'x'.repeat(3000) });

/** Short, because here nothing is slow but what is silent. */
const deadlines: PushDeadlines = {
  openMs: 150,
  listenMs: 60,
  sendMs: 150,
  interruptMs: 700,
  probeMs: 150,
  writeMs: 300,
  verifyMs: 150,
  switchMs: 150,
  bootMs: 200,
  confirmMs: 150,
  restoreMs: 700,
};

function setUp(options: Partial<ScriptedBoardOptions> = {}, push: Partial<PushOptions> = {}) {
  const board = new ScriptedBoard({ running: oldHash, pushed: bundle.hash, ...options });
  const link = new FrameLink(board);
  const progress: PushProgress[] = [];
  const run = () =>
    pushBundle({
      link,
      open: async signal => {
        if (!board.isOpen) await board.open({ baudRate: 115_200, signal });
      },
      bundle,
      loader: { version: 1, source: '# cambrian loader 1\n' },
      rules: { boardTitle: 'Scripted', machineWords: [], ramBytes: 0, replaceForeign: false },
      known: new Map(),
      running: null,
      deadlines,
      signal: new AbortController().signal,
      report: step => progress.push(step),
      ...push,
    });
  return { board, link, progress, run };
}

/** An old program in slot a, so that there is something to return to. */
const oldRecord = () => {
  // "1 a confirmed - <hash> <crc>\n" with its real checksum.
  const text = `1 a confirmed - ${'0'.repeat(64)} `;
  return `${text}${crcOf(text)}\n`;
};

function crcOf(text: string): string {
  let crc = 0xffffffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ((crc ^ 0xffffffff) >>> 0).toString(16).padStart(8, '0');
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'no error',
    (error: unknown) => (StudioError.is(error) ? error.code : String(error)),
  );
}

describe('a push that goes well', () => {
  it('passes through every phase and confirms', async () => {
    const { board, progress, run } = setUp();
    const { hello, result } = await run();
    expect(result.outcome).toBe('confirmed');
    expect(result.phases.map(({ phase }) => phase)).toEqual([
      'open',
      'listen',
      'interrupt',
      'probe',
      'compare',
      'write',
      'verify',
      'switch',
      'boot',
      'confirm',
    ]);
    expect(hello?.bundle).toBe(bundle.hash);
    expect(board.running).toBe(bundle.hash);
    expect(board.resets).toBe(1);
    const written = progress.filter(({ phase }) => phase === 'write').at(-1);
    expect(written?.fraction).toBe(1);
    expect(written?.bytesDone).toBe(written?.bytesTotal);
  });

  it('changes nothing where the program runs already, and does not interrupt it', async () => {
    const { board, run } = setUp({ running: bundle.hash });
    const { result } = await run();
    expect(result.outcome).toBe('unchanged');
    expect(result.phases.map(({ phase }) => phase)).toEqual(['open', 'listen']);
    expect(board.resets).toBe(0);
  });

  it('pushes to a board that waits at its prompt', async () => {
    const { run } = setUp({ running: null });
    expect((await run()).result.outcome).toBe('confirmed');
  });

  it.each(['refused', 'unknown'] as const)('does without raw-paste where it is %s', async rawPaste => {
    const { run } = setUp({ rawPaste });
    expect((await run()).result.outcome).toBe('confirmed');
  });

  it('sends again what the read-back finds wrong', async () => {
    const { run } = setUp({ badOnce: ['graph.json'] });
    expect((await run()).result.outcome).toBe('confirmed');
  });
});

describe('each phase has its own error, and the old program runs after it', () => {
  const cases: [BoardStage, Misbehaviour, string][] = [
    ['open', 'silent', 'push/open-timeout'],
    ['interrupt', 'silent', 'repl/no-answer'],
    ['interrupt', { says: 'temperature 21.5\r\n' }, 'repl/not-micropython'],
    ['raw', { says: '\r\n>>> ' }, 'push/interrupt-timeout'],
    ['paste', 'silent', 'push/probe-timeout'],
    ['paste', { says: 'XY' }, 'push/probe-timeout'],
    ['probe', 'silent', 'push/probe-timeout'],
    ['probe', 'error', 'push/probe-failed'],
    ['probe', { says: 'what?\x04\x04>' }, 'push/probe-failed'],
    ['probe', { says: `${checkedReply({ machine: 1 })}\r\n\x04\x04>` }, 'push/probe-failed'],
    ['receive', 'silent', 'push/write-timeout'],
    ['receive', 'error', 'push/write-failed'],
    ['block', 'silent', 'push/write-timeout'],
    ['block', 'error', 'push/write-failed'],
    ['verify', 'silent', 'push/verify-timeout'],
    [
      'verify',
      { says: `${checkedReply({ manifest: 'no', bad: ['graph.json'] })}\r\n\x04\x04>` },
      'push/verify-failed',
    ],
    ['switch', 'error', 'push/switch-failed'],
    ['switch', 'silent', 'push/switch-timeout'],
  ];

  it.each(cases)('%s %o gives %s', async (stage, misbehaviour, code) => {
    const { board, link, run } = setUp({ misbehave: { [stage]: misbehaviour } });
    expect(await codeOf(run())).toBe(code);
    // What is broken for good cannot be brought back; everything else is.
    const isReachable = !['open', 'interrupt', 'raw'].includes(stage);
    if (isReachable) expect(board.running).toBe(oldHash);
    // The link is free again for whoever comes next.
    link.takeRepl();
  });

  it('write: a block that arrives damaged each time', async () => {
    const { board, run } = setUp({ garbles: true });
    expect(await codeOf(run())).toBe('push/write-corrupt');
    expect(board.running).toBe(oldHash);
  });

  it('listen: a board that takes no bytes', async () => {
    const { run } = setUp({}, {});
    class Stuck extends ScriptedBoard {
      protected override writeLink(): Promise<void> {
        return Promise.withResolvers<void>().promise;
      }
    }
    const stuck = new Stuck({ running: oldHash, pushed: bundle.hash });
    const link = new FrameLink(stuck);
    const open = (signal: AbortSignal) => stuck.open({ baudRate: 115_200, signal });
    const options = setUp({}, { link, open });
    expect(await codeOf(options.run())).toBe('push/listen-timeout');
    expect((await run()).result.outcome).toBe('confirmed');
  });

  it.each([
    ['incompatible-firmware', { mpy: 5 }],
    ['incompatible-firmware', { mpy: 0 }],
    ['incompatible-firmware', { implementation: 'circuitpython' }],
    ['no-memory', { memoryFree: 9_000 }],
    ['no-memory', { memoryTotal: 30_000 }],
    ['no-space', { freeBlocks: 3 }],
    ['foreign-program', { main: { begin: 'import blink\nblink.run()\n', bytes: 26 } }],
    ['board-mismatch', { machine: 'Raspberry Pi Pico W with RP2040' }],
  ] as const)('compare: push/%s', async (code, probe) => {
    const rules = {
      boardTitle: 'Scripted',
      machineWords: ['scripted'],
      ramBytes: 60_000,
      replaceForeign: false,
    };
    const { board, run } = setUp({ probe }, { rules });
    expect(await codeOf(run())).toBe(`push/${code}`);
    expect(board.running).toBe(oldHash);
  });

  it('replaces a foreign program where a person said so', async () => {
    const { run } = setUp(
      { running: 'foreign', probe: { main: { begin: 'import blink\n', bytes: 13 } } },
      { rules: { boardTitle: 'Scripted', machineWords: [], ramBytes: 0, replaceForeign: true } },
    );
    expect((await run()).result.outcome).toBe('confirmed');
  });

  it.each([
    ['reboot', 'silent', 'the new program said nothing'],
    [
      'reboot',
      { says: 'Traceback (most recent call last):\r\nImportError: no module named x\r\n>>> ' },
      'ImportError: no module named x',
    ],
    ['ping', 'silent', 'the main loop does not turn'],
  ] as const)('boot: %s %o is rolled back with its reason', async (stage, misbehaviour, reason) => {
    const { board, run } = setUp({
      misbehave: { [stage]: misbehaviour },
      probe: { pointers: [oldRecord(), null] },
    });
    const { result } = await run();
    expect(result).toMatchObject({ outcome: 'rolled-back', reason });
    expect(board.running).toBe(oldHash);
  });

  it('boot: a first program that fails is an error', async () => {
    const says = 'cambrian: the program stopped\r\nValueError: bad\r\n>>> ';
    const { run } = setUp({ running: null, misbehave: { reboot: { says } } });
    expect(await codeOf(run())).toBe('push/trial-failed');
    const silent = setUp({ running: null, misbehave: { reboot: 'silent' } });
    expect(await codeOf(silent.run())).toBe('push/boot-timeout');
  });

  it('confirm: a program in which every node fails is rolled back', async () => {
    const fault = {
      t: 'fault',
      n: 'led',
      error: 'OSError',
      m: 'ENODEV',
      trace: '',
      count: 1,
      retryMs: 100,
      ms: 1,
    };
    const says = `\x1e${JSON.stringify(fault)}\n\x1e{"t":"pong","id":1,"ms":2}\n`;
    const { board, run } = setUp({ misbehave: { ping: { says } }, probe: { pointers: [oldRecord(), null] } });
    const { result } = await run();
    expect(result).toMatchObject({ outcome: 'rolled-back', reason: 'led: OSError: ENODEV' });
    expect(board.running).toBe(oldHash);
  });

  it.each([
    ['silent', 'push/confirm-timeout'],
    [{ says: '\x1e{"t":"confirm","ok":false,"slot":"a","error":"no"}\n' }, 'push/confirm-refused'],
  ] as const)('confirm: %o', async (misbehaviour, code) => {
    const { board, run } = setUp({
      misbehave: { confirm: misbehaviour },
      probe: { pointers: [oldRecord(), null] },
    });
    expect(await codeOf(run())).toBe(code);
    expect(board.running).toBe(oldHash);
  });
});

describe('an unplug is noticed at once in every phase', () => {
  const stages: [BoardStage, string][] = [
    ['hello', 'listen'],
    ['interrupt', 'interrupt'],
    ['raw', 'interrupt'],
    ['paste', 'probe'],
    ['probe', 'probe'],
    ['receive', 'write'],
    ['block', 'write'],
    ['verify', 'verify'],
    ['switch', 'switch'],
    ['reboot', 'boot'],
    ['ping', 'confirm'],
    ['confirm', 'confirm'],
  ];
  it.each(stages)('at %s, in the phase %s', async (stage, phase) => {
    const { run } = setUp({ misbehave: { [stage]: 'unplug' } });
    const error = await run().then(
      () => null,
      (caught: unknown) => caught,
    );
    // From the switch on nobody can know what the board will start: then that is what is said.
    const code = ['switch', 'boot', 'confirm'].includes(phase) ? 'push/end-unknown' : 'push/unplugged';
    expect(error).toMatchObject({ code, details: { phase } });
  });
});

describe('a cancelled push', () => {
  const stages: BoardStage[] = [
    'open',
    'hello',
    'interrupt',
    'probe',
    'receive',
    'block',
    'verify',
    'reboot',
    'ping',
  ];
  it.each(stages)('at %s leaves the old program running', async stage => {
    const controller = new AbortController();
    const { board, run } = setUp(
      { probe: { pointers: [oldRecord(), null] }, misbehave: { [stage]: 'silent' } },
      {
        signal: controller.signal,
        deadlines: { ...deadlines, interruptMs: 5_000, probeMs: 5_000, writeMs: 5_000, verifyMs: 5_000 },
      },
    );
    const reason = new DOMException('enough', 'AbortError');
    setTimeout(() => controller.abort(reason), 40);
    await expect(run()).rejects.toBe(reason);
    if (stage !== 'open' && stage !== 'interrupt') expect(board.running).toBe(oldHash);
  });
});

describe('devices that are something else', () => {
  class Talker extends ScriptedBoard {
    readonly #reply: (bytes: Uint8Array) => string;
    constructor(reply: (bytes: Uint8Array) => string) {
      super({ running: null, pushed: bundle.hash });
      this.#reply = reply;
    }
    protected override async writeLink(bytes: Uint8Array): Promise<void> {
      const text = this.#reply(bytes);
      if (text !== '') this.received(Buffer.from(text, 'latin1'));
    }
  }
  it.each([
    ['an echo', (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1'), 'repl/not-micropython'],
    ['a modem', () => '\r\nERROR\r\n', 'repl/not-micropython'],
    ['noise', () => '\x00\xff\x1e{"t":\xfe\x80\x1e\x1e', 'repl/not-micropython'],
    ['nothing', () => '', 'repl/no-answer'],
  ])('%s', async (_, reply, code) => {
    const talker = new Talker(reply);
    const link = new FrameLink(talker);
    const open = (signal: AbortSignal) => talker.open({ baudRate: 115_200, signal });
    const { run } = setUp({}, { link, open });
    expect(await codeOf(run())).toBe(code);
  });
});

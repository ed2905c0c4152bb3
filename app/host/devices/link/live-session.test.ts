import { describe, expect, it } from 'vitest';
import type { Session } from '../../../contract/services/device-service.ts';
import type { DeviceFrame } from '../../../core/link/frame.ts';
import { boardDeadlines } from '../push/push-deadlines.ts';
import { BaseTransport } from '../transports/base-transport.ts';
import { LiveSession } from './live-session.ts';
import type { LogLine } from './session-options.ts';

/** A board whose program says what the test wants. */
class TalkingBoard extends BaseTransport {
  readonly kind = 'serial';
  written = '';

  constructor() {
    super('talking:1');
  }

  say(frame: DeviceFrame): void {
    this.received(Buffer.from(`\x1e${JSON.stringify(frame)}\n`));
  }

  unplug(): void {
    this.linkEnded({ kind: 'gone' });
  }

  protected async openLink(): Promise<void> {
    // Nothing to open.
  }
  protected startReading(): void {
    // Speaks when told to.
  }
  protected async writeLink(bytes: Uint8Array): Promise<void> {
    this.written += Buffer.from(bytes).toString('latin1');
  }
  async setSignals(): Promise<void> {
    // No lines.
  }
  protected async closeLink(): Promise<void> {
    // Nothing was opened.
  }
}

const hello: Extract<DeviceFrame, { t: 'hello' }> = {
  t: 'hello',
  link: 1,
  runtime: '1.0.0',
  bundle: 'earlier',
  profile: 'p',
  sequence: 3,
  board: 'b',
  machine: 'm',
  slot: 'a',
  state: 'confirmed',
  rollback: null,
  memoryFree: 1,
  memoryTotal: 2,
  reset: 'power-on',
  nodes: 1,
};

async function setUp() {
  const board = new TalkingBoard();
  const logs: LogLine[] = [];
  const states: Session['state'][] = [];
  let starts = 0;
  const session = new LiveSession({
    kitId: 'serial:talking',
    transport: board,
    baudRate: 115_200,
    deadlines: boardDeadlines,
    sink: {
      onSession: ({ state }) => states.push(state),
      onValues: () => undefined,
      onConsole: () => undefined,
      onLog: line => logs.push(line),
    },
    startHub: () => {
      starts++;
      throw new Error('no hub here');
    },
    known: new Map(),
  });
  const connect = () => session.connect(new AbortController().signal);
  await connect();
  return { board, connect, logs, session, starts: () => starts, states };
}

describe('a kit that runs a program of an earlier studio', () => {
  it('says once that its hub nodes wait for Run, and starts none', async () => {
    const { board, logs, session, starts } = await setUp();
    board.say({ ...hello, channels: 2 });
    board.say({ ...hello, channels: 2 });
    board.say({ t: 'emit', c: 1, v: 1, ms: 1 });
    expect(session.session.state).toBe('running');
    expect(logs).toMatchObject([
      { level: 'warning', source: 'host', node: null, text: expect.stringContaining('Press Run') },
    ]);
    expect(starts()).toBe(0);
  });

  it('says it again when it is plugged in again', async () => {
    const { board, connect, logs, states } = await setUp();
    board.say({ ...hello, channels: 1 });
    board.unplug();
    await expect.poll(() => states.at(-1)).toBe('gone');
    await connect();
    board.say({ ...hello, channels: 1 });
    expect(logs).toHaveLength(2);
  });

  it('is silent where no wire crosses the link', async () => {
    const { board, logs } = await setUp();
    board.say({ ...hello, channels: 0 });
    expect(logs).toEqual([]);
  });

  it('finds out by the first value where the runtime does not tell', async () => {
    const { board, logs } = await setUp();
    board.say(hello);
    expect(logs).toEqual([]);
    board.say({ t: 'emit', c: 1, v: 1, ms: 1 });
    board.say({ t: 'emit', c: 1, v: 2, ms: 2 });
    expect(logs).toHaveLength(1);
  });
});

describe('orders to a program that does not answer', () => {
  it('end when the kit is unplugged', async () => {
    const { board, session } = await setUp();
    board.say(hello);
    const signal = new AbortController().signal;
    const set = session.setProperty('n', 'k', 'x'.repeat(300), signal);
    const sent = session.send('n', 'in', 'y'.repeat(300), signal);
    const refused = Promise.all([
      expect(set).rejects.toThrow(),
      expect(sent).rejects.toMatchObject({ code: 'device/not-running' }),
    ]);
    board.unplug();
    await refused;
    expect(board.written).not.toContain('yyy');
  });
});

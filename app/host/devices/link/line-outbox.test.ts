import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BaseTransport } from '../transports/base-transport.ts';
import { FrameLink } from './frame-link.ts';
import { LineOutbox, LineWithdrawnError, windowBytes } from './line-outbox.ts';

/** A board that takes its input when told to, and answers pings as the runtime does. */
class IdleBoard extends BaseTransport {
  readonly kind = 'serial';
  /** Lines that the program has taken. */
  readonly taken: { t: string; id?: number; c?: number; v?: unknown; n?: string }[] = [];
  /** What lies in the input buffer. */
  input = '';
  mostBytes = 0;
  takesAtOnce = false;
  /** Bytes that get lost from now on. */
  loses = 0;

  constructor() {
    super('idle:1');
  }

  /** The program's loop turns once. */
  turn(): void {
    const lines = this.input.split('\n');
    this.input = lines.pop() ?? '';
    for (const line of lines.filter(Boolean)) {
      const frame = JSON.parse(line);
      this.taken.push(frame);
      if (frame.t === 'ping')
        this.received(Buffer.from(`\x1e${JSON.stringify({ t: 'pong', id: frame.id, ms: 1 })}\n`));
    }
  }

  values(channel: number): unknown[] {
    return this.taken.filter(({ t, c }) => t === 'emit' && c === channel).map(({ v }) => v);
  }

  protected async openLink(): Promise<void> {
    // Nothing to open.
  }
  protected startReading(): void {
    // Answers come when the loop turns.
  }
  protected async writeLink(bytes: Uint8Array): Promise<void> {
    const text = Buffer.from(bytes).toString('latin1');
    this.input += text.slice(Math.min(this.loses, text.length));
    this.loses = Math.max(0, this.loses - text.length);
    this.mostBytes = Math.max(this.mostBytes, this.input.length);
    if (this.takesAtOnce) queueMicrotask(() => this.turn());
  }
  async setSignals(): Promise<void> {
    // No lines.
  }
  protected async closeLink(): Promise<void> {
    // Nothing was opened.
  }
}

async function setUp() {
  const board = new IdleBoard();
  await board.open({ baudRate: 115_200 });
  const state = { drops: 0 };
  const outbox = new LineOutbox(new FrameLink(board), count => {
    state.drops += count;
  });
  const emit = (channel: number, value: string | number) =>
    outbox.emit(channel, { t: 'emit', c: channel, v: value });
  /** Lets the board turn until nothing is left for it. */
  const drain = async () => {
    for (let quiet = 0; quiet < 5; quiet++) {
      await vi.advanceTimersByTimeAsync(0);
      if (board.input !== '' || outbox.waiting > 0) quiet = 0;
      board.turn();
    }
  };
  return { board, outbox, state, emit, drain };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a hub that talks faster than the board listens', () => {
  it('never has more on its way than the input buffer holds; the newest values of each channel arrive', async () => {
    const { board, drain, emit, outbox, state } = await setUp();
    outbox.limit(new Map([[1, 4]]));
    for (let count = 0; count < 1000; count++) {
      emit(1, count);
      emit(2, count);
      if (count % 7 === 0) await vi.advanceTimersByTimeAsync(0);
    }
    expect(outbox.waiting).toBe(4 + 32);
    expect(board.mostBytes).toBeGreaterThan(0);
    const sentBefore = 2000 - state.drops - outbox.waiting;
    await drain();
    expect(board.mostBytes).toBeLessThanOrEqual(windowBytes);
    expect(board.values(1).slice(-4)).toEqual([996, 997, 998, 999]);
    expect(board.values(2).slice(-32)).toEqual(Array.from({ length: 32 }, (_, index) => 968 + index));
    expect(board.values(1).length + board.values(2).length).toBe(sentBefore + 36);
    expect(state.drops + board.values(1).length + board.values(2).length).toBe(2000);
  });

  it('loses nothing where the board keeps up', async () => {
    const { board, drain, emit, state } = await setUp();
    board.takesAtOnce = true;
    for (let count = 0; count < 500; count++) {
      emit(1, count);
      await vi.advanceTimersByTimeAsync(0);
    }
    await drain();
    expect(board.values(1)).toEqual(Array.from({ length: 500 }, (_, index) => index));
    expect(state.drops).toBe(0);
    expect(board.mostBytes).toBeLessThanOrEqual(windowBytes);
  });

  it('sends a long line alone, and one that the program would refuse not at all', async () => {
    const { board, drain, emit, state } = await setUp();
    emit(1, 'short');
    emit(1, 'x'.repeat(1000));
    emit(1, 'after');
    emit(1, 'y'.repeat(9000));
    await vi.advanceTimersByTimeAsync(0);
    expect(board.input).not.toContain('xxx');
    board.turn();
    await vi.advanceTimersByTimeAsync(0);
    expect(board.input).toContain('xxx');
    expect(board.input).not.toContain('after');
    await drain();
    expect(board.values(1)).toEqual(['short', 'x'.repeat(1000), 'after']);
    expect(state.drops).toBe(1);
  });

  it('does not feed a board that is held up, and goes on when it answers again, also where the ping was lost', async () => {
    const { board, drain, emit } = await setUp();
    for (let count = 0; count < 30; count++) emit(1, count);
    await vi.advanceTimersByTimeAsync(0);
    // All that was on its way is cut, the ping as well.
    board.input = '{"t":"emi';
    const emitted = () => board.input.split('"emit"').length - 1;
    expect(emitted()).toBe(0);
    board.loses = 10;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(emitted()).toBe(0);
    expect(board.input.length).toBeLessThan(windowBytes);
    // The cut line is noise to the program.
    board.input = board.input.slice(board.input.indexOf('\n') + 1);
    await drain();
    expect(board.values(1).at(-1)).toBe(29);
  });

  it('lets an order pass the values', async () => {
    const { board, drain, emit, outbox } = await setUp();
    for (let count = 0; count < 30; count++) emit(1, count);
    await vi.advanceTimersByTimeAsync(0);
    const sent = outbox.send({ t: 'send', n: 'led', p: 'on', v: true });
    await drain();
    await sent;
    const place = board.taken.findIndex(({ t }) => t === 'send');
    expect(place).toBeLessThan(15);
    expect(board.values(1)).toHaveLength(30);
  });
});

describe('what waits', () => {
  it('is withdrawn when the program ends: values are counted, orders rejected, the next program starts anew', async () => {
    const { board, drain, emit, outbox, state } = await setUp();
    for (let count = 0; count < 20; count++) emit(1, count);
    await vi.advanceTimersByTimeAsync(0);
    const order = { t: 'send', n: 'led', p: 'text', v: 'x'.repeat(windowBytes) } as const;
    const refused = expect(outbox.send(order)).rejects.toThrow(LineWithdrawnError);
    const { waiting } = outbox;
    outbox.withdraw();
    await refused;
    expect(state.drops).toBe(waiting - 1);
    board.input = '';
    await vi.advanceTimersByTimeAsync(60_000);
    expect(board.input).toBe('');
    emit(1, 'new');
    await drain();
    expect(board.values(1)).toEqual(['new']);
  });

  it('is not sent after its caller has given up', async () => {
    const { board, drain, emit, outbox } = await setUp();
    for (let count = 0; count < 20; count++) emit(1, count);
    await vi.advanceTimersByTimeAsync(0);
    const signal = new AbortController().signal;
    const asked = outbox.request({ t: 'set', n: 'led', k: 'a', v: 1 }, () => undefined, {
      timeoutMs: 100,
      signal,
    });
    const refused = expect(asked).rejects.toMatchObject({ name: 'DeadlineError' });
    await vi.advanceTimersByTimeAsync(100);
    await refused;
    await drain();
    expect(board.taken.some(({ t }) => t === 'set')).toBe(false);
  });

  it('is counted where the port is gone', async () => {
    const { board, emit, outbox, state } = await setUp();
    await board.close();
    emit(1, 1);
    await vi.advanceTimersByTimeAsync(0);
    expect(state.drops).toBe(1);
    await expect(outbox.send({ t: 'hello' })).rejects.toMatchObject({ code: 'transport/not-open' });
  });

  it('lets go of a value whose cause was cancelled while it waited', async () => {
    const { board, drain, emit, outbox, state } = await setUp();
    const cause = { isCancelled: false };
    for (let count = 0; count < 20; count++) {
      outbox.emit(1, { t: 'emit', c: 1, v: `old ${count}` }, cause);
    }
    emit(2, 'of others');
    cause.isCancelled = true;
    emit(1, 'new');
    await drain();
    const said = board.values(1);
    expect(said.at(-1)).toBe('new');
    // What was on its way already cannot be called back; a window holds no more of them than this.
    expect(said.length).toBeLessThan(8);
    expect(board.values(2)).toEqual(['of others']);
    expect(state.drops).toBe(0);
  });
});

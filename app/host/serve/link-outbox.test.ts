import { describe, expect, it } from 'vitest';
import { LinkOutbox } from './link-outbox.ts';

/** A connection that sends when it is told to. */
class SlowSocket {
  readonly OPEN = 1;
  readyState: 0 | 1 | 2 | 3 = 1;
  bufferedAmount = 0;
  readonly sent: string[] = [];
  #handedOver: { text: string; done: (error?: Error) => void }[] = [];

  send(text: unknown, done?: unknown): void {
    this.bufferedAmount += String(text).length;
    this.#handedOver.push({ text: String(text), done: done as () => void });
  }

  /** Everything that was handed over until now is on its way. */
  flush(): void {
    const handedOver = this.#handedOver;
    this.#handedOver = [];
    for (const { text, done } of handedOver) {
      this.bufferedAmount -= text.length;
      this.sent.push(text);
      done();
    }
  }
}

const kilobyte = 'x'.repeat(1_024);

describe('LinkOutbox', () => {
  it('keeps the order, and hands over as much as the connection can take soon', () => {
    const socket = new SlowSocket();
    const outbox = new LinkOutbox(socket);
    for (let number = 0; number < 40; number++) outbox.send(`${number} ${kilobyte}`, null);
    expect(socket.bufferedAmount).toBeLessThan(18 * 1_024);
    for (let round = 0; round < 10; round++) socket.flush();
    expect(socket.sent.map(text => Number.parseInt(text, 10))).toEqual(
      Array.from({ length: 40 }, (_, n) => n),
    );
    expect(outbox.dropped).toBe(0);
  });

  it('does not send what was called back while it waited, and does not count it', () => {
    const socket = new SlowSocket();
    const outbox = new LinkOutbox(socket);
    const cause = { isCancelled: false };
    for (let number = 0; number < 100; number++) outbox.send(`old ${kilobyte}`, cause);
    outbox.send('new', null);
    cause.isCancelled = true;
    for (let round = 0; round < 10; round++) socket.flush();
    expect(socket.sent.at(-1)).toBe('new');
    expect(socket.sent.length).toBeLessThan(20);
    expect(outbox.dropped).toBe(0);
  });

  it('drops the oldest where too much waits, and what has nobody to go to', () => {
    const socket = new SlowSocket();
    const outbox = new LinkOutbox(socket);
    for (let number = 0; number < 2_000; number++) outbox.send(`${number} ${kilobyte}`, null);
    expect(outbox.dropped).toBeGreaterThan(900);
    for (let round = 0; round < 200; round++) socket.flush();
    expect(socket.sent.length + outbox.dropped).toBe(2_000);
    expect(socket.sent.at(-1)).toMatch(/^1999 /);
    const before = outbox.dropped;
    socket.readyState = 3;
    outbox.send('late', null);
    expect(outbox.dropped).toBe(before + 1);
  });
});

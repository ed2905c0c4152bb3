import type { DeviceFrame, HostFrame } from '../../../core/link/frame.ts';
import type { Recallable } from '../../hub/hub-options.ts';
import type { WaitOptions } from '../repl/byte-inbox.ts';
import { encodeHostFrame, type FrameLink } from './frame-link.ts';

/** What may be on its way to a board that has not said that it took it, unless a single line is longer. */
export const windowBytes = 192;
/** The longest line that the device runtime takes. */
const longestLineBytes = 8_192;
/** Waits of one channel at most, where the program says nothing. */
const defaultQueueLength = 32;
/** Once so much is on its way, credit is asked for, so that it comes before anybody has to wait for it. */
const askAtBytes = windowBytes / 2;
/** What the longest `ping` line takes, with an id of seven digits. */
const pingBytes = 40;
const firstPatienceMs = 1_000;
const longestPatienceMs = 8_000;

interface WaitingLine {
  readonly bytes: Uint8Array;
  /** The channel that it counts for; null for an order, which is never dropped for another. */
  readonly channel: number | null;
  readonly settle: (error: Error | null) => void;
  /** Once this is cancelled, the line need not be sent; null where nothing can call it back. */
  readonly cause: Recallable | null;
}

/** A line that will not be sent any more: the program that it was for has ended. */
export class LineWithdrawnError extends Error {
  override readonly name = 'LineWithdrawnError';
}

/**
 * Lines on their way to a program, never more at once than the input buffer of its board holds. Nothing on a serial
 * line holds the host back, so each few lines are followed by a ping, and its answer is the credit for more: a board
 * that does not take its input gets no more of it. Values of a channel wait in a bounded queue, the oldest goes first.
 */
export class LineOutbox {
  readonly #link: FrameLink;
  readonly #onDrop: (count: number) => void;
  /** Orders before values; each in the order in which they came. */
  #orders: WaitingLine[] = [];
  #values: WaitingLine[] = [];
  #queueLengths: ReadonlyMap<number, number> = new Map();
  readonly #waiting = new Map<number, number>();
  #isWriting = false;
  /** Sent, and not known to be taken. */
  #inFlight = 0;
  #ping: { readonly id: number; covered: number; patienceMs: number; timer: NodeJS.Timeout } | null = null;

  /** `onDrop` hears of values that will never be sent. */
  constructor(link: FrameLink, onDrop: (count: number) => void) {
    this.#link = link;
    this.#onDrop = onDrop;
    link.onFrame(frame => this.#onFrame(frame));
  }

  /** How many values of each channel may wait, by channel number. */
  limit(queueLengths: ReadonlyMap<number, number>): void {
    this.#queueLengths = queueLengths;
  }

  /** How many lines wait. */
  get waiting(): number {
    return this.#orders.length + this.#values.length;
  }

  /**
   * Sends a value down a channel, sooner or later or never. Never throws. A value whose cause is cancelled while it
   * waits is let go of; it is not counted as dropped, for nobody wants it.
   */
  emit(channel: number, frame: Extract<HostFrame, { t: 'emit' }>, cause: Recallable | null = null): void {
    const bytes = encodeHostFrame(frame);
    if (bytes.length > longestLineBytes) {
      this.#onDrop(1);
      return;
    }
    const waiting = this.#waiting.get(channel) ?? 0;
    if (waiting >= (this.#queueLengths.get(channel) ?? defaultQueueLength)) this.#dropOldest(channel);
    else this.#waiting.set(channel, waiting + 1);
    this.#values.push({
      bytes,
      channel,
      cause,
      settle: error => {
        if (error !== null) this.#onDrop(1);
      },
    });
    this.#pump();
  }

  /**
   * Sends an order; resolves once it is written. Rejects where that fails or the signal aborts before, and with
   * {@link LineWithdrawnError} where the program ends before.
   */
  async send(frame: HostFrame, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const line: WaitingLine = {
      bytes: encodeHostFrame(frame),
      channel: null,
      cause: null,
      settle: error => (error === null ? resolve() : reject(error)),
    };
    const abort = () => {
      this.#orders = this.#orders.filter(order => order !== line);
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', abort, { once: true });
    this.#orders.push(line);
    this.#pump();
    try {
      await promise;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /** Sends an order and waits for its answer; errors as of {@link send} and {@link FrameLink.waitFor}. */
  async request<Result>(
    frame: HostFrame,
    match: (answer: DeviceFrame) => Result | undefined,
    options: WaitOptions,
  ): Promise<Result> {
    const given = new AbortController();
    const answer = this.#link.waitFor(match, options);
    try {
      const sent = this.send(frame, given.signal);
      return await Promise.race([answer, sent.then(() => answer)]);
    } finally {
      // What nobody waits for any more need not be sent.
      given.abort();
      answer.catch(() => undefined);
    }
  }

  /** Forgets all that waits and all that is under way: what runs on the board is another program now, or none. */
  withdraw(): void {
    this.#inFlight = 0;
    this.#endPing();
    const lines = [...this.#orders, ...this.#values];
    this.#orders = [];
    this.#values = [];
    this.#waiting.clear();
    for (const { settle } of lines) settle(new LineWithdrawnError('The program has ended.'));
  }

  #dropOldest(channel: number): void {
    const place = this.#values.findIndex(line => line.channel === channel);
    const [dropped] = this.#values.splice(place, 1);
    if (dropped !== undefined) this.#onDrop(1);
  }

  #pump(): void {
    if (this.#isWriting) return;
    this.#letGoOfCancelled();
    const line = this.#orders[0] ?? this.#values[0];
    // The ping that asks for more must fit, too.
    const fits =
      line !== undefined &&
      (this.#inFlight === 0 || this.#inFlight + line.bytes.length + pingBytes <= windowBytes);
    if (this.#ping === null && (this.#inFlight >= askAtBytes || (line !== undefined && !fits))) {
      this.#askForCredit();
      return;
    }
    if (line === undefined || !fits) return;
    if (line.channel === null) this.#orders.shift();
    else this.#takeValue(line.channel);
    this.#inFlight += line.bytes.length;
    this.#write(line.bytes, line.settle);
  }

  #letGoOfCancelled(): void {
    for (let line = this.#values[0]; line?.cause?.isCancelled === true; line = this.#values[0]) {
      this.#takeValue(line.channel);
    }
  }

  #takeValue(channel: number | null): void {
    this.#values.shift();
    if (channel !== null) this.#waiting.set(channel, (this.#waiting.get(channel) ?? 1) - 1);
  }

  #write(bytes: Uint8Array, settle: (error: Error | null) => void): void {
    this.#isWriting = true;
    this.#link
      .write(bytes)
      .then(
        () => settle(null),
        (error: unknown) => settle(error instanceof Error ? error : new Error(String(error))),
      )
      .finally(() => {
        this.#isWriting = false;
        this.#pump();
      });
  }

  #askForCredit(): void {
    const patienceMs = firstPatienceMs;
    const id = this.#link.takePingId();
    this.#ping = { id, covered: this.#inFlight, patienceMs, timer: this.#askAgainAfter(patienceMs) };
    this.#writePing('');
  }

  /** The ping was lost, with what was before it, or the program is held up. An empty line ends what was cut. */
  #askAgainAfter(patienceMs: number): NodeJS.Timeout {
    const timer = setTimeout(() => {
      if (this.#ping === null) return;
      this.#ping.patienceMs = Math.min(2 * patienceMs, longestPatienceMs);
      this.#ping.timer = this.#askAgainAfter(this.#ping.patienceMs);
      if (!this.#isWriting) this.#writePing('\n');
    }, patienceMs);
    timer.unref();
    return timer;
  }

  #writePing(before: string): void {
    if (this.#ping === null) return;
    const line = encodeHostFrame({ t: 'ping', id: this.#ping.id, now: true });
    const bytes = Buffer.concat([Buffer.from(before, 'latin1'), line]);
    this.#inFlight += bytes.length;
    this.#ping.covered += bytes.length;
    // Where the port is gone, its close withdraws everything.
    this.#write(bytes, () => undefined);
  }

  #onFrame(frame: DeviceFrame): void {
    if (frame.t !== 'pong' || frame.id !== this.#ping?.id) return;
    this.#inFlight -= this.#ping.covered;
    this.#endPing();
    this.#pump();
  }

  #endPing(): void {
    if (this.#ping !== null) clearTimeout(this.#ping.timer);
    this.#ping = null;
  }
}

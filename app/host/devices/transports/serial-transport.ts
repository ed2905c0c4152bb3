import { readSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { SerialPort } from 'serialport';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import { hasErrorCode } from '../../files/file-system.ts';
import { asError, BaseTransport } from './base-transport.ts';
import { serialOpenError } from './serial-open-error.ts';

type SerialBinding = Awaited<ReturnType<typeof SerialPort.binding.open>>;
type PolledBinding = Extract<SerialBinding, { poller: unknown }>;

/** How often the device node is looked at; a driver that reports no hang-up is found out within this time. */
const removalCheckMs = 250;
const readBufferBytes = 64 * 1024;

/**
 * A serial port of the operating system: USB kits, UART bridges, pseudo-terminals.
 *
 * It uses the binding of `serialport` without its stream. That stream's read loop spins for ever on a terminal that
 * was hung up, because it takes a read of 0 bytes for "try again"; here 0 bytes mean that the device is gone.
 * Signals: both lines are asserted while open, since TinyUSB boards drop bytes without DTR; closing lowers RTS before
 * DTR, since the other order resets ESP boards.
 */
export class SerialTransport extends BaseTransport {
  readonly kind = 'serial';
  #port: SerialBinding | null = null;
  #watcher: NodeJS.Timeout | null = null;
  #lastWrite: Promise<unknown> = Promise.resolve();
  readonly #buffer = Buffer.allocUnsafe(readBufferBytes);

  protected async openLink(options: {
    readonly baudRate: number;
    readonly signal?: AbortSignal;
  }): Promise<void> {
    const opening = SerialPort.binding.open({ path: this.path, baudRate: options.baudRate });
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const abort = () => reject(asError(options.signal?.reason));
    options.signal?.addEventListener('abort', abort, { once: true });
    try {
      this.#port = await Promise.race([opening, aborted]);
    } catch (error) {
      if (options.signal?.aborted) {
        // Some drivers take seconds to open: what comes too late is closed again, or it would stay locked.
        opening.then(
          port => port.close(),
          () => undefined,
        );
        throw error;
      }
      throw await serialOpenError(this.path, asError(error));
    } finally {
      options.signal?.removeEventListener('abort', abort);
    }
    if (process.platform === 'win32') await this.#set(true, false);
    await this.#set(true, true);
    if (process.platform !== 'win32') await this.#watchForRemoval();
  }

  protected startReading(): void {
    const port = this.#port;
    if (port === null) return;
    if ('poller' in port) this.#readWhenReady(port);
    else this.#readBlocks(port).catch((error: unknown) => this.#broke(error));
  }

  protected async writeLink(bytes: Uint8Array): Promise<void> {
    const port = this.#port;
    if (port === null) throw new StudioError('transport/gone', { path: this.path });
    // The binding takes one write at a time.
    const copy = Buffer.from(bytes);
    const writing = this.#lastWrite.then(() => port.write(copy));
    this.#lastWrite = writing.catch(() => undefined);
    try {
      await writing;
    } catch (error) {
      this.#broke(error);
      throw new StudioError('transport/gone', { path: this.path }, { cause: error });
    }
  }

  async setSignals(signals: { readonly dtr: boolean; readonly rts: boolean }): Promise<void> {
    if (!this.isOpen) throw new StudioError('transport/not-open', { path: this.path });
    await this.#set(signals.dtr, signals.rts);
  }

  /** Changes the rate of the open port in place: reopening it would reset many boards. */
  async setBaudRate(baudRate: number): Promise<void> {
    const port = this.#port;
    if (!this.isOpen || port === null) throw new StudioError('transport/not-open', { path: this.path });
    try {
      await port.update({ baudRate });
    } catch (error) {
      const { message } = asError(error);
      throw new StudioError('transport/failed', { path: this.path, message }, { cause: error });
    }
  }

  protected async closeLink(): Promise<void> {
    if (this.#watcher !== null) clearInterval(this.#watcher);
    this.#watcher = null;
    const port = this.#port;
    if (port === null) return;
    try {
      await this.#set(true, false);
      await this.#set(false, false);
    } catch (error) {
      // An unplugged port has no lines to lower.
      if (!(error instanceof Error)) throw error;
    }
    this.#port = null;
    await this.#cancelWrites(port);
    try {
      await port.close();
    } catch (error) {
      // The system has closed it for us, as it does for a device that is gone.
      if (!(error instanceof Error)) throw error;
    }
  }

  /** Unix: waits for the descriptor to become readable, then takes all there is without leaving this thread. */
  #readWhenReady(port: PolledBinding): void {
    port.poller.once('readable', error => {
      if (this.#port !== port || port.fd === null) return;
      if (error) {
        this.#broke(error);
        return;
      }
      for (;;) {
        let count: number;
        try {
          count = readSync(port.fd, this.#buffer, 0, this.#buffer.length, null);
        } catch (caught) {
          if (hasErrorCode(caught, 'EAGAIN', 'EWOULDBLOCK', 'EINTR')) break;
          this.#broke(caught);
          return;
        }
        if (count === 0) {
          this.linkEnded({ kind: 'gone' });
          return;
        }
        this.received(this.#buffer.subarray(0, count));
        // A listener may have closed the port.
        if (this.#port !== port || port.fd === null) return;
        if (count < this.#buffer.length) break;
      }
      this.#readWhenReady(port);
    });
  }

  /** Windows: the binding's own overlapped reads, which always bring a byte or an error. */
  async #readBlocks(port: SerialBinding): Promise<void> {
    while (this.#port === port && port.isOpen) {
      const { bytesRead } = await port.read(this.#buffer, 0, this.#buffer.length);
      if (bytesRead === 0) {
        this.linkEnded({ kind: 'gone' });
        return;
      }
      this.received(this.#buffer.subarray(0, bytesRead));
    }
  }

  /**
   * Ends reads and writes that wait; the descriptor is closed when none is under way, as its number is reused. A
   * write that is just being tried goes on to wait, so it is cancelled until it gives up.
   */
  async #cancelWrites(port: SerialBinding): Promise<void> {
    let isIdle = false;
    const idle = this.#lastWrite.then(() => {
      isIdle = true;
    });
    for (let attempt = 0; !isIdle && attempt < 200; attempt++) {
      if ('poller' in port) port.poller.stop();
      await Promise.race([idle, sleep(5)]);
    }
    if ('poller' in port) port.poller.stop();
  }

  #broke(error: unknown): void {
    if (error instanceof Error && 'canceled' in error && error.canceled === true) return;
    // EIO and ENXIO are what an unplugged terminal says; the rest differs by driver and means the same.
    this.linkEnded({ kind: 'gone' });
  }

  async #set(dtr: boolean, rts: boolean): Promise<void> {
    try {
      // Flags that are left out would be set to their defaults, so all are named.
      await this.#port?.set({ dtr, rts, brk: false, cts: false, dsr: false });
    } catch (error) {
      // Pseudo-terminals and some bridges have no such lines.
      const { message } = asError(error);
      if (!/inappropriate ioctl|not a typewriter|ENOTTY|not supported|invalid argument/i.test(message)) {
        throw new StudioError('transport/failed', { path: this.path, message }, { cause: error });
      }
    }
  }

  async #watchForRemoval(): Promise<void> {
    const identity = async () => {
      const { ino, rdev } = await stat(this.path);
      return `${ino}:${rdev}`;
    };
    const first = await identity().catch(() => null);
    let looking = false;
    this.#watcher = setInterval(() => {
      if (looking) return;
      looking = true;
      identity()
        .then(
          now => {
            if (now !== first) this.linkEnded({ kind: 'gone' });
          },
          error => {
            if (hasErrorCode(error, 'ENOENT', 'ENOTDIR', 'ENXIO', 'ENODEV')) this.linkEnded({ kind: 'gone' });
          },
        )
        .finally(() => {
          looking = false;
        });
    }, removalCheckMs);
    this.#watcher.unref();
  }
}

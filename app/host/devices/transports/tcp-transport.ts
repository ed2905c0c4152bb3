import { connect, type Socket } from 'node:net';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import { hasErrorCode } from '../../files/file-system.ts';
import { asError, BaseTransport } from './base-transport.ts';

const connectTimeoutMs = 5_000;
/** Addresses that this process has open: a board answers one talker at a time. */
const openAddresses = new Set<string>();

/** Splits `tcp:host:port` (or `host:port`); undefined where it is not of that form. IPv6 hosts stand in brackets. */
export function parseTcpPath(path: string): { host: string; port: number } | undefined {
  const match = /^(?:tcp:)?(?:\[([0-9A-Fa-f:.]+)\]|([^:\s]+)):(\d{1,5})$/.exec(path);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return host === undefined || port < 1 || port > 65_535 ? undefined : { host, port };
}

/** A board behind a TCP port, for example one that `cambrian board --tcp` serves, or an `ser2net` bridge. */
export class TcpTransport extends BaseTransport {
  readonly kind = 'tcp';
  #socket: Socket | null = null;
  #holdsAddress = false;

  protected async openLink(options: { readonly signal?: AbortSignal }): Promise<void> {
    const address = parseTcpPath(this.path);
    if (address === undefined) throw new StudioError('transport/not-found', { path: this.path });
    if (openAddresses.has(this.path)) throw new StudioError('transport/port-busy', { path: this.path });
    openAddresses.add(this.path);
    this.#holdsAddress = true;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const socket = connect({ ...address, noDelay: true });
    this.#socket = socket;
    const timer = setTimeout(
      () => reject(new StudioError('transport/not-found', { path: this.path })),
      connectTimeoutMs,
    );
    const abort = () => reject(asError(options.signal?.reason));
    options.signal?.addEventListener('abort', abort, { once: true });
    socket.once('connect', resolve);
    socket.once('error', error => reject(this.#openError(error)));
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', abort);
    }
  }

  protected startReading(): void {
    const socket = this.#socket;
    if (socket === null) return;
    // A board that lost its power closes nothing; the system finds out.
    socket.setKeepAlive(true, 5_000);
    socket.on('data', bytes => this.received(bytes));
    socket.once('end', () => this.linkEnded({ kind: 'gone' }));
    socket.once('close', () => this.linkEnded({ kind: 'gone' }));
    socket.on('error', error =>
      this.linkEnded(
        hasErrorCode(error, 'ECONNRESET', 'EPIPE', 'ETIMEDOUT')
          ? { kind: 'gone' }
          : { kind: 'failed', error },
      ),
    );
  }

  protected writeLink(bytes: Uint8Array): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // The callback comes when the system has taken the bytes, which is the backpressure that is wanted.
    this.#socket?.write(Uint8Array.from(bytes), error => {
      if (!error) resolve();
      else reject(hasErrorCode(error, 'EPIPE', 'ECONNRESET') ? this.#gone() : error);
    });
    return promise;
  }

  async setSignals(): Promise<void> {
    // A TCP link has no signal lines.
  }

  protected async closeLink(): Promise<void> {
    const socket = this.#socket;
    this.#socket = null;
    if (this.#holdsAddress) openAddresses.delete(this.path);
    this.#holdsAddress = false;
    if (socket === null) return;
    socket.removeAllListeners('data');
    // A late error must not become an uncaught exception.
    socket.on('error', () => socket.destroy());
    if (socket.destroyed) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    socket.once('close', () => resolve());
    socket.destroy();
    await promise;
  }

  #gone(): StudioError {
    this.linkEnded({ kind: 'gone' });
    return new StudioError('transport/gone', { path: this.path });
  }

  #openError(error: Error): StudioError {
    const { path } = this;
    if (
      hasErrorCode(
        error,
        'ECONNREFUSED',
        'ENOTFOUND',
        'EHOSTUNREACH',
        'ENETUNREACH',
        'ETIMEDOUT',
        'EAI_AGAIN',
      )
    ) {
      return new StudioError('transport/not-found', { path }, { cause: error });
    }
    return new StudioError('transport/failed', { path, message: error.message }, { cause: error });
  }
}

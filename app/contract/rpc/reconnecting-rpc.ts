import { StudioError } from '../errors/studio-error.ts';
import type { Channel } from './channel.ts';
import { ClientSession, type ClientSessionOptions } from './client-session.ts';
import { buildClients, type ClientsOf } from './connect-rpc.ts';
import type { ServiceMap } from './define-service.ts';

/**
 * `connecting` before the first hello; `reconnecting` while a lost connection is being sought; `lost` after that was
 * given up, or at once where the host is of another version: only `retry` or a reload of the page helps then.
 */
export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected' }
  | { readonly kind: 'reconnecting'; readonly attempt: number }
  | { readonly kind: 'lost'; readonly reason: StudioError };

export interface ReconnectOptions extends ClientSessionOptions {
  /** Opens a new channel. A rejection counts as one failed attempt. */
  readonly open: () => Promise<Channel>;
  /** First wait; doubles up to `maximumDelayMs`. Default 250. */
  readonly initialDelayMs?: number;
  /** Default 5000. */
  readonly maximumDelayMs?: number;
  /** How long to seek a lost connection before it counts as lost. Default 60,000. */
  readonly giveUpAfterMs?: number;
}

export interface ReconnectingConnection<Map extends ServiceMap> {
  /** The same object through all reconnections; calls made while there is no connection reject at once. */
  readonly client: ClientsOf<Map>;
  readonly state: () => ConnectionState;
  /** Returns how to stop listening. Whoever shows data of the host fetches it again on `connected`. */
  onDidChangeState(listener: (state: ConnectionState) => void): () => void;
  readonly droppedEvents: () => number;
  /** Seeks the host again at once, also from `lost`. */
  retry(): void;
  /** Ends it for good. Idempotent. */
  dispose(): void;
}

/** A client whose channel is opened again when it is lost, with growing waits; subscriptions come back by themselves. */
export function connectReconnectingRpc<Map extends ServiceMap>(
  services: Map,
  options: ReconnectOptions,
): ReconnectingConnection<Map> {
  const { open, initialDelayMs = 250, maximumDelayMs = 5_000, giveUpAfterMs = 60_000 } = options;
  const session = new ClientSession(services, options);
  const listeners = new Set<(state: ConnectionState) => void>();
  let state: ConnectionState = { kind: 'connecting' };
  let attempt = 0;
  let soughtSince = Date.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Rises with every new try, so that a channel which an older try opens late is closed and not used. */
  let generation = 0;

  const change = (next: ConnectionState) => {
    state = next;
    for (const listener of [...listeners]) listener(next);
  };

  const fail = (reason: StudioError) => {
    if (reason.code === 'rpc/version-mismatch' || Date.now() - soughtSince >= giveUpAfterMs) {
      change({ kind: 'lost', reason });
      return;
    }
    const longest = Math.min(maximumDelayMs, initialDelayMs * 2 ** attempt);
    attempt += 1;
    if (state.kind !== 'connecting') change({ kind: 'reconnecting', attempt });
    // Half of it by chance, so that the tabs of one browser do not all come at once.
    timer = setTimeout(seek, longest * (0.5 + Math.random() / 2));
  };

  const seek = () => {
    clearTimeout(timer);
    generation += 1;
    const mine = generation;
    const isCurrent = () => mine === generation;
    open().then(
      channel => {
        if (!isCurrent()) {
          channel.close();
          return;
        }
        const onReady = () => {
          attempt = 0;
          change({ kind: 'connected' });
        };
        session.attach(channel, onReady, reason => {
          if (!isCurrent()) return;
          if (state.kind === 'connected') soughtSince = Date.now();
          fail(reason);
        });
      },
      (cause: unknown) => {
        if (isCurrent()) fail(new StudioError('rpc/disconnected', {}, { cause }));
      },
    );
  };

  seek();
  return {
    client: buildClients(session, services),
    state: () => state,
    onDidChangeState(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    droppedEvents: () => session.droppedEvents,
    retry() {
      if (state.kind !== 'lost' && state.kind !== 'reconnecting') return;
      soughtSince = Date.now();
      attempt = 0;
      change({ kind: 'reconnecting', attempt });
      seek();
    },
    dispose() {
      generation += 1;
      clearTimeout(timer);
      listeners.clear();
      session.close();
    },
  };
}

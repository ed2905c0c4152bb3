import type { StudioError } from '../errors/studio-error.ts';
import type { Channel } from './channel.ts';
import { ClientSession, type ClientSessionOptions } from './client-session.ts';
import type { CallOptions, ServiceClient, ServiceMap } from './define-service.ts';

/** A typed client for each service, under the key it has in the map. */
export type ClientsOf<Map extends ServiceMap> = { readonly [Name in keyof Map]: ServiceClient<Map[Name]> };

export interface RpcConnection<Map extends ServiceMap> {
  readonly client: ClientsOf<Map>;
  /** Resolves when the host has answered with the same version; rejects with the reason where it never does. */
  readonly ready: Promise<void>;
  /** Why the connection ended; null where `dispose` ended it. Never rejects. */
  readonly closed: Promise<StudioError | null>;
  /** Payloads of lossless events that were dropped on the way. */
  readonly droppedEvents: () => number;
  /** Closes the channel; calls that run reject with `rpc/disconnected`. Idempotent. */
  dispose(): void;
}

/**
 * Speaks to a host over one channel. Calls may be made at once; they travel behind the hello. Listeners of one event
 * share one subscription. When the channel is lost, every call that runs rejects with `rpc/disconnected`.
 */
export function connectRpc<Map extends ServiceMap>(
  channel: Channel,
  services: Map,
  options: ClientSessionOptions = {},
): RpcConnection<Map> {
  const session = new ClientSession(services, options);
  const isReady = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<StudioError | null>();
  // Whoever does not wait for `ready` learns the same from `closed` and from each call.
  isReady.promise.catch(() => undefined);
  let isDisposed = false;
  session.attach(channel, isReady.resolve, reason => {
    isReady.reject(reason);
    closed.resolve(isDisposed ? null : reason);
  });
  return {
    client: buildClients(session, services),
    ready: isReady.promise,
    closed: closed.promise,
    droppedEvents: () => session.droppedEvents,
    dispose: () => {
      isDisposed = true;
      session.close();
    },
  };
}

/** One plain object of functions for each service; only what is declared exists. */
export function buildClients<Map extends ServiceMap>(session: ClientSession, services: Map): ClientsOf<Map> {
  const clients: Record<string, unknown> = {};
  for (const [key, service] of Object.entries(services)) {
    const client: Record<string, unknown> = {};
    for (const method of Object.keys(service.methods)) {
      const name = `${service.name}.${method}`;
      client[method] = (input: unknown, options?: CallOptions<unknown>) => session.call(name, input, options);
    }
    client.on = (event: string, listener: (payload: unknown) => void) =>
      session.on(`${service.name}.${event}`, listener);
    clients[key] = client;
  }
  return clients as ClientsOf<Map>;
}

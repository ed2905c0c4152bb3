import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { StudioError } from '../errors/studio-error.ts';
import type { Channel } from './channel.ts';
import { defineService } from './define-service.ts';
import { memoryChannelPair } from './memory-channel.ts';
import { type ConnectionState, connectReconnectingRpc } from './reconnecting-rpc.ts';
import { type RpcServer, serveRpc } from './serve-rpc.ts';

const services = {
  test: defineService({
    name: 'test',
    methods: {
      greet: { input: z.object({}), output: z.string() },
      hang: { input: z.object({}), output: z.null() },
    },
    events: { onTick: { payload: z.int(), flow: 'lossless' } },
  }),
} as const;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A host that can be stopped and started, and a client that looks for it. */
function setUp(options: { giveUpAfterMs?: number } = {}) {
  const servers: RpcServer[] = [];
  const ticks = new Set<(payload: number) => void>();
  let isUp = true;
  let attempts = 0;
  const open = async (): Promise<Channel> => {
    attempts += 1;
    if (!isUp) throw new Error('connection refused');
    const [clientEnd, hostEnd] = memoryChannelPair();
    const server = serveRpc(
      hostEnd,
      services,
      {
        test: {
          methods: { greet: () => 'hello', hang: () => new Promise<null>(() => undefined) },
          events: {
            onTick: emit => {
              ticks.add(emit);
              return () => {
                ticks.delete(emit);
              };
            },
          },
        },
      },
      { onInternalFailure: () => undefined },
    );
    servers.push(server);
    return clientEnd;
  };
  const connection = connectReconnectingRpc(services, { open, ...options });
  const states: ConnectionState['kind'][] = [];
  connection.onDidChangeState(state => states.push(state.kind));
  return {
    connection,
    states,
    ticks,
    attempts: () => attempts,
    stop: () => {
      isUp = false;
      for (const server of servers.splice(0)) server.dispose();
    },
    start: () => {
      isUp = true;
    },
  };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

describe('a reconnecting client', () => {
  it('connects, loses the host, finds it again and has its subscriptions back', async () => {
    const { connection, states, ticks, stop, start } = setUp();
    const seen: number[] = [];
    connection.client.test.on('onTick', tick => seen.push(tick));
    expect(connection.state().kind).toBe('connecting');
    await settle();
    expect(connection.state().kind).toBe('connected');
    for (const emit of ticks) emit(1);
    const pending = connection.client.test.hang({});
    pending.catch(() => undefined);
    await settle();

    stop();
    await settle();
    await expect(pending).rejects.toMatchObject({ code: 'rpc/disconnected' });
    expect(connection.state().kind).toBe('reconnecting');
    expect(ticks.size).toBe(0);
    await expect(connection.client.test.greet({})).rejects.toMatchObject({ code: 'rpc/disconnected' });

    start();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(connection.state().kind).toBe('connected');
    expect(await connection.client.test.greet({})).toBe('hello');
    expect(ticks.size).toBe(1);
    for (const emit of ticks) emit(2);
    await settle();
    expect(seen).toEqual([1, 2]);
    expect(states).toEqual(['connected', 'reconnecting', 'connected']);
    connection.dispose();
  });

  it('waits longer after each failed attempt, up to a limit, then gives up; retry begins anew', async () => {
    const { connection, states, attempts, stop, start } = setUp({ giveUpAfterMs: 60_000 });
    await settle();
    stop();
    await settle();
    await vi.advanceTimersByTimeAsync(2_000);
    const early = attempts();
    await vi.advanceTimersByTimeAsync(70_000);
    expect(connection.state().kind).toBe('lost');
    expect(early).toBeGreaterThanOrEqual(3);
    expect(attempts()).toBeLessThan(40);
    const atLoss = attempts();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(attempts()).toBe(atLoss);

    start();
    connection.retry();
    await settle();
    expect(connection.state().kind).toBe('connected');
    expect(states.at(-2)).toBe('reconnecting');
    connection.dispose();
  });

  it('does not seek a host of another version', async () => {
    let attempts = 0;
    const connection = connectReconnectingRpc(services, {
      open: async () => {
        attempts += 1;
        const [clientEnd, hostEnd] = memoryChannelPair();
        hostEnd.listen({
          onFrame: () => hostEnd.send('{"type":"hello","version":999}'),
          onClose: () => undefined,
        });
        return clientEnd;
      },
    });
    await vi.advanceTimersByTimeAsync(120_000);
    const state = connection.state();
    expect(state.kind === 'lost' && StudioError.is(state.reason, 'rpc/version-mismatch')).toBe(true);
    expect(attempts).toBe(1);
    connection.dispose();
  });

  it('seeks no more once disposed, and closes a channel that opens late', async () => {
    const { connection, attempts, stop } = setUp();
    await settle();
    stop();
    await settle();
    connection.dispose();
    const before = attempts();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(attempts()).toBe(before);

    const late = Promise.withResolvers<Channel>();
    const [clientEnd, hostEnd] = memoryChannelPair();
    const closed = vi.fn();
    hostEnd.listen({ onFrame: () => undefined, onClose: closed });
    const other = connectReconnectingRpc(services, { open: () => late.promise });
    other.dispose();
    late.resolve(clientEnd);
    await settle();
    expect(closed).toHaveBeenCalledOnce();
  });
});

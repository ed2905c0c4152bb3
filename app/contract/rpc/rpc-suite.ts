import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { StudioError } from '../errors/studio-error.ts';
import type { Channel } from './channel.ts';
import { connectRpc } from './connect-rpc.ts';
import { defineService } from './define-service.ts';
import { maximumQueueLength } from './event-sender.ts';
import { maximumFrameLength, protocolVersion } from './frame.ts';
import { type InternalFailure, serveRpc } from './serve-rpc.ts';

/** Two linked ends of the channel under test. */
export interface ChannelPair {
  readonly clientEnd: Channel;
  readonly hostEnd: Channel;
  /** Frees what the pair needed beside its ends. */
  release(): Promise<void>;
}

const testService = defineService({
  name: 'test',
  methods: {
    add: { input: z.object({ a: z.number(), b: z.number().default(1) }), output: z.number() },
    lie: { input: z.object({}), output: z.object({ count: z.int() }) },
    fail: { input: z.object({ how: z.enum(['studio', 'plain', 'text']) }), output: z.null() },
    job: { input: z.object({ steps: z.int() }), output: z.string(), progress: z.object({ step: z.int() }) },
    hang: { input: z.object({ saysWhat: z.boolean().default(false) }), output: z.null() },
    echo: { input: z.object({ value: z.json() }), output: z.json() },
    repeat: { input: z.object({ length: z.int() }), output: z.string() },
  },
  events: {
    onLine: { payload: z.object({ index: z.int(), text: z.string() }), flow: 'lossless' },
    onState: { payload: z.object({ index: z.int(), text: z.string() }), flow: 'latest' },
    onFault: { payload: z.int(), flow: 'lossless' },
  },
});
const testServices = { test: testService } as const;

interface Line {
  index: number;
  text: string;
}

/** A host whose events are emitted by the test, and a client of it. */
function makeHost() {
  const failures: InternalFailure[] = [];
  const emitters = {
    onLine: new Set<(payload: Line) => void>(),
    onState: new Set<(payload: Line) => void>(),
    onFault: new Set<(payload: number) => void>(),
  };
  const subscribe =
    <Emit>(set: Set<Emit>) =>
    (emit: Emit) => {
      set.add(emit);
      return () => {
        set.delete(emit);
      };
    };
  const hanging: AbortSignal[] = [];
  const handlers = {
    test: {
      methods: {
        add: ({ a, b }: { a: number; b: number }) => a + b,
        lie: () => ({ count: 0.5 }),
        fail: ({ how }: { how: 'studio' | 'plain' | 'text' }) => {
          if (how === 'studio') throw new StudioError('rpc/overflow', { name: 'x', dropped: 3 });
          if (how === 'text') throw 'a thrown text';
          throw new RangeError('password is hunter2');
        },
        job: async ({ steps }: { steps: number }, context: { report: (value: { step: number }) => void }) => {
          for (let step = 1; step <= steps; step += 1) {
            context.report({ step });
            await Promise.resolve();
          }
          return 'done';
        },
        hang: ({ saysWhat }: { saysWhat: boolean }, { signal }: { signal: AbortSignal }) => {
          hanging.push(signal);
          const half = new StudioError('rpc/overflow', { name: 'half done', dropped: 1 });
          return new Promise<null>((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(saysWhat ? half : signal.reason));
          });
        },
        echo: ({ value }: { value: z.core.util.JSONType }) => value,
        repeat: ({ length }: { length: number }) => 'x'.repeat(length),
      },
      events: {
        onLine: subscribe(emitters.onLine),
        onState: subscribe(emitters.onState),
        onFault: subscribe(emitters.onFault),
      },
    },
  };
  return {
    failures,
    emitters,
    hanging,
    handlers,
    onInternalFailure: (f: InternalFailure) => failures.push(f),
  };
}

async function rejection(promise: Promise<unknown>): Promise<StudioError> {
  const error = await promise.then(
    value => {
      throw new Error(`resolved with ${JSON.stringify(value)}`);
    },
    (reason: unknown) => reason,
  );
  if (!StudioError.is(error)) throw new Error(`not a StudioError: ${String(error)}`);
  return error;
}

/** The behaviour that every channel must show. */
export function rpcSuite(channelName: string, makePair: () => Promise<ChannelPair>): void {
  const releases: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const release of releases.splice(0)) await release();
  });

  async function start(options: { maximumInFlight?: number } = {}) {
    const pair = await makePair();
    const host = makeHost();
    const server = serveRpc(pair.hostEnd, testServices, host.handlers, {
      onInternalFailure: host.onInternalFailure,
      ...options,
    });
    const problems: StudioError[] = [];
    const connection = connectRpc(pair.clientEnd, testServices, { onProblem: p => problems.push(p) });
    releases.push(async () => {
      connection.dispose();
      server.dispose();
      await pair.release();
    });
    return { ...host, server, problems, connection, client: connection.client.test };
  }

  /** The host alone, and the bare channel of a client that does not keep to the protocol. */
  async function startRaw(options: { maximumInFlight?: number } = {}) {
    const pair = await makePair();
    const host = makeHost();
    const server = serveRpc(pair.hostEnd, testServices, host.handlers, {
      onInternalFailure: host.onInternalFailure,
      ...options,
    });
    const received: { type: string; id?: number; [key: string]: unknown }[] = [];
    const closed = Promise.withResolvers<void>();
    pair.clientEnd.listen({ onFrame: text => received.push(JSON.parse(text)), onClose: closed.resolve });
    releases.push(async () => {
      pair.clientEnd.close();
      server.dispose();
      await pair.release();
    });
    const send = (frame: unknown) => pair.clientEnd.send(JSON.stringify(frame));
    const greet = () => send({ type: 'hello', version: protocolVersion });
    const sendText = (text: string) => pair.clientEnd.send(text);
    return { ...host, server, received, closed: closed.promise, send, sendText, greet, end: pair.clientEnd };
  }

  describe(`rpc over ${channelName}`, () => {
    it('calls and returns, with the defaults of the schema', async () => {
      const { client, connection } = await start();
      expect(await client.add({ a: 2 })).toBe(3);
      await connection.ready;
      expect(await Promise.all([1, 2, 3].map(a => client.add({ a, b: 10 })))).toEqual([11, 12, 13]);
    });

    it('copies values as JSON: nothing is shared, nothing but JSON crosses', async () => {
      const { client } = await start();
      const value = { 'δ 电': [1, null, { deep: [true, 'a\u2028b'] }] };
      const back = await client.echo({ value });
      expect(back).toEqual(value);
      expect(back).not.toBe(value);
    });

    it('gives errors of handlers with code, details and text', async () => {
      const { client } = await start();
      const error = await rejection(client.fail({ how: 'studio' }));
      expect(error.code).toBe('rpc/overflow');
      expect(error.details).toEqual({ name: 'x', dropped: 3 });
    });

    it.each(['plain', 'text'] as const)(
      'keeps an unexpected error (%s) in the log of the host',
      async how => {
        const { client, failures } = await start();
        const error = await rejection(client.fail({ how }));
        expect(error.code).toBe('internal/unexpected');
        expect(JSON.stringify(error.toJson())).not.toContain('hunter2');
        expect(failures).toHaveLength(1);
        expect(failures[0]?.name).toBe('test.fail');
        expect(error.message).toContain(failures[0]?.reference);
      },
    );

    it('refuses an input that the schema refuses, before the handler sees it', async () => {
      const { client } = await start();
      // @ts-expect-error not what is declared
      const error = await rejection(client.add({ a: 'two' }));
      expect(error.code).toBe('rpc/invalid-input');
      expect(error.message).toContain('test.add');
      expect(error.message).toContain('a:');
    });

    it('refuses an output that the schema refuses, and logs it', async () => {
      const { client, failures } = await start();
      expect((await rejection(client.lie({}))).code).toBe('rpc/invalid-output');
      expect(failures.map(failure => failure.name)).toEqual(['test.lie']);
    });

    it('reports progress in order, before the result', async () => {
      const { client } = await start();
      const steps: number[] = [];
      const result = await client.job({ steps: 5 }, { onProgress: ({ step }) => steps.push(step) });
      expect(result).toBe('done');
      expect(steps).toEqual([1, 2, 3, 4, 5]);
    });

    it('cancels: the caller is told at once, the handler by its signal', async () => {
      const { client, hanging, failures } = await start();
      const controller = new AbortController();
      const call = client.hang({}, { signal: controller.signal });
      await vi.waitUntil(() => hanging.length === 1);
      controller.abort();
      expect((await rejection(call)).code).toBe('rpc/cancelled');
      await vi.waitUntil(() => hanging[0]?.aborted);
      // The conversation goes on, and a cancel is no failure.
      expect(await client.add({ a: 1 })).toBe(2);
      expect(failures).toEqual([]);
    });

    it('cancels and waits for what the host says of it, where that is wanted', async () => {
      const { client, hanging } = await start();
      const cancelled = async (awaitsOutcome: boolean) => {
        const controller = new AbortController();
        const before = hanging.length;
        const call = client.hang({ saysWhat: true }, { signal: controller.signal, awaitsOutcome });
        await vi.waitUntil(() => hanging.length > before);
        controller.abort();
        return (await rejection(call)).code;
      };
      expect(await cancelled(true)).toBe('rpc/overflow');
      expect(await cancelled(false)).toBe('rpc/cancelled');
    });

    it('does not send a call whose signal has aborted before', async () => {
      const { client, hanging } = await start();
      const error = await rejection(client.hang({}, { signal: AbortSignal.abort() }));
      expect(error.code).toBe('rpc/cancelled');
      await client.add({ a: 1 });
      expect(hanging).toEqual([]);
    });

    it('shares one subscription among listeners, and ends it with the last', async () => {
      const { client, emitters } = await start();
      const first: number[] = [];
      const second: number[] = [];
      const stopFirst = client.on('onLine', line => first.push(line.index));
      const stopSecond = client.on('onLine', line => second.push(line.index));
      await vi.waitUntil(() => emitters.onLine.size > 0);
      await client.add({ a: 1 });
      expect(emitters.onLine.size).toBe(1);
      for (const emit of emitters.onLine) emit({ index: 1, text: '' });
      await vi.waitUntil(() => second.length === 1);
      stopFirst();
      stopFirst();
      for (const emit of emitters.onLine) emit({ index: 2, text: '' });
      await vi.waitUntil(() => second.length === 2);
      expect(first).toEqual([1]);
      stopSecond();
      await vi.waitUntil(() => emitters.onLine.size === 0);
      client.on('onLine', line => first.push(line.index));
      await vi.waitUntil(() => emitters.onLine.size === 1);
      for (const emit of emitters.onLine) emit({ index: 3, text: '' });
      await vi.waitUntil(() => first.length === 2);
      expect(first).toEqual([1, 3]);
    });

    it('ends a subscription whose source emits what is not declared, and says so', async () => {
      const { client, emitters, problems, failures } = await start();
      client.on('onFault', () => undefined);
      await vi.waitUntil(() => emitters.onFault.size === 1);
      for (const emit of emitters.onFault) emit(0.5);
      await vi.waitUntil(() => problems.length === 1);
      expect(problems[0]?.code).toBe('rpc/invalid-output');
      expect(failures).toHaveLength(1);
      expect(emitters.onFault.size).toBe(0);
    });

    it('carries 20,000 lossless payloads in order through many windows of credit', async () => {
      const { client, emitters, problems, connection } = await start();
      const count = 20_000;
      let next = 0;
      let inOrder = true;
      client.on('onLine', ({ index }) => {
        inOrder = inOrder && index === next;
        next += 1;
      });
      await vi.waitUntil(() => emitters.onLine.size === 1);
      const text = 'x'.repeat(100);
      for (const emit of emitters.onLine) for (let i = 0; i < count; i += 1) emit({ index: i, text });
      await vi.waitUntil(() => next === count, { timeout: 15_000 });
      expect(inOrder).toBe(true);
      expect(problems).toEqual([]);
      expect(connection.droppedEvents()).toBe(0);
    });

    it('sends no more than the credit, and goes on when more is granted', async () => {
      const { greet, send, received, emitters } = await startRaw();
      greet();
      send({ type: 'subscribe', id: 1, event: 'test.onLine', credit: 500 });
      await vi.waitUntil(() => emitters.onLine.size === 1);
      for (const emit of emitters.onLine) {
        for (let i = 0; i < 50; i += 1) emit({ index: i, text: 'x'.repeat(50) });
      }
      send({ type: 'call', id: 2, method: 'test.add', input: { a: 1 } });
      await vi.waitUntil(() => received.some(frame => frame.type === 'result'));
      const events = () => received.filter(frame => frame.type === 'event').length;
      const before = events();
      expect(before).toBeGreaterThan(0);
      expect(before).toBeLessThan(10);
      send({ type: 'credit', id: 1, credit: 1_000_000 });
      await vi.waitUntil(() => events() === 50);
    });

    it('keeps only the newest of a `latest` event while there is no credit', async () => {
      const { greet, send, received, emitters } = await startRaw();
      greet();
      send({ type: 'subscribe', id: 1, event: 'test.onState', credit: 1 });
      await vi.waitUntil(() => emitters.onState.size === 1);
      for (const emit of emitters.onState) for (let i = 0; i < 1000; i += 1) emit({ index: i, text: '' });
      send({ type: 'credit', id: 1, credit: 100_000 });
      await vi.waitUntil(() => received.filter(frame => frame.type === 'event').length === 2);
      send({ type: 'call', id: 2, method: 'test.add', input: { a: 1 } });
      await vi.waitUntil(() => received.some(frame => frame.type === 'result'));
      const payloads = received.filter(frame => frame.type === 'event').map(frame => frame.payload);
      expect(payloads).toEqual([
        { index: 0, text: '' },
        { index: 999, text: '' },
      ]);
    });

    it('bounds what waits, marks the gap where it is, and counts what was dropped', async () => {
      const { greet, send, received, emitters, server } = await startRaw();
      greet();
      send({ type: 'subscribe', id: 1, event: 'test.onLine', credit: 1 });
      await vi.waitUntil(() => emitters.onLine.size === 1);
      const text = 'x'.repeat(64 * 1024);
      const emit = (index: number) => {
        for (const sink of emitters.onLine) sink({ index, text });
      };
      const count = Math.ceil(maximumQueueLength / text.length) + 20;
      for (let i = 0; i < count; i += 1) emit(i);
      const dropped = server.droppedEvents();
      expect(dropped).toBeGreaterThan(15);
      // Room again: what comes now stands behind the gap.
      send({ type: 'credit', id: 1, credit: text.length * 3 });
      await vi.waitUntil(() => received.filter(frame => frame.type === 'event').length > 1);
      emit(count);
      send({ type: 'credit', id: 1, credit: maximumQueueLength * 2 });
      const last = () => received.at(-1)?.payload;
      await vi.waitUntil(() => JSON.stringify(last() ?? null).startsWith(`{"index":${count},`), {
        timeout: 10_000,
      });
      const gaps = received.filter(frame => frame.type === 'gap');
      expect(gaps).toEqual([{ type: 'gap', id: 1, dropped }]);
      expect(received.filter(frame => frame.type === 'event')).toHaveLength(count + 1 - dropped);
      expect(received.at(-2)?.type).toBe('gap');
      send({ type: 'unsubscribe', id: 1 });
      await vi.waitUntil(() => emitters.onLine.size === 0);
      expect(server.droppedEvents()).toBe(dropped);
    });

    it('tells the client of a gap as rpc/overflow and counts it', async () => {
      const { client, emitters, problems, connection } = await start();
      client.on('onLine', () => undefined);
      await vi.waitUntil(() => emitters.onLine.size === 1);
      const text = 'x'.repeat(256 * 1024);
      for (const emit of emitters.onLine) for (let i = 0; i < 40; i += 1) emit({ index: i, text });
      await vi.waitUntil(() => problems.length === 1, { timeout: 10_000 });
      expect(problems[0]?.code).toBe('rpc/overflow');
      expect(connection.droppedEvents()).toBe(
        problems[0]?.details && Number(problems[0].toJson().details.dropped),
      );
      expect(connection.droppedEvents()).toBeGreaterThan(0);
    });

    it('rejects every pending call when the channel is lost, and aborts the handlers', async () => {
      const { client, hanging, emitters, server, connection } = await start();
      client.on('onLine', () => undefined);
      const calls = [client.hang({}), client.hang({}), client.hang({})];
      await vi.waitUntil(() => hanging.length === 3 && emitters.onLine.size === 1);
      server.dispose();
      for (const call of calls) expect((await rejection(call)).code).toBe('rpc/disconnected');
      expect((await connection.closed)?.code).toBe('rpc/disconnected');
      await server.closed;
      expect(hanging.every(signal => signal.aborted)).toBe(true);
      expect(emitters.onLine.size).toBe(0);
      expect((await rejection(client.add({ a: 1 }))).code).toBe('rpc/disconnected');
    });

    it('is closed by the client: the host stops everything, the client sees no error', async () => {
      const { client, hanging, emitters, server, connection } = await start();
      client.on('onLine', () => undefined);
      const call = client.hang({});
      await vi.waitUntil(() => hanging.length === 1 && emitters.onLine.size === 1);
      connection.dispose();
      connection.dispose();
      expect((await rejection(call)).code).toBe('rpc/disconnected');
      expect(await connection.closed).toBeNull();
      await server.closed;
      expect(hanging[0]?.aborted).toBe(true);
      expect(emitters.onLine.size).toBe(0);
    });

    it('tells its version to a client of another, and closes', async () => {
      const { send, received, closed } = await startRaw();
      send({ type: 'hello', version: protocolVersion + 1 });
      await closed;
      expect(received).toEqual([{ type: 'hello', version: protocolVersion }]);
    });

    it('names both versions where the host is of another', async () => {
      const pair = await makePair();
      pair.hostEnd.listen({
        onFrame: () => {
          pair.hostEnd.send(JSON.stringify({ type: 'hello', version: 999 }));
        },
        onClose: () => undefined,
      });
      const connection = connectRpc(pair.clientEnd, testServices);
      releases.push(() => pair.release());
      const call = connection.client.test.add({ a: 1 });
      const error = await rejection(call);
      expect(error.code).toBe('rpc/version-mismatch');
      expect(error.details).toEqual({ clientVersion: protocolVersion, hostVersion: 999 });
      expect((await connection.closed)?.code).toBe('rpc/version-mismatch');
      expect((await rejection(connection.ready)).code).toBe('rpc/version-mismatch');
    });

    it.each([
      'test.unknown',
      'other.add',
      'test.constructor',
      'test.__proto__',
      'test.on',
      'test.onLine',
      'test.methods',
      '__proto__.toString',
    ])('does not dispatch the undeclared %s', async name => {
      const { greet, send, received } = await startRaw();
      greet();
      send({ type: 'call', id: 1, method: name, input: {} });
      send({ type: 'subscribe', id: 2, event: name === 'test.onLine' ? 'test.add' : name, credit: 1 });
      await vi.waitUntil(() => received.length === 3);
      for (const frame of received.slice(1)) {
        expect(StudioError.fromJson(frame.error).code).toBe('rpc/undeclared-method');
      }
    });

    it('refuses hostile inputs without losing the conversation', async () => {
      const { greet, sendText, received } = await startRaw();
      greet();
      const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
      sendText(`{"type":"call","id":1,"method":"test.echo","input":{"value":${deep}}}`);
      sendText('{"type":"call","id":2,"method":"test.echo","input":{"value":{"__proto__":{"polluted":1}}}}');
      sendText('{"type":"call","id":3,"method":"test.add","input":{"a":1}}');
      await vi.waitUntil(() => received.length === 4);
      expect(StudioError.fromJson(received[1]?.error).code).toBe('rpc/invalid-input');
      expect(StudioError.fromJson(received[2]?.error).code).toBe('rpc/invalid-input');
      expect(received[3]).toMatchObject({ type: 'result', id: 3, output: 2 });
      expect('polluted' in {}).toBe(false);
    });

    it.each([
      ['no JSON', 'hello'],
      ['the empty text', ''],
      ['a bare number', '7'],
      ['an array', '[{"type":"hello","version":1}]'],
      ['a type of its own', '{"type":"shutdown"}'],
      ['a frame of the other direction', '{"type":"result","id":1,"output":1}'],
      ['an id that is no number', '{"type":"cancel","id":"1"}'],
      ['negative credit', '{"type":"credit","id":1,"credit":-5}'],
      ['a second hello', '{"type":"hello","version":1}'],
    ])('closes the channel on garbage: %s', async (_, text) => {
      const { greet, sendText, closed, failures, server } = await startRaw();
      greet();
      sendText(text);
      await closed;
      await server.closed;
      expect(failures).toHaveLength(1);
      expect(StudioError.is(failures[0]?.error, 'rpc/malformed-frame')).toBe(true);
    });

    it('closes the channel where the first frame is no hello', async () => {
      const { send, closed, received } = await startRaw();
      send({ type: 'call', id: 1, method: 'test.add', input: { a: 1 } });
      await closed;
      expect(received).toEqual([]);
    });

    it('closes the channel where an id is used twice, and where too much is in flight', async () => {
      const first = await startRaw();
      first.greet();
      first.send({ type: 'call', id: 1, method: 'test.hang', input: {} });
      first.send({ type: 'call', id: 1, method: 'test.hang', input: {} });
      await first.closed;
      const second = await startRaw({ maximumInFlight: 3 });
      second.greet();
      for (let id = 1; id <= 4; id += 1) second.send({ type: 'call', id, method: 'test.hang', input: {} });
      await second.closed;
      await second.server.closed;
      expect(second.hanging).toHaveLength(3);
      expect(second.hanging.every(signal => signal.aborted)).toBe(true);
    });

    it('refuses a huge frame from a client, though it is well formed, and closes', async () => {
      const { greet, sendText, closed, server, received } = await startRaw();
      greet();
      const value = 'x'.repeat(maximumFrameLength);
      sendText(JSON.stringify({ type: 'call', id: 1, method: 'test.echo', input: { value } }));
      await closed;
      await server.closed;
      expect(received.filter(frame => frame.type !== 'hello')).toEqual([]);
    });

    it('refuses to send what is too large, in both directions, and goes on', async () => {
      const { client } = await start();
      const length = maximumFrameLength + 1;
      expect((await rejection(client.repeat({ length }))).code).toBe('rpc/too-large');
      expect((await rejection(client.echo({ value: 'x'.repeat(length) }))).code).toBe('rpc/too-large');
      expect(await client.repeat({ length: 3 })).toBe('xxx');
    });

    it('ends the conversation when the host sends garbage', async () => {
      for (const text of ['}', '{"type":"result","id":7}', '{"type":"event"}', '']) {
        const pair = await makePair();
        pair.hostEnd.listen({ onFrame: () => pair.hostEnd.send(text), onClose: () => undefined });
        const connection = connectRpc(pair.clientEnd, testServices);
        releases.push(() => pair.release());
        const error = await rejection(connection.client.test.hang({}));
        expect(error.code).toBe('rpc/malformed-frame');
      }
    });
  });
}

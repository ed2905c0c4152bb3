import { once } from 'node:events';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { HubGraph } from '../../core/compiler/bundle.ts';
import { defineHubNode, type HubNode } from '../../sdk/hub-node.ts';
import { createStartHub, SpanLog } from '../hub/start-hub.ts';
import { hubNode, hubWire } from '../hub/testing-hub.ts';
import { linkCloseCodes } from './link-session.ts';
import { type ServedHub, type ServeHubOptions, serveHub } from './serve-hub.ts';

const token = 'a-token-for-the-tests-0123456789';

/** Counts what it hears: state of its own for each device. */
const counter = defineHubNode<{ count: number }>({
  createState: () => ({ count: 0 }),
  receive: async (_port, value, context, { report }) => {
    report({
      provider: 'offline "one"',
      model: 'm',
      region: null,
      isOffline: true,
      firstMs: 20,
      tokensIn: 3,
      tokensOut: 4,
      costYuan: 0.5,
    });
    context.log(`heard ${value}`);
    context.emit('out', ++context.state.count);
  },
});

const graph: HubGraph = {
  nodes: [hubNode('a', 'counter')],
  wires: [hubWire('w', 'a', 2)],
  ups: [{ channel: 1, to: { node: 'a', port: 'in' } }],
};

const hello = {
  t: 'hello',
  link: 1,
  runtime: '1',
  bundle: 'the-bundle',
  profile: 'the-profile',
  sequence: 1,
  board: 'b',
  machine: 'm',
  slot: 'a',
  state: 'confirmed',
  rollback: null,
  memoryFree: 1,
  memoryTotal: 2,
  reset: 'power',
  nodes: 1,
};

const open = new Set<ServedHub>();
const sockets = new Set<WebSocket>();

afterEach(async () => {
  for (const socket of sockets) socket.terminate();
  sockets.clear();
  await Promise.all([...open].map(served => served.close()));
  open.clear();
});

async function setUp(change: Partial<ServeHubOptions> = {}) {
  const spans = new SpanLog();
  const lines: string[] = [];
  const served = await serveHub({
    program: { profileId: 'the-profile', bundle: 'the-bundle', graph },
    startHub: createStartHub({ loadNode: async () => counter as HubNode<unknown>, spans }),
    spans,
    log: pino({ base: null }, { write: (line: string) => void lines.push(line) }),
    token,
    host: '127.0.0.1',
    port: 0,
    ...change,
  });
  open.add(served);
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${served.port}${path}`, { headers });
  return { served, get, lines, spans };
}

class Device {
  readonly socket: WebSocket;
  readonly heard: { t: string; c?: number; v?: unknown }[] = [];
  readonly closed: Promise<number>;

  constructor(port: number, bearer: string | null = token) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}/link`, {
      headers: bearer === null ? {} : { authorization: `Bearer ${bearer}` },
    });
    sockets.add(this.socket);
    this.socket.on('message', data => this.heard.push(JSON.parse(String(data))));
    // A connection that is refused closes as well; what for, the test sees from the answer.
    this.socket.on('error', () => undefined);
    this.closed = new Promise(resolve => this.socket.once('close', resolve));
  }

  async start(change: Record<string, unknown> = {}): Promise<void> {
    await once(this.socket, 'open');
    this.say({ ...hello, ...change });
  }

  say(frame: unknown): void {
    this.socket.send(JSON.stringify(frame));
  }

  get values(): unknown[] {
    return this.heard.filter(({ t, c }) => t === 'emit' && c === 2).map(({ v }) => v);
  }
}

describe('a served hub', () => {
  it('runs a hub of its own for each device', async () => {
    const { served, get } = await setUp();
    const one = new Device(served.port);
    const two = new Device(served.port);
    await Promise.all([one.start(), two.start()]);
    await expect.poll(() => served.sessions).toBe(2);
    one.say({ t: 'emit', c: 1, v: 'x', ms: 1 });
    one.say({ t: 'emit', c: 1, v: 'y', ms: 2 });
    two.say({ t: 'emit', c: 1, v: 'z', ms: 1 });
    await expect.poll(() => [one.values, two.values]).toEqual([[1, 2], [1]]);
    expect(await (await get('/health')).json()).toMatchObject({ ok: true, sessions: 2, circuits: [] });
    one.socket.close();
    await expect.poll(() => served.sessions).toBe(1);
  });

  it('takes frames with the mark of a cable, and counts what is none', async () => {
    const { served, get } = await setUp();
    const device = new Device(served.port);
    await device.start();
    await expect.poll(() => served.sessions).toBe(1);
    device.socket.send('{"t":');
    device.socket.send('{"t":"what"}');
    device.socket.send(`\x1e${JSON.stringify({ t: 'emit', c: 1, v: 1, ms: 1 })}\n`);
    await expect.poll(() => device.values).toEqual([1]);
    expect(await (await get('/metrics')).text()).toMatch(/^cambrian_dropped_total 2$/m);
  });

  it('refuses devices without the token, of another program, and too many', async () => {
    const { served } = await setUp({ mostSessions: 1 });
    for (const bearer of [null, 'wrong']) {
      const [, response] = await once(new Device(served.port, bearer).socket, 'unexpected-response');
      expect(response.statusCode).toBe(401);
    }
    for (const change of [{ profile: 'another' }, { bundle: 'another' }, { link: 2 }]) {
      const device = new Device(served.port);
      await device.start(change);
      expect(await device.closed).toBe(linkCloseCodes.otherProgram);
      await expect.poll(() => served.sessions).toBe(0);
    }
    const first = new Device(served.port);
    await first.start();
    await expect.poll(() => served.sessions).toBe(1);
    const [, response] = await once(new Device(served.port).socket, 'unexpected-response');
    expect(response.statusCode).toBe(503);
  });

  it('tells Prometheus what happened, in text that it can read', async () => {
    const { served, get } = await setUp();
    const device = new Device(served.port);
    await device.start();
    await expect.poll(() => served.sessions).toBe(1);
    device.say({ t: 'emit', c: 1, v: 1, ms: 1 });
    device.say({ t: 'emit', c: 1, v: 2, ms: 2 });
    await expect.poll(() => device.values.length).toBe(2);
    const response = await get('/metrics');
    expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    const samples = parsePrometheus(await response.text());
    expect(samples.get('cambrian_messages_total{node="a",outcome="done"}')).toBe(2);
    expect(samples.get('cambrian_message_seconds_count{node="a"}')).toBe(2);
    expect(samples.get('cambrian_sessions{kind="link"}')).toBe(1);
    expect(samples.get('cambrian_sessions{kind="kit"}')).toBe(0);
    expect(samples.get('cambrian_dropped_total')).toBe(0);
    const offline = 'provider="offline \\"one\\"",model="m"';
    expect(samples.get(`cambrian_calls_total{${offline},region="",offline="true"}`)).toBe(2);
    expect(samples.get(`cambrian_tokens_total{${offline},direction="out"}`)).toBe(8);
    expect(samples.get(`cambrian_cost_yuan_total{${offline}}`)).toBe(1);
    expect(samples.get('cambrian_first_piece_seconds_bucket{le="0.01",provider="offline \\"one\\""}')).toBe(
      0,
    );
    expect(samples.get('cambrian_first_piece_seconds_bucket{le="0.05",provider="offline \\"one\\""}')).toBe(
      2,
    );
  });

  it('shows circuits and kits that it is told of', async () => {
    const { get } = await setUp({
      circuits: () => [{ provider: 'cloud', state: 'open' }],
      kits: () => ({ running: 1, dropped: 7 }),
    });
    expect(await (await get('/health')).json()).toMatchObject({
      sessions: 1,
      circuits: [{ provider: 'cloud', state: 'open' }],
    });
    expect(parsePrometheus(await (await get('/metrics')).text()).get('cambrian_dropped_total')).toBe(7);
  });

  it('answers no page, and nothing else', async () => {
    const { get } = await setUp();
    expect((await get('/health', { origin: 'http://evil.example' })).status).toBe(403);
    expect((await get('/link', { authorization: `Bearer ${token}` })).status).toBe(404);
    expect((await get('/')).status).toBe(404);
  });

  it('logs JSON that holds no token and no value, but what nodes log', async () => {
    const { served, lines } = await setUp();
    const device = new Device(served.port);
    await device.start();
    await expect.poll(() => served.sessions).toBe(1);
    device.say({ t: 'emit', c: 1, v: 'canary', ms: 1 });
    await expect.poll(() => device.values.length).toBe(1);
    const told = lines.map(line => JSON.parse(line));
    expect(told.map(({ msg }) => msg)).toEqual(['session started', 'heard canary']);
    expect(told[1]).toMatchObject({ node: 'a', session: expect.stringMatching(/^link:/) });
    expect(lines.join('')).not.toContain(token);
  });

  it('ends sessions when it is closed, and says so', async () => {
    const { served } = await setUp();
    const device = new Device(served.port);
    await device.start();
    await expect.poll(() => served.sessions).toBe(1);
    await served.close();
    expect(await device.closed).toBe(linkCloseCodes.stopped);
    expect(served.sessions).toBe(0);
  });

  it('says where it cannot listen', async () => {
    const { served } = await setUp();
    await expect(setUp({ port: served.port })).rejects.toMatchObject({
      code: 'serve/cannot-listen',
      details: { reason: 'EADDRINUSE' },
    });
  });
});

/** Reads the text format of Prometheus, and throws at what is not of it. */
function parsePrometheus(text: string): Map<string, number> {
  const samples = new Map<string, number>();
  const typed = new Set<string>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const comment = /^# (HELP|TYPE) ([a-zA-Z_:][\w:]*) ?(.*)$/.exec(line);
    if (comment !== null) {
      if (comment[1] === 'TYPE') {
        expect(['counter', 'gauge', 'histogram', 'summary', 'untyped']).toContain(comment[3]);
        typed.add(comment[2] ?? '');
      }
      continue;
    }
    const sample =
      /^([a-zA-Z_:][\w:]*)(\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*",?)*\})? (Na[nN]|[+-]?Inf|[-+\d.e]+)$/.exec(
        line,
      );
    if (sample === null) throw new Error(`no line of Prometheus: ${line}`);
    const [, name = '', labels = '', value = ''] = sample;
    expect(typed.has(name) || typed.has(name.replace(/_(bucket|sum|count)$/, '')), name).toBe(true);
    samples.set(`${name}${labels}`, Number(value.replace('Inf', 'Infinity')));
  }
  return samples;
}

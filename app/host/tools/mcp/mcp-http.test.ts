import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import { nodeFileSystem } from '../../files/file-system.ts';
import { defaultToolLimits } from '../tool-limits.ts';
import { McpHub } from './mcp-hub.ts';

type Json = Record<string, unknown>;
/** What a server does with a call of its tool; true where it has answered in its own way. */
type Misbehaviour = (response: ServerResponse, answer: Json, request: IncomingMessage) => boolean;

let folder: string;
let server: Server;
let url: string;
let hub: McpHub;
let isCloudOn = true;
let inCall: Misbehaviour;
let inGreeting: Misbehaviour;
const heard: string[] = [];

function send(response: ServerResponse, ...messages: Json[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const message of messages) response.write(`event: message\ndata: ${JSON.stringify(message)}\n\n`);
  response.end();
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') return void response.writeHead(405).end();
  let body = '';
  for await (const chunk of request) body += chunk;
  const { id, method, params } = JSON.parse(body);
  heard.push(method);
  if (id === undefined) return void response.writeHead(202).end();
  const results: Record<string, Json> = {
    initialize: {
      protocolVersion: params.protocolVersion,
      capabilities: { tools: {} },
      serverInfo: { name: 'bad', version: '1' },
    },
    'tools/list': { tools: [{ name: 'one', description: 'Does one.', inputSchema: { type: 'object' } }] },
    'tools/call': { content: [{ type: 'text', text: 'one' }] },
  };
  const answer = { jsonrpc: '2.0', id, result: results[method] };
  if (method === 'tools/call' && inCall(response, answer, request)) return;
  if (method === 'initialize' && inGreeting(response, answer, request)) return;
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cambrian-mcp-http-'));
  heard.length = 0;
  isCloudOn = true;
  inCall = () => false;
  inGreeting = () => false;
  server = createServer((request, response) => void handle(request, response));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
  hub = await McpHub.load({
    fileSystem: nodeFileSystem,
    stateDirectory: folder,
    fetch,
    isCloudOn: () => isCloudOn,
    limits: { ...defaultToolLimits, callMs: 400 },
    log: () => undefined,
    variables: {},
    nowMs: () => 0,
    startMs: 400,
  });
});
afterEach(async () => {
  await hub.dispose();
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

const never = new AbortController().signal;
const call = () => hub.call('far', 'one', {}, { signal: never, language: 'en' });
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'it was done',
    error => (StudioError.is(error) ? error.code : error),
  );

async function inspect(address = url) {
  const { commandLine } = await hub.add('far', 'Far', { kind: 'http', url: address });
  return hub.inspect('far', commandLine, never);
}
async function approve() {
  await hub.approve('far', (await inspect()).approvalKey);
}

describe('a server over streamable HTTP that', () => {
  it.each<[string, Misbehaviour]>([
    ['answers with JSON', () => false],
    [
      'answers in a stream, after a notification',
      (response, answer) => {
        send(
          response,
          { jsonrpc: '2.0', method: 'notifications/message', params: { level: 'info', data: 1 } },
          answer,
        );
        return true;
      },
    ],
    [
      'answers twice, and to nobody',
      (response, answer) => {
        send(response, { ...answer, id: 999 }, answer, answer);
        return true;
      },
    ],
    [
      'sends garbage between its messages',
      (response, answer) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.end(
          `: hm\n\ndata: nonsense\n\nevent: message\ndata: {"a":\n\ndata: ${JSON.stringify(answer)}\n\n`,
        );
        return true;
      },
    ],
    [
      'sends its answer in fragments',
      (response, answer) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        for (const letter of `data: ${JSON.stringify(answer)}\n\n`) response.write(letter);
        response.end();
        return true;
      },
    ],
  ])('%s is understood', async (_, misbehaves) => {
    await approve();
    inCall = misbehaves;
    expect(await call()).toEqual({ text: 'one', data: null });
  });

  it.each<[string, string, Misbehaviour]>([
    ['never answers', 'tool/too-slow', () => true],
    [
      'breaks off in the middle',
      'tool/too-slow',
      response => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('data: {"jsonrpc":', () => response.destroy());
        return true;
      },
    ],
    [
      'answers with a page',
      'tool/failed',
      response => {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>hello</h1>');
        return true;
      },
    ],
    [
      'answers with status 500',
      'tool/failed',
      response => {
        response.writeHead(500).end('broken');
        return true;
      },
    ],
    [
      'answers with more than it may',
      'tool/failed',
      (response, answer) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify({ ...answer, result: { content: [{ type: 'text', text: 'x'.repeat(5_000_000) }] } }),
        );
        return true;
      },
    ],
  ])('%s gives %s', async (_, code, misbehaves) => {
    await approve();
    inCall = misbehaves;
    expect(await codeOf(call())).toBe(code);
    // And is asked again without a new start.
    inCall = () => false;
    expect((await call()).text).toBe('one');
  });

  it.each<[string, Misbehaviour]>([
    ['never greets', () => true],
    [
      'refuses',
      response => {
        response.writeHead(401).end('who are you?');
        return true;
      },
    ],
    [
      'greets with nonsense',
      response => {
        response.writeHead(200, { 'content-type': 'application/json' }).end('nonsense');
        return true;
      },
    ],
  ])('%s does not start', async (_, misbehaves) => {
    inGreeting = misbehaves;
    expect(await codeOf(inspect())).toBe('tool/mcp-not-started');
  });

  it('sends the client to another address is not followed', async () => {
    const others: unknown[] = [];
    const other = createServer((request, response) => {
      others.push(request.url);
      response.end();
    });
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve));
    try {
      const location = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
      inGreeting = response => {
        response.writeHead(307, { location }).end();
        return true;
      };
      expect(await codeOf(inspect())).toBe('tool/mcp-not-started');
      expect(others).toEqual([]);
    } finally {
      other.close();
    }
  });
});

it.each<[string, Misbehaviour]>([
  [
    'does not know the session any more',
    response => {
      response.writeHead(404).end();
      return true;
    },
  ],
  [
    'cannot be reached',
    response => {
      response.destroy();
      return true;
    },
  ],
])('a server that %s is greeted anew by the next call', async (_, misbehaves) => {
  await approve();
  await call();
  inCall = misbehaves;
  expect(await codeOf(call())).toBe('tool/mcp-stopped');
  inCall = () => false;
  heard.length = 0;
  expect((await call()).text).toBe('one');
  expect(heard[0]).toBe('initialize');
});

it('what is not on this computer is cut by the cloud switch, before anything is sent', async () => {
  await hub.add('abroad', 'Abroad', { kind: 'http', url: 'https://mcp.example/' });
  isCloudOn = false;
  expect(await codeOf(hub.inspect('abroad', 'https://mcp.example/', never))).toBe('tool/cloud-off');
  await approve();
  expect((await call()).text).toBe('one');
});

it.each([
  'ftp://a.example/',
  'https://user:password@a.example/',
  'file:///etc/passwd',
  'javascript:alert(1)',
])('%s is no address of a server', async address => {
  expect(await codeOf(hub.add('far', 'Far', { kind: 'http', url: address }))).toBe('tool/mcp-bad-address');
  expect(hub.states()).toEqual([]);
});

import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type ChatServer, startChatServer } from './models/testing/chat-server.ts';
import { type OpenStudio, openStudio } from './testing/open-studio.ts';
import { type RunningProgram, runProgram, testingPersona } from './testing/run-program.ts';

let chat: ChatServer;
let studio: OpenStudio;
let program: RunningProgram;
let mcp: Server;
/** Calls of a tool that wait for their answer, and how many were let go of. */
let waiting: ServerResponse[];
let letGo: number;
let connections: number;

beforeEach(async () => {
  chat = await startChatServer();
  waiting = [];
  letGo = 0;
  connections = 0;
  mcp = createServer((request, response) => {
    void (async () => {
      let body = '';
      for await (const chunk of request) body += chunk;
      if (request.method !== 'POST') return void response.writeHead(405).end();
      const { id, method, params } = JSON.parse(body);
      if (id === undefined) return void response.writeHead(202).end();
      const results: Record<string, unknown> = {
        initialize: {
          protocolVersion: params?.protocolVersion,
          capabilities: { tools: {} },
          serverInfo: { name: 'far', version: '1' },
        },
        'tools/list': { tools: [{ name: 'one', description: 'Does one.', inputSchema: { type: 'object' } }] },
      };
      if (method === 'tools/call') {
        response.on('close', () => letGo++);
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': wait\n\n');
        waiting.push(response);
        return;
      }
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ jsonrpc: '2.0', id, result: results[method] }));
    })();
  });
  mcp.on('connection', () => connections++);
  await new Promise<void>(resolve => mcp.listen(0, '127.0.0.1', resolve));
  studio = await openStudio({
    network: {
      'https://dashscope.aliyuncs.com': chat.origin,
      'https://api.open-meteo.com': chat.origin,
      'https://far.example': `http://127.0.0.1:${(mcp.address() as AddressInfo).port}`,
    },
    environment: { DASHSCOPE_API_KEY: 'sk-test-0123456789' },
  });
  const { projectId } = await studio.client.project.create({ name: 'Cut' });
  program = await runProgram(studio, {
    profileId: studio.host.parts.projects.profile(projectId).id,
    nodes: {
      momo: { type: 'agents/persona', properties: { persona: 'momo' } },
      ask: { type: 'models/chat', properties: { model: 'qwen/qwen3.7-max', instructions: '' } },
      draw: { type: 'models/image', properties: { model: 'qwen/wan2.2-t2i-flash' } },
      speak: { type: 'models/text-to-speech', properties: { model: 'qwen/cosyvoice-v3-flash' } },
    },
    persona: testingPersona({ tools: { far: { id: 'mcp/far/one', approval: 'always' } } }),
  });
});
afterEach(async () => {
  await program.stop();
  await studio.close();
  await chat.close();
  mcp.closeAllConnections();
  mcp.close();
});

const say = (words: string) => program.ask('momo', 'hear', words, 'reply');

it('the switch ends an answer in its middle, and nothing goes out until it is on again', async () => {
  const { client } = studio;
  chat.replies.push({ kind: 'stream', words: ['Well, that'], afterwards: 'hang' });
  program.send('momo', 'hear', 'What is your name?');
  await chat.nextCall();
  await vi.waitUntil(() => program.of('momo', 'state').includes('thinking'), { timeout: 4_000, interval: 5 });
  const startedAtMs = performance.now();
  const reply = program.next('momo', 'reply');
  await client.models.setCloud({ on: false });
  expect(await reply).toBe('I am Momo.');
  // Far below the persona's own patience of four seconds.
  expect(performance.now() - startedAtMs).toBeLessThan(1_500);
  const [span] = program.spans().filter(({ port }) => port === 'hear');
  expect(span?.calls).toMatchObject([{ failure: 'model/cloud-off' }, { isOffline: true }]);

  const before = studio.leaving.length;
  const asked = chat.calls.length;
  expect(await say('What is your name?')).toBe('I am Momo.');
  for (const [node, port] of [
    ['ask', 'hear'],
    ['draw', 'prompt'],
    ['speak', 'text'],
  ] as const) {
    expect(String(await program.ask(node, port, 'A boat.', 'error')).length, node).toBeGreaterThan(5);
  }
  await expect(client.models.test({ model: 'qwen/qwen3.7-max' })).rejects.toMatchObject({
    code: 'model/cloud-off',
  });
  const { commandLine } = await client.tools.addServer({
    id: 'far',
    title: 'Far',
    server: { kind: 'http', url: 'https://far.example/mcp' },
  });
  await expect(client.tools.inspectServer({ id: 'far', commandLine })).rejects.toMatchObject({
    code: 'tool/cloud-off',
  });
  expect([studio.leaving.length, chat.calls.length, connections]).toEqual([before, asked, 0]);

  await client.models.setCloud({ on: true });
  expect(await say('What is new?')).toBe('Hello there.');
  expect(studio.leaving.length).toBe(before + 1);
});

it('ends a tool on a server that is being waited for, and its connection', async () => {
  const { client } = studio;
  const { commandLine } = await client.tools.addServer({
    id: 'far',
    title: 'Far',
    server: { kind: 'http', url: 'https://far.example/mcp' },
  });
  const { approvalKey } = await client.tools.inspectServer({ id: 'far', commandLine });
  await client.tools.approveServer({ id: 'far', approvalKey });
  chat.replies.push({
    kind: 'stream',
    words: [],
    tools: [{ id: 'c', name: 'mcp_far_one', arguments: '{}' }],
  });
  const reply = program.next('momo', 'reply');
  program.send('momo', 'hear', 'What is your name?');
  await vi.waitUntil(() => waiting.length === 1, { timeout: 5_000, interval: 5 });
  const before = studio.leaving.length;
  const startedAtMs = performance.now();
  await client.models.setCloud({ on: false });
  expect(await reply).toBe('I am Momo.');
  // A tool may take ten seconds.
  expect(performance.now() - startedAtMs).toBeLessThan(1_500);
  await vi.waitUntil(() => letGo === 1, { timeout: 2_000, interval: 5 });
  expect(program.of('momo', 'tool')).toMatchObject([{ tool: 'mcp/far/one', outcome: 'failed' }]);
  expect(studio.leaving.length).toBe(before);
});

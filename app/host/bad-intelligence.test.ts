import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { describeError, isErrorCode, StudioError } from '../contract/errors/studio-error.ts';
import type { Persona } from '../core/persona/persona.ts';
import {
  type ChatReply,
  type ChatServer,
  type ReceivedCall,
  startChatServer,
} from './models/testing/chat-server.ts';
import { type OpenStudio, openStudio } from './testing/open-studio.ts';
import { type RunningProgram, runProgram, testingPersona } from './testing/run-program.ts';

const cloud = 'https://dashscope.aliyuncs.com';
const name = 'What is your name?';
let chat: ChatServer;
let studio: OpenStudio;
let profileId: string;
let projectId: string;
let programs: RunningProgram[];

beforeEach(async () => {
  chat = await startChatServer();
  programs = [];
});
afterEach(async () => {
  for (const program of programs) await program.stop();
  await studio.close();
  await chat.close();
});

async function open(environment: Record<string, string> = { DASHSCOPE_API_KEY: 'sk-test-0123456789' }) {
  studio = await openStudio({ network: { [cloud]: chat.origin }, environment });
  const project = await studio.client.project.create({ name: 'Bad days' });
  projectId = project.projectId;
  profileId = studio.host.parts.projects.profile(projectId).id;
}

async function persona(given: Partial<Persona> = {}): Promise<RunningProgram> {
  const program = await runProgram(studio, {
    profileId,
    nodes: { momo: { type: 'agents/persona', properties: { persona: 'momo' } } },
    persona: testingPersona(given),
  });
  programs.push(program);
  return program;
}

const say = (program: RunningProgram, words: string) => program.ask('momo', 'hear', words, 'reply');

/** Calls of the newest message to a node, once its span is there. */
async function callsOf(program: RunningProgram, count: number) {
  const heard = () => program.spans().filter(({ port }) => port === 'hear');
  await vi.waitUntil(() => heard().length >= count, { timeout: 5_000, interval: 5 });
  return heard()[count - 1];
}

/** A code that a person can do something about, in both languages. */
function expectNextStep(code: string | undefined) {
  expect(isErrorCode(code ?? '')).toBe(true);
  const error = StudioError.fromJson({ code, message: '', details: {} });
  for (const language of ['en', 'zh'] as const) {
    expect(describeError(error, language).nextStep.length, language).toBeGreaterThan(5);
  }
}

const refusal = (status: number, code: string, message: string): ChatReply => ({
  kind: 'error',
  status,
  body: { error: { code, message } },
});

describe('a persona whose model', () => {
  it.each<[string, string, ChatReply]>([
    ['is not opened by the key', 'model/key-refused', refusal(401, 'InvalidApiKey', 'Incorrect API key')],
    [
      'has no quota',
      'model/no-quota',
      refusal(403, 'AllocationQuota.FreeTierOnly', 'The free tier is used up'),
    ],
    ['is of another region', 'model/wrong-region', refusal(403, 'AccessDenied', 'Not in this region')],
    ['is gone', 'model/gone', refusal(404, 'model_not_found', 'The model does not exist')],
    [
      'answers with a page',
      'model/bad-answer',
      { kind: 'raw', text: '<html>Hotel</html>', contentType: 'text/html' },
    ],
    [
      'answers with half of a protocol',
      'model/bad-answer',
      { kind: 'raw', text: 'data: {"choices": 7}\n\n' },
    ],
    ['says nothing', 'model/timed-out', { kind: 'hang' }],
  ])('%s: it answers by itself, the trace says %s, and it goes on', async (_, code, reply) => {
    await open();
    const limits = { ...testingPersona().limits, firstWordMs: 300 };
    const program = await persona({ limits });
    chat.replies.push(reply);
    expect(await say(program, name)).toBe('I am Momo.');
    const span = await callsOf(program, 1);
    expect(span).toMatchObject({
      outcome: 'done',
      calls: [
        { provider: 'qwen', model: 'qwen/qwen3.7-max', region: 'beijing', isOffline: false, failure: code },
        { isOffline: true },
      ],
    });
    expect(span?.calls[1]?.failure).toBeUndefined();
    expectNextStep(span?.calls[0]?.failure);
    expect(program.log.filter(line => line.startsWith('momo warning qwen/qwen3.7-max: '))).toHaveLength(1);
    const { providers } = await studio.client.models.state({});
    expect(providers.find(({ provider }) => provider === 'qwen')?.lastError?.code).toBe(code);
    // What it says next comes from the model again.
    expect(await say(program, 'And now?')).toBe('Hello there.');
    expect((await callsOf(program, 2))?.calls).toMatchObject([{ isOffline: false, tokensOut: 7 }]);
  });

  it('has no key: nothing is called, and it answers by itself until there is one', async () => {
    await open({});
    const program = await persona();
    expect(await say(program, name)).toBe('I am Momo.');
    expect((await callsOf(program, 1))?.calls).toMatchObject([
      { failure: 'model/no-key' },
      { isOffline: true },
    ]);
    expectNextStep('model/no-key');
    expect(studio.leaving).toEqual([]);
    await studio.client.models.setKey({ provider: 'qwen', key: 'sk-now-0123456789' });
    expect(await say(program, name)).toBe('Hello there.');
    expect(chat.calls[0]?.authorization).toBe('Bearer sk-now-0123456789');
  });

  it('breaks off in the middle: what was said stands, an honest line ends it', async () => {
    await open();
    const program = await persona();
    chat.replies.push({ kind: 'stream', words: ['The moon is round. ', 'And the'], afterwards: 'break' });
    const reply = await say(program, 'Tell me of the moon.');
    expect(reply).toMatch(/^The moon is round\. .*\S/);
    expect(reply).not.toContain('I do not know that yet.');
    expect((await callsOf(program, 1))?.calls.at(-1)?.failure).toBe('model/bad-answer');
    expect(await say(program, 'And?')).toBe('Hello there.');
  });
});

it('a chat node says why the answer is not of its shape, and gives the next that is', async () => {
  await open();
  const schema = { type: 'object', properties: { mood: { type: 'string' } }, required: ['mood'] };
  const program = await runProgram(studio, {
    profileId,
    nodes: {
      ask: {
        type: 'models/chat',
        properties: { model: 'qwen/qwen3.7-max', schema: JSON.stringify(schema), instructions: '' },
      },
    },
  });
  programs.push(program);
  for (const [words, count] of [
    [['I feel ', 'fine.'], 1],
    [['{"mood": 7}'], 2],
  ] as const) {
    chat.replies.push({ kind: 'stream', words });
    const error = String(await program.ask('ask', 'hear', 'How are you?', 'error'));
    expect(error).toContain(
      StudioError.fromJson({ code: 'model/answer-not-schema', message: '', details: {} }).message.split(
        ':',
      )[0],
    );
    const span = await callsOf(program, count);
    expect(span?.calls.map(call => call.failure)).toContain('model/answer-not-schema');
  }
  expectNextStep('model/answer-not-schema');
  expect(program.of('ask', 'json')).toEqual([]);
  chat.replies.push({ kind: 'stream', words: ['```json\n{"mood":', ' "glad"}\n```'] });
  expect(await program.ask('ask', 'hear', 'How are you?', 'json')).toEqual({ mood: 'glad' });
});

describe('a persona with a tool that', () => {
  const callsTool = (call: ReceivedCall): ChatReply => {
    const [tool] = (call.body.tools ?? []) as { function: { name: string } }[];
    return {
      kind: 'stream',
      words: [],
      tools: [{ id: 'call-1', name: tool?.function.name ?? '', arguments: '{}' }],
    };
  };

  async function withTool(how: string): Promise<RunningProgram> {
    await open();
    const { commandLine } = await studio.client.tools.addServer({
      id: 'bad',
      title: 'Bad',
      server: {
        kind: 'stdio',
        command: process.execPath,
        arguments: [join(import.meta.dirname, 'tools/testing/misbehaving-server.mjs'), how],
        environment: [],
      },
    });
    const { approvalKey } = await studio.client.tools.inspectServer({ id: 'bad', commandLine });
    await studio.client.tools.approveServer({ id: 'bad', approvalKey });
    return persona({ tools: { bad: { id: 'mcp/bad/one', approval: 'always' } } });
  }

  it('hangs is let go of when somebody speaks', async () => {
    const program = await withTool('hangs');
    chat.replies.push(callsTool);
    program.send('momo', 'hear', 'Use it.');
    await chat.nextCall();
    // The model has called the tool, which does not answer.
    await vi.waitUntil(
      () =>
        studio.host.parts.models.access.gate(studio.host.parts.models.access.provider('qwen')).status
          .callsRunning === 0,
      { timeout: 5_000, interval: 5 },
    );
    expect(program.of('momo', 'reply')).toEqual([]);
    const startedAtMs = performance.now();
    expect(await say(program, 'Never mind. What is new?')).toBe('Hello there.');
    expect(performance.now() - startedAtMs).toBeLessThan(2_000);
    expect((await callsOf(program, 1))?.outcome).toBe('cancelled');
  });

  it.each([
    ['floods', 'done'],
    ['dies', 'failed'],
    ['wrong-shape', 'failed'],
  ])('%s does not stop it', async (how, outcome) => {
    const program = await withTool(how);
    chat.replies.push(callsTool, { kind: 'stream', words: ['I have tried.'] });
    expect(await say(program, 'Use it.')).toBe('I have tried.');
    expect(program.of('momo', 'tool')).toMatchObject([{ tool: 'mcp/bad/one', outcome }]);
    // Three megabytes are not sent on to the model, to the face or into the trace.
    expect(JSON.stringify(chat.calls.at(-1)?.body).length).toBeLessThan(64_000);
    expect(JSON.stringify([program.values, program.spans(), program.log]).length).toBeLessThan(100_000);
    expect(await say(program, 'And now?')).toBe('Hello there.');
  });
});

describe('a persona whose memory', () => {
  const memoryFile = () => join(studio.stateDirectory, 'memory', `${profileId}.db`);
  const write = async (bytes: Buffer) => {
    await mkdir(join(studio.stateDirectory, 'memory'), { recursive: true });
    await writeFile(memoryFile(), bytes);
  };
  const warned = (program: RunningProgram) => program.log.filter(line => line.includes(' warning '));

  it('is damaged begins anew, and the damaged file is kept aside', async () => {
    await open();
    await write(Buffer.alloc(8_192, 'no database '));
    const program = await persona({ model: { ...testingPersona().model, id: 'offline' } });
    expect(await say(program, name)).toBe('I am Momo.');
    const names = await readdir(join(studio.stateDirectory, 'memory'));
    expect(names.filter(each => each.includes('damaged'))).toHaveLength(1);
    const { problem } = await studio.client.memory.place({ projectId });
    expectNextStep(problem?.code);
  });

  it('is of a newer version runs without it, says so, and leaves the file as it is', async () => {
    await open();
    const bytes = Buffer.alloc(4_096);
    bytes.write('SQLite format 3\0', 'latin1');
    bytes.writeInt32BE(999, 60);
    await write(bytes);
    const program = await persona();
    expect(await say(program, 'What is new?')).toBe('Hello there.');
    expect(warned(program).join()).toContain('newer');
    const { problem } = await studio.client.memory.place({ projectId });
    expect(problem?.code).toBe('memory/newer-version');
    expectNextStep(problem?.code);
    await expect(
      studio.client.memory.list({ projectId, personaId: 'momo', person: null }),
    ).rejects.toMatchObject({ code: 'memory/newer-version' });
  });

  it('is on a server that is gone runs without it and says so', async () => {
    await open();
    await write(Buffer.alloc(0));
    const gone = { servers: { [profileId]: { url: 'http://127.0.0.1:1/' } } };
    await writeFile(join(studio.stateDirectory, 'memory', 'places.json'), JSON.stringify(gone));
    const program = await persona();
    expect(await say(program, 'What is new?')).toBe('Hello there.');
    expect(warned(program)).not.toEqual([]);
    const { problem } = await studio.client.memory.place({ projectId });
    expectNextStep(problem?.code);
  });
});

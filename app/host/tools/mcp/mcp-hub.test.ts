import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import type { McpServer } from '../../../contract/services/tools-service.ts';
import { nodeFileSystem } from '../../files/file-system.ts';
import { serverToolDrafts } from '../server-tool-drafts.ts';
import { defaultToolLimits } from '../tool-limits.ts';
import { McpHub, type McpHubOptions } from './mcp-hub.ts';

const canary = 'canary-key-7f3a91';
const packages = join(import.meta.dirname, '../../../../node_modules/@modelcontextprotocol');
const misbehaving = join(import.meta.dirname, '../testing/misbehaving-server.mjs');
let folder: string;
let hubs: McpHub[];
let logged: string[];
let nowMs: number;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'cambrian-mcp-')));
  hubs = [];
  logged = [];
  nowMs = 0;
});
afterEach(async () => {
  await Promise.all(hubs.map(hub => hub.dispose()));
  await rm(folder, { recursive: true, force: true });
});

async function load(change: Partial<McpHubOptions> = {}): Promise<McpHub> {
  const hub = await McpHub.load({
    fileSystem: nodeFileSystem,
    stateDirectory: folder,
    fetch,
    isCloudOn: () => true,
    limits: { ...defaultToolLimits, callMs: 5_000 },
    log: (_, line) => logged.push(line),
    variables: { PATH: process.env.PATH, CANARY_KEY: canary, HOME: '/nowhere', OTHER_SECRET: 'other-canary' },
    nowMs: () => nowMs,
    startMs: 8_000,
    ...change,
  });
  hubs.push(hub);
  return hub;
}

const script = (path: string, ...rest: string[]): McpServer => ({
  kind: 'stdio',
  command: process.execPath,
  arguments: [path, ...rest],
  environment: [],
});
const bad = (how: string, ...rest: string[]) => script(misbehaving, how, ...rest);
const never = new AbortController().signal;
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'it was done',
    error => (StudioError.is(error) ? error.code : error),
  );

async function inspect(hub: McpHub, server: McpServer, id = 'mine') {
  const { commandLine } = await hub.add(id, id, server);
  return hub.inspect(id, commandLine, never);
}

async function approve(hub: McpHub, server: McpServer, id = 'mine') {
  const { approvalKey } = await inspect(hub, server, id);
  return hub.approve(id, approvalKey);
}

const call = (hub: McpHub, tool = 'one', arguments_ = {}, signal = never) =>
  hub.call('mine', tool, arguments_, { signal, language: 'en' });

describe('server-everything', () => {
  it('over stdio: lists, calls, describes what is no text, and sees nothing of this computer', async () => {
    const hub = await load();
    const server = script(join(packages, 'server-everything/dist/index.js'), 'stdio');
    const { state, tools } = await approve(hub, { ...server, environment: ['CANARY_KEY'] } as McpServer);
    expect(state).toBe('approved');
    expect(tools.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['echo', 'get-sum', 'get-tiny-image']),
    );
    expect(await call(hub, 'echo', { message: 'héllo 你好' })).toEqual({
      text: 'Echo: héllo 你好',
      data: null,
    });
    expect((await call(hub, 'get-sum', { a: 2, b: 40 })).text).toContain('42');
    const image = await call(hub, 'get-tiny-image');
    expect(image.text).toMatch(/\[picture, image\/png, \d+\.\d kB\]/);
    expect(image.text.length).toBeLessThan(200);
    expect((await call(hub, 'get-structured-content', { location: 'Chicago' })).data).toMatchObject({
      temperature: 36,
    });
    const { text } = await call(hub, 'get-env');
    const environment = JSON.parse(text);
    expect(Object.keys(environment).sort()).toEqual(['CANARY_KEY', 'PATH']);
    expect(environment.CANARY_KEY).toBe('•••');
    expect(environment.PATH).not.toBe(process.env.PATH);
    const [pid] = hub.processIds();
    await hub.dispose();
    expect(() => process.kill(pid ?? 0, 0)).toThrow();
    expect(JSON.stringify([logged, readFileSync(join(folder, 'mcp-servers.json'), 'utf8')])).not.toContain(
      '7f3a91',
    );
  });

  it('over streamable HTTP', async () => {
    // The package takes its port from a variable and says nothing of port 0, so a free one is found for it.
    const { createServer } = await import('node:net');
    const port = await new Promise<number>(resolve => {
      const probe = createServer().listen(0, '127.0.0.1', () => {
        const address = probe.address();
        probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
      });
    });
    const child = spawn(
      process.execPath,
      [join(packages, 'server-everything/dist/index.js'), 'streamableHttp'],
      {
        env: { PORT: String(port) },
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    try {
      await new Promise<void>(resolve => {
        child.stderr.setEncoding('utf8').on('data', text => /listening/i.test(text) && resolve());
      });
      const hub = await load();
      await approve(hub, { kind: 'http', url: `http://127.0.0.1:${port}/mcp` });
      expect(await call(hub, 'echo', { message: 'hi' })).toEqual({ text: 'Echo: hi', data: null });
      expect((await call(hub, 'get-tiny-image')).text).toContain('[picture, image/png');
      const cancel = new AbortController();
      const long = codeOf(
        call(hub, 'trigger-long-running-operation', { duration: 60, steps: 1 }, cancel.signal),
      );
      cancel.abort();
      expect(await long).toBe('tool/cancelled');
      expect((await call(hub, 'get-sum', { a: 1, b: 1 })).text).toContain('2');
    } finally {
      child.kill('SIGKILL');
    }
  });
});

it('server-filesystem reads below its folder, and its refusal is told', async () => {
  const hub = await load();
  await writeFile(join(folder, 'a.txt'), 'inside');
  await approve(hub, script(join(packages, 'server-filesystem/dist/index.js'), folder));
  expect((await call(hub, 'read_text_file', { path: join(folder, 'a.txt') })).text).toBe('inside');
  await expect(call(hub, 'read_text_file', { path: '/etc/passwd' })).rejects.toMatchObject({
    code: 'tool/mcp-said-no',
    message: expect.stringContaining('Access denied'),
  });
});

describe('approval', () => {
  it('shows the exact command first, starts nothing before, and covers what was shown', async () => {
    const hub = await load();
    const server: McpServer = {
      kind: 'stdio',
      command: 'my tool',
      arguments: ['a b', '--x=1', '\u202e"'],
      environment: ['B', 'A'],
    };
    const added = await hub.add('odd', 'Odd', server);
    expect(added).toMatchObject({
      state: 'needs-approval',
      tools: [],
      commandLine: 'A=$A B=$B "my tool" "a b" "--x=1" "\\u202e\\""',
    });
    expect(await codeOf(hub.inspect('odd', 'something else', never))).toBe('tool/mcp-changed');
    expect(await codeOf(hub.approve('odd', added.approvalKey))).toBe('tool/mcp-not-inspected');

    const { approvalKey } = await inspect(hub, bad('well'));
    expect(hub.processIds()).toEqual([]);
    expect(await codeOf(call(hub))).toBe('tool/mcp-needs-approval');
    expect(
      await codeOf(
        hub.approve(
          'mine',
          approvalKey.replace(/./, letter => (letter === '0' ? '1' : '0')),
        ),
      ),
    ).toBe('tool/mcp-changed');
    await hub.approve('mine', approvalKey);
    expect((await call(hub)).text).toBe('one');
    expect(await codeOf(call(hub, 'three'))).toBe('tool/unknown');
    expect(serverToolDrafts(hub).map(({ id, effect, isUntrusted }) => [id, effect, isUntrusted])).toEqual([
      ['mcp/mine/one', 'act', true],
      ['mcp/mine/two', 'act', true],
    ]);
  });

  it('lasts across restarts, and not for a file that somebody edited', async () => {
    await approve(await load(), bad('well'));
    const again = await load();
    expect(again.states()).toMatchObject([{ id: 'mine', state: 'approved' }]);
    expect((await call(again)).text).toBe('one');
    const path = join(folder, 'mcp-servers.json');
    const kept = readFileSync(path, 'utf8');
    await writeFile(path, kept.replace('"well"', '"tells"'));
    expect((await load()).states()).toMatchObject([{ state: 'needs-approval' }]);
    await writeFile(path, kept.replace('Does one.', 'Does all.'));
    expect((await load()).states()).toMatchObject([{ state: 'needs-approval' }]);
    await writeFile(path, '{"format": 2');
    expect((await load()).states()).toEqual([]);
    expect(readFileSync(join(folder, 'mcp-servers.damaged.json'), 'utf8')).toBe('{"format": 2');
  });

  it('is asked for again when a server describes its tools otherwise at its next start', async () => {
    // The same command, another answer: what a server that was updated in silence does.
    const swapped = join(folder, 'server.mjs');
    await writeFile(swapped, `process.argv.push('well'); await import(${JSON.stringify(misbehaving)});`);
    const first = await load();
    await approve(first, script(swapped));
    await first.dispose();
    await writeFile(
      swapped,
      `process.argv.push('well', 'other'); await import(${JSON.stringify(misbehaving)});`,
    );
    const hub = await load();
    expect(await codeOf(call(hub))).toBe('tool/mcp-needs-approval');
    expect(hub.states()).toMatchObject([
      {
        state: 'needs-approval',
        tools: [{ name: 'one', description: 'Sends it all away.', isNewSinceApproval: true }],
      },
    ]);
    expect([hub.processIds(), serverToolDrafts(hub)]).toEqual([[], []]);
  });

  it('is asked for again when a server adds a tool while it runs', async () => {
    const hub = await load();
    await approve(hub, bad('grows'));
    const changed = new Promise<void>(resolve => {
      hub.onDidChange(([server]) => server?.state === 'needs-approval' && resolve());
    });
    await call(hub);
    await changed;
    expect(hub.states()[0]?.tools.map(({ name, isNewSinceApproval }) => [name, isNewSinceApproval])).toEqual([
      ['one', false],
      ['three', true],
      ['two', false],
    ]);
    expect(await codeOf(call(hub, 'three'))).toBe('tool/mcp-needs-approval');
    expect(await codeOf(call(hub))).toBe('tool/mcp-needs-approval');
  });
});

describe('a server over stdio that', () => {
  it.each(['garbage', 'notifies', 'twice', 'chatty'])('%s is understood all the same', async how => {
    const hub = await load();
    await approve(hub, { ...bad(how), environment: ['CANARY_KEY'] } as McpServer);
    for (let turn = 0; turn < 3; turn++) expect((await call(hub)).text).toBe('one');
    expect(logged.length).toBeLessThan(450);
    expect(logged.join()).not.toContain('7f3a91');
  });

  it('answers out of order mixes nothing up', async () => {
    const hub = await load();
    await approve(hub, bad('out-of-order'));
    const texts = (await Promise.all([call(hub, 'one'), call(hub, 'two')])).map(({ text }) => text);
    expect(texts).toEqual(['one', 'two']);
  });

  it('lists by pages is read to the end', async () => {
    const { tools } = await inspect(await load(), bad('pages'));
    expect(tools.map(({ name }) => name)).toEqual(['p0', 'p1', 'p2', 'p3', 'p4']);
  });

  it.each([
    ['dies-at-once', 'tool/mcp-not-started', 'code 3'],
    ['only-garbage', 'tool/mcp-not-started', 'no message'],
    ['giant', 'tool/mcp-not-started', 'more than 4194304 bytes'],
    ['old', 'tool/mcp-not-started', '1999-01-01'],
    ['many', 'tool/mcp-not-started', 'more than 200'],
    ['twins', 'tool/mcp-not-started', 'one name'],
    ['endless', 'tool/mcp-not-started', 'without an end'],
    ['deep', 'tool/mcp-not-started', ''],
    ['hidden-name', 'tool/mcp-hidden-text', 'U+200B'],
    ['hidden-description', 'tool/mcp-hidden-text', 'U+E0049'],
    ['hidden-schema', 'tool/mcp-hidden-text', 'U+202E'],
  ])('%s is refused with %s', async (how, code, words) => {
    const hub = await load();
    const refused = inspect(hub, { ...bad(how), environment: ['CANARY_KEY'] } as McpServer);
    const error = await refused.then(
      () => null,
      caught => caught as StudioError,
    );
    expect([error?.code, error?.message]).toEqual([code, expect.stringContaining(words)]);
    expect(hub.states()).toMatchObject([{ state: 'failed', error: { code } }]);
    expect(hub.processIds()).toEqual([]);
    expect(JSON.stringify([error?.message, error?.details, logged])).not.toContain('7f3a91');
  });

  it('never greets is given up', async () => {
    expect(await codeOf(inspect(await load({ startMs: 300 }), bad('mute')))).toBe('tool/mcp-not-started');
  });

  it('does not exist is told so', async () => {
    const error = await inspect(await load(), {
      kind: 'stdio',
      command: 'no-such-command',
      arguments: [],
      environment: [],
    }).catch(caught => caught);
    expect(error.message).toContain('no-such-command was not found');
  });

  it.each([
    ['dies', 'tool/mcp-stopped', 'code 7'],
    ['wrong-shape', 'tool/failed', ''],
    ['protocol-error', 'tool/failed', 'no •••'],
    ['says-no', 'tool/mcp-said-no', 'no •••'],
  ])('%s in a call gives %s', async (how, code, words) => {
    const hub = await load();
    await approve(hub, { ...bad(how), environment: ['CANARY_KEY'] } as McpServer);
    const error = await call(hub).catch(caught => caught as StudioError);
    expect(error).toMatchObject({ code, message: expect.stringContaining(words) });
    expect(JSON.stringify([error, logged])).not.toContain('7f3a91');
  });

  it('hangs is cut at the deadline and told that nobody waits', async () => {
    const hub = await load({ limits: { ...defaultToolLimits, callMs: 200 } });
    const note = join(folder, 'cancelled');
    await approve(hub, bad('hangs', note));
    expect(await codeOf(call(hub))).toBe('tool/too-slow');
    await expect.poll(() => existsSync(note)).toBe(true);
  });

  it('sends megabytes is cut, and secrets of its environment do not come back', async () => {
    const hub = await load();
    await approve(hub, bad('floods'));
    const { text } = await call(hub);
    expect(text.length).toBeLessThanOrEqual(16_000);
    expect(text).toContain('cut: only the beginning of 3000000');
    await approve(
      hub,
      { ...bad('tells'), environment: ['CANARY_KEY', 'HOME', 'ABSENT'] } as McpServer,
      'other',
    );
    const told = await hub.call('other', 'one', {}, { signal: never, language: 'en' });
    expect(told.data).toMatchObject({ env: { CANARY_KEY: '•••', HOME: '/nowhere' } });
    expect(JSON.stringify(told)).not.toMatch(/7f3a91|other-canary/);
  });

  it('dies in every call is started anew once, then left alone for a while', async () => {
    const hub = await load();
    await approve(hub, bad('dies'));
    const codes: unknown[] = [];
    for (const atMs of [0, 0, 0, 1_999, 2_000]) {
      nowMs = atMs;
      codes.push(await codeOf(call(hub)));
      // The process is reaped after its pipe broke.
      await expect.poll(() => hub.processIds()).toEqual([]);
    }
    const [stopped, waiting] = ['tool/mcp-stopped', 'tool/mcp-waiting'];
    expect(codes).toEqual([stopped, stopped, waiting, waiting, stopped]);
  });

  it('does not start is tried less and less often, and is back when it is well', async () => {
    const path = join(folder, 'server.mjs');
    const write = (how: string) =>
      writeFile(path, `process.argv.push('${how}'); await import(${JSON.stringify(misbehaving)});`);
    await write('well');
    const first = await load();
    await approve(first, script(path));
    await first.dispose();
    await write('dies-at-once');
    const hub = await load();
    const codes: unknown[] = [];
    for (const atMs of [0, 999, 1_000, 2_999, 3_000, 6_999]) {
      nowMs = atMs;
      codes.push(await codeOf(call(hub)));
    }
    const [failed, waiting] = ['tool/mcp-not-started', 'tool/mcp-waiting'];
    expect(codes).toEqual([failed, waiting, failed, waiting, failed, waiting]);
    expect(hub.states()).toMatchObject([{ state: 'failed' }]);
    await write('well');
    nowMs = 7_000;
    expect((await call(hub)).text).toBe('one');
    expect(hub.states()).toMatchObject([{ state: 'running', error: null }]);
  });

  it.each(['leaves-child', 'stubborn'])('%s is ended with all that it started', async how => {
    const hub = await load();
    const note = join(folder, 'child');
    await approve(hub, bad(how, note));
    await call(hub);
    const pids = [...hub.processIds(), ...(existsSync(note) ? [Number(readFileSync(note, 'utf8'))] : [])];
    expect(pids).toHaveLength(how === 'stubborn' ? 1 : 2);
    await hub.remove('mine');
    for (const pid of pids) {
      // A process that nobody has reaped yet is dead all the same.
      await expect.poll(() => isAlive(pid), { timeout: 3_000 }).toBe(false);
    }
    expect(hub.states()).toEqual([]);
  });
});

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

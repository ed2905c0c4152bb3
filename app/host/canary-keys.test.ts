import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { HranaServer } from './memory/testing/hrana-server.ts';
import { type ChatReply, type ChatServer, startChatServer } from './models/testing/chat-server.ts';
import type { Keychain } from './secrets/keychain.ts';
import { type OpenStudio, openStudio } from './testing/open-studio.ts';

/** Keys with signs that look different in JSON and in an address. */
const canaries = {
  environment: 'canary-env"1\\+/a9QzK7',
  set: 'canary-set"2\\+/b8WxL6',
  ownServer: 'canary-own"3\\+/c7EvM5',
  memory: 'canary-mem"4+/d6RuN4',
  memoryAddress: 'canary-url5-e5TtP3',
  mcp: 'canary-mcp"6\\+/f4YsQ2',
} as const;

/** A key as it may stand in a file or a message. */
function shapesOf(key: string): string[] {
  // Base64 of a key inside of a longer text begins at one of three places; what lies at its borders is left out.
  const encoded = [0, 1, 2].map(shift => {
    const text = Buffer.from('\0'.repeat(shift) + key).toString('base64');
    return text.slice(Math.ceil((shift * 4) / 3) + (shift > 0 ? 1 : 0), -4);
  });
  const json = JSON.stringify(key).slice(1, -1);
  return [
    key,
    json,
    JSON.stringify(json).slice(1, -1),
    encodeURIComponent(key),
    Buffer.from(key).toString('hex'),
    ...encoded,
    ...encoded.map(text => text.replaceAll('+', '-').replaceAll('/', '_')),
  ];
}

const shapes = Object.entries(canaries).flatMap(([name, key]) =>
  shapesOf(key).map(shape => ({ name, shape })),
);

/** Names of the canaries that stand in a text, as `place: name`. */
function findCanaries(place: string, text: string): string[] {
  return [
    ...new Set(
      shapes.flatMap(({ name, shape }) => {
        const at = text.indexOf(shape);
        return at < 0 ? [] : [`${place}: ${name}: …${text.slice(Math.max(0, at - 60), at + 60)}…`];
      }),
    ),
  ];
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true }).flatMap(entry =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  );
}

/** Environment of every process that this one has started and that still runs, as Linux shows it. */
function childEnvironments(): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc/self/task').flatMap(task => {
    const children = readFileSync(`/proc/self/task/${task}/children`, 'utf8').trim().split(' ');
    return children.filter(Boolean).flatMap(child => {
      try {
        return [readFileSync(`/proc/${child}/environ`, 'latin1')];
      } catch {
        // It has just ended.
        return [];
      }
    });
  });
}

/** Turns every byte round; what lies on the disk is not the key, in any of its shapes. */
const keychain: Keychain = {
  isAvailable: async () => true,
  backend: async () => 'gnome_libsecret',
  encrypt: async text => Buffer.from(text).map(byte => byte ^ 0xa5),
  decrypt: async bytes => Buffer.from(bytes.map(byte => byte ^ 0xa5)).toString('utf8'),
};

let chat: ChatServer | undefined;
let memoryServer: HranaServer | undefined;
let studio: OpenStudio | undefined;
afterEach(async () => {
  await studio?.close();
  await chat?.close();
  await memoryServer?.stop();
  vi.unstubAllEnvs();
});

const echo = (status: number, key: string, code = 'error'): ChatReply => ({
  kind: 'error',
  status,
  body: { error: { code, message: `your key ${key} (${encodeURIComponent(key)}) was not taken` } },
  headers: { 'x-request-id': `id-${encodeURIComponent(key)}`, 'x-key': encodeURIComponent(key) },
});

it('finds a key in each of its shapes', () => {
  const key = canaries.environment;
  for (const text of [
    `Authorization: Bearer ${key}`,
    JSON.stringify({ key }),
    JSON.stringify({ text: JSON.stringify({ key }) }),
    `https://example.com/?key=${encodeURIComponent(key)}`,
    ...['', 'a', 'ab', 'abc', 'abcd'].map(before =>
      Buffer.from(`${before}${key} and more`).toString('base64'),
    ),
    Buffer.from(`xy${key}`).toString('base64url'),
    Buffer.from(key).toString('hex'),
  ]) {
    expect(findCanaries('planted', text), text).toHaveLength(1);
  }
  expect(findCanaries('nothing', 'canary-env')).toEqual([]);
});

it('no key reaches a file, a log, a span, a bundle, the face or a child process', {
  timeout: 60_000,
}, async () => {
  chat = await startChatServer();
  const { environment: key, set } = canaries;
  memoryServer = new HranaServer(canaries.memory);
  const memoryUrl = await memoryServer.start();
  vi.stubEnv('DASHSCOPE_API_KEY', key);
  vi.stubEnv('CAMBRIAN_KEY_OWN', canaries.ownServer);
  vi.stubEnv('CANARY_KEY', canaries.mcp);
  const opened = await openStudio({
    network: {
      'https://dashscope.aliyuncs.com': chat.origin,
      'https://far.example': chat.origin,
      'https://own.example': chat.origin,
    },
    environment: process.env,
    keychain,
    handlers: handlers => ({
      ...handlers,
      build: {
        ...handlers.build,
        methods: {
          ...handlers.build.methods,
          // A failure that nobody foresaw, with a key in its words, its fields and its cause.
          build: (input, context) => {
            if (input.projectId !== 'boom') return handlers.build.methods.build(input, context);
            const cause = new Error(`Headers.set: "Bearer ${key}" is an invalid header value.`);
            throw Object.assign(new TypeError(`boom ${key}`, { cause }), { request: { key: set } });
          },
        },
      },
    }),
  });
  studio = opened;
  const { client, host, toFace } = opened;
  expect(process.env.DASHSCOPE_API_KEY).toBeUndefined();

  const values: [string, string, unknown][] = [];
  const logged: string[] = [];
  const spans: unknown[] = [];
  client.device.on('onDidReceiveValues', batch => {
    for (const [node, port, value] of batch.values) values.push([node, port, value]);
  });
  client.device.on('onDidLog', line => logged.push(line.text));
  client.hub.on('onDidEndSpan', span => spans.push(span));
  client.models.on('onDidChangeState', () => undefined);
  client.models.on('onDidChangeProviders', () => undefined);
  client.tools.on('onDidChangeServers', () => undefined);

  // Keys: from the environment, set by hand, of a server of one's own.
  const far = await client.models.addServer({
    title: 'Far',
    baseUrl: 'https://far.example/v1',
    models: ['test-model'],
  });
  await client.models.setKey({ provider: far.id, key: set });
  await client.models.addServer({
    title: 'Own',
    baseUrl: 'https://own.example/v1',
    models: ['test-model'],
  });

  const project = await client.project.openTemplate({ templateId: 'companion-toy' });
  const { projectId } = project;
  await client.project.applyPatches({
    projectId,
    baseRevision: project.revision,
    patches: [
      { op: 'add', path: ['nodes', 'momo', 'placement'], value: 'cloud' },
      { op: 'replace', path: ['personas', 'momo', 'model', 'id'], value: 'qwen/qwen3.7-max' },
    ],
  });
  // A memory on a server, with a token; then a token that no header takes.
  await client.memory.setPlace({ projectId, url: memoryUrl, token: canaries.memory });
  await client.memory.add({ projectId, personaId: 'momo', person: 'Mei', text: 'Likes plums.' });
  const failures: unknown[] = [];
  const fails = (work: Promise<unknown>) =>
    work.then(
      () => failures.push('it went well'),
      (error: unknown) => failures.push(error),
    );
  await fails(
    client.memory.setPlace({ projectId, url: memoryUrl, token: `${canaries.memory}\n${canaries.memory}` }),
  );
  await fails(client.memory.setPlace({ projectId, url: `${memoryUrl}?authToken=${canaries.memoryAddress}` }));
  await client.memory.place({ projectId });

  // The toy on the virtual kit, with a persona whose model fails in many ways.
  const kitId = 'virtual:1';
  await client.device.run({ projectId, kitId });
  const say = async (text: string, ...replies: ChatReply[]) => {
    chat?.replies.push(...replies);
    const before = values.filter(([node, port]) => node === 'momo' && port === 'reply').length;
    await client.device.send({ kitId, node: 'momo', port: 'hear', value: text });
    const replied = () => values.filter(([node, port]) => node === 'momo' && port === 'reply').slice(before);
    await vi.waitUntil(() => replied().length > 0, { timeout: 8_000 });
    return String(replied()[0]?.[2]);
  };
  await client.device.send({ kitId, node: 'momo', port: 'person', value: 'Mei' });
  expect(await say('What is new?')).toContain('Hello there.');
  expect(chat.calls.at(-1)?.authorization).toBe(`Bearer ${key}`);
  const rawError = (words: string) => `data: ${JSON.stringify({ error: { code: 'x', message: words } })}\n\n`;
  const streams: ChatReply[] = [
    { kind: 'stream', words: [], afterwards: { raw: rawError(`bad key ${key}`) }, bytesAtOnce: 5 },
    { kind: 'stream', words: ['So it goes. '], afterwards: { raw: rawError(`bad key ${key}`) } },
    { kind: 'stream', words: ['I know it. ', `It is ${key}. `, 'Really. '] },
    { kind: 'raw', text: `no JSON but ${key}`, contentType: 'application/json' },
    { kind: 'raw', text: `data: {"choices": "${key}\n\n` },
    { kind: 'redirect', to: `https://evil.example/?key=${encodeURIComponent(key)}` },
  ];
  for (const reply of [
    echo(401, key),
    echo(402, key),
    echo(403, key, 'invalid_api_key'),
    echo(403, key),
    echo(404, key),
    echo(400, key),
    ...streams,
  ]) {
    expect((await say('What is your name?', reply)).length).toBeGreaterThan(0);
    // A whole answer in between, so that the provider's circuit stays closed.
    expect(await say('And now?')).toContain('Hello there.');
  }
  for (const [model, replies] of [
    ['qwen/qwen3.7-max', [echo(401, key)]],
    [`${far.id}/test-model`, [echo(401, set)]],
    [`${far.id}/test-model`, [{ kind: 'stream', words: [], afterwards: { raw: rawError(set) } }]],
    ['own/test-model', [echo(400, canaries.ownServer)]],
  ] as const) {
    chat.replies.push(...replies);
    await fails(client.models.test({ model }));
  }
  await fails(client.build.build({ projectId: 'boom' }));
  expect(failures).not.toContain('it went well');

  // An MCP server that sees one key and prints it.
  const { commandLine } = await client.tools.addServer({
    id: 'chatty',
    title: 'Chatty',
    server: {
      kind: 'stdio',
      command: process.execPath,
      arguments: [join(import.meta.dirname, 'tools/testing/misbehaving-server.mjs'), 'chatty'],
      environment: ['CANARY_KEY', 'DASHSCOPE_API_KEY'],
    },
  });
  const { approvalKey } = await client.tools.inspectServer({ id: 'chatty', commandLine });
  await client.tools.approveServer({ id: 'chatty', approvalKey });
  const running = await client.tools.inspectServer({ id: 'chatty', commandLine });
  expect(running.state).toBe('running');
  const far2 = await client.tools.addServer({
    id: 'dying',
    title: 'Dying',
    server: {
      kind: 'stdio',
      command: process.execPath,
      arguments: [join(import.meta.dirname, 'tools/testing/misbehaving-server.mjs'), 'dies-at-once'],
      environment: ['CANARY_KEY'],
    },
  });
  await fails(client.tools.inspectServer({ id: 'dying', commandLine: far2.commandLine }));

  // Everything is saved, built and shown once more.
  await client.project.save({ projectId });
  await client.project.saveAs({ projectId, name: 'Copy' });
  const built = await client.build.build({ projectId });
  expect(built.files.length).toBeGreaterThan(5);
  const { bundle } = await host.parts.builder.build(
    host.parts.projects.profile(projectId),
    host.parts.plugins.library.catalogue,
  );
  await client.models.list({});
  await client.models.state({});
  await client.memory.list({ projectId, personaId: 'momo', person: null });
  const children = childEnvironments();
  const kept = await client.hub.recentSpans({ kitId });
  expect(kept.flatMap(span => span.calls.map(call => call.failure))).toEqual(
    expect.arrayContaining(['model/key-refused', 'model/no-quota', 'model/wrong-region', 'model/gone']),
  );
  await client.device.disconnect({ kitId });
  await host.dispose();

  const files = filesBelow(opened.folder);
  const found = [
    ...files.flatMap(path => findCanaries(path.slice(opened.folder.length), readFileSync(path, 'latin1'))),
    ...files.flatMap(path => findCanaries(path.slice(opened.folder.length), readFileSync(path, 'utf8'))),
    ...files.flatMap(path => findCanaries('a name of a file', path)),
    ...toFace.flatMap(frame => findCanaries('to the face', frame)),
    ...logged.flatMap(line => findCanaries('log', line)),
    ...findCanaries('spans', JSON.stringify([spans, kept])),
    ...findCanaries('a build', JSON.stringify(built)),
    ...[...(bundle?.files ?? [])].flatMap(([path, { bytes }]) =>
      findCanaries(`bundle ${path}`, Buffer.from(bytes).toString('latin1')),
    ),
    // A person has given one key to the server; it sees that one alone.
    ...children
      .flatMap(environment => findCanaries('a child process', environment))
      .filter(place => !place.startsWith('a child process: mcp')),
    ...findCanaries('an error', failures.map(error => String(error instanceof Error && error.stack)).join()),
  ];
  // The search went through what it should.
  const names = files.map(path => path.slice(opened.folder.length));
  expect(names.filter(name => name.startsWith('/projects/')).length).toBeGreaterThan(1);
  for (const name of [
    '/state/keys.json',
    '/state/logs/studio.log',
    '/state/mcp-servers.json',
    '/state/models.json',
  ]) {
    expect(names).toContain(name);
  }
  expect(await readFile(join(opened.stateDirectory, 'logs/studio.log'), 'utf8')).toContain('boom •••');
  expect(toFace.length).toBeGreaterThan(100);
  if (process.platform === 'linux') expect(children.join()).toContain(`CANARY_KEY=${canaries.mcp}`);
  expect(memoryServer.seenTokens).toContain(canaries.memory);
  expect(found).toEqual([]);

  // And it would have seen one.
  await mkdir(join(opened.folder, 'deep'));
  await writeFile(join(opened.folder, 'deep', 'planted'), Buffer.from(`..${key}..`).toString('base64'));
  const planted = filesBelow(opened.folder).flatMap(path => findCanaries(path, readFileSync(path, 'latin1')));
  expect(planted).toHaveLength(1);
});

import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StudioError } from '../../contract/errors/studio-error.ts';
import { memoryService } from '../../contract/services/memory-service.ts';
import { type MemoryPolicy, memoryPolicySchema } from '../../core/persona/persona.ts';
import { createMemory, type Memory } from './create-memory.ts';
import { memoryFileName } from './memory-places.ts';
import { HranaServer, type ServerFault } from './testing/hrana-server.ts';
import { said } from './testing/testing-memory.ts';

let folder: string;
let memory: Memory;
let secrets: Map<string, string>;
let reports: StudioError[];
let now: Date;
let policy: Partial<MemoryPolicy>;

const open = () =>
  createMemory({
    stateDirectory: folder,
    secrets: {
      get: async name => secrets.get(name),
      set: async (name, value) => secrets.set(name, value),
      remove: async name => secrets.delete(name),
    },
    policyOf: () => memoryPolicySchema.parse(policy),
    profileIdOf: projectId => projectId.replace(/:.*/, ''),
    date: () => now,
    report: error => reports.push(error),
    patienceMs: 500,
  });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cambrian-memory-'));
  secrets = new Map();
  reports = [];
  now = new Date('2026-05-03T08:00:00.000Z');
  policy = {};
  memory = open();
});
afterEach(async () => {
  await memory.dispose();
  await rm(folder, { recursive: true, force: true });
});

const context = { signal: new AbortController().signal, report: () => undefined };
const call = () => memory.handlers.methods;
const add = (text: string, person = 'Lin') =>
  call().add({ projectId: 'toy:1', personaId: 'momo', person, text, date: null }, context);
const list = async (projectId = 'toy:1') =>
  (await call().list({ projectId, personaId: 'momo', person: null, words: '', limit: 10 }, context)).map(
    ({ text }) => text,
  );

describe('the memory service', () => {
  it('adds, lists, corrects and erases, and what it says fits its contract', async () => {
    const { methods } = memoryService;
    const entry = methods.add.output.parse(
      await call().add(
        { projectId: 'toy:1', personaId: 'momo', person: 'Lin', text: 'Birthday', date: '05-03' },
        context,
      ),
    );
    expect(entry).toMatchObject({ source: 'entered', date: '05-03', kind: 'fact' });
    await call().correct({ projectId: 'toy:1', id: entry.id, text: 'Birthday on 3 May' }, context);
    expect(await list()).toEqual(['Birthday on 3 May']);
    const people = await call().people({ projectId: 'toy:1', personaId: 'momo' }, context);
    expect(methods.people.output.parse(people)).toMatchObject([{ person: 'Lin', facts: 1 }]);
    await call().erase({ projectId: 'toy:1', id: entry.id }, context);
    expect(await list()).toEqual([]);
    await call().erasePerson({ projectId: 'toy:1', personaId: 'momo', person: 'Lin' }, context);
    expect(await call().people({ projectId: 'toy:1', personaId: 'momo' }, context)).toEqual([]);
    const place = methods.place.output.parse(await call().place({ projectId: 'toy:1' }, context));
    expect(place).toMatchObject({ kind: 'file', where: join(folder, 'memory', 'toy.db'), problem: null });
    expect(place.bytes).toBeGreaterThan(4_096);
  });

  it('refuses a day that does not exist, and to add where nothing is kept', async () => {
    const input = { projectId: 'toy:1', personaId: 'momo', person: 'Lin', text: 'x', date: '2026-02-30' };
    await expect(call().add(input, context)).rejects.toMatchObject({ code: 'memory/bad-date' });
    policy = { keeps: 'nothing' };
    await expect(add('x')).rejects.toMatchObject({ code: 'memory/keeps-nothing' });
  });

  it('tells every project of the profile what changes, also when an agent remembers', async () => {
    await memory.storeFor('toy:2');
    await list();
    const seen: string[] = [];
    const stop = memory.handlers.events.onDidChange(({ projectId, personaId }) =>
      seen.push(`${projectId} ${personaId}`),
    );
    const store = await memory.storeFor('toy:1');
    await store.about('momo', 'Lin').remember(said('Likes tea'));
    expect(seen.sort()).toEqual(['toy:1 momo', 'toy:2 momo']);
    expect(await list('toy:2')).toEqual(['Likes tea']);
    stop();
    await add('Likes milk');
    expect(seen).toHaveLength(2);
  });

  it('erases by itself what is too old, once a day and at the start', async () => {
    policy = { keepDays: 10 };
    await add('Old');
    now = new Date('2026-05-20T08:00:00.000Z');
    expect(await list()).toEqual([]);
    await add('New');
    await memory.dispose();
    now = new Date('2026-06-20T08:00:00.000Z');
    memory = open();
    expect(await list()).toEqual([]);
  });

  it('says that a file was damaged, where it is shown and where it is logged, and goes on', async () => {
    await mkdir(join(folder, 'memory'));
    await writeFile(join(folder, 'memory', 'toy.db'), 'damaged');
    await add('Likes tea');
    const keptAs = join(folder, 'memory', 'toy.damaged-1.db');
    expect(reports).toMatchObject([{ code: 'memory/damaged', details: { keptAs } }]);
    expect(await call().place({ projectId: 'toy:1' }, context)).toMatchObject({
      problem: { code: 'memory/damaged' },
    });
    expect(await readFile(keptAs, 'utf8')).toBe('damaged');
  });

  it('keeps scratch memories apart, and off the disk', async () => {
    const one = await memory.openScratch({ policyOf: () => undefined });
    const other = await memory.openScratch({ policyOf: () => undefined });
    await one.about('momo', 'Lin').remember(said('A visitor'));
    expect(await other.list('momo', null, '', 5)).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
    await Promise.all([one.close(), other.close()]);
  });

  it('names files so that no profile id leaves the folder or meets another', () => {
    const ids = ['toy', 'Toy', '../toy', 'a/b', 'con', '', '.', '玩具', 'x'.repeat(64)];
    const names = ids.map(memoryFileName);
    expect(new Set(names.map(name => name.toLowerCase())).size).toBe(ids.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9][a-z0-9_-]*$/);
  });
});

describe('a memory server', () => {
  let server: HranaServer;
  let url: string;
  beforeEach(async () => {
    server = new HranaServer('canary-token-1');
    url = await server.start();
  });
  afterEach(() => server.stop());
  const setPlace = (to: string | null, token?: string) =>
    call().setPlace({ projectId: 'toy:1', url: to, ...(token === undefined ? {} : { token }) }, context);

  it('keeps memories instead of the file; its token is a key and stands in no file', async () => {
    await add('In the file');
    await setPlace(url, 'canary-token-1');
    expect(await list()).toEqual([]);
    await add('喜欢三角龙');
    const store = await memory.storeFor('toy:1');
    expect(await store.about('momo', 'Lin').recall('三角龙', 1)).toHaveLength(1);
    expect(await store.about('momo', 'Lin').see()).toBeNull();
    await memory.dispose();
    for (const name of await readdir(join(folder, 'memory'))) {
      expect((await readFile(join(folder, 'memory', name))).includes('canary')).toBe(false);
    }
    expect([...secrets.values()]).toEqual(['canary-token-1']);
    memory = open();
    expect(await list()).toEqual(['喜欢三角龙']);
    expect(await call().place({ projectId: 'toy:1' }, context)).toEqual({
      kind: 'server',
      where: url,
      bytes: null,
      problem: null,
    });
    await setPlace(null);
    expect(await list()).toEqual(['In the file']);
    expect(secrets.size).toBe(0);
  });

  it('takes a token out of the address', async () => {
    await setPlace(`${url}?authToken=canary-token-1`);
    expect((await call().place({ projectId: 'toy:1' }, context)).where).toBe(url);
    expect(await readFile(join(folder, 'memory', 'places.json'), 'utf8')).not.toContain('canary');
  });

  it.each([
    ['refuses', 'memory/server-refused'],
    ['garbage', 'memory/server-unreadable'],
    ['page', 'memory/server-unreadable'],
    ['cuts', 'memory/server-unreachable'],
    ['hangs', 'memory/server-unreachable'],
    ['breaks', 'memory/server-unreachable'],
  ] as const)('that %s says so with %s, and is there again afterwards', async (fault: ServerFault, code) => {
    await setPlace(url, 'canary-token-1');
    await add('Before');
    await memory.dispose();
    memory = open();
    server.fault = fault;
    await expect(list()).rejects.toMatchObject({ code });
    const { problem } = await call().place({ projectId: 'toy:1' }, context);
    expect(problem?.code).toBe(code);
    expect(JSON.stringify(problem)).not.toContain('canary');
    server.fault = 'none';
    expect(await list()).toEqual(['Before']);
    server.fault = fault;
    await expect(add('While it is gone')).rejects.toMatchObject({ code });
    server.fault = 'none';
    expect(await list()).toEqual(['Before']);
  });

  it('that cannot be used leaves the memory where it is', async () => {
    await add('In the file');
    await expect(setPlace(url, 'wrong')).rejects.toMatchObject({ code: 'memory/server-refused' });
    await server.stop();
    for (const scheme of ['http', 'ws']) {
      await expect(setPlace(url.replace('http', scheme))).rejects.toMatchObject({
        code: 'memory/server-unreachable',
      });
    }
    for (const bad of ['file:///etc/passwd', 'https://me:secret@example.org', 'ftp://example.org']) {
      await expect(setPlace(bad)).rejects.toMatchObject({ code: 'memory/bad-address' });
    }
    expect(await list()).toEqual(['In the file']);
    expect(secrets.size).toBe(0);
    server = new HranaServer('unused');
    await server.start();
  });
});

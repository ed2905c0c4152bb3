import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallContext } from '../../contract/rpc/define-service.ts';
import { modelsService } from '../../contract/services/models-service.ts';
import { nodeFileSystem } from '../files/file-system.ts';
import { createModels, type Models, type ModelsOptions } from './create-models.ts';
import { type ChatServer, startChatServer } from './testing/chat-server.ts';
import { canaryKey, hear, testingProvider } from './testing/testing-models.ts';

const context: CallContext = { signal: new AbortController().signal, report: () => undefined };
let folder: string;
let server: ChatServer;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cambrian-models-'));
  server = await startChatServer();
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const open = (given: Partial<ModelsOptions> = {}): Promise<Models> =>
  createModels({
    providers: [testingProvider('openai-compatible', server.baseUrl)],
    environment: {},
    keychain: null,
    fileSystem: nodeFileSystem,
    stateDirectory: folder,
    localServers: [{ title: 'Ollama', port: Number(new URL(server.origin).port) }],
    limits: { firstRetryMs: 1 },
    ...given,
  });

describe('the models service', () => {
  it('lists, and tells of keys without telling them', async () => {
    const { handlers } = await open();
    const { methods, events } = handlers;
    const answers: unknown[] = [];
    const states: unknown[] = [];
    const stop = events.onDidChangeState(state => states.push(state));
    answers.push(await methods.list({}, context), await methods.state({}, context));
    expect(answers[1]).toMatchObject({
      canKeepKeys: false,
      providers: [{ key: 'missing', circuit: 'closed' }],
    });
    await expect(methods.test({ model: 'acme/test-model' }, context)).rejects.toMatchObject({
      code: 'model/no-key',
    });
    answers.push(await methods.setKey({ provider: 'acme', key: ` ${canaryKey}\n` }, context));
    expect(answers.at(-1)).toMatchObject({ providers: [{ key: 'session' }] });
    answers.push(await methods.test({ model: 'acme/test-model' }, context));
    expect(answers.at(-1)).toMatchObject({ text: 'Hello there.' });
    server.replies.push({ kind: 'error', status: 401, body: { error: { message: `no: ${canaryKey}` } } });
    const refused: unknown = await Promise.resolve(methods.test({ model: 'acme/test-model' }, context)).catch(
      (error: unknown) => error,
    );
    expect(refused).toMatchObject({ code: 'model/key-refused' });
    answers.push(refused, await methods.state({}, context));
    answers.push(await methods.removeKey({ provider: 'acme' }, context));
    await new Promise(resolve => setImmediate(resolve));
    stop();
    expect(states.length).toBeGreaterThan(0);
    expect(JSON.stringify([answers, states])).not.toContain(canaryKey);
    for (const [name, answer] of [
      ['list', answers[0]],
      ['state', answers[1]],
    ] as const) {
      expect(modelsService.methods[name].output.safeParse(answer).success, name).toBe(true);
    }
  });

  it('refuses keys that are none, or nobody takes', async () => {
    const { methods } = (await open()).handlers;
    const refusal = (provider: string, key: string) =>
      Promise.resolve(methods.setKey({ provider, key }, context)).catch((error: unknown) => error);
    expect(await refusal('acme', 'two words')).toMatchObject({ code: 'model/bad-key' });
    expect(await refusal('nobody', 'key')).toMatchObject({ code: 'model/unknown-provider' });
    const { id } = await methods.addServer({ title: 'Mine', baseUrl: server.baseUrl, models: [] }, context);
    expect(await refusal(id, 'key')).toMatchObject({ code: 'model/needs-no-key' });
  });

  it('keeps the cloud off over a restart', async () => {
    const first = await open({ environment: { ACME_KEY: canaryKey } });
    expect(await first.handlers.methods.setCloud({ on: false }, context)).toMatchObject({ isCloudOn: false });
    const again = await open({ environment: { ACME_KEY: canaryKey } });
    await expect(again.handlers.methods.test({ model: 'acme/test-model' }, context)).rejects.toMatchObject({
      code: 'model/cloud-off',
    });
    expect(server.calls).toEqual([]);
    await again.handlers.methods.setCloud({ on: true }, context);
    expect(await again.handlers.methods.test({ model: 'acme/test-model' }, context)).toMatchObject({
      text: 'Hello there.',
    });
  });

  it('finds servers of this computer, and takes up those that are added', async () => {
    const { handlers, access } = await open();
    const [found] = await handlers.methods.findLocal({}, context);
    expect(found).toMatchObject({ title: 'Ollama', models: ['test-model', 'other-model'] });
    const lists: unknown[] = [];
    handlers.events.onDidChangeProviders(list => lists.push(list));
    const added = await handlers.methods.addServer(
      { title: '我的 Ollama!', baseUrl: found?.baseUrl ?? '', models: found?.models ?? [] },
      context,
    );
    expect(added).toMatchObject({ id: 'ollama', runs: 'hub', adapter: 'openai-compatible' });
    expect(lists).toHaveLength(1);
    const model = access.resolve({ name: 'ollama/test-model', markets: ['cn', 'eu'], placement: 'hub' });
    expect((await hear(model)).text).toBe('Hello there.');
    expect(server.calls[0]?.authorization).toBeUndefined();
    const again = await open();
    expect(again.access.providers.map(provider => provider.id)).toEqual(['acme', 'ollama']);
    await again.handlers.methods.removeServer({ provider: 'ollama' }, context);
    expect((await open()).access.providers).toHaveLength(1);
    await expect(again.handlers.methods.removeServer({ provider: 'acme' }, context)).rejects.toMatchObject({
      code: 'model/built-in-provider',
    });
  });

  it('finds nothing where nothing answers as a server of models does', async () => {
    const port = Number(new URL(server.origin).port);
    await server.close();
    const closed = await open({ localServers: [{ title: 'Ollama', port }] });
    expect(await closed.handlers.methods.findLocal({}, context)).toEqual([]);
    server = await startChatServer();
  });

  it.each([
    'http://example.com/v1',
    'ftp://127.0.0.1/v1',
    'https://user:word@example.com/v1',
    'http://169.254.169.254/v1',
    'http://8.8.8.8/v1',
  ])('adds no server at %s', async baseUrl => {
    const { methods } = (await open()).handlers;
    const error: unknown = await Promise.resolve(
      methods.addServer({ title: 'x', baseUrl, models: [] }, context),
    ).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'model/insecure-address' });
    expect(JSON.stringify(error)).not.toContain('word@');
  });

  it('takes a server beyond the own network as a cloud with a key', async () => {
    const { methods } = (await open()).handlers;
    const added = await methods.addServer(
      { title: 'Far', baseUrl: 'https://models.example/v1/', models: ['a', '../b'] },
      context,
    );
    expect(added).toMatchObject({
      runs: 'cloud',
      secret: { variable: 'CAMBRIAN_KEY_FAR' },
      regions: [{ baseUrl: 'https://models.example/v1' }],
    });
    expect(added.models.map(model => model.id)).toEqual(['a']);
  });

  it('remembers the folder of speech models and says what is in it', async () => {
    await mkdir(join(folder, 'speech', 'zh'), { recursive: true });
    await mkdir(join(folder, 'speech', 'empty'));
    await writeFile(join(folder, 'speech', 'zh', 'model.onnx'), '');
    const models = await open();
    const path = join(folder, 'speech');
    expect(await models.handlers.methods.setSpeechFolder({ path }, context)).toEqual({ path, found: ['zh'] });
    expect((await open()).speechFolder()).toBe(path);
    await expect(
      models.handlers.methods.setSpeechFolder({ path: 'relative' }, context),
    ).rejects.toMatchObject({
      code: 'model/no-folder',
    });
    expect(await models.handlers.methods.setSpeechFolder({ path: null }, context)).toEqual({
      path: null,
      found: [],
    });
    expect(models.speechFolder()).toBeNull();
  });

  it('starts where its file is damaged, and keeps the file aside', async () => {
    await writeFile(join(folder, 'models.json'), '{"servers": 7}');
    expect((await open()).access.providers).toHaveLength(1);
    expect(await readFile(join(folder, 'models.damaged.json'), 'utf8')).toBe('{"servers": 7}');
  });
});

describe('calls of other protocols', () => {
  it('go out with the key, under the same switch and gate', async () => {
    const models = await open({ environment: { ACME_KEY: canaryKey } });
    const calls = models.cloudCalls(['us']);
    const { signal } = context;
    const call = await calls.connect(
      { model: 'acme/ear', kind: 'speech-to-text', placement: 'cloud' },
      signal,
    );
    expect(call).toMatchObject({ region: 'singapore', origin: server.origin, model: 'ear', socketUrl: null });
    expect(call.headers).toEqual({ authorization: `Bearer ${canaryKey}` });
    const [acme] = models.access.providers;
    const status = () => (acme === undefined ? null : models.access.gate(acme).status);
    expect(status()).toMatchObject({ callsRunning: 1 });
    models.cloud.set(false);
    expect(call.signal.aborted).toBe(true);
    call.end();
    call.end();
    await expect.poll(() => status()?.callsRunning).toBe(0);
    for (const [request, code] of [
      [{ model: 'acme/ear', kind: 'speech-to-text', placement: 'cloud' }, 'model/cloud-off'],
      [{ model: 'acme/ear', kind: 'speech-to-text', placement: 'hub' }, 'model/not-on-hub'],
      [{ model: 'acme/ear', kind: 'image', placement: 'cloud' }, 'model/other-kind'],
    ] as const) {
      await expect(calls.connect(request, signal)).rejects.toMatchObject({ code });
    }
  });

  it('open the circuit like any other', async () => {
    const models = await open({ environment: { ACME_KEY: canaryKey }, limits: { failuresToOpen: 2 } });
    const request = { model: 'acme/ear', kind: 'speech-to-text', placement: 'cloud' } as const;
    for (let at = 0; at < 2; at += 1) {
      const call = await models.cloudCalls().connect(request, context.signal);
      call.end(new Error('the socket broke'));
    }
    await expect
      .poll(() =>
        models
          .cloudCalls()
          .connect(request, context.signal)
          .then(
            call => call.end(),
            (error: unknown) => error,
          ),
      )
      .toMatchObject({ code: 'model/circuit-open' });
  });
});

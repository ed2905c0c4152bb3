import { afterEach, describe, expect, it } from 'vitest';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { CallUsage, Recognition } from '../../sdk/hub-node.ts';
import { openDashScopeRecognition } from './dash-scope-recognition.ts';
import { SocketPool } from './socket-pool.ts';
import { createTestingAccess, type TestingServer } from './testing/speech-server.ts';
import { startTaskServer, type TaskScript } from './testing/task-server.ts';
import { createTestingCaller, tone } from './testing/testing-caller.ts';

const deadlines = { openMs: 300, startMs: 300, answerMs: 300 };
const servers: TestingServer[] = [];
const pools: SocketPool[] = [];

afterEach(async () => {
  for (const pool of pools.splice(0)) pool.dispose();
  await Promise.all(servers.splice(0).map(server => server.close()));
});

async function open(
  script: TaskScript,
  behaviour: Parameters<typeof startTaskServer>[1] = {},
): Promise<{
  readonly server: TestingServer;
  readonly access: ReturnType<typeof createTestingAccess>;
  readonly texts: (readonly [string, boolean])[];
  readonly usages: CallUsage[];
  readonly ended: Promise<Error>;
  readonly controller: AbortController;
  readonly lines: string[];
  start(): Promise<Recognition>;
}> {
  const server = await startTaskServer(script, behaviour);
  servers.push(server);
  const pool = new SocketPool();
  pools.push(pool);
  const access = createTestingAccess(server.socketUrl);
  const texts: (readonly [string, boolean])[] = [];
  const usages: CallUsage[] = [];
  const controller = new AbortController();
  const caller = createTestingCaller();
  const { promise: ended, resolve } = Promise.withResolvers<Error>();
  return {
    server,
    access,
    texts,
    usages,
    ended,
    controller,
    lines: caller.lines,
    start: async () => {
      const call = await access.connect(
        { model: 'qwen/paraformer-realtime-v2', kind: 'speech-to-text', placement: 'cloud' },
        controller.signal,
      );
      return openDashScopeRecognition(
        call,
        {
          model: 'qwen/paraformer-realtime-v2',
          languages: ['zh', 'en'],
          caller,
          signal: controller.signal,
          onText: (text, isFinal) => texts.push([text, isFinal]),
          onUsage: usage => usages.push(usage),
          onEnded: resolve,
        },
        { pool, deadlines },
      );
    },
  };
}

async function failureOf(work: Promise<unknown>): Promise<StudioError> {
  const failure = await work.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(failure instanceof StudioError)) throw new Error(`no StudioError: ${String(failure)}`);
  return failure;
}

describe('recognition of speech', () => {
  it('sends sound and gives guesses, then words, with what it cost', async () => {
    const setup = await open({
      onAudio: (_, task) => task.sentence(0, '你', false),
      onFinish: task => {
        task.sentence(0, '你好', false);
        task.sentence(0, '你好，小莫。', true);
        task.event('task-finished');
      },
    });
    const recognition = await setup.start();
    recognition.push(tone(440, 40));
    await recognition.finish();
    expect(setup.texts.at(-1)).toEqual(['你好，小莫。', true]);
    expect(setup.texts[0]).toEqual(['你', false]);
    expect(setup.server.peers[0]?.audioBytes).toBe(640 * 2);
    expect(setup.server.peers[0]?.request.headers.authorization).toBe('Bearer test-key');
    expect(setup.server.peers[0]?.request.url).toBe('/api-ws/v1/inference');
    expect(setup.server.peers[0]?.received[0]).toMatchObject({
      header: { action: 'run-task', streaming: 'duplex' },
      payload: {
        task_group: 'audio',
        task: 'asr',
        function: 'recognition',
        model: 'paraformer-realtime-v2',
        parameters: { format: 'pcm', sample_rate: 16_000, language_hints: ['zh', 'en'] },
        input: {},
      },
    });
    expect(setup.usages).toMatchObject([{ provider: 'qwen', region: 'cn-beijing', costYuan: 0.002 }]);
    expect(setup.access.ended).toEqual([undefined]);
  });

  it('brings sound of another rate to 16 kHz', async () => {
    const setup = await open({});
    const recognition = await setup.start();
    for (let piece = 0; piece < 10; piece++) recognition.push(tone(440, 100, 48_000));
    await recognition.finish();
    const samples = (setup.server.peers[0]?.audioBytes ?? 0) / 2;
    expect(samples).toBeGreaterThan(15_900);
    expect(samples).toBeLessThanOrEqual(16_000);
  });

  it('gives each sentence once and in order, however the results come', async () => {
    const setup = await open({
      onFinish: task => {
        task.event('result-generated', { output: { sentence: { heartbeat: true, text: '' } } });
        task.sentence(0, 'one', false);
        task.sentence(1000, 'two.', true);
        task.sentence(0, 'one.', true);
        task.sentence(0, 'one.', true);
        task.sentence(0, 'on', false);
        task.sentence(1000, 'two.', true);
        task.sentence(2000, 'thr', false);
        task.event('task-finished');
      },
    });
    const recognition = await setup.start();
    await recognition.finish();
    expect(setup.texts.filter(([, isFinal]) => isFinal).map(([text]) => text)).toEqual([
      'one.',
      'two.',
      'thr',
    ]);
  });

  it('passes over results of another task, and messages without sense', async () => {
    const setup = await open({
      onFinish: task => {
        task.peer.send({
          header: { task_id: 'other', event: 'result-generated' },
          payload: { output: { sentence: { text: 'stranger', sentence_end: true } } },
        });
        task.peer.send({ header: null, payload: 5 });
        task.event('result-generated', { output: 'no object' });
        task.event('something-new');
        task.event('task-finished');
      },
    });
    const recognition = await setup.start();
    await recognition.finish();
    expect(setup.texts).toEqual([]);
  });

  it('uses a socket again, and opens a new one where the kept one has died', async () => {
    const setup = await open({ onFinish: task => task.event('task-finished') });
    await (await setup.start()).finish();
    await (await setup.start()).finish();
    expect(setup.server.peers.length).toBe(1);
    setup.server.peers[0]?.socket.terminate();
    await (await setup.start()).finish();
    expect(setup.server.peers.length).toBe(2);
  });

  it('a kept socket that is closed as the task begins is replaced once', async () => {
    let runs = 0;
    const setup = await open({
      onRun: task => {
        runs++;
        if (runs === 2) task.peer.socket.close();
        else task.event('task-started');
      },
    });
    await (await setup.start()).finish();
    await (await setup.start()).finish();
    expect(runs).toBe(3);
  });

  it('keeps what was heard when the connection breaks in the middle', async () => {
    const setup = await open({
      onAudio: (_, task) => {
        task.sentence(0, 'turn on the', false);
        task.peer.socket.close();
      },
    });
    const recognition = await setup.start();
    recognition.push(tone(440, 20));
    const failure = await setup.ended;
    expect(StudioError.is(failure, 'speech/disconnected')).toBe(true);
    expect(setup.texts.at(-1)).toEqual(['turn on the', true]);
    expect((await failureOf(recognition.finish())).code).toBe('speech/disconnected');
    expect(StudioError.is(setup.access.ended[0], 'speech/disconnected')).toBe(true);
    recognition.push(tone(440, 20));
  });

  it.each([
    ['InvalidApiKey', 'speech/not-authorized'],
    ['Arrearage', 'speech/quota'],
    ['Throttling.AllocationQuota', 'speech/quota'],
    ['Throttling.RateQuota', 'speech/rate-limited'],
    ['ModelNotFound', 'speech/model-missing'],
    ['InvalidParameter', 'speech/refused'],
    ['', 'speech/refused'],
  ])('task-failed %s at the start is %s', async (code, expected) => {
    const setup = await open({ onRun: task => task.fail(code, 'why it failed') });
    expect((await failureOf(setup.start())).code).toBe(expected);
  });

  it('task-failed in the middle ends it with what was heard', async () => {
    const setup = await open({
      onFinish: task => {
        task.sentence(0, 'half', false);
        task.fail('CLIENT_ERROR', 'request timeout after 23 seconds.');
      },
    });
    const recognition = await setup.start();
    const failure = await failureOf(recognition.finish());
    expect(failure.code).toBe('speech/refused');
    expect(failure.message).toContain('23 seconds');
    expect(setup.texts.at(-1)).toEqual(['half', true]);
  });

  it.each([
    [{ status: 401, body: '{"message":"no"}' }, 'speech/not-authorized'],
    [{ status: 403, body: '{"code":"Arrearage","message":"no money"}' }, 'speech/quota'],
    [{ status: 404 }, 'speech/model-missing'],
    [{ status: 429, body: 'slow down' }, 'speech/rate-limited'],
    [{ status: 503, body: '<html>' }, 'speech/unreachable'],
  ])('an upgrade that is refused with %j is %s', async (refuse, code) => {
    const setup = await open({}, { refuse });
    const failure = await failureOf(setup.start());
    expect(failure.code).toBe(code);
    expect(JSON.stringify(failure.toJson())).not.toContain('test-key');
  });

  it('a service that is not there is unreachable', async () => {
    const setup = await open({});
    await setup.server.close();
    expect((await failureOf(setup.start())).code).toBe('speech/unreachable');
  });

  it.each([
    ['at the upgrade', {}, { isSilentAtUpgrade: true }],
    ['at the start', { onRun: () => undefined }, {}],
    ['at the end', { onFinish: () => undefined }, {}],
  ] as const)('silence %s has a deadline', async (_, script, behaviour) => {
    const setup = await open(script, behaviour);
    const failure = await failureOf(setup.start().then(recognition => recognition.finish()));
    expect(failure.code).toBe('speech/timeout');
  });

  it('what is no JSON ends the call in words', async () => {
    const setup = await open({ onFinish: task => task.peer.socket.send('<html>') });
    const recognition = await setup.start();
    expect((await failureOf(recognition.finish())).code).toBe('speech/bad-reply');
  });

  it('closes its socket within milliseconds of a cancel', async () => {
    const setup = await open({ onFinish: () => undefined });
    const recognition = await setup.start();
    const finishing = recognition.finish();
    const cancelledAtMs = performance.now();
    setup.controller.abort();
    await finishing;
    const endedAfterMs = performance.now() - cancelledAtMs;
    await setup.server.closed(0);
    expect(endedAfterMs).toBeLessThan(50);
    expect(setup.access.ended).toEqual([undefined]);
  });

  it('the cloud switch cuts a running call and a kept socket', async () => {
    const setup = await open({});
    await (await setup.start()).finish();
    setup.access.cutCloud(new StudioError('model/cloud-off', { provider: 'Qwen' }));
    await setup.server.closed(0);

    const running = await open({});
    await running.start();
    running.access.cutCloud(new StudioError('model/cloud-off', { provider: 'Qwen' }));
    await running.server.closed(0);
    expect(StudioError.is(await running.ended, 'model/cloud-off')).toBe(true);
  });

  it('refuses sound that it cannot read', async () => {
    const setup = await open({});
    const recognition = await setup.start();
    expect(() => recognition.push({ data: '', sampleRateHz: 16_000, encoding: 'opus' })).toThrow(/opus/);
    await recognition.finish();
  });

  it('drops the oldest sound where the network is slower, and says so once', async () => {
    const setup = await open({
      onRun: task => {
        task.event('task-started');
        task.peer.socket.pause();
      },
    });
    const recognition = await setup.start();
    const second = tone(440, 1000);
    for (let count = 0; count < 600; count++) recognition.push(second);
    expect(setup.lines.filter(line => /slower/.test(line))).toHaveLength(1);
    setup.controller.abort();
  });
});

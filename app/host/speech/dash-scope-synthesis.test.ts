import { afterEach, describe, expect, it } from 'vitest';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { AudioValue } from '../../sdk/hub-node.ts';
import { synthesizeWithDashScope } from './dash-scope-synthesis.ts';
import { SocketPool } from './socket-pool.ts';
import { createTestingAccess, type TestingServer } from './testing/speech-server.ts';
import { startTaskServer, type TaskScript } from './testing/task-server.ts';
import { createTestingCaller, createTestingMessage } from './testing/testing-caller.ts';

const deadlines = { openMs: 300, startMs: 300, answerMs: 300 };
const servers: TestingServer[] = [];
const pools: SocketPool[] = [];

afterEach(async () => {
  for (const pool of pools.splice(0)) pool.dispose();
  await Promise.all(servers.splice(0).map(server => server.close()));
});

async function open(script: TaskScript) {
  const server = await startTaskServer(script);
  servers.push(server);
  const pool = new SocketPool();
  pools.push(pool);
  const access = createTestingAccess(server.socketUrl);
  const message = createTestingMessage();
  return {
    server,
    access,
    message,
    speak: async function* (text: string): AsyncGenerator<AudioValue, void> {
      const call = await access.connect(
        { model: 'qwen/cosyvoice-v3-flash', kind: 'text-to-speech', placement: 'cloud' },
        message.signal,
      );
      yield* synthesizeWithDashScope(
        call,
        {
          model: 'qwen/cosyvoice-v3-flash',
          voice: 'longanyang',
          text,
          caller: createTestingCaller(),
          message,
        },
        { pool, deadlines },
      );
    },
  };
}

async function collect(sound: AsyncIterable<AudioValue>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of sound) {
    expect(piece).toMatchObject({ sampleRateHz: 24_000, encoding: 'pcm16' });
    const bytes = Buffer.from(piece.data, 'base64');
    expect(bytes.length % 2).toBe(0);
    pieces.push(bytes);
  }
  return Buffer.concat(pieces);
}

describe('synthesis of speech', () => {
  it('streams text in and sound out, whole samples whatever the fragments', async () => {
    const sound = Buffer.from(Uint8Array.from({ length: 10_000 }, (_, index) => index % 251));
    const texts: string[] = [];
    const setup = await open({
      onText: text => void texts.push(text),
      onFinish: task => {
        for (const [start, end] of [
          [0, 1],
          [1, 4],
          [4, 4801],
          [4801, 10_000],
        ] as const) {
          task.peer.sendBinary(sound.subarray(start, end));
        }
        task.event('result-generated', { usage: { characters: 4 } });
        task.event('task-finished');
      },
    });
    expect(await collect(setup.speak('你好'))).toEqual(sound);
    expect(texts).toEqual(['你好']);
    expect(setup.server.peers[0]?.received[0]).toMatchObject({
      payload: {
        task: 'tts',
        function: 'SpeechSynthesizer',
        model: 'cosyvoice-v3-flash',
        parameters: { text_type: 'PlainText', voice: 'longanyang', format: 'pcm', sample_rate: 24_000 },
      },
    });
    expect(setup.message.usages).toMatchObject([{ model: 'cosyvoice-v3-flash', costYuan: 0.004 }]);
    expect(setup.access.ended).toEqual([undefined]);
  });

  it('cuts long text, never inside a letter, and uses its socket again', async () => {
    const texts: string[] = [];
    const setup = await open({ onText: text => void texts.push(text) });
    await collect(setup.speak('😀'.repeat(4_100)));
    expect(texts.map(text => [...text].length)).toEqual([2_000, 2_000, 100]);
    expect(texts.join('')).toBe('😀'.repeat(4_100));
    await collect(setup.speak('again'));
    expect(setup.server.peers.length).toBe(1);
  });

  it('ends without an error when it is interrupted; no sound comes after it', async () => {
    const setup = await open({
      onText: (_, task) => task.peer.sendBinary(Buffer.alloc(48_000)),
      onFinish: () => undefined,
    });
    let count = 0;
    let cancelledAtMs = 0;
    for await (const _ of setup.speak('a long story')) {
      count++;
      cancelledAtMs = performance.now();
      setup.message.cancel();
    }
    expect(performance.now() - cancelledAtMs).toBeLessThan(50);
    expect(count).toBe(1);
    await setup.server.closed(0);
    expect(setup.access.ended).toEqual([undefined]);
  });

  it('ends while nothing has come yet', async () => {
    const setup = await open({ onText: () => setup.message.cancel(), onFinish: () => undefined });
    expect((await collect(setup.speak('hello'))).length).toBe(0);
    await setup.server.closed(0);
  });

  it('a listener that leaves early ends the task', async () => {
    const setup = await open({
      onText: (_, task) => task.peer.sendBinary(Buffer.alloc(48_000)),
      onFinish: () => undefined,
    });
    for await (const _ of setup.speak('hello')) break;
    await setup.server.closed(0);
    expect(setup.access.ended).toEqual([undefined]);
  });

  it.each([
    [
      'a break',
      (task: Parameters<NonNullable<TaskScript['onFinish']>>[0]) => task.peer.socket.close(),
      'speech/disconnected',
    ],
    [
      'no quota',
      (task: Parameters<NonNullable<TaskScript['onFinish']>>[0]) => task.fail('Arrearage', 'no money'),
      'speech/quota',
    ],
    ['silence', () => undefined, 'speech/timeout'],
  ] as const)('%s after some sound gives that sound, then the error', async (_, act, code) => {
    const setup = await open({
      onText: (_text, task) => task.peer.sendBinary(Buffer.alloc(4_800)),
      onFinish: act,
    });
    let bytes = 0;
    const failure = await (async () => {
      for await (const piece of setup.speak('hello')) bytes += Buffer.from(piece.data, 'base64').length;
      return null;
    })().catch((error: unknown) => error);
    expect(bytes).toBe(4_800);
    expect(StudioError.is(failure) && failure.code).toBe(code);
    expect(StudioError.is(setup.access.ended[0]) && setup.access.ended[0].code).toBe(code);
    // What was spoken is paid for, also where the rest did not come.
    expect(setup.message.usages).toHaveLength(1);
  });

  it('refuses more sound than can be kept', async () => {
    const setup = await open({
      onText: (_, task) => {
        for (let part = 0; part < 14; part++) task.peer.sendBinary(Buffer.alloc(1024 * 1024));
      },
      onFinish: () => undefined,
    });
    const sound = setup.speak('x');
    await sound.next();
    await setup.server.closed(0);
    await expect(
      (async () => {
        for await (const _ of sound);
      })(),
    ).rejects.toThrow(/more sound/);
  });
});

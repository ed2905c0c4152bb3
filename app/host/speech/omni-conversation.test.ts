import { afterEach, describe, expect, it } from 'vitest';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { AudioValue, CallUsage, ConversationOptions } from '../../sdk/hub-node.ts';
import { openOmniConversation } from './omni-conversation.ts';
import {
  type Behaviour,
  createTestingAccess,
  startTestingServer,
  type TestingPeer,
  type TestingServer,
} from './testing/speech-server.ts';
import { createTestingCaller, tone } from './testing/testing-caller.ts';

const deadlines = { openMs: 300, startMs: 300, answerMs: 300 };
const servers: TestingServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map(server => server.close()));
});

/** Speaks Qwen-Omni's session protocol: created, then updated. */
function session(
  handlers: (type: string, message: Record<string, unknown>, peer: TestingPeer) => void,
): Behaviour {
  return {
    onOpen: peer => peer.send({ type: 'session.created', session: {} }),
    onJson: (message, peer) => {
      const type = String(message.type);
      if (type === 'session.update') peer.send({ type: 'session.updated', session: {} });
      else handlers(type, message, peer);
    },
  };
}

async function open(behaviour: Behaviour, options: Partial<ConversationOptions> = {}) {
  const server = await startTestingServer(behaviour);
  servers.push(server);
  const access = createTestingAccess(server.socketUrl);
  const controller = new AbortController();
  const caller = createTestingCaller();
  const heard: string[] = [];
  const texts: (readonly [string, boolean])[] = [];
  const sounds: AudioValue[] = [];
  const usages: CallUsage[] = [];
  const log: string[] = [];
  const waiting = new Map<string, PromiseWithResolvers<void>>();
  const happened = (name: string) => {
    const entry = waiting.get(name) ?? Promise.withResolvers<void>();
    waiting.set(name, entry);
    return entry;
  };
  const { promise: ended, resolve } = Promise.withResolvers<Error>();
  const clock = { nowMs: 0 };
  const start = async () =>
    openOmniConversation(
      await access.connect(
        { model: 'qwen/qwen3.5-omni-flash-realtime', kind: 'realtime', placement: 'cloud' },
        controller.signal,
      ),
      {
        model: 'qwen/qwen3.5-omni-flash-realtime',
        instructions: 'You are Momo.',
        voice: 'Cherry',
        caller,
        signal: controller.signal,
        onHeard: text => {
          heard.push(text);
          happened('heard').resolve();
        },
        onText: (text, isFinal) => {
          texts.push([text, isFinal]);
          if (isFinal) happened('final').resolve();
        },
        onAudio: audio => {
          sounds.push(audio);
          happened(audio.last === true ? 'last' : 'sound').resolve();
        },
        onInterrupted: () => {
          log.push('interrupted');
          happened('interrupted').resolve();
        },
        onUsage: usage => {
          usages.push(usage);
          happened('usage').resolve();
        },
        onEnded: resolve,
        ...options,
      },
      { deadlines, now: () => clock.nowMs },
    );
  return {
    server,
    access,
    controller,
    caller,
    heard,
    texts,
    sounds,
    usages,
    log,
    clock,
    ended,
    start,
    when: (name: string) => happened(name).promise,
    sent: (type: string) => (server.peers[0]?.received ?? []).filter(message => message.type === type),
  };
}

const answer = (peer: TestingPeer, id = 'r1') => {
  peer.send({ type: 'response.created', response: { id } });
  peer.send({ type: 'response.audio_transcript.delta', response_id: id, delta: 'Hel' });
  peer.send({ type: 'response.audio.delta', response_id: id, delta: 'AAAA' });
  peer.send({ type: 'response.audio_transcript.delta', response_id: id, delta: 'lo' });
};
const finish = (peer: TestingPeer, id = 'r1') => {
  peer.send({ type: 'response.audio_transcript.done', response_id: id, transcript: 'Hello!' });
  peer.send({ type: 'response.audio.done', response_id: id });
  peer.send({
    type: 'response.done',
    response: { id, usage: { input_tokens: 100, output_tokens: 50, total_tokens: 150 } },
  });
};

async function failureOf(work: Promise<unknown>): Promise<StudioError> {
  const failure = await work.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(failure instanceof StudioError)) throw new Error(`no StudioError: ${String(failure)}`);
  return failure;
}

describe('a conversation in real time', () => {
  it('hears, answers in words and sound, and says what it cost', async () => {
    const setup = await open(
      session((type, _, peer) => {
        if (type !== 'input_audio_buffer.append') return;
        peer.send({ type: 'input_audio_buffer.speech_stopped' });
        peer.send({ type: 'input_audio_buffer.committed' });
        peer.send({ type: 'conversation.item.input_audio_transcription.completed', transcript: '你好' });
        answer(peer);
        finish(peer);
        // Twice, as a network that repeats would bring it.
        finish(peer);
      }),
    );
    const conversation = await setup.start();
    conversation.push(tone(440, 40, 48_000));
    await setup.when('usage');
    await conversation.close();
    expect(setup.server.peers[0]?.request.url).toBe('/api-ws/v1/realtime?model=qwen3.5-omni-flash-realtime');
    expect(setup.sent('session.update')[0]).toMatchObject({
      session: {
        modalities: ['text', 'audio'],
        voice: 'Cherry',
        instructions: 'You are Momo.',
        input_audio_format: 'pcm',
        output_audio_format: 'pcm',
        turn_detection: { type: 'server_vad' },
      },
    });
    expect(setup.heard).toEqual(['你好']);
    expect(setup.texts).toEqual([
      ['Hel', false],
      ['Hello', false],
      ['Hello!', true],
    ]);
    expect(setup.sounds.map(({ data, last }) => [data, last ?? false])).toEqual([
      ['AAAA', false],
      ['', true],
    ]);
    expect(new Set(setup.sounds.map(({ utterance }) => utterance)).size).toBe(1);
    expect(setup.usages[0]).toMatchObject({ tokensIn: 100, tokensOut: 50, costYuan: 0.15 });
    expect(setup.access.ended).toEqual([undefined]);
  });

  it('somebody who begins to speak silences the answer; what still comes of it is dropped', async () => {
    const setup = await open(
      session((type, _, peer) => {
        if (type !== 'input_audio_buffer.append') return;
        answer(peer);
        peer.send({ type: 'input_audio_buffer.speech_started' });
        peer.send({ type: 'response.audio.delta', response_id: 'r1', delta: 'BBBB' });
        finish(peer);
        answer(peer, 'r2');
        finish(peer, 'r2');
      }),
    );
    const conversation = await setup.start();
    conversation.push(tone(440, 20));
    await setup.when('usage');
    await setup.when('final');
    while (setup.usages.length < 2) await new Promise(resolve => setImmediate(resolve));
    expect(setup.log).toEqual(['interrupted']);
    expect(setup.sounds.map(({ data }) => data)).toEqual(['AAAA', '', 'AAAA', '']);
    expect(setup.texts.filter(([, isFinal]) => isFinal).map(([text]) => text)).toEqual(['Hello', 'Hello!']);
    await conversation.close();
  });

  it('an answer that is interrupted here is cancelled there, and a late cancel is no error', async () => {
    const setup = await open(
      session((type, _, peer) => {
        if (type === 'input_audio_buffer.append') answer(peer);
        if (type === 'response.cancel') {
          peer.send({
            type: 'error',
            error: { code: 'response_cancel_not_active', message: 'Conversation has no active response.' },
          });
          peer.send({ type: 'conversation.item.input_audio_transcription.completed', transcript: 'stop' });
        }
      }),
    );
    const conversation = await setup.start();
    conversation.interrupt();
    conversation.push(tone(440, 20));
    await setup.when('sound');
    const atMs = performance.now();
    conversation.interrupt();
    await setup.when('last');
    expect(performance.now() - atMs).toBeLessThan(50);
    await setup.when('heard');
    expect(setup.sent('response.cancel')).toHaveLength(1);
    conversation.interrupt();
    await conversation.close();
  });

  it('shows pictures after the first sound, at most one a second, the newest', async () => {
    const setup = await open(
      session((type, _, peer) => {
        if (type === 'input_audio_buffer.append') {
          peer.send({ type: 'conversation.item.input_audio_transcription.completed', transcript: 'x' });
        }
      }),
    );
    const conversation = await setup.start();
    conversation.show({ data: 'b2xk', encoding: 'jpeg' });
    conversation.show({ data: 'bmV3', encoding: 'jpeg' });
    conversation.push(tone(440, 20));
    setup.clock.nowMs = 400;
    conversation.show({ data: 'c29vbg==', encoding: 'jpeg' });
    conversation.show({ data: 'x'.repeat(256 * 1024 + 4), encoding: 'jpeg' });
    conversation.show({ data: 'cG5n', encoding: 'png' });
    setup.clock.nowMs = 1_001;
    conversation.push(tone(440, 20));
    await setup.when('heard');
    while (setup.heard.length < 2) await new Promise(resolve => setImmediate(resolve));
    expect(setup.server.peers[0]?.received.map(({ type, image }) => image ?? type)).toEqual([
      'session.update',
      'input_audio_buffer.append',
      'bmV3',
      'input_audio_buffer.append',
      'c29vbg==',
    ]);
    expect(setup.caller.lines).toHaveLength(2);
    await conversation.close();
  });

  it('calls functions and gives the answer back, also where one fails or is not there', async () => {
    const asked: unknown[] = [];
    const setup = await open(
      session((type, message, peer) => {
        if (type === 'input_audio_buffer.append') {
          peer.send({ type: 'response.created', response: { id: 'r1' } });
          for (const [id, name, given] of [
            ['c1', 'weather', '{"city":"杭州"}'],
            ['c2', 'broken', '{}'],
            ['c3', 'unknown', '{}'],
            ['c4', 'weather', 'no json'],
          ]) {
            peer.send({
              type: 'response.function_call_arguments.done',
              response_id: 'r1',
              call_id: id,
              name,
              arguments: given,
            });
          }
        }
        if (type === 'conversation.item.create' && JSON.stringify(message).includes('c4')) {
          peer.send({ type: 'conversation.item.input_audio_transcription.completed', transcript: 'done' });
        }
      }),
      {
        functions: [
          {
            name: 'weather',
            description: 'Weather of a city',
            parameters: { type: 'object' },
            call: async given => {
              asked.push(given);
              return { sky: 'clear' };
            },
          },
          {
            name: 'broken',
            description: '',
            parameters: { type: 'object' },
            call: async () => {
              throw new Error('no sensor');
            },
          },
        ],
      },
    );
    const conversation = await setup.start();
    conversation.push(tone(440, 20));
    await setup.when('heard');
    expect(setup.sent('session.update')[0]).toMatchObject({
      session: { tools: [{ type: 'function', function: { name: 'weather' } }, {}] },
    });
    expect(asked).toEqual([{ city: '杭州' }]);
    const outputs = setup.sent('conversation.item.create').map(({ item }) => item as Record<string, string>);
    expect(outputs.find(item => item.call_id === 'c1')?.output).toBe('{"sky":"clear"}');
    for (const id of ['c2', 'c3', 'c4']) {
      expect(outputs.find(item => item.call_id === id)?.output).toContain('error');
    }
    expect(setup.sent('response.create').length).toBeGreaterThanOrEqual(3);
    await conversation.close();
  });

  it('a break in the middle keeps what was said and tells why', async () => {
    const setup = await open(
      session((type, _, peer) => {
        if (type !== 'input_audio_buffer.append') return;
        answer(peer);
        peer.socket.close();
      }),
    );
    const conversation = await setup.start();
    conversation.push(tone(440, 20));
    expect(StudioError.is(await setup.ended, 'speech/disconnected')).toBe(true);
    expect(setup.texts.at(-1)).toEqual(['Hello', true]);
    expect(setup.sounds.at(-1)?.last).toBe(true);
    conversation.push(tone(440, 20));
    conversation.interrupt();
    await conversation.close();
  });

  it('an answer that never comes has a deadline', async () => {
    const setup = await open(
      session((type, _, peer) => {
        if (type === 'input_audio_buffer.append') peer.send({ type: 'input_audio_buffer.committed' });
      }),
    );
    (await setup.start()).push(tone(440, 20));
    expect(StudioError.is(await setup.ended, 'speech/timeout')).toBe(true);
  });

  it.each([
    ['silence at the upgrade', { isSilentAtUpgrade: true }, 'speech/timeout'],
    ['silence before the session', {}, 'speech/timeout'],
    [
      'silence after the setup',
      { onOpen: (peer: TestingPeer) => peer.send({ type: 'session.created' }) },
      'speech/timeout',
    ],
    ['a refused key', { refuse: { status: 401 } }, 'speech/not-authorized'],
    ['too many calls', { refuse: { status: 429 } }, 'speech/rate-limited'],
    [
      'an error of the session',
      {
        onOpen: (peer: TestingPeer) =>
          peer.send({ type: 'error', error: { code: 'model_not_found', message: 'gone' } }),
      },
      'speech/model-missing',
    ],
  ] as const)('%s has words', async (_, behaviour, code) => {
    const setup = await open(behaviour);
    expect((await failureOf(setup.start())).code).toBe(code);
    expect(setup.access.ended).toHaveLength(1);
  });

  it('ends with its program and with the cloud', async () => {
    const setup = await open(session(() => undefined));
    await setup.start();
    setup.controller.abort();
    await setup.server.closed(0);
    expect(setup.access.ended).toEqual([undefined]);

    const cut = await open(session(() => undefined));
    await cut.start();
    cut.access.cutCloud(new StudioError('model/cloud-off', { provider: 'Qwen' }));
    await cut.server.closed(0);
    expect(StudioError.is(await cut.ended, 'model/cloud-off')).toBe(true);
  });
});

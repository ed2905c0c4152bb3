import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { AudioValue, CallUsage } from '../../sdk/hub-node.ts';
import { findLocalModels } from './find-local-models.ts';
import { LocalSpeech, type LocalSpeechOptions } from './local-speech.ts';
import type { LocalRequest } from './local-speech-protocol.ts';
import { bytesOf, fromFloat } from './pcm.ts';
import { synthesizeVowels } from './testing/synthetic-voice.ts';
import { createTestingCaller, createTestingMessage, tone } from './testing/testing-caller.ts';
import { VoiceDetector } from './voice-detector.ts';

let folder = '';
const detector = new VoiceDetector();
const opened: LocalSpeech[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'speech-'));
});
afterEach(async () => {
  for (const speech of opened.splice(0)) speech.dispose();
  await rm(folder, { recursive: true, force: true });
});
afterAll(() => detector.dispose());

async function put(name: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [file, text] of Object.entries(files)) {
    await mkdir(join(folder, name, file, '..'), { recursive: true });
    await writeFile(join(folder, name, file), text);
  }
}

function create(options: Partial<LocalSpeechOptions> = {}): LocalSpeech {
  const speech = new LocalSpeech({ folder: () => folder, detector, ...options });
  opened.push(speech);
  return speech;
}

function listening(texts: (readonly [string, boolean])[], usages: CallUsage[] = []) {
  const controller = new AbortController();
  return {
    controller,
    options: {
      model: '',
      languages: ['zh'],
      caller: createTestingCaller({ placement: 'hub' }),
      signal: controller.signal,
      onText: (text: string, isFinal: boolean) => void texts.push([text, isFinal]),
      onUsage: (usage: CallUsage) => void usages.push(usage),
    },
  };
}

/** Stands in for the process: keeps what it is asked and answers as it is told. */
function fakeProcess(
  answer: (request: LocalRequest, reply: Parameters<NonNullable<LocalSpeechOptions['start']>>[0]) => void,
) {
  const requests: LocalRequest[] = [];
  const start: NonNullable<LocalSpeechOptions['start']> = listener => ({
    send: request => {
      requests.push(request);
      answer(request, listener);
    },
    kill: () => listener.onGone('killed'),
  });
  return { requests, start };
}

describe('models in a folder', () => {
  it.each([
    [
      'sherpa-onnx-streaming-zipformer-zh',
      {
        'encoder-99.onnx': '',
        'encoder-99.int8.onnx': '',
        'decoder-99.onnx': '',
        'joiner-99.onnx': '',
        'tokens.txt': '',
      },
      'zipformer-streaming',
    ],
    [
      'zipformer-en',
      { 'encoder-x-chunk-16-left-128.onnx': '', 'decoder.onnx': '', 'joiner.onnx': '', 'tokens.txt': '' },
      'zipformer-streaming',
    ],
    [
      'sherpa-onnx-zipformer-en',
      { 'encoder.onnx': '', 'decoder.onnx': '', 'joiner.onnx': '', 'tokens.txt': '' },
      'zipformer',
    ],
    [
      'streaming-paraformer-bilingual',
      { 'encoder.onnx': '', 'decoder.onnx': '', 'tokens.txt': '' },
      'paraformer-streaming',
    ],
    [
      'sherpa-onnx-whisper-tiny',
      { 'tiny-encoder.onnx': '', 'tiny-decoder.onnx': '', 'tiny-tokens.txt': '' },
      'whisper',
    ],
    ['sherpa-onnx-sense-voice-zh-en', { 'model.int8.onnx': '', 'tokens.txt': '' }, 'sense-voice'],
    ['renamed', { 'model.onnx': '', 'tokens.txt': 'a 0\n<|zh|> 24884\n' }, 'sense-voice'],
    ['sherpa-onnx-paraformer-zh', { 'model.onnx': '', 'tokens.txt': '' }, 'paraformer'],
    ['vits-melo-tts-zh_en', { 'model.onnx': '', 'lexicon.txt': '', 'tokens.txt': '' }, 'vits'],
    ['vits-piper-en', { 'en_US-amy.onnx': '', 'espeak-ng-data/phontab': '', 'tokens.txt': '' }, 'vits'],
    ['kokoro-en-v0_19', { 'model.onnx': '', 'voices.bin': '', 'tokens.txt': '' }, 'kokoro'],
    [
      'matcha-icefall-zh',
      { 'model-steps-3.onnx': '', 'vocos-22khz-univ.onnx': '', 'lexicon.txt': '', 'tokens.txt': '' },
      'matcha',
    ],
  ] as const)('%s is told by its files', async (name, files, family) => {
    await put(name, files);
    const [model, ...others] = await findLocalModels(folder);
    expect([model?.name, model?.family, others]).toEqual([name, family, []]);
    expect(await findLocalModels(join(folder, name))).toMatchObject([{ name, family }]);
  });

  it('takes 8-bit weights where there are both, and passes over what is no model', async () => {
    await put('sense-voice', { 'model.onnx': '', 'model.int8.onnx': '', 'tokens.txt': '' });
    await put('photos', { 'cat.jpg': '' });
    await put('unknown', { 'model.onnx': '' });
    const models = await findLocalModels(folder);
    expect(models.map(model => model.files.model)).toEqual([join(folder, 'sense-voice', 'model.int8.onnx')]);
  });

  it('each way to have none has its words', async () => {
    const failure = async (speech: LocalSpeech, name = 'auto') =>
      speech.find(name, 'speech-to-text').catch((error: unknown) => error);
    expect(StudioError.is(await failure(create({ folder: () => null })), 'speech/folder-unset')).toBe(true);
    const gone = await failure(create({ folder: () => join(folder, 'gone') }));
    expect(StudioError.is(gone, 'speech/folder-missing')).toBe(true);
    await put('kokoro', { 'model.onnx': '', 'voices.bin': '', 'tokens.txt': '' });
    const unknown = await failure(create());
    expect(StudioError.is(unknown, 'speech/folder-unknown') && unknown.message).toContain('kokoro (kokoro)');
    expect(StudioError.is(await failure(create(), 'other'), 'speech/folder-unknown')).toBe(true);
  });
});

describe('the process of local speech', () => {
  it('a model whose files are broken ends the process and not the hub', async () => {
    await put('streaming-zipformer', {
      'encoder.onnx': 'junk',
      'decoder.onnx': 'junk',
      'joiner.onnx': 'junk',
      'tokens.txt': 'a 0\n',
    });
    await put('kokoro', { 'model.onnx': 'junk', 'voices.bin': 'junk', 'tokens.txt': 'a 0\n' });
    const speech = create();
    const heard = await speech.recognize('auto', listening([]).options).catch((error: unknown) => error);
    expect(StudioError.is(heard, 'speech/local-failed')).toBe(true);
    const message = createTestingMessage();
    const sound = speech.synthesize('kokoro', {
      model: '',
      voice: '',
      text: 'hello',
      caller: createTestingCaller(),
      message,
    });
    const spoken = await sound.next().catch((error: unknown) => error);
    expect(StudioError.is(spoken, 'speech/local-failed')).toBe(true);
  }, 30_000);

  it('gives the words of a model that streams', async () => {
    await put('streaming-zipformer', {
      'encoder.onnx': '',
      'decoder.onnx': '',
      'joiner.onnx': '',
      'tokens.txt': '',
    });
    const { start, requests } = fakeProcess((request, { onReply }) => {
      const { session } = request;
      if (request.kind === 'recognize') onReply({ kind: 'opened', session });
      if (request.kind === 'audio') onReply({ kind: 'text', session, text: '你', isFinal: false });
      if (request.kind === 'finish') {
        onReply({ kind: 'text', session, text: '你好', isFinal: true });
        onReply({ kind: 'finished', session });
      }
    });
    const texts: (readonly [string, boolean])[] = [];
    const usages: CallUsage[] = [];
    const recognition = await create({ start }).recognize('auto', listening(texts, usages).options);
    recognition.push(tone(440, 100, 48_000));
    await recognition.finish();
    expect(texts).toEqual([
      ['你', false],
      ['你好', true],
    ]);
    expect(usages).toMatchObject([{ isOffline: true, costYuan: 0 }]);
    expect(requests.map(({ kind }) => kind)).toEqual(['recognize', 'audio', 'finish']);
  });

  it('cuts a stream into utterances for a model that hears whole ones', async () => {
    await put('whisper', { 'tiny-encoder.onnx': '', 'tiny-decoder.onnx': '', 'tiny-tokens.txt': '' });
    let samples = 0;
    const { start, requests } = fakeProcess((request, { onReply }) => {
      const { session } = request;
      if (request.kind === 'recognize') onReply({ kind: 'opened', session });
      if (request.kind === 'audio') samples += request.samples.length;
      if (request.kind === 'finish') onReply({ kind: 'finished', session });
    });
    const recognition = await create({ start }).recognize('whisper', listening([]).options);
    const sound = new Float32Array(16_000 * 7);
    sound.set(synthesizeVowels(1_500), 16_000);
    sound.set(synthesizeVowels(1_500), 16_000 * 4);
    for (let at = 0; at < sound.length; at += 640) {
      const data = bytesOf(fromFloat(sound.subarray(at, at + 640))).toString('base64');
      recognition.push({ data, sampleRateHz: 16_000, encoding: 'pcm16' });
    }
    await recognition.finish();
    expect(requests.filter(({ kind }) => kind === 'utterance')).toHaveLength(2);
    // Both utterances with their lead and their hangover, and not the silence around them.
    expect(samples / 16_000).toBeGreaterThan(3);
    expect(samples / 16_000).toBeLessThan(6);
  });

  it('a process that hangs is ended at its deadline, one that dies is told of; the next call starts another', async () => {
    await put('sense-voice', { 'model.onnx': '', 'tokens.txt': '' });
    let starts = 0;
    const speech = create({
      deadlineMs: 50,
      start: listener => {
        starts++;
        return { send: () => undefined, kill: () => listener.onGone('killed') };
      },
    });
    for (const _ of [1, 2]) {
      const failure = await speech.recognize('auto', listening([]).options).catch((error: unknown) => error);
      expect(StudioError.is(failure, 'speech/local-failed')).toBe(true);
    }
    expect(starts).toBe(2);
  });

  it('speaks in pieces and stops at once when it is interrupted', async () => {
    await put('vits', { 'model.onnx': '', 'lexicon.txt': '', 'tokens.txt': '' });
    const { start, requests } = fakeProcess((request, { onReply }) => {
      if (request.kind !== 'speak') return;
      const { session } = request;
      for (let piece = 0; piece < 3; piece++) {
        onReply({ kind: 'sound', session, samples: new Float32Array(2_205), sampleRateHz: 22_050 });
      }
    });
    const message = createTestingMessage();
    const sounds: AudioValue[] = [];
    let stoppedAtMs = 0;
    for await (const sound of create({ start }).synthesize('vits', {
      model: '',
      voice: '3',
      text: 'hello',
      caller: createTestingCaller(),
      message,
    })) {
      sounds.push(sound);
      stoppedAtMs = performance.now();
      message.cancel();
    }
    expect(performance.now() - stoppedAtMs).toBeLessThan(50);
    expect(sounds).toMatchObject([{ sampleRateHz: 24_000, encoding: 'pcm16' }]);
    expect(requests).toMatchObject([{ kind: 'speak', speaker: 3, text: 'hello' }, { kind: 'cancel' }]);
    expect(message.usages).toHaveLength(1);
  });
});

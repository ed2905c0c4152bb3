import { afterEach, describe, expect, it } from 'vitest';
import { StudioError } from '../../contract/errors/studio-error.ts';
import { createSpeech, type Speech } from './create-speech.ts';
import type { CloudRequest, SpeechAccess } from './speech-access.ts';
import { createTestingCaller, createTestingMessage, tone } from './testing/testing-caller.ts';

const opened: Speech[] = [];

afterEach(async () => {
  for (const speech of opened.splice(0)) await speech.dispose();
});

function open(): { readonly speech: Speech; readonly asked: CloudRequest[] } {
  const asked: CloudRequest[] = [];
  const access: SpeechAccess = {
    connect: async request => {
      asked.push(request);
      throw new StudioError('model/cloud-off', { provider: 'Qwen' });
    },
  };
  const speech = createSpeech({ access, speechFolder: () => null });
  opened.push(speech);
  return { speech, asked };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const failure = await work.catch((error: unknown) => error);
  return StudioError.is(failure) ? failure.code : `no StudioError: ${String(failure)}`;
}

describe('speech of the hub', () => {
  const recognize = (speech: Speech, model: string, placement: 'hub' | 'cloud' = 'cloud') =>
    speech.services().recognize({
      model,
      languages: [],
      caller: createTestingCaller({ placement }),
      signal: new AbortController().signal,
      onText: () => undefined,
      onUsage: () => undefined,
    });
  const synthesize = (speech: Speech, model: string, text = 'hello') =>
    speech
      .services()
      .synthesize({ model, voice: '', text, caller: createTestingCaller(), message: createTestingMessage() })
      .next();
  const converse = (speech: Speech, model: string) =>
    speech.services().converse({
      model,
      instructions: '',
      voice: '',
      caller: createTestingCaller(),
      signal: new AbortController().signal,
      onHeard: () => undefined,
      onText: () => undefined,
      onAudio: () => undefined,
      onInterrupted: () => undefined,
      onUsage: () => undefined,
    });

  it('asks for the cloud with where the node is placed, and passes its refusal on', async () => {
    const { speech, asked } = open();
    expect(await codeOf(recognize(speech, 'qwen/fun-asr-realtime', 'hub'))).toBe('model/cloud-off');
    expect(await codeOf(synthesize(speech, 'qwen/cosyvoice-v3-flash'))).toBe('model/cloud-off');
    expect(await codeOf(converse(speech, 'qwen/omni'))).toBe('model/cloud-off');
    expect(asked).toEqual([
      { model: 'qwen/fun-asr-realtime', kind: 'speech-to-text', placement: 'hub' },
      { model: 'qwen/cosyvoice-v3-flash', kind: 'text-to-speech', placement: 'cloud' },
      { model: 'qwen/omni', kind: 'realtime', placement: 'cloud' },
    ]);
  });

  it('each model that cannot be used says why, and no cloud is asked', async () => {
    const { speech, asked } = open();
    expect(await codeOf(recognize(speech, ''))).toBe('speech/no-model');
    expect(await codeOf(recognize(speech, 'offline'))).toBe('speech/cannot');
    expect(await codeOf(recognize(speech, 'system-voice/default'))).toBe('speech/cannot');
    expect(await codeOf(recognize(speech, 'local-speech/auto'))).toBe('speech/folder-unset');
    expect(await codeOf(synthesize(speech, 'system-voice/default'))).toBe('speech/system-voice');
    expect(await codeOf(synthesize(speech, 'local-speech/auto'))).toBe('speech/folder-unset');
    expect(await codeOf(converse(speech, 'local-speech/auto'))).toBe('speech/cannot');
    expect(asked).toEqual([]);
  });

  it('says nothing for nothing, and notices voices', async () => {
    const { speech } = open();
    expect((await synthesize(speech, 'qwen/cosyvoice-v3-flash', '  ')).done).toBe(true);
    const detector = await speech.services().detectVoice();
    expect(await detector.push(tone(0, 64))).toBeLessThan(0.1);
    detector.dispose();
  });
});

import { describe, expect, it } from 'vitest';
import type { PortValue } from '../../stores/runtime-store.ts';
import { samplesFromBase64, toBase64 } from './base64.ts';
import { captureProblemOf } from './capture-problem.ts';
import { listenToLiveValues } from './live-values.ts';
import { type PlayerContext, SoundPlayer } from './sound-player.ts';
import { Speaker, speakerSettings } from './speaker.ts';
import { chooseVoice, languageOfWords } from './system-voice.ts';

/** 100 ms of sound at 24 kHz. */
const piece = { data: toBase64(new Uint8Array(4_800)), sampleRateHz: 24_000 };

/** Keeps what is scheduled, on a clock of its own. */
function fakeContext(state: AudioContextState = 'running') {
  const started: number[] = [];
  const events: string[] = [];
  const context = {
    currentTime: 1,
    state,
    destination: {},
    createBuffer: () => ({ copyToChannel: () => undefined }),
    createBufferSource: () => ({
      connect: () => undefined,
      start: (at: number) => started.push(at),
      stop: () => events.push('stop'),
    }),
    createGain: () => ({
      gain: { value: 1 },
      connect: () => undefined,
      disconnect: () => events.push('cut'),
    }),
    resume: async () => {
      context.state = 'running';
    },
    close: async () => undefined,
  };
  return { context: context as unknown as PlayerContext, clock: context, started, events };
}

describe('the sound player', () => {
  it('joins pieces without a gap', () => {
    const { context, clock, started } = fakeContext();
    const player = new SoundPlayer(() => context);
    player.play(piece, 1);
    player.play(piece, 1);
    clock.currentTime = 1.05;
    player.play(piece, 1);
    expect(started[0]).toBeGreaterThan(1);
    expect(started.map(at => Math.round((at - (started[0] ?? 0)) * 1000))).toEqual([0, 100, 200]);
  });

  it('begins anew after a pause, and after it was silenced', () => {
    const { context, clock, started, events } = fakeContext();
    const player = new SoundPlayer(() => context);
    player.play(piece, 1);
    clock.currentTime = 5;
    player.play(piece, 1);
    expect(started[1]).toBeGreaterThan(5);
    player.play(piece, 1);
    player.stop();
    // Cut off first: nothing is heard from then on.
    expect(events).toEqual(['cut', 'stop', 'stop', 'stop']);
    player.play(piece, 1);
    expect(started[3]).toBeLessThan(5.1);
  });

  it('passes over what is no sound, and more than can be played', () => {
    const { context, started } = fakeContext();
    const player = new SoundPlayer(() => context);
    player.play({ data: '%%%', sampleRateHz: 24_000 }, 1);
    player.play({ data: '', sampleRateHz: 24_000 }, 1);
    player.play({ data: piece.data, sampleRateHz: 0 }, 1);
    expect(started).toEqual([]);
    for (let count = 0; count < 4_000; count++) player.play(piece, 1);
    expect(started.length).toBeLessThan(3_100);
  });
});

describe('a speaker', () => {
  const setup = (state?: AudioContextState, hasVoice = true) => {
    const { context, started, events } = fakeContext(state);
    const said: (readonly [string, string, number])[] = [];
    const missing: string[] = [];
    let changes = 0;
    const speaker = new Speaker({
      onChange: () => changes++,
      onNoVoice: language => missing.push(language),
      player: new SoundPlayer(() => context),
      speak: async (text, language, volume) => {
        said.push([text, language, volume]);
        return hasVoice;
      },
      silence: () => events.push('silence'),
    });
    return { speaker, said, missing, started, events, changes: () => changes };
  };
  const settings = { volume: 0.5, language: 'auto' } as const;

  it('plays, speaks in the language of the words, and is silent when it is told to', () => {
    const { speaker, said, started, events } = setup();
    speaker.receive('audio', { ...piece, encoding: 'pcm16' }, settings);
    speaker.receive('audio', { ...piece, encoding: 'opus' }, settings);
    speaker.receive('audio', 'sound', settings);
    expect(started).toHaveLength(1);
    speaker.receive('say', '你好，Momo', settings);
    speaker.receive('say', 'hello', { ...settings, language: 'zh' });
    speaker.receive('say', '  ', settings);
    expect(said).toEqual([
      ['你好，Momo', 'zh', 0.5],
      ['hello', 'zh', 0.5],
    ]);
    speaker.receive('stop', true, settings);
    expect(events).toEqual(['cut', 'stop', 'silence']);
  });

  it('tells where there is no voice, and where the browser waits for a click', async () => {
    const { speaker, missing, changes } = setup('suspended', false);
    speaker.receive('say', 'hello', settings);
    await Promise.resolve();
    await Promise.resolve();
    expect(missing).toEqual(['en']);
    speaker.receive('audio', { ...piece, encoding: 'pcm16' }, settings);
    expect([speaker.isBlocked, changes()]).toEqual([true, 1]);
    await speaker.resume();
    expect([speaker.isBlocked, changes()]).toEqual([false, 2]);
  });

  it('takes any properties', () => {
    expect(speakerSettings({})).toEqual({ volume: 1, language: 'auto' });
    expect(speakerSettings({ volume: 9, language: 'zh' })).toEqual({ volume: 1, language: 'zh' });
  });
});

describe('voices of this computer', () => {
  const voice = (lang: string, isOwn = true, isDefault = false) => ({
    lang,
    localService: isOwn,
    default: isDefault,
  });
  it('are chosen by language, the system’s own first, and never one of a server', () => {
    const own = voice('zh_CN', true, true);
    expect(chooseVoice([voice('en-US'), voice('zh-TW'), own], 'zh')).toBe(own);
    expect(chooseVoice([voice('zh-CN', false)], 'zh')).toBeNull();
    expect(chooseVoice([voice('enm')], 'en')).toBeNull();
  });
  it('know Chinese from English', () => {
    expect(['你好', 'hello 你', 'the word 好 means good', '123'].map(languageOfWords)).toEqual([
      'zh',
      'zh',
      'en',
      'en',
    ]);
  });
});

describe('values that are live', () => {
  it('leaves out what is told again, and other kits', async () => {
    type Event = { kitId: string; values: [string, string, PortValue, number][] };
    let listener: (event: Event) => void = () => undefined;
    const sessions = Promise.withResolvers<unknown>();
    const seen: PortValue[] = [];
    listenToLiveValues(
      {
        on: (_, given) => {
          listener = given;
          return () => undefined;
        },
        sessions: () => sessions.promise,
      },
      'kit',
      (_node, _port, value) => seen.push(value),
    );
    listener({ kitId: 'kit', values: [['node', 'say', 'old', 0]] });
    sessions.resolve([]);
    await sessions.promise;
    await Promise.resolve();
    listener({ kitId: 'other', values: [['node', 'say', 'foreign', 0]] });
    listener({ kitId: 'kit', values: [['node', 'say', 'new', 0]] });
    expect(seen).toEqual(['new']);
  });
});

describe('what a device refuses', () => {
  it.each([
    ['NotAllowedError', 'denied'],
    ['NotFoundError', 'missing'],
    ['NotReadableError', 'busy'],
    ['InsecureContextError', 'insecure'],
    ['TypeError', 'failed'],
  ])('%s is %s', (name, kind) => {
    expect(captureProblemOf(Object.assign(new Error('x'), { name })).kind).toBe(kind);
  });
});

it('samples survive base64', () => {
  const samples = Int16Array.from([0, 32_767, -32_768, -1]);
  const back = samplesFromBase64(toBase64(new Uint8Array(samples.buffer)));
  expect([...(back ?? [])].map(sample => Math.round(sample * 32_768))).toEqual([...samples]);
});

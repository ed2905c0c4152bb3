import { basename } from 'node:path';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { AudioValue, Recognition, RecognitionOptions, SynthesisOptions } from '../../sdk/hub-node.ts';
import { SpeechGate } from '../../sdk/speech-gate.ts';
import { findLocalModels, type LocalModel } from './find-local-models.ts';
import { isStreaming, type LocalReply, type LocalRequest } from './local-speech-protocol.ts';
import { bytesOf, fromFloat, RateConverter, Resampler, samplesOf } from './pcm.ts';
import { type SpeechProcess, startSpeechProcess } from './speech-process.ts';
import type { VoiceDetector } from './voice-detector.ts';

/** Names that mean "whichever fits". */
const anyModel: ReadonlySet<string> = new Set(['auto', 'recognizer', 'voice']);

/** Sound kept from before somebody was noticed to speak, 16 kHz: half a second. */
const leadSamples = 8_000;

/** Voices speak at rates of their own; on a wire all have the one that the nodes declare. */
const spokenRateHz = 24_000;

/** The longest utterance for models that hear whole ones: Whisper takes 30 s. */
const longestSamples = 16_000 * 28;

type SessionListener = (reply: LocalReply | { readonly kind: 'gone'; readonly message: string }) => void;

export interface LocalSpeechOptions {
  /** The folder that the user named; null: none. */
  readonly folder: () => string | null;
  readonly detector: VoiceDetector;
  /** The longest that a model may take to load, or to decode an utterance. */
  readonly deadlineMs?: number;
  readonly start?: typeof startSpeechProcess;
}

/** Speech by the user's own models, through sherpa-onnx in a process that starts with the first call. */
export class LocalSpeech {
  readonly #options: LocalSpeechOptions;
  readonly #deadlineMs: number;
  readonly #sessions = new Map<number, SessionListener>();
  #process: SpeechProcess | null = null;
  #nextSession = 1;

  constructor(options: LocalSpeechOptions) {
    this.#options = options;
    this.#deadlineMs = options.deadlineMs ?? 60_000;
  }

  /** The model that a name means. Throws `speech/folder-…`. */
  async find(name: string, kind: LocalModel['kind']): Promise<LocalModel> {
    const folder = this.#options.folder();
    if (folder === null || folder === '') throw new StudioError('speech/folder-unset', {});
    const models = await findLocalModels(folder);
    const fitting = models.filter(model => model.kind === kind);
    const model = fitting.find(each => each.name === name) ?? (anyModel.has(name) ? fitting[0] : undefined);
    if (model !== undefined) return model;
    const found = models.map(each => `${each.name} (${each.family})`).join(', ');
    throw new StudioError('speech/folder-unknown', { path: folder, purpose: kind, message: found || '—' });
  }

  async recognize(name: string, options: RecognitionOptions): Promise<Recognition> {
    const model = await this.find(name, 'speech-to-text');
    options.signal.throwIfAborted();
    const session = this.#nextSession++;
    const opened = Promise.withResolvers<void>();
    const finished = Promise.withResolvers<void>();
    finished.promise.catch(() => undefined);
    const startedAtMs = performance.now();
    let firstMs: number | null = null;
    const fail = (failure: unknown) => {
      this.#sessions.delete(session);
      clearTimeout(timer);
      opened.reject(failure);
      finished.reject(failure);
    };
    let timer = this.#deadline(model, fail);
    options.signal.addEventListener(
      'abort',
      () => {
        this.#send({ kind: 'cancel', session });
        fail(options.signal.reason);
      },
      { once: true },
    );
    this.#listen(session, reply => {
      if (reply.kind === 'opened') {
        clearTimeout(timer);
        opened.resolve();
      } else if (reply.kind === 'text') {
        firstMs ??= performance.now() - startedAtMs;
        options.onText(reply.text, reply.isFinal);
      } else if (reply.kind === 'finished') {
        this.#sessions.delete(session);
        clearTimeout(timer);
        finished.resolve();
        options.onUsage(usageOf(model, firstMs));
      } else if (reply.kind === 'failed' || reply.kind === 'gone') {
        const failure = failed(model, reply.message);
        fail(failure);
        options.onEnded?.(failure);
      }
    });
    this.#send({ kind: 'recognize', session, model, languages: options.languages });
    await opened.promise;
    const send = (samples: Float32Array) => this.#send({ kind: 'audio', session, samples });
    const cutter = isStreaming(model)
      ? null
      : new UtteranceCutter(this.#options.detector, send, () => this.#send({ kind: 'utterance', session }));
    const converter = new RateConverter(16_000);
    return {
      push: audio => {
        if (!this.#sessions.has(session)) return;
        const samples = converter.convert(audio);
        if (cutter === null) send(samples);
        else cutter.push(audio, samples);
      },
      finish: async () => {
        await cutter?.end();
        if (this.#sessions.has(session)) {
          timer = this.#deadline(model, fail);
          this.#send({ kind: 'finish', session });
        }
        try {
          await finished.promise;
        } catch (error) {
          if (!options.signal.aborted) throw error;
        }
      },
    };
  }

  async *synthesize(name: string, options: SynthesisOptions): AsyncGenerator<AudioValue, void> {
    const { signal } = options.message;
    const model = await this.find(name, 'text-to-speech');
    if (signal.aborted) return;
    const session = this.#nextSession++;
    const startedAtMs = performance.now();
    let firstMs: number | null = null;
    const sounds: AudioValue[] = [];
    let outcome: 'running' | 'done' | { readonly failure: unknown } = 'running';
    let wake: () => void = () => undefined;
    let resampler: Resampler | null = null;
    const add = (samples: Float32Array) => {
      if (samples.length === 0) return;
      const data = bytesOf(fromFloat(samples)).toString('base64');
      sounds.push({ data, sampleRateHz: spokenRateHz, encoding: 'pcm16' });
    };
    const end = (how: typeof outcome) => {
      if (outcome === 'running') outcome = how;
      wake();
    };
    let timer = this.#deadline(model, failure => end({ failure }));
    const onAbort = () => end('done');
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      this.#listen(session, reply => {
        clearTimeout(timer);
        if (reply.kind === 'sound') {
          firstMs ??= performance.now() - startedAtMs;
          resampler ??= new Resampler(reply.sampleRateHz, spokenRateHz);
          add(resampler.push(reply.samples));
          timer = this.#deadline(model, failure => end({ failure }));
          wake();
        } else if (reply.kind === 'finished') {
          if (resampler !== null) add(resampler.flush());
          end('done');
        } else if (reply.kind === 'failed' || reply.kind === 'gone')
          end({ failure: failed(model, reply.message) });
      });
      const speaker = /^\d+$/.test(options.voice) ? Number(options.voice) : 0;
      this.#send({ kind: 'speak', session, model, text: options.text, speaker });
      for (;;) {
        const sound = signal.aborted ? undefined : sounds.shift();
        if (sound !== undefined) {
          yield sound;
          continue;
        }
        const state = outcome as 'running' | 'done' | { readonly failure: unknown };
        if (state === 'done') break;
        if (state !== 'running') throw state.failure;
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        await promise;
      }
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      if (this.#sessions.delete(session)) this.#send({ kind: 'cancel', session });
      if (firstMs !== null) options.message.report(usageOf(model, firstMs));
    }
  }

  dispose(): void {
    const running = this.#process;
    this.#process = null;
    running?.kill();
    this.#tellGone('the studio is closing');
  }

  #listen(session: number, listener: SessionListener): void {
    this.#sessions.set(session, listener);
    if (this.#process !== null) return;
    const start = this.#options.start ?? startSpeechProcess;
    const running = start({
      onReply: reply => this.#sessions.get(reply.session)?.(reply),
      onGone: words => {
        if (this.#process !== running) return;
        this.#process = null;
        this.#tellGone(words);
      },
    });
    this.#process = running;
  }

  #tellGone(message: string): void {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    for (const listener of sessions) listener({ kind: 'gone', message });
  }

  #send(request: LocalRequest): void {
    this.#process?.send(request);
  }

  /** Native code that hangs cannot be asked to stop: its process is ended, and the next call starts another. */
  #deadline(model: LocalModel, fail: (failure: StudioError) => void): NodeJS.Timeout {
    return setTimeout(() => {
      fail(failed(model, `no answer in ${this.#deadlineMs / 1000} s`));
      this.#process?.kill();
    }, this.#deadlineMs);
  }
}

/** Cuts a stream of sound into utterances for models that hear only whole ones. */
class UtteranceCutter {
  readonly #voice: ReturnType<VoiceDetector['open']>;
  readonly #gate = new SpeechGate();
  readonly #send: (samples: Float32Array) => void;
  readonly #cut: () => void;
  #lead: Float32Array[] = [];
  #sent = 0;
  #turn: Promise<void> = Promise.resolve();

  constructor(detector: VoiceDetector, send: (samples: Float32Array) => void, cut: () => void) {
    this.#voice = detector.open();
    this.#send = send;
    this.#cut = cut;
  }

  push(audio: AudioValue, samples: Float32Array): void {
    const durationMs = (samplesOf(audio).length / audio.sampleRateHz) * 1000;
    this.#turn = this.#turn.then(async () => {
      // Where the detector fails everything counts as speech: nothing that was said is lost.
      const probability = await this.#voice.push(audio).catch(() => 1);
      const change = this.#gate.push(probability, durationMs);
      if (change === 'started') {
        for (const piece of this.#lead) this.#give(piece);
        this.#lead = [];
      }
      if (this.#gate.isSpeaking || change === 'ended') this.#give(samples);
      else this.#keep(samples);
      if (change === 'ended' || this.#sent > longestSamples) this.#finishUtterance();
    });
  }

  async end(): Promise<void> {
    await this.#turn;
    if (this.#gate.end() === 'ended') this.#finishUtterance();
    this.#voice.dispose();
  }

  #give(samples: Float32Array): void {
    this.#sent += samples.length;
    this.#send(samples);
  }

  #finishUtterance(): void {
    this.#sent = 0;
    this.#cut();
  }

  #keep(samples: Float32Array): void {
    this.#lead.push(samples);
    let total = this.#lead.reduce((sum, piece) => sum + piece.length, 0);
    while (total > leadSamples) total -= this.#lead.shift()?.length ?? total;
  }
}

function usageOf(model: LocalModel, firstMs: number | null) {
  return {
    provider: 'local-speech',
    model: model.name,
    region: null,
    isOffline: true,
    firstMs,
    tokensIn: 0,
    tokensOut: 0,
    costYuan: 0,
  };
}

function failed(model: LocalModel, message: string): StudioError {
  const line = message.replaceAll(/\s+/g, ' ').slice(-300);
  return new StudioError('speech/local-failed', { path: basename(model.directory), message: line });
}

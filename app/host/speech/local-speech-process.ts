import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { isStreaming, type LocalReply, type LocalRequest } from './local-speech-protocol.ts';
import { recognizerConfig, voiceConfig } from './sherpa-config.ts';

/*
 * Runs sherpa-onnx apart from the hub: its native code may block for seconds, and ends its process where a model's
 * files are wrong. It is a process where it can be, and a thread in the packaged desktop shell.
 */

interface NativeStream {
  acceptWaveform(wave: { readonly samples: Float32Array; readonly sampleRate: number }): void;
  inputFinished?(): void;
}

interface NativeRecognizer {
  createStream(): NativeStream;
  isReady?(stream: NativeStream): boolean;
  decode(stream: NativeStream): void;
  isEndpoint?(stream: NativeStream): boolean;
  reset?(stream: NativeStream): void;
  getResult(stream: NativeStream): { readonly text: string };
}

interface NativeVoice {
  readonly sampleRate: number;
  generateAsync(request: {
    readonly text: string;
    readonly sid: number;
    readonly speed: number;
    readonly enableExternalBuffer: boolean;
    readonly onProgress: (info: { readonly samples: Float32Array }) => boolean;
  }): Promise<{ readonly samples: Float32Array; readonly sampleRate: number }>;
}

interface Native {
  readonly OnlineRecognizer: new (config: object) => NativeRecognizer;
  readonly OfflineRecognizer: new (config: object) => NativeRecognizer;
  readonly OfflineTts: new (config: object) => NativeVoice;
}

interface Session {
  readonly recognizer: NativeRecognizer;
  readonly streams: boolean;
  stream: NativeStream;
  hasSound: boolean;
  told: string;
}

const require = createRequire(import.meta.url);
let native: Native | null = null;
const recognizers = new Map<string, NativeRecognizer>();
const voices = new Map<string, NativeVoice>();
const sessions = new Map<number, Session>();
const speaking = new Set<number>();

function load(): Native {
  native ??= require('sherpa-onnx-node') as Native;
  return native;
}

function reply(message: LocalReply): void {
  if (parentPort !== null) parentPort.postMessage(message);
  else process.send?.(message);
}

function open(request: Extract<LocalRequest, { kind: 'recognize' }>): void {
  const { session, model, languages } = request;
  const key = JSON.stringify([model.directory, languages]);
  const streams = isStreaming(model);
  let recognizer = recognizers.get(key);
  if (recognizer === undefined) {
    const { OnlineRecognizer, OfflineRecognizer } = load();
    const Recognizer = streams ? OnlineRecognizer : OfflineRecognizer;
    recognizer = new Recognizer(recognizerConfig(model, languages));
    recognizers.set(key, recognizer);
  }
  sessions.set(session, {
    recognizer,
    streams,
    stream: recognizer.createStream(),
    hasSound: false,
    told: '',
  });
  reply({ kind: 'opened', session });
}

/** Decodes what a streaming model can, and tells what is new. */
function advance(id: number, session: Session, isOver: boolean): void {
  const { recognizer, stream } = session;
  while (recognizer.isReady?.(stream) === true) recognizer.decode(stream);
  const text = recognizer.getResult(stream).text.trim();
  const isFinal = isOver || recognizer.isEndpoint?.(stream) === true;
  if (text !== '' && (isFinal || text !== session.told)) reply({ kind: 'text', session: id, text, isFinal });
  session.told = text;
  if (!isFinal) return;
  session.told = '';
  recognizer.reset?.(stream);
}

/** Decodes a whole utterance. */
function decodeUtterance(id: number, session: Session): void {
  if (!session.hasSound) return;
  session.recognizer.decode(session.stream);
  const text = session.recognizer.getResult(session.stream).text.trim();
  if (text !== '') reply({ kind: 'text', session: id, text, isFinal: true });
  session.stream = session.recognizer.createStream();
  session.hasSound = false;
}

async function speak(request: Extract<LocalRequest, { kind: 'speak' }>): Promise<void> {
  const { session, model, text, speaker } = request;
  speaking.add(session);
  try {
    let voice = voices.get(model.directory);
    if (voice === undefined) {
      voice = new (load().OfflineTts)(voiceConfig(model));
      voices.set(model.directory, voice);
    }
    const { sampleRate } = voice;
    let given = 0;
    const whole = await voice.generateAsync({
      text,
      sid: speaker,
      speed: 1,
      enableExternalBuffer: false,
      onProgress: ({ samples }) => {
        if (!speaking.has(session)) return false;
        given += samples.length;
        reply({ kind: 'sound', session, samples: Float32Array.from(samples), sampleRateHz: sampleRate });
        return true;
      },
    });
    // Models that tell nothing while they work give all at the end.
    if (given === 0 && speaking.has(session) && whole.samples.length > 0) {
      reply({ kind: 'sound', session, samples: whole.samples, sampleRateHz: whole.sampleRate });
    }
    reply({ kind: 'finished', session });
  } finally {
    speaking.delete(session);
  }
}

async function handle(request: LocalRequest): Promise<void> {
  if (request.kind === 'recognize') return open(request);
  if (request.kind === 'speak') return speak(request);
  speaking.delete(request.session);
  const session = sessions.get(request.session);
  if (session === undefined) return;
  switch (request.kind) {
    case 'audio':
      session.stream.acceptWaveform({ samples: request.samples, sampleRate: 16_000 });
      session.hasSound = true;
      if (session.streams) advance(request.session, session, false);
      return;
    case 'utterance':
      if (!session.streams) decodeUtterance(request.session, session);
      return;
    case 'finish':
      if (session.streams) {
        // The model looks ahead; silence brings its last words out.
        session.stream.acceptWaveform({ samples: new Float32Array(8_000), sampleRate: 16_000 });
        session.stream.inputFinished?.();
        advance(request.session, session, true);
      } else decodeUtterance(request.session, session);
      sessions.delete(request.session);
      reply({ kind: 'finished', session: request.session });
      return;
    case 'cancel':
      sessions.delete(request.session);
  }
}

function receive(request: LocalRequest): void {
  handle(request).catch((error: unknown) => {
    sessions.delete(request.session);
    const message = error instanceof Error ? error.message : String(error);
    reply({ kind: 'failed', session: request.session, message });
  });
}

if (parentPort !== null) parentPort.on('message', receive);
else {
  process.on('message', message => receive(message as LocalRequest));
  // The studio is gone: nobody is left to answer.
  process.on('disconnect', () => process.exit(0));
}

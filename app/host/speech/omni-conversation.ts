import { StudioError } from '../../contract/errors/studio-error.ts';
import type { Conversation, ConversationOptions, ImageValue } from '../../sdk/hub-node.ts';
import { OmniAnswer } from './omni-answer.ts';
import { bytesOf, fromFloat, RateConverter } from './pcm.ts';
import { errorOfCode } from './service-errors.ts';
import { SilenceTimer } from './silence-timer.ts';
import { type Deadlines, objectAt, SocketLink, textAt } from './socket-link.ts';
import { addressOf } from './socket-pool.ts';
import { type CloudCall, withoutKey } from './speech-access.ts';

const heardRateHz = 16_000;

/** What the service takes of pictures: JPEG, so large as base64, so often. */
const largestImage = 256 * 1024;
const imageEveryMs = 1_000;

export interface OmniContext {
  readonly deadlines: Deadlines;
  /** Milliseconds that never go back; the default is the process's own clock. */
  readonly now?: () => number;
}

/**
 * A conversation with Qwen-Omni: sound and pictures go in, words and sound come out, and the service notices by itself
 * when somebody begins to speak. Resolves when the session is set up.
 */
export async function openOmniConversation(
  call: CloudCall,
  options: ConversationOptions,
  context: OmniContext,
): Promise<Conversation> {
  const signal = AbortSignal.any([options.signal, call.signal]);
  const url = `${addressOf(call, 'realtime')}?model=${encodeURIComponent(call.model)}`;
  let link: SocketLink;
  try {
    link = await SocketLink.open(call, url, context.deadlines, signal);
  } catch (error) {
    call.end(options.signal.aborted ? undefined : error);
    throw error;
  }
  const session = new OmniSession(call, options, context, link, signal);
  await session.ready;
  return session;
}

class OmniSession implements Conversation {
  readonly #call: CloudCall;
  readonly #options: ConversationOptions;
  readonly #context: OmniContext;
  readonly #link: SocketLink;
  readonly #signal: AbortSignal;
  readonly #ready = Promise.withResolvers<void>();
  readonly #silence: SilenceTimer;
  readonly #converter = new RateConverter(heardRateHz);
  readonly #onAbort: () => void;
  readonly #answer: OmniAnswer;
  #isReady = false;
  #hasEnded = false;
  #hasHeard = false;
  #imageAtMs = Number.NEGATIVE_INFINITY;
  #newestImage: string | null = null;

  constructor(
    call: CloudCall,
    options: ConversationOptions,
    context: OmniContext,
    link: SocketLink,
    signal: AbortSignal,
  ) {
    this.#call = call;
    this.#options = options;
    this.#context = context;
    this.#link = link;
    this.#signal = signal;
    this.#answer = new OmniAnswer(call, options);
    this.#silence = new SilenceTimer((phase, afterMs) =>
      this.#end(new StudioError('speech/timeout', { provider: call.title, phase, seconds: afterMs / 1000 })),
    );
    this.#onAbort = () => this.#end(signal.reason);
    signal.addEventListener('abort', this.#onAbort, { once: true });
    this.#ready.promise.catch(() => undefined);
    link.listen({
      onJson: message => this.#receive(message),
      onBinary: () => undefined,
      onLost: error => this.#end(error),
    });
    this.#silence.expect('starting', context.deadlines.startMs);
    if (signal.aborted) this.#end(signal.reason);
  }

  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  push(audio: Parameters<Conversation['push']>[0]): void {
    if (!this.#isReady || this.#hasEnded) return;
    const samples = fromFloat(this.#converter.convert(audio));
    if (samples.length === 0) return;
    this.#send({ type: 'input_audio_buffer.append', audio: bytesOf(samples).toString('base64') });
    this.#hasHeard = true;
    this.#sendImage();
  }

  show(image: ImageValue): void {
    if (this.#hasEnded) return;
    if (image.encoding !== 'jpeg' || image.data.length > largestImage) {
      this.#options.caller.log(
        `The picture was not sent: only JPEG up to ${largestImage / 1024} kB is taken.`,
        'warning',
      );
      return;
    }
    this.#newestImage = image.data;
    this.#sendImage();
  }

  interrupt(): void {
    if (this.#hasEnded || !this.#answer.isRunning) return;
    this.#answer.silence();
    this.#silence.stop();
    this.#send({ type: 'response.cancel' });
  }

  async close(): Promise<void> {
    this.#end(null);
  }

  /** Pictures go out after the first sound, at most one a second, the newest first. */
  #sendImage(): void {
    const nowMs = this.#context.now?.() ?? performance.now();
    if (this.#newestImage === null || !this.#hasHeard || nowMs - this.#imageAtMs < imageEveryMs) return;
    this.#imageAtMs = nowMs;
    this.#send({ type: 'input_image_buffer.append', image: this.#newestImage });
    this.#newestImage = null;
  }

  #send(message: Readonly<Record<string, unknown>>): void {
    this.#link.sendJson(message);
  }

  #receive(message: Readonly<Record<string, unknown>>): void {
    if (this.#hasEnded) return;
    const type = textAt(message, 'type');
    if (type === 'session.created') this.#setUp();
    else if (type === 'session.updated') {
      if (this.#isReady) return;
      this.#isReady = true;
      this.#silence.stop();
      this.#ready.resolve();
    } else if (type === 'error') this.#receiveError(objectAt(message, 'error'));
    else if (type === 'input_audio_buffer.speech_started') {
      this.#silence.stop();
      this.#answer.silence();
      this.#options.onInterrupted();
    } else if (type === 'input_audio_buffer.committed') {
      this.#silence.expect('answering', this.#context.deadlines.answerMs);
    } else if (type === 'conversation.item.input_audio_transcription.completed') {
      const heard = textAt(message, 'transcript');
      if (heard !== '') this.#options.onHeard(heard);
    } else if (type.startsWith('response.')) this.#receiveAnswer(type, message);
  }

  #receiveAnswer(type: string, message: Readonly<Record<string, unknown>>): void {
    if (type === 'response.done') this.#silence.stop();
    else if (this.#answer.isRunning || type === 'response.created') {
      this.#silence.expect('answering', this.#context.deadlines.answerMs);
    }
    if (type !== 'response.function_call_arguments.done') {
      this.#answer.receive(type, message);
      return;
    }
    if (this.#answer.isRunning) void this.#callFunction(message);
  }

  async #callFunction(message: Readonly<Record<string, unknown>>): Promise<void> {
    const name = textAt(message, 'name');
    const wanted = this.#options.functions?.find(each => each.name === name);
    let output: unknown;
    try {
      if (wanted === undefined) throw new RangeError(`There is no function ${name}.`);
      output = await wanted.call(JSON.parse(textAt(message, 'arguments') || '{}'), this.#signal);
    } catch (error) {
      output = { error: error instanceof Error ? error.message : String(error) };
    }
    if (this.#hasEnded) return;
    this.#send({
      type: 'conversation.item.create',
      item: {
        type: 'function_call_output',
        call_id: textAt(message, 'call_id'),
        output: JSON.stringify(output ?? null),
      },
    });
    this.#send({ type: 'response.create' });
  }

  #setUp(): void {
    const tools = (this.#options.functions ?? []).map(({ name, description, parameters }) => ({
      type: 'function',
      function: { name, description, parameters },
    }));
    this.#send({
      type: 'session.update',
      session: {
        modalities: ['text', 'audio'],
        instructions: this.#options.instructions,
        ...(this.#options.voice !== '' && { voice: this.#options.voice }),
        input_audio_format: 'pcm',
        output_audio_format: 'pcm',
        turn_detection: { type: 'server_vad', threshold: 0.5, silence_duration_ms: 800 },
        ...(tools.length > 0 && { tools }),
      },
    });
    this.#silence.expect('starting', this.#context.deadlines.startMs);
  }

  #receiveError(error: Readonly<Record<string, unknown>>): void {
    const code = textAt(error, 'code') || textAt(error, 'type');
    // The answer was over before it was cancelled: what was wanted is so.
    if (/response_cancel_not_active|no.*active response/i.test(`${code} ${textAt(error, 'message')}`)) return;
    const words = withoutKey(this.#call, textAt(error, 'message'));
    this.#end(errorOfCode(this.#call.title, this.#call.model, code, words));
  }

  #end(failure: unknown): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#silence.stop();
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#link.close();
    this.#answer.end();
    const isOurs = failure === null || this.#options.signal.aborted;
    this.#call.end(isOurs ? undefined : failure);
    this.#ready.reject(failure ?? new DOMException('The conversation was closed.', 'AbortError'));
    if (!isOurs && this.#isReady) this.#options.onEnded?.(StudioError.from(failure));
  }
}

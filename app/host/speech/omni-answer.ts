import { randomUUID } from 'node:crypto';
import type { ConversationOptions } from '../../sdk/hub-node.ts';
import { numberAt, objectAt, textAt } from './socket-link.ts';
import type { CloudCall } from './speech-access.ts';

const spokenRateHz = 24_000;

type Listener = Pick<ConversationOptions, 'onText' | 'onAudio' | 'onUsage'>;

/** The answer that a conversation is giving: words and sound of one response, until it is done or silenced. */
export class OmniAnswer {
  readonly #call: CloudCall;
  readonly #listener: Listener;
  #id: string | null = null;
  #utterance = '';
  #words = '';
  #isWordsFinal = false;
  #hasSound = false;
  #firstMs: number | null = null;
  #startedAtMs = 0;
  /** Answers that were stopped: the service may still send of them. */
  readonly #silenced = new Set<string>();

  constructor(call: CloudCall, listener: Listener) {
    this.#call = call;
    this.#listener = listener;
  }

  get isRunning(): boolean {
    return this.#id !== null;
  }

  /** Nothing more of this answer is given on, whatever still comes. */
  silence(): void {
    if (this.#id === null) return;
    this.#silenced.add(this.#id);
    if (this.#silenced.size > 32) this.#silenced.delete([...this.#silenced][0] ?? '');
    this.end();
  }

  /** Closes what is open: the words as far as they came, and the sound. */
  end(): void {
    if (this.#id === null) return;
    this.#id = null;
    this.#finishWords();
    if (this.#hasSound) this.#sound('', true);
  }

  receive(type: string, message: Readonly<Record<string, unknown>>): void {
    const response = objectAt(message, 'response');
    const id = textAt(message, 'response_id') || textAt(response, 'id');
    if (type === 'response.created') {
      this.end();
      this.#begin(id);
      return;
    }
    if (type === 'response.done') {
      this.#report(objectAt(response, 'usage'));
      this.#silenced.delete(id);
      if (id === this.#id) this.end();
      return;
    }
    if (this.#silenced.has(id) || id !== this.#id) return;
    switch (type) {
      case 'response.audio_transcript.delta':
      case 'response.text.delta':
        this.#addWords(textAt(message, 'delta'));
        return;
      case 'response.audio_transcript.done':
      case 'response.text.done':
        this.#words = textAt(message, 'transcript') || textAt(message, 'text') || this.#words;
        this.#finishWords();
        return;
      case 'response.audio.delta':
        this.#sound(textAt(message, 'delta'), false);
        return;
      case 'response.audio.done':
        if (this.#hasSound) this.#sound('', true);
    }
  }

  #begin(id: string): void {
    this.#id = id;
    this.#utterance = randomUUID();
    this.#words = '';
    this.#isWordsFinal = false;
    this.#hasSound = false;
    this.#firstMs = null;
    this.#startedAtMs = performance.now();
  }

  #addWords(words: string): void {
    if (words === '' || this.#isWordsFinal) return;
    this.#firstMs ??= performance.now() - this.#startedAtMs;
    this.#words += words;
    this.#listener.onText(this.#words, false);
  }

  #finishWords(): void {
    if (this.#isWordsFinal || this.#words === '') return;
    this.#isWordsFinal = true;
    this.#listener.onText(this.#words, true);
  }

  #sound(data: string, isLast: boolean): void {
    if (data === '' && !isLast) return;
    this.#firstMs ??= performance.now() - this.#startedAtMs;
    this.#hasSound = !isLast;
    this.#listener.onAudio({
      data,
      sampleRateHz: spokenRateHz,
      encoding: 'pcm16',
      utterance: this.#utterance,
      ...(isLast && { last: true }),
    });
  }

  #report(usage: Readonly<Record<string, unknown>>): void {
    const [tokensIn, tokensOut] = [numberAt(usage, 'input_tokens'), numberAt(usage, 'output_tokens')];
    if (tokensIn === 0 && tokensOut === 0) return;
    this.#listener.onUsage({
      provider: this.#call.provider,
      model: this.#call.model,
      region: this.#call.region,
      isOffline: false,
      firstMs: this.#firstMs,
      tokensIn,
      tokensOut,
      costYuan: this.#call.costYuan({ input: tokensIn, output: tokensOut }),
    });
  }
}

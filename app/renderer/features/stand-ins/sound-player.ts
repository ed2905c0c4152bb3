import { samplesFromBase64 } from './base64.ts';

/** What the player needs of a browser's `AudioContext`; a test hands in its own. */
export type PlayerContext = Pick<
  AudioContext,
  | 'currentTime'
  | 'state'
  | 'destination'
  | 'createBuffer'
  | 'createBufferSource'
  | 'createGain'
  | 'resume'
  | 'close'
>;

export interface PlayedSound {
  readonly data: string;
  readonly sampleRateHz: number;
}

/** Head start of the first piece, so that a late second one leaves no gap. Seconds. */
const headStartSeconds = 0.06;

/** Most sound that may wait: what a model speaks ahead. Seconds. */
const mostAheadSeconds = 300;

/** Plays pieces of sound one after the other without a gap, and is silent at once when it is told to. */
export class SoundPlayer {
  readonly #create: (sampleRateHz: number) => PlayerContext;
  #context: PlayerContext | null = null;
  #rateHz = 0;
  #gain: GainNode | null = null;
  #endsAt = 0;
  readonly #playing = new Set<AudioBufferSourceNode>();

  constructor(create = (sampleRate: number): PlayerContext => new AudioContext({ sampleRate })) {
    this.#create = create;
  }

  /** True where the browser waits for a click before it plays. */
  get isBlocked(): boolean {
    return this.#context?.state === 'suspended';
  }

  /** Adds a piece of pcm16. What cannot be read, or is too far ahead, is passed over. */
  play({ data, sampleRateHz }: PlayedSound, volume: number): void {
    const samples = samplesFromBase64(data);
    if (samples === null || samples.length === 0 || !(sampleRateHz >= 3_000 && sampleRateHz <= 192_000))
      return;
    const context = this.#open(sampleRateHz);
    const now = context.currentTime;
    if (this.#endsAt - now > mostAheadSeconds) return;
    const buffer = context.createBuffer(1, samples.length, sampleRateHz);
    buffer.copyToChannel(samples, 0);
    const source = context.createBufferSource();
    source.buffer = buffer;
    this.#gain ??= this.#connectGain(context);
    this.#gain.gain.value = Math.max(0, Math.min(1, volume));
    source.connect(this.#gain);
    const startsAt = this.#endsAt > now ? this.#endsAt : now + headStartSeconds;
    source.start(startsAt);
    this.#endsAt = startsAt + samples.length / sampleRateHz;
    this.#playing.add(source);
    source.onended = () => void this.#playing.delete(source);
  }

  /** Silence, now: what plays ends and what waits is dropped. */
  stop(): void {
    this.#endsAt = 0;
    // Cut off before the sources, which may end a block later.
    this.#gain?.disconnect();
    this.#gain = null;
    for (const source of this.#playing) {
      source.onended = null;
      source.stop();
    }
    this.#playing.clear();
  }

  /** Lets the browser play; call it from a click. */
  async resume(): Promise<void> {
    await this.#context?.resume();
  }

  dispose(): void {
    this.stop();
    void this.#context?.close();
    this.#context = null;
  }

  /** One context of the sound's own rate: pieces then join without a seam. */
  #open(rateHz: number): PlayerContext {
    if (this.#context !== null && rateHz === this.#rateHz) return this.#context;
    this.dispose();
    this.#rateHz = rateHz;
    this.#context = this.#create(rateHz);
    return this.#context;
  }

  #connectGain(context: PlayerContext): GainNode {
    const gain = context.createGain();
    gain.connect(context.destination);
    return gain;
  }
}

/** How a stream of probabilities becomes "somebody speaks" and "nobody speaks". */
export interface SpeechGateOptions {
  /** At or above this it is speech, 0…1. */
  readonly startProbability: number;
  /** Below this it is none; between the two the state stays. */
  readonly endProbability: number;
  /** So long it must be speech before it counts: a click is none. Milliseconds. */
  readonly minSpeechMs: number;
  /** So long it must be quiet before speech has ended: a breath is no end. Milliseconds. */
  readonly hangoverMs: number;
}

/** Thresholds as the makers of the detector's packages set them, with an end that suits a conversation. */
export const usualSpeechGate: SpeechGateOptions = {
  startProbability: 0.5,
  endProbability: 0.35,
  minSpeechMs: 96,
  hangoverMs: 600,
};

/** Tells when speech begins and ends, from probabilities: hysteresis, a least length, and a hangover. */
export class SpeechGate {
  readonly #options: () => SpeechGateOptions;
  #isSpeaking = false;
  #speechMs = 0;
  #quietMs = 0;

  /** The options are asked for with each piece, so that they may change meanwhile. */
  constructor(options: () => SpeechGateOptions = () => usualSpeechGate) {
    this.#options = options;
  }

  get isSpeaking(): boolean {
    return this.#isSpeaking;
  }

  /** Takes in how likely a piece of sound of this length is speech. Returns what changed; null: nothing did. */
  push(probability: number, durationMs: number): 'started' | 'ended' | null {
    const { startProbability, endProbability, minSpeechMs, hangoverMs } = this.#options();
    if (!this.#isSpeaking) {
      if (probability >= startProbability) this.#speechMs += durationMs;
      else if (probability < endProbability) this.#speechMs = 0;
      if (this.#speechMs === 0 || this.#speechMs < minSpeechMs) return null;
      this.#isSpeaking = true;
      this.#quietMs = 0;
      return 'started';
    }
    if (probability >= startProbability) this.#quietMs = 0;
    else if (probability < endProbability) this.#quietMs += durationMs;
    return this.#quietMs >= hangoverMs ? this.end() : null;
  }

  /** The stream is over. */
  end(): 'ended' | null {
    const wasSpeaking = this.#isSpeaking;
    this.#isSpeaking = false;
    this.#speechMs = 0;
    this.#quietMs = 0;
    return wasSpeaking ? 'ended' : null;
  }
}

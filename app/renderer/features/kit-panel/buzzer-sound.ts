/** Plays what the buzzers of the drawn device would sound like: square waves, quiet, muted until asked. */
export class BuzzerSound {
  #context: AudioContext | null = null;
  readonly #voices = new Map<string, { oscillator: OscillatorNode; gain: GainNode }>();
  readonly #frequencies = new Map<string, number>();

  get isOn(): boolean {
    return this.#context !== null;
  }

  /** Starts sounding; call it from a click, as browsers want. */
  turnOn(): void {
    if (this.#context !== null) return;
    this.#context = new AudioContext();
    for (const [id, frequencyHz] of this.#frequencies) this.#apply(id, frequencyHz);
  }

  turnOff(): void {
    const context = this.#context;
    this.#context = null;
    this.#voices.clear();
    void context?.close();
  }

  /** @param frequencyHz 0 is silence */
  play(id: string, frequencyHz: number): void {
    if (this.#frequencies.get(id) === frequencyHz) return;
    this.#frequencies.set(id, frequencyHz);
    this.#apply(id, frequencyHz);
  }

  #apply(id: string, frequencyHz: number): void {
    const context = this.#context;
    if (context === null) return;
    let voice = this.#voices.get(id);
    if (!voice) {
      if (frequencyHz <= 0) return;
      const oscillator = context.createOscillator();
      const gain = context.createGain();
      oscillator.type = 'square';
      gain.gain.value = 0;
      oscillator.connect(gain).connect(context.destination);
      oscillator.start();
      voice = { oscillator, gain };
      this.#voices.set(id, voice);
    }
    if (frequencyHz > 0) {
      voice.oscillator.frequency.setValueAtTime(Math.min(20_000, frequencyHz), context.currentTime);
    }
    // A few milliseconds of slope keep the loudspeaker from clicking.
    voice.gain.gain.setTargetAtTime(frequencyHz > 0 ? 0.04 : 0, context.currentTime, 0.004);
  }
}

import type { PortValue } from '../../stores/runtime-store.ts';
import { SoundPlayer } from './sound-player.ts';
import {
  languageOfWords,
  type SpokenLanguage,
  silenceSystemVoice,
  speakWithSystemVoice,
} from './system-voice.ts';

export interface SpeakerSettings {
  readonly volume: number;
  readonly language: 'auto' | SpokenLanguage;
}

/** Properties of a speaker node, whatever the document holds. */
export function speakerSettings(properties: Readonly<Record<string, unknown>>): SpeakerSettings {
  const { volume, language } = properties;
  return {
    volume: typeof volume === 'number' ? Math.max(0, Math.min(1, volume)) : 1,
    language: language === 'en' || language === 'zh' ? language : 'auto',
  };
}

/** One speaker node in this window: plays its sound, speaks its words, and is silent when it is told to. */
export class Speaker {
  readonly #player: SoundPlayer;
  readonly #speak: typeof speakWithSystemVoice;
  readonly #silence: () => void;
  readonly #onChange: () => void;
  readonly #onNoVoice: (language: SpokenLanguage) => void;

  constructor(options: {
    readonly onChange: () => void;
    readonly onNoVoice: (language: SpokenLanguage) => void;
    readonly player?: SoundPlayer;
    readonly speak?: typeof speakWithSystemVoice;
    readonly silence?: () => void;
  }) {
    this.#player = options.player ?? new SoundPlayer();
    this.#speak = options.speak ?? speakWithSystemVoice;
    this.#silence = options.silence ?? silenceSystemVoice;
    this.#onChange = options.onChange;
    this.#onNoVoice = options.onNoVoice;
  }

  get isBlocked(): boolean {
    return this.#player.isBlocked;
  }

  receive(port: string, value: PortValue, settings: SpeakerSettings): void {
    if (port === 'stop') this.stop();
    else if (port === 'say' && typeof value === 'string') void this.#say(value, settings);
    else if (port === 'audio') this.#play(value, settings);
  }

  stop(): void {
    this.#player.stop();
    this.#silence();
  }

  async resume(): Promise<void> {
    await this.#player.resume();
    this.#onChange();
  }

  dispose(): void {
    this.#player.dispose();
    this.#silence();
  }

  #play(value: PortValue, { volume }: SpeakerSettings): void {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    const { data, sampleRateHz, encoding } = value;
    if (typeof data !== 'string' || typeof sampleRateHz !== 'number' || encoding !== 'pcm16') return;
    const wasBlocked = this.isBlocked;
    this.#player.play({ data, sampleRateHz }, volume);
    if (this.isBlocked !== wasBlocked) this.#onChange();
  }

  async #say(text: string, { language, volume }: SpeakerSettings): Promise<void> {
    if (text.trim() === '') return;
    const spoken = language === 'auto' ? languageOfWords(text) : language;
    if (!(await this.#speak(text, spoken, volume))) this.#onNoVoice(spoken);
  }
}

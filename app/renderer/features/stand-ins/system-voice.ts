/** What is needed of a browser's voices; a test hands in its own. */
export interface Voice {
  readonly lang: string;
  readonly localService: boolean;
  readonly default: boolean;
}

export type SpokenLanguage = 'en' | 'zh';

/** The language of words: Chinese where a good part of the letters is. */
export function languageOfWords(text: string): SpokenLanguage {
  const chinese = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}+/gu)?.length ?? 0;
  return chinese > 0 && chinese >= latin ? 'zh' : 'en';
}

/**
 * A voice of this computer that speaks a language; the system's own first. Null where it has none. Voices that send the
 * words to a server are not taken: `system-voice` promises that nothing leaves this computer.
 */
export function chooseVoice<Kind extends Voice>(
  voices: readonly Kind[],
  language: SpokenLanguage,
): Kind | null {
  const fitting = voices.filter(
    voice => voice.localService && voice.lang.toLowerCase().split(/[-_]/)[0] === language,
  );
  return fitting.find(voice => voice.default) ?? fitting[0] ?? null;
}

/** Speaks words with a voice of this computer, after those that it speaks already. False where it has none. */
export async function speakWithSystemVoice(
  text: string,
  language: SpokenLanguage,
  volume: number,
): Promise<boolean> {
  // The types promise it; not every browser has it.
  const speech: SpeechSynthesis | undefined = window.speechSynthesis;
  if (speech === undefined) return false;
  const voice = chooseVoice(await voicesOf(speech), language);
  if (voice === null) return false;
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.voice = voice;
  utterance.lang = voice.lang;
  utterance.volume = volume;
  speech.speak(utterance);
  return true;
}

export function silenceSystemVoice(): void {
  const speech: SpeechSynthesis | undefined = window.speechSynthesis;
  speech?.cancel();
}

/** Some browsers load their voices after the page, and tell so. */
function voicesOf(speech: SpeechSynthesis): Promise<SpeechSynthesisVoice[]> {
  const voices = speech.getVoices();
  if (voices.length > 0) return Promise.resolve(voices);
  return new Promise(resolve => {
    const finish = () => {
      clearTimeout(timer);
      resolve(speech.getVoices());
    };
    const timer = setTimeout(finish, 1_000);
    speech.addEventListener('voiceschanged', finish, { once: true });
  });
}

import type { AudioValue, HubServices } from '../../../sdk/hub-node.ts';

/*
 * Speech for behaviours and scenarios in tests: sound is text as bytes. Deterministic, and nothing to do with a voice.
 * A model `broken/…` cannot be used; the sound `!break` breaks what hears it, `!interrupt` interrupts.
 */

function wordsOf(audio: AudioValue): string {
  return Buffer.from(audio.data, 'base64').toString('utf8');
}

function refuseBroken(model: string): void {
  if (model.startsWith('broken/')) throw new Error(`${model} cannot be used`);
}

/** Sound that says a text. */
export function scriptedSound(text: string, sampleRateHz = 24_000): AudioValue {
  return { data: Buffer.from(text).toString('base64'), sampleRateHz, encoding: 'pcm16' };
}

/** Speech whose words are the bytes of the sound. */
export function createScriptedSpeech(): HubServices['speech'] {
  return {
    recognize: async ({ model, onText, onEnded }) => {
      refuseBroken(model);
      let heard = '';
      return {
        push: audio => {
          const words = wordsOf(audio);
          if (words === '!break') {
            onText(heard, true);
            onEnded?.(new Error('it broke'));
            return;
          }
          heard += words;
          onText(heard, false);
        },
        finish: async () => onText(heard, true),
      };
    },
    async *synthesize({ model, text, message }) {
      refuseBroken(model);
      yield scriptedSound(text);
      // Sound of 200 ms, so that it is spoken for a while.
      for (let piece = 0; piece < 2 && !message.signal.aborted; piece++) {
        yield { data: Buffer.alloc(4_800).toString('base64'), sampleRateHz: 24_000, encoding: 'pcm16' };
      }
    },
    detectVoice: async () => ({
      push: async audio => {
        const words = wordsOf(audio).replaceAll('\0', '');
        if (words === '!break') throw new Error('it broke');
        return Number(words);
      },
      dispose: () => undefined,
    }),
    converse: async options => {
      refuseBroken(options.model);
      return {
        push: audio => {
          const words = wordsOf(audio);
          if (words === '!break') return options.onEnded?.(new Error('it broke'));
          if (words === '!interrupt') return options.onInterrupted();
          options.onHeard(words);
          options.onText(`You said ${words}`, true);
          options.onAudio({ ...scriptedSound(words), utterance: 'one' });
          options.onAudio({ ...scriptedSound(''), utterance: 'one', last: true });
        },
        show: () => undefined,
        interrupt: () => undefined,
        close: async () => undefined,
      };
    },
  };
}

/** Pictures whose bytes are the prompt. */
export const createScriptedImage: HubServices['models']['image'] = async ({ model, prompt }) => {
  refuseBroken(model);
  return { data: Buffer.from(prompt).toString('base64'), encoding: 'png', widthPx: 1024, heightPx: 1024 };
};

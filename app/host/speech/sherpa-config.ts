import type { LocalModel } from './find-local-models.ts';

type Config = Readonly<Record<string, unknown>>;

const threads = 2;

/** A recogniser's configuration as sherpa-onnx takes it. */
export function recognizerConfig(model: LocalModel, languages: readonly string[]): Config {
  const { tokens, encoder, decoder, joiner, model: weights } = model.files;
  const common = { tokens, numThreads: threads, provider: 'cpu', debug: 0 };
  const language = languages.length === 1 ? (languages[0] ?? '') : '';
  const families: Partial<Record<LocalModel['family'], Config>> = {
    'zipformer-streaming': { transducer: { encoder, decoder, joiner } },
    'paraformer-streaming': { paraformer: { encoder, decoder } },
    zipformer: { transducer: { encoder, decoder, joiner } },
    paraformer: { paraformer: { model: weights } },
    whisper: { whisper: { encoder, decoder, language, task: 'transcribe', tailPaddings: -1 } },
    'sense-voice': { senseVoice: { model: weights, language, useInverseTextNormalization: 1 } },
  };
  return {
    featConfig: { sampleRate: 16_000, featureDim: 80 },
    modelConfig: { ...families[model.family], ...common },
    decodingMethod: 'greedy_search',
    // Silence that ends a sentence: after nothing, after words, and the longest there may be. Seconds.
    enableEndpoint: true,
    rule1MinTrailingSilence: 2.4,
    rule2MinTrailingSilence: 0.8,
    rule3MinUtteranceLength: 20,
  };
}

/** A voice's configuration as sherpa-onnx takes it. */
export function voiceConfig(model: LocalModel): Config {
  const { tokens, model: weights, lexicon = '', dataDir = '', voices, acousticModel, vocoder } = model.files;
  const families: Partial<Record<LocalModel['family'], Config>> = {
    vits: { vits: { model: weights, tokens, lexicon, dataDir } },
    kokoro: { kokoro: { model: weights, voices, tokens, lexicon, dataDir } },
    matcha: { matcha: { acousticModel, vocoder, tokens, lexicon, dataDir } },
  };
  return {
    model: { ...families[model.family], numThreads: threads, provider: 'cpu', debug: 0 },
    maxNumSentences: 1,
  };
}

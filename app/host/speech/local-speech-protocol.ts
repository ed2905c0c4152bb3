import type { LocalModel } from './find-local-models.ts';

/** What the studio asks of the process that runs local models. */
export type LocalRequest =
  | {
      readonly kind: 'recognize';
      readonly session: number;
      readonly model: LocalModel;
      readonly languages: readonly string[];
    }
  /** Samples at 16 kHz, −1…1. */
  | { readonly kind: 'audio'; readonly session: number; readonly samples: Float32Array }
  /** For models that hear whole utterances: what came since the last is one. */
  | { readonly kind: 'utterance'; readonly session: number }
  | { readonly kind: 'finish'; readonly session: number }
  | { readonly kind: 'cancel'; readonly session: number }
  | {
      readonly kind: 'speak';
      readonly session: number;
      readonly model: LocalModel;
      readonly text: string;
      readonly speaker: number;
    };

/** What it answers. */
export type LocalReply =
  | { readonly kind: 'opened'; readonly session: number }
  | { readonly kind: 'text'; readonly session: number; readonly text: string; readonly isFinal: boolean }
  | {
      readonly kind: 'sound';
      readonly session: number;
      readonly samples: Float32Array;
      readonly sampleRateHz: number;
    }
  | { readonly kind: 'finished'; readonly session: number }
  | { readonly kind: 'failed'; readonly session: number; readonly message: string };

/** Whether a model gives words while somebody still speaks. */
export function isStreaming(model: LocalModel): boolean {
  return model.family === 'zipformer-streaming' || model.family === 'paraformer-streaming';
}

import type { AudioValue, HubCaller, ImageValue, JsonValue } from '../../../../app/sdk/hub-node.ts';

/** A value of an `audio` wire; null for anything else. */
export function audioOf(value: JsonValue): AudioValue | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const { data, sampleRateHz, encoding } = value;
  const isSound = typeof data === 'string' && typeof sampleRateHz === 'number' && sampleRateHz > 0;
  if (!isSound || (encoding !== 'pcm16' && encoding !== 'opus')) return null;
  return {
    data,
    sampleRateHz,
    encoding,
    ...(typeof value.utterance === 'string' && { utterance: value.utterance }),
    ...(value.last === true && { last: true }),
  };
}

/** A value of an `image` wire; null for anything else. */
export function imageOf(value: JsonValue): ImageValue | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const { data, encoding } = value;
  const isImage = encoding === 'jpeg' || encoding === 'png' || encoding === 'mono';
  return typeof data === 'string' && isImage ? { data, encoding } : null;
}

/** How long a piece of pcm16 lasts, from its base64 alone. */
export function durationMsOf({ data, sampleRateHz }: AudioValue): number {
  const padding = data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0;
  const bytes = Math.max(0, (data.length / 4) * 3 - padding);
  return (Math.floor(bytes / 2) / sampleRateHz) * 1000;
}

/** Words of a failure, for an `error` output. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Keeps a call that fails from being tried again with each piece of sound. */
export class RestAfterFailure {
  #untilMs = Number.NEGATIVE_INFINITY;

  isResting(caller: Pick<HubCaller, 'now'>): boolean {
    return caller.now() < this.#untilMs;
  }

  rest(caller: Pick<HubCaller, 'now'>, delayMs: number): void {
    this.#untilMs = caller.now() + delayMs;
  }
}

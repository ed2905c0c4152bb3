import { StudioError } from '../../contract/errors/studio-error.ts';
import type { AudioValue } from '../../sdk/hub-node.ts';

/** The samples of a piece of sound, 16 bit. Throws `speech/sound-format` where it is no pcm16. */
export function samplesOf(audio: AudioValue): Int16Array {
  if (audio.encoding !== 'pcm16') {
    throw new StudioError('speech/sound-format', { encoding: audio.encoding, rate: audio.sampleRateHz });
  }
  const bytes = Buffer.from(audio.data, 'base64');
  const samples = new Int16Array(bytes.length >> 1);
  for (let index = 0; index < samples.length; index++) samples[index] = bytes.readInt16LE(index * 2);
  return samples;
}

/** 16-bit samples as bytes, little-endian. */
export function bytesOf(samples: Int16Array): Buffer {
  const bytes = Buffer.allocUnsafe(samples.length * 2);
  for (let index = 0; index < samples.length; index++) bytes.writeInt16LE(samples[index] ?? 0, index * 2);
  return bytes;
}

/** 16-bit samples as −1…1. */
export function toFloat(samples: Int16Array): Float32Array {
  return Float32Array.from(samples, sample => sample / 32_768);
}

/** −1…1 as 16-bit samples; what is louder is cut. */
export function fromFloat(samples: Float32Array): Int16Array {
  return Int16Array.from(samples, sample => Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768))));
}

/** Taps on each side of the windowed sinc that keeps what the lower rate cannot carry from folding back. */
const halfTaps = 16;

/**
 * Brings a stream of samples to another rate, piece by piece: a windowed-sinc low-pass evaluated where the new samples
 * lie. It delays by {@link halfTaps} samples; `flush` gives what is still inside.
 */
export class Resampler {
  readonly #step: number;
  readonly #cutoff: number;
  #buffer: Float32Array = new Float32Array(halfTaps);
  /** Place of the next output in the buffer, in input samples. */
  #next = halfTaps;

  constructor(fromHz: number, toHz: number) {
    if (!(fromHz > 0) || !(toHz > 0)) throw new RangeError(`no rate: ${fromHz} to ${toHz}`);
    this.#step = fromHz / toHz;
    this.#cutoff = Math.min(1, toHz / fromHz);
  }

  push(samples: Float32Array): Float32Array {
    if (this.#step === 1) return samples;
    const joined = new Float32Array(this.#buffer.length + samples.length);
    joined.set(this.#buffer);
    joined.set(samples, this.#buffer.length);
    const output: number[] = [];
    while (this.#next + halfTaps / this.#cutoff < joined.length) {
      output.push(this.#at(joined, this.#next));
      this.#next += this.#step;
    }
    const keepFrom = Math.max(0, Math.floor(this.#next - halfTaps / this.#cutoff) - 1);
    this.#buffer = joined.slice(keepFrom);
    this.#next -= keepFrom;
    return Float32Array.from(output);
  }

  flush(): Float32Array {
    return this.#step === 1
      ? new Float32Array(0)
      : this.push(new Float32Array(Math.ceil(halfTaps / this.#cutoff)));
  }

  #at(samples: Float32Array, position: number): number {
    const width = halfTaps / this.#cutoff;
    const first = Math.max(0, Math.ceil(position - width));
    const last = Math.min(samples.length - 1, Math.floor(position + width));
    let sum = 0;
    let weights = 0;
    for (let index = first; index <= last; index++) {
      const distance = index - position;
      const x = Math.PI * distance * this.#cutoff;
      const weight =
        (Math.abs(x) < 1e-9 ? 1 : Math.sin(x) / x) * (0.5 + 0.5 * Math.cos((Math.PI * distance) / width));
      sum += (samples[index] ?? 0) * weight;
      weights += weight;
    }
    return weights === 0 ? 0 : sum / weights;
  }
}

/** Turns pieces of sound of any rate into samples of one rate; a change of the source's rate starts anew. */
export class RateConverter {
  readonly #toHz: number;
  #fromHz = 0;
  #resampler: Resampler | null = null;

  constructor(toHz: number) {
    this.#toHz = toHz;
  }

  convert(audio: AudioValue): Float32Array {
    const samples = toFloat(samplesOf(audio));
    if (this.#resampler === null || audio.sampleRateHz !== this.#fromHz) {
      this.#fromHz = audio.sampleRateHz;
      this.#resampler = new Resampler(audio.sampleRateHz, this.#toHz);
    }
    return this.#resampler.push(samples);
  }
}

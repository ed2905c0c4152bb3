import { describe, expect, it } from 'vitest';
import { bytesOf, fromFloat, RateConverter, Resampler, samplesOf, toFloat } from './pcm.ts';
import { tone } from './testing/testing-caller.ts';

/** How loud a frequency is in samples, as a share of a full tone. */
function loudnessAt(samples: Float32Array, frequencyHz: number, rateHz: number): number {
  let [re, im] = [0, 0];
  for (const [index, sample] of samples.entries()) {
    const angle = (2 * Math.PI * frequencyHz * index) / rateHz;
    re += sample * Math.cos(angle);
    im += sample * Math.sin(angle);
  }
  return (2 * Math.hypot(re, im)) / samples.length;
}

describe('resampling', () => {
  it.each([
    [48_000, 16_000],
    [44_100, 16_000],
    [24_000, 16_000],
    [8_000, 16_000],
    [22_050, 24_000],
  ])('%i Hz to %i Hz keeps a tone, in any pieces', (from, to) => {
    const sound = Float32Array.from({ length: from }, (_, index) =>
      Math.sin((2 * Math.PI * 1_000 * index) / from),
    );
    const whole = new Resampler(from, to);
    const result = [...whole.push(sound), ...whole.flush()];
    expect(Math.abs(result.length - to)).toBeLessThan(40);
    const middle = Float32Array.from(result.slice(200, -200));
    expect(loudnessAt(middle, 1_000, to)).toBeGreaterThan(0.97);

    const pieces = new Resampler(from, to);
    const joined: number[] = [];
    for (let start = 0, length = 1; start < sound.length; start += length, length = (length * 7) % 911) {
      joined.push(...pieces.push(sound.subarray(start, start + length)));
    }
    joined.push(...pieces.flush());
    expect(joined.length).toBe(result.length);
    expect(Math.max(...joined.map((sample, index) => Math.abs(sample - (result[index] ?? 0))))).toBeLessThan(
      1e-4,
    );
  });

  it('what the lower rate cannot carry does not fold back', () => {
    const sound = Float32Array.from({ length: 48_000 }, (_, index) =>
      Math.sin((2 * Math.PI * 14_000 * index) / 48_000),
    );
    const result = new Resampler(48_000, 16_000).push(sound).subarray(200);
    expect(loudnessAt(result, 2_000, 16_000)).toBeLessThan(0.02);
  });

  it('the same rate changes nothing, a change of rate starts anew', () => {
    const audio = tone(440, 20);
    const converter = new RateConverter(16_000);
    expect(fromFloat(converter.convert(audio))).toEqual(samplesOf(audio));
    expect(converter.convert(tone(440, 100, 48_000)).length).toBeGreaterThan(1_500);
    expect(() => new Resampler(0, 16_000)).toThrow(RangeError);
  });

  it('samples survive the way through bytes and floats', () => {
    const samples = Int16Array.from([0, 1, -1, 32_767, -32_768, 12_345]);
    expect(fromFloat(toFloat(samples))).toEqual(samples);
    const data = bytesOf(samples).toString('base64');
    expect(samplesOf({ data, sampleRateHz: 16_000, encoding: 'pcm16' })).toEqual(samples);
    expect(fromFloat(Float32Array.from([2, -2]))).toEqual(Int16Array.from([32_767, -32_768]));
  });
});

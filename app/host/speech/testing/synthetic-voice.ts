/**
 * Sound that is like a voice, made from nothing but arithmetic: a train of pulses at a speaker's pitch, through three
 * resonances where the vowels of a language have theirs. Nobody's voice, and free of anyone's rights.
 */
export function synthesizeVowels(durationMs: number, sampleRateHz = 16_000): Float32Array {
  const count = Math.round((durationMs / 1000) * sampleRateHz);
  const pulses = new Float32Array(count);
  let phase = 0;
  for (let index = 0; index < count; index++) {
    const seconds = index / sampleRateHz;
    const pitchHz =
      120 + 30 * Math.sin(2 * Math.PI * 0.7 * seconds) + 2 * Math.sin(2 * Math.PI * 5.3 * seconds);
    phase += pitchHz / sampleRateHz;
    if (phase >= 1) {
      phase -= 1;
      pulses[index] = 1;
    }
  }
  // a, i, u, e, o: the first three formants, hertz.
  const vowels = [
    [730, 1090, 2440],
    [270, 2290, 3010],
    [300, 870, 2240],
    [530, 1840, 2480],
    [570, 840, 2410],
  ].map(formants => {
    let sound: Float32Array = pulses;
    for (const [index, frequency] of formants.entries()) {
      sound = resonate(sound, frequency, [80, 90, 120][index] ?? 100, sampleRateHz);
    }
    let loudest = 0;
    for (const sample of sound) loudest = Math.max(loudest, Math.abs(sample));
    return sound.map(sample => (sample / (loudest || 1)) * 0.5);
  });
  const syllable = Math.round(sampleRateHz * 0.2);
  return Float32Array.from({ length: count }, (_, index) => {
    const within = (index % syllable) / syllable;
    const loudness = Math.min(1, within * 8, (1 - within) * 5);
    return (vowels[Math.floor(index / syllable) % vowels.length]?.[index] ?? 0) * loudness;
  });
}

/** Noise without a voice; the same each time. */
export function synthesizeNoise(durationMs: number, loudness: number, sampleRateHz = 16_000): Float32Array {
  let seed = 0x2545_f491;
  return Float32Array.from({ length: Math.round((durationMs / 1000) * sampleRateHz) }, () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return (seed / 2 ** 31 - 1) * loudness;
  });
}

function resonate(
  sound: Float32Array,
  frequencyHz: number,
  bandwidthHz: number,
  rateHz: number,
): Float32Array {
  const radius = Math.exp((-Math.PI * bandwidthHz) / rateHz);
  const b = 2 * radius * Math.cos((2 * Math.PI * frequencyHz) / rateHz);
  const c = -radius * radius;
  const a = 1 - b - c;
  let last = 0;
  let beforeLast = 0;
  return sound.map(sample => {
    const next = a * sample + b * last + c * beforeLast;
    beforeLast = last;
    last = next;
    return next;
  });
}

import { afterAll, describe, expect, it } from 'vitest';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { AudioValue } from '../../sdk/hub-node.ts';
import { SpeechGate } from '../../sdk/speech-gate.ts';
import { bytesOf, fromFloat } from './pcm.ts';
import { synthesizeNoise, synthesizeVowels } from './testing/synthetic-voice.ts';
import { VoiceDetector } from './voice-detector.ts';

const detector = new VoiceDetector();

afterAll(() => detector.dispose());

function piecesOf(samples: Float32Array, sampleRateHz = 16_000): AudioValue[] {
  const length = sampleRateHz / 50;
  return Array.from({ length: Math.floor(samples.length / length) }, (_, index) => ({
    data: bytesOf(fromFloat(samples.subarray(index * length, (index + 1) * length))).toString('base64'),
    sampleRateHz,
    encoding: 'pcm16' as const,
  }));
}

async function judge(samples: Float32Array, sampleRateHz?: number): Promise<number[]> {
  const stream = detector.open();
  const probabilities: number[] = [];
  for (const piece of piecesOf(samples, sampleRateHz)) probabilities.push(await stream.push(piece));
  stream.dispose();
  return probabilities;
}

const share = (probabilities: readonly number[]) =>
  probabilities.filter(probability => probability >= 0.5).length / probabilities.length;

describe('the voice detector', () => {
  it('hears no voice in silence and in noise', async () => {
    expect(Math.max(...(await judge(new Float32Array(32_000))))).toBeLessThan(0.1);
    for (const loudness of [0.02, 0.15]) {
      expect(Math.max(...(await judge(synthesizeNoise(2_000, loudness)))), String(loudness)).toBeLessThan(
        0.3,
      );
    }
    // Noise at half of full scale lifts single frames over one half; what counts is that no speech begins.
    const gate = new SpeechGate();
    const loud = await judge(synthesizeNoise(2_000, 0.5));
    expect(loud.map(probability => gate.push(probability, 20)).every(change => change === null)).toBe(true);
  });

  it('hears a voice in synthetic vowels, at 16 kHz and at 48 kHz', async () => {
    expect(share(await judge(synthesizeVowels(3_000)))).toBeGreaterThan(0.9);
    expect(share(await judge(synthesizeVowels(3_000, 48_000), 48_000))).toBeGreaterThan(0.9);
  });

  it('keeps streams apart', async () => {
    const [voice, silence] = [detector.open(), detector.open()];
    const quiet = piecesOf(new Float32Array(32_000));
    let [heard, unheard] = [0, 0];
    for (const [index, piece] of piecesOf(synthesizeVowels(2_000)).entries()) {
      const other = quiet[index];
      if (other === undefined) throw new Error('pieces of different number');
      const [a, b] = await Promise.all([voice.push(piece), silence.push(other)]);
      heard = Math.max(heard, a);
      unheard = Math.max(unheard, b);
    }
    expect(heard).toBeGreaterThan(0.9);
    expect(unheard).toBeLessThan(0.1);
    voice.dispose();
    silence.dispose();
  });

  it('tells with the gate when somebody began and stopped', async () => {
    const sound = new Float32Array(16_000 * 5);
    sound.set(synthesizeVowels(2_000), 16_000);
    const stream = detector.open();
    const gate = new SpeechGate();
    const changes: (readonly [string, number])[] = [];
    for (const [index, piece] of piecesOf(sound).entries()) {
      const change = gate.push(await stream.push(piece), 20);
      if (change !== null) changes.push([change, index * 20]);
    }
    stream.dispose();
    expect(changes.map(([change]) => change)).toEqual(['started', 'ended']);
    expect(changes[0]?.[1]).toBeGreaterThan(1_000);
    expect(changes[0]?.[1]).toBeLessThan(1_500);
    expect(changes[1]?.[1]).toBeGreaterThan(3_000);
    expect(changes[1]?.[1]).toBeLessThan(4_000);
  });

  it('refuses sound that is no pcm16, and everything once it is disposed', async () => {
    const other = new VoiceDetector();
    const stream = other.open();
    await expect(stream.push({ data: '', sampleRateHz: 16_000, encoding: 'opus' })).rejects.toThrow(/opus/);
    await other.dispose();
    const failure = await stream
      .push(piecesOf(new Float32Array(32_000).subarray(0, 640))[0] as AudioValue)
      .then(() => stream.push(piecesOf(new Float32Array(640))[0] as AudioValue))
      .catch((error: unknown) => error);
    expect(StudioError.is(failure, 'speech/detector-failed')).toBe(true);
  });
});

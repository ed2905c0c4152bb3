import { describe, expect, it } from 'vitest';
import { SpeechGate } from './speech-gate.ts';

const options = { startProbability: 0.5, endProbability: 0.35, minSpeechMs: 60, hangoverMs: 100 };

function play(gate: SpeechGate, probabilities: readonly number[]): (string | null)[] {
  return probabilities.map(probability => gate.push(probability, 20));
}

describe('the speech gate', () => {
  it('opens after enough speech and closes after enough quiet', () => {
    const gate = new SpeechGate(() => options);
    expect(play(gate, [0.9, 0.9, 0.9])).toEqual([null, null, 'started']);
    expect(play(gate, [0.1, 0.1, 0.1, 0.1, 0.1])).toEqual([null, null, null, null, 'ended']);
    expect(gate.isSpeaking).toBe(false);
  });

  it('a click opens nothing', () => {
    const gate = new SpeechGate(() => options);
    expect(play(gate, [0.9, 0.1, 0.9, 0.9, 0.1, 0.9, 0.9, 0.2]).every(change => change === null)).toBe(true);
  });

  it('a breath closes nothing, and between the thresholds nothing changes', () => {
    const gate = new SpeechGate(() => options);
    play(gate, [0.9, 0.9, 0.9]);
    expect(play(gate, [0.1, 0.1, 0.1, 0.1, 0.9, ...new Array<number>(20).fill(0.4)])).not.toContain('ended');
    expect(play(gate, [0.1, 0.1, 0.1, 0.1, 0.1]).at(-1)).toBe('ended');
  });

  it('closes when the stream is over, once', () => {
    const gate = new SpeechGate(() => options);
    play(gate, [0.9, 0.9, 0.9]);
    expect(gate.end()).toBe('ended');
    expect(gate.end()).toBeNull();
  });
});

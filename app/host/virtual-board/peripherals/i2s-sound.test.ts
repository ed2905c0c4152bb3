import { describe, expect, it } from 'vitest';
import { attached } from '../testing/attached.ts';
import { BareBoard } from '../testing/bare-board.ts';
import { i2sMicrophone } from './i2s-microphone.ts';
import { i2sSpeaker } from './i2s-speaker.ts';

const rateHz = 16_000;
const effective = (samples: Float32Array) =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
/** Of full scale, where a sine that reaches it has 0 dB. */
const decibels = (samples: Float32Array) => 20 * Math.log10(effective(samples) * Math.SQRT2);

describe('INMP441', () => {
  function make(loudnessDb: number, toneHz = 1000) {
    const peripheral = i2sMicrophone(
      attached('i2s-microphone', {
        sliders: { loudnessDb: [30, 120, loudnessDb], toneHz: [100, 4000, toneHz] },
      }),
      new BareBoard(),
    );
    const speak = peripheral.i2s?.speak;
    if (speak === undefined) throw new Error('no sound');
    return { peripheral, speak };
  }

  it('gives −26 dBFS at 94 dB, its own noise in silence, and full scale at 120 dB', () => {
    expect(decibels(make(94).speak(rateHz, rateHz, 0))).toBeCloseTo(-26, 1);
    expect(decibels(make(0).speak(rateHz, rateHz, 0))).toBeCloseTo(-87, 0);
    expect(decibels(make(120).speak(rateHz, rateHz, 0))).toBeCloseTo(0, 1);
    const clipped = make(130).speak(rateHz, rateHz, 0);
    expect(Math.max(...clipped)).toBe(1);
  });

  it('goes on where it was: pieces make one sound, the same each time', () => {
    const { speak } = make(80, 333);
    const whole = speak(640, rateHz, 100);
    const parts = [0, 320].flatMap(at => [...speak(320, rateHz, 100 + (at * 1000) / rateHz)]);
    expect(parts).toEqual([...whole]);
  });

  it('takes its controls within what can be', () => {
    const { peripheral, speak } = make(40);
    peripheral.control?.('loudnessDb', 94);
    peripheral.control?.('toneHz', 'high');
    expect(decibels(speak(rateHz, rateHz, 0))).toBeCloseTo(-26, 1);
    peripheral.control?.('loudnessDb', 1e9);
    expect(peripheral.state()).toEqual({ loudnessDb: 140, toneHz: 1000 });
  });
});

describe('MAX98357A', () => {
  function make() {
    const board = new BareBoard();
    const peripheral = i2sSpeaker(attached('i2s-speaker'), board);
    const hear = peripheral.i2s?.hear;
    if (hear === undefined) throw new Error('no sound');
    return { board, peripheral, hear };
  }
  const sine = (ms: number, hertz: number, amplitude: number) =>
    Float32Array.from(
      { length: (rateHz * ms) / 1000 },
      (_, index) => amplitude * Math.sin((2 * Math.PI * hertz * index) / rateHz),
    );

  it('shows what sounds now, when its turn has come, and how long it sounded', () => {
    const { board, peripheral, hear } = make();
    hear(sine(80, 440, 0.5), rateHz, 100);
    hear(sine(40, 880, 0.25), rateHz, 180);
    expect(peripheral.state()).toEqual({ level: 0, frequencyHz: 0, playedMs: 0 });
    board.pass(120);
    expect(peripheral.state()).toMatchObject({ frequencyHz: 440, playedMs: 0 });
    expect(peripheral.state().level).toBeCloseTo(0.5, 1);
    board.pass(80);
    expect(peripheral.state()).toMatchObject({ frequencyHz: 880, playedMs: 80 });
    const before = board.changes;
    board.pass(20);
    expect(peripheral.state()).toEqual({ level: 0, frequencyHz: 0, playedMs: 120 });
    expect(board.changes).toBeGreaterThan(before);
  });

  it('has neither level nor pitch in silence, but its time', () => {
    const { board, peripheral, hear } = make();
    hear(new Float32Array(rateHz / 10), rateHz, 0);
    board.pass(50);
    expect(peripheral.state()).toMatchObject({ level: 0, frequencyHz: 0 });
    board.pass(50);
    expect(peripheral.state()).toEqual({ level: 0, frequencyHz: 0, playedMs: 100 });
  });
});

import { clamp, controlDefault, type PeripheralModel } from './peripheral.ts';

/** Sound pressure at which a sine reaches full scale: the sensitivity is −26 dBFS at 94 dB SPL. */
const fullScaleDb = 120;
/** What the microphone itself rustles with: 61 dB (A) below 94 dB. */
const noiseDb = 33;

/**
 * TDK InvenSense INMP441, a microphone with I²S output (data sheet DS-000069, revision 1.1): 24 bits, −26 dBFS at 94 dB
 * SPL, a noise floor of 33 dB, full scale at 120 dB. Its L/R pin is low: it speaks on the left channel. Controls:
 * `loudnessDb` (sound pressure) and `toneHz` of a steady tone. State: both.
 */
export const i2sMicrophone: PeripheralModel = (attached, board) => {
  let loudnessDb = controlDefault(attached, 'loudnessDb', 40);
  let toneHz = controlDefault(attached, 'toneHz', 440);
  return {
    state: () => ({ loudnessDb, toneHz }),
    control: (control, value) => {
      if (typeof value !== 'number' || !Number.isFinite(value)) return;
      if (control === 'loudnessDb') loudnessDb = clamp(value, 0, 140);
      else if (control === 'toneHz') toneHz = clamp(value, 1, 20_000);
      else return;
      board.changed();
    },
    i2s: {
      speak: (count, rateHz, startMs) => {
        const amplitude = amplitudeOf(loudnessDb);
        const first = Math.round((startMs * rateHz) / 1000);
        return Float32Array.from({ length: count }, (_, index) => {
          const at = first + index;
          const tone = amplitude * Math.sin((2 * Math.PI * toneHz * at) / rateHz);
          return clamp(tone + noiseAmplitude * noise(at), -1, 1);
        });
      },
    },
  };
};

/** The peak of a sine of so much sound pressure, as a fraction of full scale. */
function amplitudeOf(decibels: number): number {
  return 10 ** ((decibels - fullScaleDb) / 20);
}

/** Evenly spread noise has its effective value at 1/√3 of its peak, a sine at 1/√2. */
const noiseAmplitude = amplitudeOf(noiseDb) * Math.sqrt(3 / 2);

/** −1…1, without any order that an ear could find, and the same for the same sample each time. */
function noise(sample: number): number {
  let value = Math.imul(sample ^ 0x9e3779b9, 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return ((value ^ (value >>> 16)) >>> 0) / 2 ** 31 - 1;
}

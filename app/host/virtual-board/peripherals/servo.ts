import { clamp, numberSetting, type PeripheralModel, pinOf } from './peripheral.ts';

/**
 * A hobby servo: a pulse of 0.5 ms is 0°, one of 2.5 ms is 180° (settings `minPulseMicroseconds`,
 * `maxPulseMicroseconds`, `rangeDegrees`). State `angleDegrees`; without pulses it stays where it is.
 */
export const servo: PeripheralModel = (attached, board) => {
  const pin = pinOf(attached, 'signal');
  const minPulse = numberSetting(attached, 'minPulseMicroseconds', 500);
  const maxPulse = numberSetting(attached, 'maxPulseMicroseconds', 2500);
  const range = numberSetting(attached, 'rangeDegrees', 180);
  let angleDegrees = range / 2;
  return {
    state: () => ({ angleDegrees }),
    pwmChanged: (changedPin, signal) => {
      if (changedPin !== pin || signal === null || signal.dutyNanoseconds <= 0) return;
      const fraction = (signal.dutyNanoseconds / 1000 - minPulse) / (maxPulse - minPulse);
      const next = Math.round(clamp(fraction, 0, 1) * range * 10) / 10;
      if (next === angleDegrees) return;
      angleDegrees = next;
      board.changed();
    },
  };
};

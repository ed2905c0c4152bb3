import { type PeripheralModel, pinOf } from './peripheral.ts';

/** A passive buzzer. State `frequencyHz`: what sounds now, 0 for silence (no PWM, or a duty of 0 or 100 %). */
export const buzzer: PeripheralModel = (attached, board) => {
  const pin = pinOf(attached, 'signal');
  let frequencyHz = 0;
  return {
    state: () => ({ frequencyHz }),
    pwmChanged: (changedPin, signal) => {
      if (changedPin !== pin) return;
      const period = signal === null || signal.frequencyHz <= 0 ? 0 : 1e9 / signal.frequencyHz;
      const isSounding = signal !== null && signal.dutyNanoseconds > 0 && signal.dutyNanoseconds < period;
      const next = isSounding ? signal.frequencyHz : 0;
      if (next === frequencyHz) return;
      frequencyHz = next;
      board.changed();
    },
  };
};

import { booleanSetting, type PeripheralModel, type PwmSignal, pinOf } from './peripheral.ts';

/** A light on one pin. State `brightness` 0…1: the level of the pin, or the duty of a PWM. Setting `activeHigh`. */
export const led: PeripheralModel = (attached, board) => {
  const pin = pinOf(attached, 'signal');
  const isActiveHigh = booleanSetting(attached, 'activeHigh', true);
  let level: 0 | 1 | null = null;
  let signal: PwmSignal | null = null;
  const brightness = () => {
    if (signal === null && level === null) return 0;
    const high = signal === null ? (level ?? 0) : dutyFraction(signal);
    return isActiveHigh ? high : 1 - high;
  };
  let shown = brightness();
  const update = () => {
    const next = brightness();
    if (next === shown) return;
    shown = next;
    board.changed();
  };
  return {
    state: () => ({ brightness: shown }),
    pinChanged: (changedPin, value) => {
      if (changedPin !== pin) return;
      level = value;
      update();
    },
    pwmChanged: (changedPin, value) => {
      if (changedPin !== pin) return;
      signal = value;
      update();
    },
  };
};

/** High time over period, 0…1, to four decimals: finer is not seen. */
export function dutyFraction(signal: PwmSignal): number {
  const fraction = (signal.dutyNanoseconds * signal.frequencyHz) / 1e9;
  return Math.round(Math.min(1, Math.max(0, fraction)) * 10_000) / 10_000;
}

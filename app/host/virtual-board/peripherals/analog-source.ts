import { clamp, controlDefault, numberSetting, type PeripheralModel, pinOf } from './peripheral.ts';

/**
 * A voltage on an ADC pin: potentiometer, light sensor, microphone level. Control `level`, within the range of its
 * slider (0…1 where it has none). Settings `minVolts` and `maxVolts` are the voltages at the slider's two ends; not
 * given, 0 and the board's logic voltage. A sensor whose voltage falls as the value grows has `minVolts` > `maxVolts`.
 */
export const analogSource: PeripheralModel = (attached, board) => {
  const pin = pinOf(attached, 'signal');
  const slider = attached.controls.find(control => control.id === 'level');
  const [low, high] = slider?.type === 'slider' ? [slider.min, slider.max] : [0, 1];
  const minVolts = numberSetting(attached, 'minVolts', 0);
  const maxVolts = numberSetting(attached, 'maxVolts', board.logicVolts);
  let level = controlDefault(attached, 'level', low);
  const drive = () => {
    const fraction = high === low ? 0 : (level - low) / (high - low);
    const volts = minVolts + fraction * (maxVolts - minVolts);
    board.driveAnalog(pin, clamp(volts / board.logicVolts, 0, 1));
  };
  drive();
  return {
    state: () => ({ level }),
    control: (control, value) => {
      if (control !== 'level' || typeof value !== 'number' || !Number.isFinite(value)) return;
      level = clamp(value, low, high);
      drive();
      board.changed();
    },
  };
};

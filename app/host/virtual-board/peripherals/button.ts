import { booleanSetting, type PeripheralModel, pinOf } from './peripheral.ts';

/**
 * A push button between its pin and ground: pressed reads 0. With the setting `activeHigh` it sits between the pin and
 * the supply, and pressed reads 1. Control `pressed`.
 */
export const button: PeripheralModel = (attached, board) => {
  const pin = pinOf(attached, 'signal');
  const pressedLevel = booleanSetting(attached, 'activeHigh', false) ? 1 : 0;
  let isPressed = false;
  return {
    state: () => ({ pressed: isPressed }),
    control: (control, value) => {
      if (control !== 'pressed') return;
      isPressed = value === true;
      board.driveLevel(pin, isPressed ? pressedLevel : null);
      board.changed();
    },
  };
};

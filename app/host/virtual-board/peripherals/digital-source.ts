import { booleanSetting, isOnByDefault, type PeripheralModel, pinOf } from './peripheral.ts';

/**
 * A sensor with one digital output, such as a PIR motion sensor. Control `active`; setting `activeHigh` (true where
 * not given) says which level means active.
 */
export const digitalSource: PeripheralModel = (attached, board) => {
  const pin = pinOf(attached, 'signal');
  const isActiveHigh = booleanSetting(attached, 'activeHigh', true);
  let isActive = isOnByDefault(attached, 'active');
  const drive = () => board.driveLevel(pin, isActive === isActiveHigh ? 1 : 0);
  drive();
  return {
    state: () => ({ active: isActive }),
    control: (control, value) => {
      if (control !== 'active') return;
      isActive = value === true;
      drive();
      board.changed();
    },
  };
};

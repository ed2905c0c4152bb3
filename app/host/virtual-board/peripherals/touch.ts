import { numberSetting, type PeripheralModel, pinOf } from './peripheral.ts';

/** Readings of a bare ESP32 touch pad: about 1000 untouched, a tenth of it under a finger. */
const untouchedReading = 1000;
const touchedReading = 100;

/**
 * A capacitive touch pad. Control `touched`. `machine.TouchPad(pin).read()` falls while it is touched; the settings
 * `untouchedReading` and `touchedReading` replace the two levels. Read as a plain digital pin (a TTP223 module) it is 1
 * while touched.
 */
export const touch: PeripheralModel = (attached, board) => {
  const pin = pinOf(attached, 'signal');
  const untouched = numberSetting(attached, 'untouchedReading', untouchedReading);
  const touched = numberSetting(attached, 'touchedReading', touchedReading);
  let isTouched = false;
  const drive = () => {
    board.driveTouch(pin, isTouched ? touched : untouched);
    board.driveLevel(pin, isTouched ? 1 : 0);
  };
  drive();
  return {
    state: () => ({ touched: isTouched }),
    control: (control, value) => {
      if (control !== 'touched') return;
      isTouched = value === true;
      drive();
      board.changed();
    },
  };
};

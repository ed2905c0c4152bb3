import { numberSetting, type PeripheralModel } from './peripheral.ts';

/** Half steps of a unipolar motor: which of IN1…IN4 have current, IN1 as the highest bit. */
const patterns: readonly number[] = [0b1000, 0b1100, 0b0100, 0b0110, 0b0010, 0b0011, 0b0001, 0b1001];

/**
 * A unipolar stepper motor behind four drivers (28BYJ-48 with ULN2003). The rotor follows the coils as a real one does:
 * to the nearest place that they pull to, one half step or two at a time; farther it cannot be pulled, and without
 * current it stays. State `angleDegrees` (clockwise, more than a turn is counted), `powered`. Setting `stepsPerTurn`
 * (half steps).
 */
export const stepper: PeripheralModel = (attached, board) => {
  const pins = ['in1', 'in2', 'in3', 'in4'].map(need => attached.pins[need] ?? -1);
  const stepsPerTurn = Math.max(1, numberSetting(attached, 'stepsPerTurn', 4096));
  let coils = 0;
  let halfSteps = 0;
  let phase = 0;
  return {
    state: () => ({ angleDegrees: (halfSteps * 360) / stepsPerTurn, powered: coils !== 0 }),
    pinChanged: (changedPin, level) => {
      const index = pins.indexOf(changedPin);
      if (index < 0) return;
      const bit = 0b1000 >> index;
      const before = coils;
      coils = level === 1 ? coils | bit : coils & ~bit;
      if (coils === before) return;
      const wanted = patterns.indexOf(coils);
      if (wanted >= 0) {
        // −3…4 half steps; half a turn of the field pulls both ways, and so not at all.
        const way = ((wanted - phase + 11) % 8) - 3;
        if (Math.abs(way) <= 2) {
          halfSteps += way;
          phase = wanted;
        }
      }
      if ((before === 0) !== (coils === 0) || wanted >= 0) board.changed();
    },
  };
};

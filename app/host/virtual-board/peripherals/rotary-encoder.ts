import { numberSetting, type PeripheralModel, pinOf } from './peripheral.ts';

/** Contacts A and B, each 1 while it is open, quarter turn by quarter turn to the right. */
const quarters = [
  [1, 1],
  [0, 1],
  [0, 0],
  [1, 0],
] as const;
/** A quick turn by hand. */
const quarterMs = 3;

/**
 * A mechanical rotary encoder between its pins and ground, with a button. Momentary controls `left` and `right` turn it
 * by one detent, quarter after quarter as a hand does; `pressed` holds the button. Setting `stepsPerDetent`: 1, 2 or 4.
 * State `position` in detents, `pressed`.
 */
export const rotaryEncoder: PeripheralModel = (attached, board) => {
  const pins = { a: pinOf(attached, 'a'), b: pinOf(attached, 'b'), button: pinOf(attached, 'button') };
  const stepsPerDetent = numberSetting(
    attached,
    'stepsPerDetent',
    Number(attached.settings.stepsPerDetent) || 4,
  );
  let quarter = 0;
  let goal = 0;
  let isTurning = false;
  let isPressed = false;

  const show = () => {
    const [a, b] = quarters[((quarter % 4) + 4) % 4] ?? quarters[0];
    // Open contacts are pulled up by the board.
    board.driveLevel(pins.a, a === 1 ? null : 0);
    board.driveLevel(pins.b, b === 1 ? null : 0);
  };
  const turn = () => {
    isTurning = quarter !== goal;
    if (!isTurning) {
      board.changed();
      return;
    }
    quarter += Math.sign(goal - quarter);
    show();
    board.after(quarterMs, turn);
  };

  return {
    state: () => ({ position: goal / stepsPerDetent, pressed: isPressed }),
    control: (control, value) => {
      if (control === 'pressed') {
        isPressed = value === true;
        board.driveLevel(pins.button, isPressed ? 0 : null);
      } else if ((control === 'left' || control === 'right') && value === true) {
        goal += control === 'right' ? stepsPerDetent : -stepsPerDetent;
        if (!isTurning) turn();
      } else return;
      board.changed();
    },
  };
};

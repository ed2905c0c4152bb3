import { booleanSetting, type PeripheralModel, pinOf } from './peripheral.ts';

/**
 * A relay module: switches on at the low level of its input, with the setting `activeHigh` at the high one. An input
 * that nobody drives leaves it off. State `on`, and `switches`: how often its contact has moved.
 */
export const relay: PeripheralModel = (attached, board) => {
  const pin = pinOf(attached, 'signal');
  const activeLevel = booleanSetting(attached, 'activeHigh', false) ? 1 : 0;
  let on = false;
  let switches = 0;
  return {
    state: () => ({ on, switches }),
    pinChanged: (changedPin, level) => {
      if (changedPin !== pin) return;
      const next = level === activeLevel;
      if (next === on) return;
      on = next;
      switches += 1;
      board.changed();
    },
  };
};

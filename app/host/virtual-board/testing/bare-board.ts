import type { PeripheralBoard } from '../peripherals/peripheral.ts';

/** The pins of a board without a board, for tests of single models. */
export class BareBoard implements PeripheralBoard {
  nowMs = 0;
  readonly logicVolts = 3.3;
  readonly levels = new Map<number, 0 | 1 | null>();
  readonly analog = new Map<number, number>();
  readonly touch = new Map<number, number>();
  changes = 0;

  driveLevel(pin: number, level: 0 | 1 | null): void {
    this.levels.set(pin, level);
  }

  driveAnalog(pin: number, fraction: number): void {
    this.analog.set(pin, fraction);
  }

  driveTouch(pin: number, reading: number): void {
    this.touch.set(pin, reading);
  }

  changed(): void {
    this.changes += 1;
  }
}

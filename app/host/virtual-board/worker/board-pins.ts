import type { PwmSignal } from '../peripherals/peripheral.ts';

/** As `machine.Pin` numbers them in the shim. */
export const pinModes = { input: 0, output: 1, openDrain: 2 } as const;
export const pinPulls = { none: 0, up: 1, down: 2 } as const;
export const pinTriggers = { rising: 1, falling: 2 } as const;

interface Pin {
  mode: number;
  pull: number;
  output: 0 | 1;
  driven: 0 | 1 | null;
  analog: number | null;
  touch: number | null;
  pwm: PwmSignal | null;
  trigger: number;
}

/** What the pins tell: to the peripherals what the program does, to the program what happens. */
export interface PinListener {
  pinChanged(pin: number, level: 0 | 1 | null): void;
  pwmChanged(pin: number, signal: PwmSignal | null): void;
  interrupt(pin: number): void;
}

/** The electrical state of every pin. A pin that nobody named yet floats and reads 0. */
export class BoardPins {
  #pins = new Map<number, Pin>();
  #listener: PinListener;

  constructor(listener: PinListener) {
    this.#listener = listener;
  }

  configure(pin: number, mode: number, pull: number): void {
    const state = this.#at(pin);
    state.mode = mode;
    state.pull = pull;
    this.#tell(pin, state);
  }

  write(pin: number, level: 0 | 1): void {
    const state = this.#at(pin);
    const before = this.#level(state);
    state.output = level;
    this.#tell(pin, state);
    this.#edge(pin, state, before);
  }

  /** The level as a voltmeter would find it. */
  read(pin: number): 0 | 1 {
    return this.#level(this.#at(pin));
  }

  /** True where the program itself holds the pin low, as it selects a chip; a pin that floats does not count. */
  isDrivenLow(pin: number): boolean {
    const state = this.#at(pin);
    return state.mode !== pinModes.input && state.output === 0;
  }

  /** ADC reading, 0…1. A pin without a voltage reads its digital level. */
  readAnalog(pin: number): number {
    const state = this.#at(pin);
    return state.analog ?? this.#level(state);
  }

  /** Null where no touch pad is attached. */
  readTouch(pin: number): number | null {
    return this.#at(pin).touch;
  }

  setPwm(pin: number, signal: PwmSignal | null): void {
    const state = this.#at(pin);
    if (
      state.pwm?.frequencyHz === signal?.frequencyHz &&
      state.pwm?.dutyNanoseconds === signal?.dutyNanoseconds
    ) {
      return;
    }
    state.pwm = signal;
    this.#listener.pwmChanged(pin, signal);
  }

  setTrigger(pin: number, trigger: number): void {
    this.#at(pin).trigger = trigger;
  }

  driveLevel(pin: number, level: 0 | 1 | null): void {
    const state = this.#at(pin);
    const before = this.#level(state);
    state.driven = level;
    this.#edge(pin, state, before);
  }

  driveAnalog(pin: number, fraction: number): void {
    this.#at(pin).analog = fraction;
  }

  driveTouch(pin: number, reading: number): void {
    this.#at(pin).touch = reading;
  }

  /** Takes away everything that peripherals drive; what the program set stays. */
  releaseAll(): void {
    for (const [pin, state] of this.#pins) {
      this.driveLevel(pin, null);
      state.analog = null;
      state.touch = null;
    }
  }

  /** Tells a new listener of everything that the program drives now. */
  replay(): void {
    for (const [pin, state] of this.#pins) {
      this.#tell(pin, state);
      if (state.pwm !== null) this.#listener.pwmChanged(pin, state.pwm);
    }
  }

  #at(pin: number): Pin {
    let state = this.#pins.get(pin);
    if (state === undefined) {
      state = {
        mode: pinModes.input,
        pull: pinPulls.none,
        output: 0,
        driven: null,
        analog: null,
        touch: null,
        pwm: null,
        trigger: 0,
      };
      this.#pins.set(pin, state);
    }
    return state;
  }

  #level(state: Pin): 0 | 1 {
    if (state.mode === pinModes.output) return state.output;
    if (state.mode === pinModes.openDrain && state.output === 0) return 0;
    if (state.driven !== null) return state.driven;
    return state.pull === pinPulls.up || state.mode === pinModes.openDrain ? 1 : 0;
  }

  #tell(pin: number, state: Pin): void {
    this.#listener.pinChanged(pin, state.mode === pinModes.input ? null : this.#level(state));
  }

  #edge(pin: number, state: Pin, before: 0 | 1): void {
    const after = this.#level(state);
    if (after === before) return;
    const kind = after === 1 ? pinTriggers.rising : pinTriggers.falling;
    if ((state.trigger & kind) !== 0) this.#listener.interrupt(pin);
  }
}

import type { AttachedPeripheral } from '../../../core/compiler/bundle.ts';
import type { JsonValue, PeripheralStateValues } from '../board-messages.ts';

/** A square wave on a pin. `dutyNanoseconds` is the high time of each period. */
export interface PwmSignal {
  readonly frequencyHz: number;
  readonly dutyNanoseconds: number;
}

/** What the pins of the board offer to a model. Pin numbers are those of `machine.Pin`. */
export interface PeripheralBoard {
  /** Milliseconds of the board's clock. */
  readonly nowMs: number;
  readonly logicVolts: number;
  /** Drives a pin from outside; null lets go, and a pull-up or pull-down of the board decides. */
  driveLevel(pin: number, level: 0 | 1 | null): void;
  /** Puts a voltage on an ADC pin, as a fraction 0…1 of its full scale. */
  driveAnalog(pin: number, fraction: number): void;
  /** What `machine.TouchPad.read` answers: low while touched, as on the ESP32. */
  driveTouch(pin: number, reading: number): void;
  /** Calls back in `ms` milliseconds of the board's clock, unless the peripheral is taken away before. */
  after(ms: number, call: () => void): void;
  /** Tells that the state looks different now. */
  changed(): void;
}

/** A device on an I²C bus, at the level of the bytes of a transaction. */
export interface I2cDevice {
  readonly address: number;
  /** One write transaction without the address. False: a byte was not acknowledged. */
  write(bytes: Uint8Array): boolean;
  /** One read transaction of `length` bytes. */
  read(length: number): Uint8Array;
}

/** A device on an SPI bus, at the level of the bytes that are shifted. */
export interface SpiDevice {
  /** The pin that selects it while a program drives it low; `pinChanged` tells where a transaction begins and ends. */
  readonly select: number;
  /** Clock modes that it understands: polarity × 2 + phase. */
  readonly modes: readonly number[];
  /** A faster clock than this it cannot follow. */
  readonly highestHertz: number;
  /** What it shifts out while `bytes` come in: as many. */
  transfer(bytes: Uint8Array): Uint8Array;
}

/** Bytes that a device sends one after the other; the first begins at `startMs`, or when the line is free. */
export interface UartBurst {
  readonly startMs: number;
  readonly bytes: Uint8Array;
}

/** A device on a UART, 8 data bits, no parity, one stop bit. */
export interface UartDevice {
  readonly baudRate: number;
  /** What the program sent at the right rate. */
  receive?(bytes: Uint8Array): void;
  /** What it has begun to send until `untilMs` of the board's clock and since it was asked last, in order. */
  send(untilMs: number): readonly UartBurst[];
}

/** A device on an I²S interface: one channel of samples, each −1…1. */
export interface I2sDevice {
  /** `count` samples of what it hears, the first at `startMs` of the board's clock. */
  speak?(count: number, rateHz: number, startMs: number): Float32Array;
  /** What the program plays, both channels mixed; the first sample sounds at `startMs`. */
  hear?(samples: Float32Array, rateHz: number, startMs: number): void;
}

/** A virtual peripheral: what a person sees and moves, and what the program reads and drives. */
export interface Peripheral {
  /** What is drawn, as `peripheralStateSchema` of the contract tells by model. */
  state(): PeripheralStateValues;
  /** Moves a control. Values of the wrong kind are ignored: a panel cannot break the board. */
  control?(control: string, value: JsonValue): void;
  /** A program drives this pin as an output, or null where it does no longer. */
  pinChanged?(pin: number, level: 0 | 1 | null): void;
  /** PWM started, changed or, with null, ended on this pin. */
  pwmChanged?(pin: number, signal: PwmSignal | null): void;
  /** A NeoPixel stream arrived on this pin, in the order of the wire (green, red, blue). */
  pixelsChanged?(pin: number, bytes: Uint8Array, bytesPerPixel: number): void;
  readonly i2c?: I2cDevice;
  readonly spi?: SpiDevice;
  readonly uart?: UartDevice;
  readonly i2s?: I2sDevice;
}

export type PeripheralModel = (attached: AttachedPeripheral, board: PeripheralBoard) => Peripheral;

export function numberSetting(attached: AttachedPeripheral, name: string, fallback: number): number {
  const value = attached.settings[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : fallback;
}

export function booleanSetting(attached: AttachedPeripheral, name: string, fallback: boolean): boolean {
  const value = attached.settings[name];
  return typeof value === 'boolean' ? value : fallback;
}

/** The starting value of a slider or toggle, from the node's definition. */
export function controlDefault(attached: AttachedPeripheral, id: string, fallback: number): number {
  const control = attached.controls.find(each => each.id === id);
  return control?.type === 'slider' ? control.default : fallback;
}

export function isOnByDefault(attached: AttachedPeripheral, id: string): boolean {
  const control = attached.controls.find(each => each.id === id);
  return control?.type === 'toggle' && control.default;
}

/** The pin of a need; where the model does not care for the name, the first. */
export function pinOf(attached: AttachedPeripheral, need: string): number {
  return attached.pins[need] ?? Object.values(attached.pins)[0] ?? -1;
}

/** The address that the compiler gave it; undefined where it sits on no I²C bus. */
export function i2cAddress(attached: AttachedPeripheral): number | undefined {
  return attached.bus?.kind === 'i2c' ? attached.bus.address : undefined;
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

import { clamp, controlDefault, i2cAddress, type PeripheralModel } from './peripheral.ts';

const register = {
  start: 0x00,
  interruptClear: 0x0b,
  interruptStatus: 0x13,
  rangeStatus: 0x14,
  spadReady: 0x83,
  stopValue: 0x91,
  spadInfo: 0x92,
  goodSpads: 0xb0,
  modelId: 0xc0,
  page: 0xff,
} as const;
const defaultAddress = 0x29;
/** Reference registers of the data sheet, section 3.2: model, module, revision. */
const identity: Readonly<Record<number, number>> = { 192: 0xee, 193: 0xaa, 194: 0x10 };
/** What a chip was calibrated with in the factory; any will do. */
const stopValue = 0x3c;
const spadInfo = 0x85;
const goodSpads = [0x25, 0xff, 0xff, 0xff, 0xff, 0x0f];
const measurementMs = 33;
const calibrationMs = 5;
const spadMs = 2;
/** Farther away than this too little light comes back: 8190 mm, with a status that is not "valid". */
const farthestMm = 2000;
const nothingMm = 8190;
const valid = 11;
const noTarget = 4;

/**
 * ST VL53L0X, distance by time of flight. The data sheet (DS11555) names the interface and the reference registers; the
 * rest is what ST's API (STSW-IMG005) writes and reads. Registers lie in pages that 0xff chooses. Control `distanceMm`.
 * A measurement without the preparation of the API (the diodes asked for, its two calibrations) brings no valid result.
 */
export const vl53l0x: PeripheralModel = (attached, board) => {
  let distanceMm = controlDefault(attached, 'distanceMm', 1200);
  const pages = new Map<number, Uint8Array>();
  let page = 0;
  let pointer = 0;
  let readyAtMs = Number.POSITIVE_INFINITY;
  let periodMs: number | null = null;
  let spadsAtMs = Number.POSITIVE_INFINITY;
  const prepared = new Set<'spads' | 'voltage' | 'phase'>();
  let measuredMm = 0;

  const registers = (number: number) => {
    const known = pages.get(number);
    if (known !== undefined) return known;
    const made = new Uint8Array(256);
    if (number === 0) made.set(goodSpads, register.goodSpads);
    pages.set(number, made);
    return made;
  };
  const isReady = () => board.nowMs >= readyAtMs;
  const begin = (value: number) => {
    const sequence = registers(0)[0x01] ?? 0;
    if (value === 0x41) {
      if (sequence === 0x01) prepared.add('voltage');
      if (sequence === 0x02) prepared.add('phase');
      readyAtMs = board.nowMs + calibrationMs;
    } else if (value === 0x01 || value === 0x02 || value === 0x04) {
      measuredMm = distanceMm;
      readyAtMs = board.nowMs + measurementMs;
      periodMs = value === 0x01 ? null : measurementMs;
    } else if (value === 0) {
      periodMs = null;
      readyAtMs = Number.POSITIVE_INFINITY;
    }
  };
  const write = (address: number, value: number) => {
    if (address === register.page) {
      page = value;
      return;
    }
    registers(page)[address] = value;
    if (page === 7 && address === register.spadReady && value === 0) spadsAtMs = board.nowMs + spadMs;
    if (page === 0 && address === register.start && (registers(0)[0x80] ?? 0) === 0) begin(value);
    if (page === 0 && address === register.interruptClear && value === 1 && isReady()) {
      readyAtMs = periodMs === null ? Number.POSITIVE_INFINITY : board.nowMs + periodMs;
      if (periodMs !== null) measuredMm = distanceMm;
    }
  };
  const results = (): readonly number[] => {
    const isValid = prepared.size === 3 && measuredMm <= farthestMm;
    const shown = isValid ? measuredMm : nothingMm;
    // Status, then spads, signal and ambient rates, and the distance in the last two of twelve.
    const status = (isValid ? valid : noTarget) << 3;
    return [status, 1, 0, 0, 0, 0, 0, 0, 0, 0, shown >> 8, shown & 0xff];
  };
  const read = (address: number): number => {
    if (page === 0 && identity[address] !== undefined) return identity[address];
    if (page === 1 && address === register.stopValue) return stopValue;
    if (page === 7 && address === register.spadReady)
      return board.nowMs >= spadsAtMs ? 0x10 : (registers(7)[address] ?? 0);
    if (page === 7 && address === register.spadInfo) {
      prepared.add('spads');
      return spadInfo;
    }
    if (page !== 0) return registers(page)[address] ?? 0;
    if (address === register.interruptStatus) return isReady() ? 0x44 : 0x40;
    // The bit of the start falls when the measurement has begun.
    if (address === register.start) return (registers(0)[address] ?? 0) & ~0x01;
    const result = results()[address - register.rangeStatus];
    return result ?? registers(0)[address] ?? 0;
  };

  return {
    state: () => ({ distanceMm }),
    control: (control, value) => {
      if (control !== 'distanceMm' || typeof value !== 'number' || !Number.isFinite(value)) return;
      distanceMm = clamp(Math.round(value), 0, 8000);
      board.changed();
    },
    i2c: {
      address: i2cAddress(attached) ?? defaultAddress,
      write: bytes => {
        const [first, ...values] = bytes;
        if (first === undefined) return true;
        pointer = first;
        for (const value of values) write(pointer++ & 0xff, value);
        return true;
      },
      read: length => Uint8Array.from({ length }, () => read(pointer++ & 0xff)),
    },
  };
};

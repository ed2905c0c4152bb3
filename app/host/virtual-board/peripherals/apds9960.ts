import { clamp, controlDefault, i2cAddress, type PeripheralModel } from './peripheral.ts';

const register = {
  enable: 0x80,
  integration: 0x81,
  control: 0x8f,
  identity: 0x92,
  status: 0x93,
  colors: 0x94,
  nearness: 0x9c,
  gestureEnter: 0xa0,
  gestureConfig4: 0xab,
  gestureLevel: 0xae,
  gestureStatus: 0xaf,
  gestureFifo: 0xfc,
} as const;
const identity = 0xab;
const defaultAddress = 0x39;
const enabled = { power: 0x01, color: 0x02, nearness: 0x04, gesture: 0x40 } as const;
const gains = [1, 4, 16, 64] as const;
const cycleMs = 2.78;

/** A wave of a hand: how long it takes, how often the chip looks meanwhile, how many readings it keeps. */
const waveMs = 160;
const lookMs = 5.6;
const fifoReadings = 32;
/** Which photo diode the light reaches first; of each pair the other one follows. */
const firstOf = { up: 0, down: 1, left: 2, right: 3 } as const;
type Wave = keyof typeof firstOf;

/**
 * Broadcom APDS-9960, color, ambient light, nearness and gestures, by its data sheet (AV02-4191EN). Controls
 * `hueDegrees`, `lightPercent` (of full scale at gain 4), `nearPercent`, and the momentary `up`, `down`, `left`,
 * `right`: a hand that waves. Everything is off until ENABLE says otherwise.
 */
export const apds9960: PeripheralModel = (attached, board) => {
  let hueDegrees = controlDefault(attached, 'hueDegrees', 30);
  let lightPercent = controlDefault(attached, 'lightPercent', 40);
  let nearPercent = controlDefault(attached, 'nearPercent', 0);
  const registers = powerOnRegisters();
  let pointer = 0;
  let wave: { readonly kind: Wave; readonly startMs: number } | null = null;
  let fifo: number[][] = [];
  let lookedAtMs = 0;
  let colorSinceMs = 0;

  const isOn = (engine: keyof typeof enabled) => {
    const bits = enabled.power | enabled[engine];
    return ((registers[register.enable] ?? 0) & bits) === bits;
  };
  const nearness = () => {
    if (wave === null) return Math.round(nearPercent * 2.55);
    return Math.max(Math.round(nearPercent * 2.55), ...diodes(wave.kind, board.nowMs - wave.startMs));
  };
  /** Takes the readings that the gesture engine would have taken since anybody looked. */
  const look = () => {
    if (wave === null) return;
    const { kind, startMs } = wave;
    const endMs = Math.min(board.nowMs, startMs + waveMs);
    const from = Math.max(lookedAtMs, startMs);
    const first = Math.ceil((from - startMs) / lookMs);
    const entry = registers[register.gestureEnter] ?? 0;
    for (let count = first; startMs + count * lookMs < endMs; count += 1) {
      const reading = diodes(kind, count * lookMs);
      if (!isOn('gesture') || Math.max(...reading) < entry) continue;
      if (fifo.length < fifoReadings) fifo.push([...reading]);
    }
    lookedAtMs = endMs;
    if (board.nowMs >= startMs + waveMs) wave = null;
  };
  const colors = (): readonly number[] => {
    const cycles = 256 - (registers[register.integration] ?? 0);
    const most = Math.min(65_535, cycles * 1025);
    const gain = (gains[(registers[register.control] ?? 0) & 3] ?? 1) / 4;
    const clear = most * (lightPercent / 100) * gain;
    return [clear, ...hueParts(hueDegrees).map(part => clear * part)].map(count =>
      Math.round(Math.min(most, count)),
    );
  };
  const status = () => {
    const cycles = 256 - (registers[register.integration] ?? 0);
    const hasColor = isOn('color') && board.nowMs - colorSinceMs >= cycles * cycleMs;
    return (hasColor ? 0x01 : 0) | (isOn('nearness') ? 0x02 : 0) | (fifo.length > 0 ? 0x04 : 0);
  };
  const read = (address: number): number => {
    if (address === register.identity) return identity;
    if (address === register.status) return status();
    if (address >= register.colors && address < register.colors + 8) {
      if (!isOn('color')) return 0;
      const count = colors()[(address - register.colors) >> 1] ?? 0;
      return address % 2 === 0 ? count & 0xff : count >> 8;
    }
    if (address === register.nearness) return isOn('nearness') ? nearness() : 0;
    if (address === register.gestureLevel) {
      look();
      return fifo.length;
    }
    if (address === register.gestureStatus) {
      look();
      return fifo.length > 0 ? 0x01 : 0;
    }
    if (address >= register.gestureFifo) {
      const value = fifo[0]?.[address - register.gestureFifo] ?? 0;
      // The reading is gone when its last byte was taken.
      if (address === 0xff) fifo.shift();
      return value;
    }
    return registers[address] ?? 0;
  };
  const write = (address: number, value: number) => {
    if (address === register.gestureConfig4 && (value & 0x04) !== 0) fifo = [];
    const wasOn = isOn('color');
    registers[address & 0xff] = address === register.gestureConfig4 ? value & ~0x04 : value;
    if (!wasOn && isOn('color')) colorSinceMs = board.nowMs;
    if (address === register.enable && (value & enabled.power) === 0) fifo = [];
  };

  return {
    state: () => ({ hueDegrees, lightPercent, nearPercent, wave: wave?.kind ?? null }),
    control: (control, value) => {
      if (isWave(control)) {
        if (value !== true) return;
        look();
        wave = { kind: control, startMs: board.nowMs };
        lookedAtMs = board.nowMs;
      } else if (typeof value !== 'number' || !Number.isFinite(value)) return;
      else if (control === 'hueDegrees') hueDegrees = ((value % 360) + 360) % 360;
      else if (control === 'lightPercent') lightPercent = clamp(value, 0, 100);
      else if (control === 'nearPercent') nearPercent = clamp(value, 0, 100);
      else return;
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
      read: length =>
        Uint8Array.from({ length }, () => {
          const value = read(pointer);
          // Within the FIFO the address goes round, so that one read takes many readings.
          pointer = pointer === 0xff ? register.gestureFifo : pointer + 1;
          return value;
        }),
    },
  };

  function powerOnRegisters(): Uint8Array {
    const made = new Uint8Array(256);
    made[register.integration] = 0xff;
    return made;
  }
};

/** Up, down, left, right at this time of a wave: each sees the hand pass, one of a pair before the other. */
export function diodes(wave: Wave, atMs: number): readonly [number, number, number, number] {
  const early = passing(atMs - waveMs * 0.35);
  const late = passing(atMs - waveMs * 0.65);
  const middle = passing(atMs - waveMs * 0.5);
  const reading: [number, number, number, number] = [middle, middle, middle, middle];
  const first = firstOf[wave];
  reading[first] = early;
  reading[first ^ 1] = late;
  return reading;
}

function passing(offsetMs: number): number {
  return Math.round(200 * Math.exp(-((offsetMs / (waveMs * 0.28)) ** 2)));
}

/** Red, green and blue parts 0…1 of a pure hue. */
function hueParts(hueDegrees: number): readonly [number, number, number] {
  const part = (shift: number) => {
    const at = ((hueDegrees + shift) % 360) / 60;
    return clamp(Math.abs(at - 3) - 1, 0, 1);
  };
  return [part(0), part(240), part(120)];
}

function isWave(control: string): control is Wave {
  return Object.hasOwn(firstOf, control);
}

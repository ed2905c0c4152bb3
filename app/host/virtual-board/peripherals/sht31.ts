import { clamp, controlDefault, i2cAddress, type PeripheralModel } from './peripheral.ts';

const statusAfterReset = 0x8010;
const statusAfterClear = 0x0000;
const defaultAddress = 0x44;

/** Measurement commands: single shot with and without clock stretching, and the periodic ones. */
const singleShotCommands = new Set([0x2c06, 0x2c0d, 0x2c10, 0x2400, 0x240b, 0x2416]);
const periodicCommands = new Set([
  0x2032, 0x2024, 0x202f, 0x2130, 0x2126, 0x212d, 0x2236, 0x2220, 0x222b, 0x2334, 0x2322, 0x2329, 0x2737,
  0x2721, 0x272a, 0x2b32,
]);
const fetchData = 0xe000;
const stopPeriodic = 0x3093;
const softReset = 0x30a2;
const heaterOn = 0x306d;
const heaterOff = 0x3066;
const readStatus = 0xf32d;
const clearStatus = 0x3041;

/**
 * Sensirion SHT31, humidity and temperature. Controls `temperatureC` and `humidityPercent`. Commands of 16 bits,
 * answers in words with a CRC each, as the data sheet tells (SHT3x-DIS, version 7).
 */
export const sht31: PeripheralModel = (attached, board) => {
  let temperatureC = controlDefault(attached, 'temperatureC', 22);
  let humidityPercent = controlDefault(attached, 'humidityPercent', 50);
  let status = statusAfterReset;
  let isPeriodic = false;
  let answer: Uint8Array | null = null;

  const measure = () => words(temperatureWord(temperatureC), humidityWord(humidityPercent));
  const run = (command: number): boolean => {
    answer = null;
    if (singleShotCommands.has(command)) answer = measure();
    else if (periodicCommands.has(command)) isPeriodic = true;
    else if (command === fetchData) answer = isPeriodic ? measure() : null;
    else if (command === stopPeriodic) isPeriodic = false;
    else if (command === readStatus) answer = words(status);
    else if (command === clearStatus) status = statusAfterClear | (status & 0x2000);
    else if (command === heaterOn) status |= 0x2000;
    else if (command === heaterOff) status &= ~0x2000;
    else if (command === softReset) {
      status = statusAfterReset;
      isPeriodic = false;
    } else return false;
    return true;
  };

  return {
    state: () => ({ temperatureC, humidityPercent }),
    control: (control, value) => {
      if (typeof value !== 'number' || !Number.isFinite(value)) return;
      if (control === 'temperatureC') temperatureC = clamp(value, -45, 130);
      else if (control === 'humidityPercent') humidityPercent = clamp(value, 0, 100);
      else return;
      board.changed();
    },
    i2c: {
      address: i2cAddress(attached) ?? defaultAddress,
      write: bytes => {
        const [high, low] = bytes;
        // A bare address is how a bus is scanned.
        if (high === undefined) return true;
        return low !== undefined && run(high * 256 + low);
      },
      read: length => {
        const data = new Uint8Array(length).fill(0xff);
        data.set((answer ?? new Uint8Array()).subarray(0, length));
        answer = null;
        return data;
      },
    },
  };
};

/** T = −45 + 175 · S / 65535 */
export function temperatureWord(celsius: number): number {
  return clamp(Math.round(((celsius + 45) / 175) * 65_535), 0, 65_535);
}

/** RH = 100 · S / 65535 */
export function humidityWord(percent: number): number {
  return clamp(Math.round((percent / 100) * 65_535), 0, 65_535);
}

/** CRC-8 of Sensirion: polynomial 0x31, start 0xFF, nothing reflected. 0xBEEF gives 0x92. */
export function crc8(bytes: Uint8Array): number {
  let crc = 0xff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1)
      crc = (crc & 0x80) !== 0 ? ((crc << 1) ^ 0x31) & 0xff : (crc << 1) & 0xff;
  }
  return crc;
}

function words(...values: readonly number[]): Uint8Array {
  const bytes: number[] = [];
  for (const value of values) {
    const pair = Uint8Array.of(value >> 8, value & 0xff);
    bytes.push(...pair, crc8(pair));
  }
  return Uint8Array.from(bytes);
}

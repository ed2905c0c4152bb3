import { clamp, controlDefault, i2cAddress, type PeripheralModel } from './peripheral.ts';

const register = {
  calibration: 0x88,
  identity: 0xd0,
  reset: 0xe0,
  status: 0xf3,
  control: 0xf4,
  config: 0xf5,
  data: 0xf7,
} as const;
const identity = 0x58;
const resetWord = 0xb6;
const defaultAddress = 0x76;
/** What the six bytes of data hold before the first measurement: 0x80000 twice. */
const notMeasured = [0x80, 0, 0, 0x80, 0, 0];
/** Calibration words of the data sheet's example: T1…T3, P1…P9. */
const t1 = 27_504;
const t2 = 26_435;
const t3 = -1000;
const p = [36_477, -10_685, 3024, 2855, 140, -7, 15_500, -14_600, 6000] as const;

/**
 * Bosch BMP280, air pressure and temperature, by its data sheet (BST-BMP280-DS001, revision 1.14). Controls
 * `pressureHpa` and `temperatureC`. Sleeps after power-on; forced mode measures once and takes the time that the
 * oversampling costs, during which the status says so.
 */
export const bmp280: PeripheralModel = (attached, board) => {
  let pressureHpa = controlDefault(attached, 'pressureHpa', 1013);
  let temperatureC = controlDefault(attached, 'temperatureC', 23);
  let control = 0;
  let config = 0;
  let pointer = 0;
  let data: readonly number[] = notMeasured;
  let readyAtMs = Number.NEGATIVE_INFINITY;

  const mode = () => control & 0x03;
  const measure = () => {
    const raw = rawOf(pressureHpa * 100, temperatureC);
    // An oversampling of "skipped" leaves 0x80000.
    const pressure = ((control >> 2) & 7) === 0 ? 0x80000 : raw.pressure;
    const temperature = control >> 5 === 0 ? 0x80000 : raw.temperature;
    data = [...bytesOf(pressure), ...bytesOf(temperature)];
  };
  const isMeasuring = () => board.nowMs < readyAtMs;
  const write = (address: number, value: number) => {
    if (address === register.reset && value === resetWord) {
      control = 0;
      config = 0;
      data = notMeasured;
      readyAtMs = Number.NEGATIVE_INFINITY;
    } else if (address === register.config) config = value;
    else if (address === register.control) {
      control = value;
      const isForced = mode() === 1 || mode() === 2;
      if (!isForced) return;
      measure();
      readyAtMs = board.nowMs + conversionMs(control);
      // Back to sleep when it is done.
      control &= ~0x03;
    }
  };
  const read = (address: number): number => {
    const calibration = calibrationBytes[address - register.calibration];
    if (calibration !== undefined) return calibration;
    if (address === register.identity) return identity;
    if (address === register.status) return isMeasuring() ? 0x08 : 0;
    if (address === register.control) return control;
    if (address === register.config) return config;
    if (address < register.data || address >= register.data + 6) return 0;
    if (mode() === 3) measure();
    return (isMeasuring() ? notMeasured : data)[address - register.data] ?? 0;
  };

  return {
    state: () => ({ pressureHpa, temperatureC }),
    control: (id, value) => {
      if (typeof value !== 'number' || !Number.isFinite(value)) return;
      if (id === 'pressureHpa') pressureHpa = clamp(value, 300, 1100);
      else if (id === 'temperatureC') temperatureC = clamp(value, -40, 85);
      else return;
      board.changed();
    },
    i2c: {
      address: i2cAddress(attached) ?? defaultAddress,
      write: bytes => {
        const [first] = bytes;
        if (first === undefined) return true;
        pointer = first;
        // More bytes are pairs of register and value; the address does not count up in a write.
        for (let index = 0; index + 1 < bytes.length; index += 2) {
          write(bytes[index] ?? 0, bytes[index + 1] ?? 0);
        }
        return true;
      },
      read: length => Uint8Array.from({ length }, () => read(pointer++ & 0xff)),
    },
  };
};

/** Typical time of a measurement, section 3.8.1 of the data sheet. */
export function conversionMs(control: number): number {
  const samples = (code: number) => (code === 0 ? 0 : 2 ** (Math.min(code, 5) - 1));
  const pressure = samples((control >> 2) & 7);
  return 1 + 2 * samples(control >> 5) + (pressure === 0 ? 0 : 2 * pressure + 0.5);
}

/** Compensation with floats, section 8.1: degrees Celsius and pascals of raw words. */
export function compensate(
  rawPressure: number,
  rawTemperature: number,
): { celsius: number; pascals: number } {
  const part = rawTemperature / 131_072 - t1 / 8192;
  const fine = (rawTemperature / 16_384 - t1 / 1024) * t2 + part * part * t3;
  const [p1, p2, p3, p4, p5, p6, p7, p8, p9] = p;
  const a = fine / 2 - 64_000;
  const b = ((a * a * p6) / 32_768 + a * p5 * 2) / 4 + p4 * 65_536;
  const c = (1 + ((p3 * a * a) / 524_288 + p2 * a) / 524_288 / 32_768) * p1;
  const rough = ((1_048_576 - rawPressure - b / 4096) * 6250) / c;
  const pascals = rough + ((p9 * rough * rough) / 2_147_483_648 + (rough * p8) / 32_768 + p7) / 16;
  return { celsius: fine / 5120, pascals };
}

/** The words that the chip would show: the compensation turned round by halving. */
function rawOf(pascals: number, celsius: number): { pressure: number; temperature: number } {
  const temperature = firstWhere(word => compensate(0, word).celsius >= celsius);
  // Less pressure is a larger word.
  const pressure = firstWhere(word => compensate(word, temperature).pascals <= pascals);
  return { pressure, temperature };
}

function firstWhere(holds: (word: number) => boolean): number {
  let low = 0;
  let high = 0xfffff;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** 20 bits in three bytes, the last four of them below. */
function bytesOf(word: number): number[] {
  return [word >> 12, (word >> 4) & 0xff, (word & 0x0f) << 4];
}

const calibrationBytes = [t1, t2, t3, ...p].flatMap(word => [word & 0xff, (word >> 8) & 0xff]);

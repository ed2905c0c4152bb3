import { clamp, controlDefault, i2cAddress, type PeripheralModel } from './peripheral.ts';

const register = {
  gyroConfig: 0x1b,
  accelConfig: 0x1c,
  accelXHigh: 0x3b,
  gyroZLow: 0x48,
  powerManagement1: 0x6b,
  whoAmI: 0x75,
} as const;
const defaultAddress = 0x68;
const asleep = 0x40;
const deviceReset = 0x80;
/** The identity does not follow the address pin: 0x68 at 0x69 too. */
const identity = 0x68;
/** Counts per g at full scale 2, 4, 8 and 16 g. */
const countsPerG = [16_384, 8192, 4096, 2048] as const;
/** What the die shows at 25 °C: TEMP_OUT / 340 + 36.53. */
const temperatureCounts = Math.round((25 - 36.53) * 340);

const shakeMs = 1200;
const shakeHz = 6;
const shakeG = 2.2;

/**
 * InvenSense MPU-6050, accelerometer and gyroscope, by its register map (RM-MPU-6000A-00, revision 4.2). Controls
 * `ax`, `ay`, `az` in g, and the momentary `shake`, which swings all three axes for a good second. The gyroscope
 * rests. Wakes asleep, as the chip does: until PWR_MGMT_1 is cleared, measurements read 0.
 */
export const mpu6050: PeripheralModel = (attached, board) => {
  const rest = {
    ax: controlDefault(attached, 'ax', 0),
    ay: controlDefault(attached, 'ay', 0),
    az: controlDefault(attached, 'az', 1),
  };
  let registers = powerOnRegisters();
  let pointer = 0;
  let shakeStartMs = Number.NEGATIVE_INFINITY;

  const isShaking = () => board.nowMs - shakeStartMs < shakeMs;
  const acceleration = (): readonly [number, number, number] => {
    if (!isShaking()) return [rest.ax, rest.ay, rest.az];
    const phase = ((board.nowMs - shakeStartMs) / 1000) * shakeHz * 2 * Math.PI;
    const swing = shakeG * Math.cos(phase);
    return [rest.ax + swing, rest.ay + swing * 0.7, rest.az + swing * 0.5];
  };

  const read = (address: number): number => {
    if (address < register.accelXHigh || address > register.gyroZLow) return registers[address] ?? 0;
    if (((registers[register.powerManagement1] ?? 0) & asleep) !== 0) return 0;
    const word = (address - register.accelXHigh) >> 1;
    const scale = countsPerG[((registers[register.accelConfig] ?? 0) >> 3) & 3] ?? countsPerG[0];
    let counts = 0;
    if (word < 3) counts = Math.round((acceleration()[word] ?? 0) * scale);
    else if (word === 3) counts = temperatureCounts;
    const value = clamp(counts, -32_768, 32_767) & 0xffff;
    return (address - register.accelXHigh) % 2 === 0 ? value >> 8 : value & 0xff;
  };

  const write = (address: number, value: number) => {
    if (address === register.whoAmI || (address >= register.accelXHigh && address <= register.gyroZLow))
      return;
    if (address === register.powerManagement1 && (value & deviceReset) !== 0) {
      registers = powerOnRegisters();
      return;
    }
    registers[address & 0x7f] = value;
  };

  return {
    state: () => ({ ...rest, shaking: isShaking() }),
    control: (control, value) => {
      if (control === 'shake') {
        if (value === true) shakeStartMs = board.nowMs;
      } else if ((control === 'ax' || control === 'ay' || control === 'az') && typeof value === 'number') {
        if (Number.isFinite(value)) rest[control] = clamp(value, -16, 16);
      } else return;
      board.changed();
    },
    i2c: {
      address: i2cAddress(attached) ?? defaultAddress,
      write: bytes => {
        const [first, ...values] = bytes;
        if (first === undefined) return true;
        pointer = first;
        for (const value of values) {
          write(pointer, value);
          pointer = (pointer + 1) & 0x7f;
        }
        return true;
      },
      read: length =>
        Uint8Array.from({ length }, () => {
          const value = read(pointer);
          pointer = (pointer + 1) & 0x7f;
          return value;
        }),
    },
  };
};

function powerOnRegisters(): Uint8Array {
  const registers = new Uint8Array(128);
  registers[register.powerManagement1] = asleep;
  registers[register.whoAmI] = identity;
  return registers;
}

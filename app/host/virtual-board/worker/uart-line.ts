import type { UartDevice } from '../peripherals/peripheral.ts';

export interface UartSettings {
  /** Pins of the program's output and input; both negative: those of the controller, whatever they are. */
  readonly tx: number;
  readonly rx: number;
  readonly baudRate: number;
  /** Bits of a character on the wire: start, data, parity and stop bits. */
  readonly bitsPerCharacter: number;
  /** Room for what was not read yet; what comes when it is full is lost. */
  readonly receiveBytes: number;
}

/** Rates that differ by more than this are read as noise: half a bit in the ten of a character, for both sides. */
const tolerance = 0.03;
/** Bits of a character of the devices: 8 data bits, no parity, one stop bit. */
const deviceBits = 10;

/**
 * One UART of the board. Bytes arrive one after the other as fast as the device's rate lets them, in the board's time;
 * they are worked out when the program looks, which comes to the same.
 */
export class UartLine {
  #settings: UartSettings;
  #device: () => UartDevice | undefined;
  #nowMs: () => number;
  /** On their way, with the time at which each has come whole. */
  #coming: { readonly atMs: number; readonly byte: number }[] = [];
  #received: number[] = [];
  #lineFreeMs: number;
  #openedMs: number;
  #sentUntilMs = 0;

  constructor(settings: UartSettings, device: () => UartDevice | undefined, nowMs: () => number) {
    this.#settings = settings;
    this.#device = device;
    this.#nowMs = nowMs;
    this.#openedMs = nowMs();
    this.#lineFreeMs = Number.NEGATIVE_INFINITY;
    this.#take();
  }

  /** Bytes that wait to be read. */
  get available(): number {
    this.#take();
    return this.#received.length;
  }

  read(count: number): Uint8Array {
    this.#take();
    return Uint8Array.from(this.#received.splice(0, count));
  }

  /** Sends; answers when the last bit will have left, in the board's time. */
  write(bytes: Uint8Array): number {
    const device = this.#device();
    const { baudRate, bitsPerCharacter } = this.#settings;
    if (device !== undefined && isNear(baudRate, device.baudRate)) device.receive?.(bytes);
    this.#sentUntilMs =
      Math.max(this.#sentUntilMs, this.#nowMs()) + (bytes.length * bitsPerCharacter * 1000) / baudRate;
    return this.#sentUntilMs;
  }

  /** When everything that was written has left. */
  get sentUntilMs(): number {
    return this.#sentUntilMs;
  }

  #take(): void {
    const nowMs = this.#nowMs();
    const device = this.#device();
    if (device !== undefined) {
      const isReadable = isNear(this.#settings.baudRate, device.baudRate);
      const byteMs = (deviceBits * 1000) / device.baudRate;
      for (const { startMs, bytes } of device.send(nowMs)) {
        this.#lineFreeMs = Math.max(this.#lineFreeMs, startMs);
        for (const byte of bytes) {
          this.#lineFreeMs += byteMs;
          // A character whose start bit nobody saw is not received.
          if (this.#lineFreeMs - byteMs < this.#openedMs) continue;
          this.#coming.push({ atMs: this.#lineFreeMs, byte: isReadable ? byte : misread(byte) });
        }
      }
    }
    let taken = 0;
    for (const { atMs, byte } of this.#coming) {
      if (atMs > nowMs) break;
      taken += 1;
      if (this.#received.length < this.#settings.receiveBytes) this.#received.push(byte);
    }
    this.#coming.splice(0, taken);
  }
}

function isNear(left: number, right: number): boolean {
  return Math.abs(left / right - 1) <= tolerance;
}

/** A byte that is sampled at the wrong rate: never what was sent, and the same each time. */
function misread(byte: number): number {
  return ((byte * 7) ^ 0xb5) | 0x80;
}

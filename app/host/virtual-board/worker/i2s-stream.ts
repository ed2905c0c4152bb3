import type { I2sDevice } from '../peripherals/peripheral.ts';

export interface I2sSettings {
  readonly sck: number;
  readonly ws: number;
  readonly sd: number;
  readonly bits: 16 | 32;
  readonly channels: 1 | 2;
  readonly rateHz: number;
  /** The buffer between the program and the wire, bytes. */
  readonly bufferBytes: number;
}

/** Full scale of a sample; a device gives 24 of the 32 bits. */
const fullScale = { 16: 32_767, 32: 8_388_607 } as const;

const receivedFrameBytes = 8;

/**
 * One I²S interface, from when it was opened: samples flow at their rate in the board's time, whether the program is
 * there or not. What it does not read in time is lost, the oldest first; what it plays is heard when its turn comes.
 */
export class I2sStream {
  #settings: I2sSettings;
  #device: () => I2sDevice | undefined;
  #nowMs: () => number;
  #openedMs: number;
  /** Frames that the program has read, asked for or lost. */
  #taken = 0;
  /** Where the last read began. */
  #first = 0;
  #playingUntilMs = 0;

  constructor(settings: I2sSettings, device: () => I2sDevice | undefined, nowMs: () => number) {
    this.#settings = settings;
    this.#device = device;
    this.#nowMs = nowMs;
    this.#openedMs = nowMs();
  }

  get #frameBytes(): number {
    return (this.#settings.bits / 8) * this.#settings.channels;
  }

  #framesIn(bytes: number): number {
    return Math.floor(bytes / this.#frameBytes);
  }

  #msOf(frames: number): number {
    return (frames * 1000) / this.#settings.rateHz;
  }

  /** Begins to read so many bytes; answers when they will have come, in the board's time. */
  begin(bytes: number): number {
    this.#loseTheOldest();
    this.#first = this.#taken;
    this.#taken += this.#framesIn(bytes);
    return this.#openedMs + this.#msOf(this.#taken);
  }

  /** The samples that `begin` asked for, once their time has come; silence where no device speaks. */
  read(bytes: number): Uint8Array {
    const { bits, channels, rateHz } = this.#settings;
    const count = this.#framesIn(bytes);
    const startMs = this.#openedMs + this.#msOf(this.#first);
    const result = new Uint8Array(bytes);
    const samples = this.#device()?.speak?.(count, rateHz, startMs);
    if (samples === undefined) return result;
    const view = new DataView(result.buffer);
    for (let index = 0; index < count; index += 1) {
      const value = Math.round(Math.min(1, Math.max(-1, samples[index] ?? 0)) * fullScale[bits]);
      const at = index * channels * (bits / 8);
      if (bits === 16) view.setInt16(at, value, true);
      else view.setInt32(at, value * 256, true);
    }
    return result;
  }

  /** Plays; answers when the buffer has room for all of it, in the board's time. */
  write(bytes: Uint8Array): number {
    const { bits, channels, rateHz, bufferBytes } = this.#settings;
    const count = this.#framesIn(bytes.length);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const sampleBytes = bits / 8;
    const samples = new Float32Array(count);
    for (let index = 0; index < count; index += 1) {
      let sum = 0;
      for (let channel = 0; channel < channels; channel += 1) {
        const at = (index * channels + channel) * sampleBytes;
        sum += bits === 16 ? view.getInt16(at, true) / 2 ** 15 : view.getInt32(at, true) / 2 ** 31;
      }
      samples[index] = sum / channels;
    }
    const startMs = Math.max(this.#playingUntilMs, this.#nowMs());
    this.#playingUntilMs = startMs + this.#msOf(count);
    if (count > 0) this.#device()?.hear?.(samples, rateHz, startMs);
    return this.#playingUntilMs - this.#msOf(this.#framesIn(bufferBytes));
  }

  /** The receiving buffer holds both channels at 32 bits, whatever the program asked for, as on the boards. */
  #loseTheOldest(): void {
    const come = Math.floor(((this.#nowMs() - this.#openedMs) * this.#settings.rateHz) / 1000 + 1e-6);
    this.#taken = Math.max(this.#taken, come - Math.floor(this.#settings.bufferBytes / receivedFrameBytes));
  }
}

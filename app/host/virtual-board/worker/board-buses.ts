import type { AttachedPeripheral } from '../../../core/compiler/bundle.ts';
import type { I2cDevice, Peripheral } from '../peripherals/peripheral.ts';
import type { BoardPins } from './board-pins.ts';
import { type I2sSettings, I2sStream } from './i2s-stream.ts';
import { UartLine, type UartSettings } from './uart-line.ts';

type BusBinding = NonNullable<AttachedPeripheral['bus']>;
type Binding<Kind extends BusBinding['kind']> = Extract<BusBinding, { kind: Kind }>;

/** What a floating data line reads. */
const idleByte = 0xff;

/** The board's I²C, SPI, UART and I²S, and what sits on them. A program reaches a device through the pins it is on. */
export class BoardBuses {
  #pins: BoardPins;
  #nowMs: () => number;
  #devices: { readonly bus: BusBinding; readonly peripheral: Peripheral }[] = [];
  #uarts = new Map<number, UartLine>();
  #streams = new Map<number, I2sStream>();

  constructor(pins: BoardPins, nowMs: () => number) {
    this.#pins = pins;
    this.#nowMs = nowMs;
  }

  clear(): void {
    this.#devices = [];
  }

  add(bus: BusBinding, peripheral: Peripheral): void {
    this.#devices.push({ bus, peripheral });
  }

  /** The device at an address of the bus on these pins; undefined where nothing answers. */
  i2cDevice(sda: number, scl: number, address: number): I2cDevice | undefined {
    for (const { bus, i2c } of this.#on('i2c')) {
      if (bus.sda === sda && bus.scl === scl && i2c?.address === address) return i2c;
    }
    return undefined;
  }

  /** Addresses on the bus on these pins, ascending. */
  scan(sda: number, scl: number): readonly number[] {
    const addresses: number[] = [];
    for (let address = 0x08; address < 0x78; address += 1) {
      if (this.i2cDevice(sda, scl, address) !== undefined) addresses.push(address);
    }
    return addresses;
  }

  /**
   * Shifts bytes out and in at once. All chips on these pins that are selected take part; one that cannot follow the
   * clock neither hears nor drives the line, and where two drive it, a low level wins. -1 stands for a pin not used.
   */
  transfer(
    on: { readonly sck: number; readonly mosi: number; readonly miso: number },
    clock: { readonly mode: number; readonly hertz: number },
    bytes: Uint8Array,
  ): Uint8Array {
    const answer = new Uint8Array(bytes.length).fill(idleByte);
    for (const { bus, spi } of this.#on('spi')) {
      if (spi === undefined || bus.sck !== on.sck || !this.#pins.isDrivenLow(spi.select)) continue;
      if (!spi.modes.includes(clock.mode) || clock.hertz > spi.highestHertz) continue;
      const heard = on.mosi === bus.mosi ? bytes : new Uint8Array(bytes.length).fill(idleByte);
      const said = spi.transfer(heard);
      if (on.miso !== bus.miso) continue;
      for (const [index, byte] of said.entries()) answer[index] = (answer[index] ?? idleByte) & byte;
    }
    return answer;
  }

  /** Opens a UART anew; what came before is lost. */
  openUart(index: number, settings: UartSettings): void {
    const device = () =>
      this.#on('uart').find(({ bus }) =>
        settings.tx < 0 && settings.rx < 0
          ? bus.index === index
          : bus.tx === settings.tx && bus.rx === settings.rx,
      )?.uart;
    this.#uarts.set(index, new UartLine(settings, device, this.#nowMs));
  }

  uart(index: number): UartLine | undefined {
    return this.#uarts.get(index);
  }

  openStream(index: number, settings: I2sSettings): void {
    const device = () =>
      this.#on('i2s').find(
        ({ bus }) => bus.sck === settings.sck && bus.ws === settings.ws && bus.sd === settings.sd,
      )?.i2s;
    this.#streams.set(index, new I2sStream(settings, device, this.#nowMs));
  }

  stream(index: number): I2sStream | undefined {
    return this.#streams.get(index);
  }

  #on<Kind extends BusBinding['kind']>(
    kind: Kind,
  ): (Pick<Peripheral, 'i2c' | 'spi' | 'uart' | 'i2s'> & { readonly bus: Binding<Kind> })[] {
    const isOfKind = (bus: BusBinding): bus is Binding<Kind> => bus.kind === kind;
    return this.#devices.flatMap(({ bus, peripheral: { i2c, spi, uart, i2s } }) =>
      isOfKind(bus)
        ? [{ bus, ...(i2c && { i2c }), ...(spi && { spi }), ...(uart && { uart }), ...(i2s && { i2s }) }]
        : [],
    );
  }
}

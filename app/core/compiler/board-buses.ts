import type { BoardBus, BoardDefinition, BoardPin } from '../catalogue/board-definition.ts';
import type { LocalizedText } from '../text/localized-text.ts';
import type { BusBinding } from './bundle.ts';

export type BusKind = BoardBus['kind'];

/** What people call each kind of bus. */
export const busNames: Readonly<Record<BusKind, LocalizedText>> = {
  i2c: { en: 'I²C bus', zh: 'I²C 总线' },
  spi: { en: 'SPI bus', zh: 'SPI 总线' },
  uart: { en: 'UART', zh: 'UART 串口' },
  i2s: { en: 'I²S interface', zh: 'I²S 接口' },
};

/** A controller on one of the sets of pins that it can be on. */
export interface PinSet {
  readonly bus: BoardBus;
  readonly pins: readonly BoardPin[];
  /** Kind and index: two sets of one controller are never in use at once. */
  readonly controller: string;
}

/** The pins of a bus by its roles, in the order in which they are shown. */
export function pinsOfBus(bus: BoardBus): readonly string[] {
  switch (bus.kind) {
    case 'i2c':
      return [bus.sda, bus.scl];
    case 'spi':
      return [bus.sck, bus.mosi, bus.miso];
    case 'uart':
      return [bus.tx, bus.rx];
    case 'i2s':
      return [bus.sck, bus.ws, bus.sd];
  }
}

/** The sets of a kind whose pins are all in the board's pin table, in the board's order. */
export function pinSetsOf(board: BoardDefinition, kind: BusKind): PinSet[] {
  return board.buses.flatMap(bus => {
    if (bus.kind !== kind) return [];
    const ids = pinsOfBus(bus);
    const pins = ids.flatMap(id => board.pins.find(pin => pin.id === id) ?? []);
    return pins.length === ids.length ? [{ bus, pins, controller: `${bus.kind} ${bus.index}` }] : [];
  });
}

/** What the device is told of a set; I²C adds the address of each of its users. */
export function bindingOf({ bus, pins }: PinSet, address: number): BusBinding {
  const number = (index: number): number => pins[index]?.number ?? 0;
  const { kind, index } = bus;
  switch (kind) {
    case 'i2c':
      return { kind, index, sda: number(0), scl: number(1), address };
    case 'spi':
      return { kind, index, sck: number(0), mosi: number(1), miso: number(2) };
    case 'uart':
      return { kind, index, tx: number(0), rx: number(1) };
    case 'i2s':
      return { kind, index, sck: number(0), ws: number(1), sd: number(2) };
  }
}

import type { Board } from './board.ts';
import type { BoardBuses } from './board-buses.ts';
import type { Vm } from './load-vm.ts';

/** Errors as the shims in Python know them. */
export const noSuchDevice = -19;
const inputOutputError = -5;

/**
 * Whole numbers cross into Python as 32-bit integers. A clock reading must arrive as a float, whole or not; this is
 * far below a nanosecond.
 */
export const tiny = 2 ** -24;

export function copyOut(vm: Vm, address: number, length: number): Uint8Array {
  return vm.bytes().slice(address, address + length);
}

/** The part of the module `_board` that stands on buses; the same rules as there. */
export function busFunctions(vm: Vm, board: Board, buses: BoardBuses): object {
  return {
    // I²C: the first answering address from `from` on, or -1
    i2c_next: (sda: number, scl: number, from: number) =>
      buses.scan(sda, scl).find(each => each >= from) ?? -1,
    i2c_write: (sda: number, scl: number, device: number, address: number, length: number) => {
      const found = buses.i2cDevice(sda, scl, device);
      if (found === undefined) return noSuchDevice;
      return found.write(copyOut(vm, address, length)) ? length : inputOutputError;
    },
    i2c_read: (sda: number, scl: number, device: number, address: number, length: number) => {
      const found = buses.i2cDevice(sda, scl, device);
      if (found === undefined) return noSuchDevice;
      vm.bytes().set(found.read(length), address);
      return length;
    },

    // SPI: what is shifted out at `address` is replaced by what is shifted in
    spi: (
      sck: number,
      mosi: number,
      miso: number,
      mode: number,
      hertz: number,
      address: number,
      length: number,
    ) => {
      const answer = buses.transfer({ sck, mosi, miso }, { mode, hertz }, copyOut(vm, address, length));
      vm.bytes().set(answer, address);
      return 0;
    },

    // UART
    uart_open: (
      index: number,
      tx: number,
      rx: number,
      baudRate: number,
      bitsPerCharacter: number,
      receiveBytes: number,
    ) => {
      buses.openUart(index, { tx, rx, baudRate, bitsPerCharacter, receiveBytes });
      return 0;
    },
    uart_any: (index: number) => {
      board.glance();
      return buses.uart(index)?.available ?? 0;
    },
    uart_read: (index: number, address: number, length: number) => {
      const bytes = buses.uart(index)?.read(length) ?? new Uint8Array();
      vm.bytes().set(bytes, address);
      return bytes.length;
    },
    /** When all that was written has left. */
    uart_write: (index: number, address: number, length: number) =>
      (buses.uart(index)?.write(copyOut(vm, address, length)) ?? 0) + tiny,
    uart_sent: (index: number) => (buses.uart(index)?.sentUntilMs ?? 0) + tiny,

    // I²S
    i2s_open: (
      index: number,
      sck: number,
      ws: number,
      sd: number,
      bits: number,
      channels: number,
      rateHz: number,
      bufferBytes: number,
    ) => {
      buses.openStream(index, {
        sck,
        ws,
        sd,
        bits: bits === 32 ? 32 : 16,
        channels: channels === 2 ? 2 : 1,
        rateHz,
        bufferBytes,
      });
      return 0;
    },
    /** Begins to read; when so many bytes have come. */
    i2s_begin: (index: number, length: number) => (buses.stream(index)?.begin(length) ?? 0) + tiny,
    i2s_read: (index: number, address: number, length: number) => {
      const bytes = buses.stream(index)?.read(length) ?? new Uint8Array();
      vm.bytes().set(bytes, address);
      return bytes.length;
    },
    /** When the buffer has taken all of it. */
    i2s_write: (index: number, address: number, length: number) =>
      (buses.stream(index)?.write(copyOut(vm, address, length)) ?? 0) + tiny,
  };
}

import { i2cAddress, numberSetting, type PeripheralModel } from './peripheral.ts';

const defaultAddress = 0x3c;
const columns = 128;
const pages = 8;

/** Commands that are followed by bytes of their own, and how many. */
const parameterCounts: ReadonlyMap<number, number> = new Map([
  [0x20, 1], // addressing mode
  [0x21, 2], // column range
  [0x22, 2], // page range
  [0x26, 6], // scroll right
  [0x27, 6], // scroll left
  [0x29, 5], // scroll up and right
  [0x2a, 5], // scroll up and left
  [0x81, 1], // contrast
  [0x8d, 1], // charge pump
  [0xa3, 2], // vertical scroll area
  [0xa8, 1], // multiplex ratio
  [0xd3, 1], // display offset
  [0xd5, 1], // clock
  [0xd9, 1], // pre-charge
  [0xda, 1], // COM pins
  [0xdb, 1], // VCOMH
]);

type Addressing = 'horizontal' | 'vertical' | 'page';
const addressings: readonly Addressing[] = ['horizontal', 'vertical', 'page', 'page'];

/**
 * Solomon SSD1306, a monochrome display of 128 × 64 dots, over I²C (data sheet revision 1.1). Settings `width` and
 * `height`. State `{on, width, height, bitmap}`: the dots as a person sees them, base64 of the rows, most significant
 * bit first, each row padded to a byte. Segment and COM remapping are taken as how the glass is mounted (0xA1, 0xC8
 * show the memory upright); contrast and scrolling are accepted and not drawn.
 */
export const ssd1306: PeripheralModel = (attached, board) => {
  const width = Math.min(columns, Math.max(1, Math.round(numberSetting(attached, 'width', 128))));
  const height = Math.min(pages * 8, Math.max(8, Math.round(numberSetting(attached, 'height', 64))));
  const memory = new Uint8Array(columns * pages);
  let isOn = false;
  let isInverted = false;
  let isAllOn = false;
  let isSegmentRemapped = false;
  let isScanReversed = false;
  let startLine = 0;
  let addressing: Addressing = 'page';
  let columnRange: readonly [number, number] = [0, columns - 1];
  let pageRange: readonly [number, number] = [0, pages - 1];
  let column = 0;
  let page = 0;
  let pending: number[] = [];

  const execute = (command: number, first = 0, second = 0) => {
    if (command <= 0x0f) column = (column & 0xf0) | command;
    else if (command <= 0x1f) column = ((command & 0x07) << 4) | (column & 0x0f);
    else if (command === 0x20) addressing = addressings[first & 3] ?? 'page';
    else if (command === 0x21) {
      columnRange = [first & 0x7f, second & 0x7f];
      [column] = columnRange;
    } else if (command === 0x22) {
      pageRange = [first & 7, second & 7];
      [page] = pageRange;
    } else if (command >= 0x40 && command <= 0x7f) startLine = command & 0x3f;
    else if (command === 0xa0 || command === 0xa1) isSegmentRemapped = command === 0xa1;
    else if (command === 0xa4 || command === 0xa5) isAllOn = command === 0xa5;
    else if (command === 0xa6 || command === 0xa7) isInverted = command === 0xa7;
    else if (command === 0xae || command === 0xaf) isOn = command === 0xaf;
    else if (command >= 0xb0 && command <= 0xb7) page = command & 7;
    else if (command === 0xc0 || command === 0xc8) isScanReversed = command === 0xc8;
    else return;
    board.changed();
  };

  const takeCommand = (byte: number) => {
    pending.push(byte);
    const [command = 0, first, second] = pending;
    if (pending.length <= (parameterCounts.get(command) ?? 0)) return;
    pending = [];
    execute(command, first, second);
  };

  const advance = (at: number, [low, high]: readonly [number, number], size: number) =>
    at === high ? { next: low, isWrapped: true } : { next: (at + 1) % size, isWrapped: false };

  const takeData = (byte: number) => {
    memory[page * columns + column] = byte;
    if (addressing === 'page') {
      column = (column + 1) % columns;
      return;
    }
    if (addressing === 'horizontal') {
      const moved = advance(column, columnRange, columns);
      column = moved.next;
      if (moved.isWrapped) page = advance(page, pageRange, pages).next;
      return;
    }
    const moved = advance(page, pageRange, pages);
    page = moved.next;
    if (moved.isWrapped) column = advance(column, columnRange, columns).next;
  };

  /** The dots as seen. Un-remapped glass shows the memory turned by 180°. */
  const bitmap = (): string => {
    const rowBytes = Math.ceil(width / 8);
    const rows = new Uint8Array(rowBytes * height);
    for (let y = 0; y < height; y += 1) {
      const line = ((isScanReversed ? y : height - 1 - y) + startLine) % (pages * 8);
      for (let x = 0; x < width; x += 1) {
        const segment = isSegmentRemapped ? x : width - 1 - x;
        const isLit = (((memory[(line >> 3) * columns + segment] ?? 0) >> (line & 7)) & 1) === 1;
        if (isAllOn || isLit !== isInverted) {
          const at = y * rowBytes + (x >> 3);
          rows[at] = (rows[at] ?? 0) | (0x80 >> (x & 7));
        }
      }
    }
    return Buffer.from(rows).toString('base64');
  };

  return {
    state: () => ({ on: isOn, width, height, bitmap: bitmap() }),
    i2c: {
      address: i2cAddress(attached) ?? defaultAddress,
      write: bytes => {
        let position = 0;
        let isChanged = false;
        while (position < bytes.length) {
          const controlByte = bytes[position] ?? 0;
          const isContinued = (controlByte & 0x80) !== 0;
          const isData = (controlByte & 0x40) !== 0;
          position += 1;
          // With the continuation bit one byte follows its control byte, without it all the rest.
          const end = isContinued ? Math.min(position + 1, bytes.length) : bytes.length;
          for (; position < end; position += 1) {
            if (isData) {
              takeData(bytes[position] ?? 0);
              isChanged = true;
            } else takeCommand(bytes[position] ?? 0);
          }
        }
        if (isChanged) board.changed();
        return true;
      },
      // Bit 6 of the status: display off.
      read: length => new Uint8Array(length).fill(isOn ? 0x03 : 0x43),
    },
  };
};

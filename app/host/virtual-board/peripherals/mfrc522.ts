import { clamp, controlDefault, isOnByDefault, type PeripheralModel, pinOf } from './peripheral.ts';
import { type CardKind, crcA, ProximityCard } from './proximity-card.ts';

const register = {
  command: 0x01,
  comIrq: 0x04,
  divIrq: 0x05,
  error: 0x06,
  fifoData: 0x09,
  fifoLevel: 0x0a,
  control: 0x0c,
  bitFraming: 0x0d,
  mode: 0x11,
  txMode: 0x12,
  rxMode: 0x13,
  txControl: 0x14,
  crcResultHigh: 0x21,
  crcResultLow: 0x22,
  version: 0x37,
} as const;
const command = { idle: 0x0, calculateCrc: 0x3, transceive: 0xc, softReset: 0xf } as const;
const irq = { transmitted: 0x40, received: 0x20, idle: 0x10, error: 0x02 } as const;
const crcDone = 0x04;
const crcError = 0x04;
const fifoOverflow = 0x10;
const setBits = 0x80;
const fifoBytes = 64;
const crcPresets = [0x0000, 0x6363, 0xa671, 0xffff] as const;

/** The cards that lie beside the reader: two MIFARE Classic with four bytes, an NTAG with seven. */
const cards: readonly [CardKind, ...CardKind[]] = [
  { uid: [0x9a, 0x3c, 0x51, 0xe2], answer: [0x04, 0x00], acknowledge: 0x08 },
  { uid: [0x27, 0xf0, 0x4b, 0x1d], answer: [0x04, 0x00], acknowledge: 0x08 },
  { uid: [0x04, 0x6b, 0x2a, 0x12, 0x9c, 0x5e, 0x80], answer: [0x44, 0x00], acknowledge: 0x00 },
];

/**
 * NXP MFRC522, a reader of cards at 13.56 MHz, over SPI (data sheet MFRC522 revision 3.9): registers, the FIFO of 64
 * bytes, the CRC coprocessor, Transceive with CRC in both directions. Controls: `present` lays a card on the reader, `card`
 * (1…3) says which. State: both, and `uid` in hexadecimal. Not there: the timer, authentication, several cards at once.
 */
export const mfrc522: PeripheralModel = (attached, board) => {
  const select = pinOf(attached, 'select');
  let isPresent = isOnByDefault(attached, 'present');
  let cardNumber = controlDefault(attached, 'card', 1);
  let registers = powerOnRegisters();
  let fifo: number[] = [];
  /** What was addressed in this transaction. */
  let access: { readonly address: number; readonly isRead: boolean } | null = null;

  const kind = (): CardKind => cards[clamp(Math.round(cardNumber), 1, cards.length) - 1] ?? cards[0];
  let card = new ProximityCard(kind());
  const value = (address: number): number => registers[address] ?? 0;
  const raise = (address: number, bits: number) => {
    registers[address] = value(address) | bits;
  };
  const hasField = () => (value(register.txControl) & 3) !== 0;

  const push = (byte: number) => {
    if (fifo.length < fifoBytes) fifo.push(byte);
    else raise(register.error, fifoOverflow);
  };

  const transceive = () => {
    const lastBits = value(register.bitFraming) & 7;
    const sent = fifo;
    fifo = [];
    registers[register.error] = 0;
    const frame = (value(register.txMode) & 0x80) === 0 ? sent : [...sent, ...crcA(sent)];
    raise(register.comIrq, irq.transmitted);
    const answer = isPresent && hasField() ? card.receive(frame, lastBits) : null;
    if (answer === null) return;
    let bytes = [...answer];
    if ((value(register.rxMode) & 0x80) !== 0) {
      const [low, high] = crcA(bytes.slice(0, -2));
      const isSound = bytes.length > 2 && bytes.at(-2) === low && bytes.at(-1) === high;
      if (isSound) bytes = bytes.slice(0, -2);
      else {
        raise(register.error, crcError);
        raise(register.comIrq, irq.error);
      }
    }
    for (const byte of bytes) push(byte);
    raise(register.comIrq, irq.received);
  };

  const execute = (code: number) => {
    if (code === command.softReset) {
      registers = powerOnRegisters();
      fifo = [];
      card.loseField();
    } else if (code === command.calculateCrc) {
      const [low, high] = crcA(fifo, crcPresets[value(register.mode) & 3] ?? 0);
      fifo = [];
      registers[register.crcResultLow] = low;
      registers[register.crcResultHigh] = high;
      raise(register.divIrq, crcDone);
    } else if (code === command.idle) raise(register.comIrq, irq.idle);
  };

  const write = (address: number, byte: number) => {
    if (address === register.fifoData) push(byte);
    else if (address === register.fifoLevel) {
      if ((byte & setBits) !== 0) fifo = [];
    } else if (address === register.comIrq || address === register.divIrq) {
      // Bit 7 says whether the marked bits are set or cleared.
      const marked = byte & 0x7f;
      registers[address] = (byte & setBits) === 0 ? value(address) & ~marked : value(address) | marked;
    } else if (address === register.command) {
      registers[address] = byte & 0x3f;
      execute(byte & 0x0f);
    } else if (address === register.bitFraming) {
      registers[address] = byte & 0x7f;
      const isSending = (byte & setBits) !== 0;
      if (isSending && (value(register.command) & 0x0f) === command.transceive) transceive();
    } else if (address === register.version || address === register.error || address === register.control) {
      // Read only.
    } else {
      registers[address] = byte;
      if (address === register.txControl && !hasField()) card.loseField();
    }
  };

  const read = (address: number): number => {
    if (address === register.fifoData) return fifo.shift() ?? 0;
    return address === register.fifoLevel ? fifo.length : value(address);
  };

  return {
    state: () => ({
      present: isPresent,
      card: cardNumber,
      uid: kind()
        .uid.map(byte => byte.toString(16).padStart(2, '0').toUpperCase())
        .join(':'),
    }),
    control: (control, next) => {
      if (control === 'present' && typeof next === 'boolean') isPresent = next;
      else if (control === 'card' && typeof next === 'number' && Number.isFinite(next)) {
        cardNumber = clamp(Math.round(next), 1, cards.length);
      } else return;
      card = new ProximityCard(kind());
      board.changed();
    },
    pinChanged: (pin, level) => {
      if (pin === select && level !== 0) access = null;
    },
    spi: {
      select,
      modes: [0],
      highestHertz: 10_000_000,
      transfer: bytes =>
        Uint8Array.from(bytes, byte => {
          const before = access;
          // Reading goes on with the address in each byte; writing goes on at the first.
          if (before === null || before.isRead) {
            access = { address: (byte >> 1) & 0x3f, isRead: (byte & 0x80) !== 0 };
            return before === null ? 0 : read(before.address);
          }
          write(before.address, byte);
          return 0;
        }),
    },
  };
};

function powerOnRegisters(): Uint8Array {
  const registers = new Uint8Array(64);
  registers[register.command] = 0x20;
  registers[register.comIrq] = 0x14;
  registers[register.mode] = 0x3f;
  registers[register.txControl] = 0x80;
  registers[register.version] = 0x92;
  return registers;
}

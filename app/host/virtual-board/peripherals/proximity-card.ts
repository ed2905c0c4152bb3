/** CRC_A of ISO/IEC 14443-3: low byte first. `preset` is 0x6363 for cards. */
export function crcA(bytes: Iterable<number>, preset = 0x6363): readonly [low: number, high: number] {
  let crc = preset;
  for (const byte of bytes) {
    let value = (byte ^ crc) & 0xff;
    value = (value ^ (value << 4)) & 0xff;
    crc = (crc >> 8) ^ (value << 8) ^ (value << 3) ^ (value >> 4);
  }
  return [crc & 0xff, (crc >> 8) & 0xff];
}

const requestA = 0x26;
const wakeUpA = 0x52;
const haltA = 0x50;
const cascadeTag = 0x88;
const selectCodes = [0x93, 0x95, 0x97] as const;

/** What a card says of itself. */
export interface CardKind {
  /** 4, 7 or 10 bytes. */
  readonly uid: readonly number[];
  /** Answer to a request, low byte first. */
  readonly answer: readonly [number, number];
  /** Select acknowledge of the last cascade level. */
  readonly acknowledge: number;
}

/**
 * A card of type A in the field of a reader, up to its selection (ISO/IEC 14443-3): request, anticollision for one card,
 * select over up to three cascade levels, halt.
 */
export class ProximityCard {
  #kind: CardKind;
  #state: 'idle' | 'halted' | 'ready' | 'active' = 'idle';
  #cameFromHalt = false;
  #level = 0;

  constructor(kind: CardKind) {
    this.#kind = kind;
  }

  /** The field went away. */
  loseField(): void {
    this.#state = 'idle';
  }

  /** What the card answers to a frame of bytes of which the last has `lastBits` bits (0: all); null for nothing. */
  receive(frame: readonly number[], lastBits: number): readonly number[] | null {
    const [code = 0, count] = frame;
    if (frame.length === 1) {
      const isRequest = lastBits === 7 && (code === requestA || code === wakeUpA);
      const isAwake = this.#state === 'idle' || (this.#state === 'halted' && code === wakeUpA);
      if (!isRequest || !isAwake) return this.#fallBack();
      this.#cameFromHalt = this.#state === 'halted';
      this.#state = 'ready';
      this.#level = 0;
      return this.#kind.answer;
    }
    if (this.#state === 'active' && code === haltA && isChecked(frame)) {
      this.#state = 'halted';
      return null;
    }
    if (this.#state !== 'ready' || lastBits !== 0 || code !== selectCodes[this.#level])
      return this.#fallBack();
    const part = this.#part();
    if (frame.length === 2 && count === 0x20) return part;
    const isMine = frame.length === 9 && count === 0x70 && part.every((byte, at) => frame[at + 2] === byte);
    if (!isMine || !isChecked(frame)) return this.#fallBack();
    const isWhole = part[0] !== cascadeTag;
    if (isWhole) this.#state = 'active';
    else this.#level += 1;
    const acknowledge = isWhole ? this.#kind.acknowledge : this.#kind.acknowledge | 0x04;
    return [acknowledge, ...crcA([acknowledge])];
  }

  /** Four bytes of the UID of this level, and their exclusive or. */
  #part(): readonly number[] {
    const { uid } = this.#kind;
    const rest = uid.slice(this.#level * 3);
    const part = rest.length > 4 ? [cascadeTag, ...rest.slice(0, 3)] : rest;
    return [...part, part.reduce((sum, byte) => sum ^ byte, 0)];
  }

  #fallBack(): null {
    if (this.#state !== 'halted')
      this.#state = this.#cameFromHalt && this.#state !== 'idle' ? 'halted' : 'idle';
    return null;
  }
}

function isChecked(frame: readonly number[]): boolean {
  const [low, high] = crcA(frame.slice(0, -2));
  return frame.at(-2) === low && frame.at(-1) === high;
}

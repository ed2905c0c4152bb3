import { type ByteBoard, VirtualTransport } from '../transports/virtual-transport.ts';
import { SeededRandom } from './seeded-random.ts';

/** Both directions count together. */
export interface WireFaults {
  readonly seed: number;
  /** Of a byte: it arrives with one bit, or as another byte altogether. */
  readonly corrupt: number;
  /** Of a byte: it and up to seven after it do not arrive. */
  readonly drop: number;
  /** Of a byte: it and up to seven after it arrive twice. */
  readonly duplicate: number;
  /** Of a piece: it, and all that follows, arrives up to so many milliseconds later. */
  readonly delay: number;
  readonly delayMs: number;
  /** The cable is cut for good after so many bytes; null where it holds. */
  readonly cutAtByte: number | null;
  /**
   * How many bytes the board's input holds while it is at work between two lines; what comes beyond them is lost, as
   * on a UART. Null where the board holds the host back.
   */
  readonly ringBytes?: number | null;
}

export const soundWire: WireFaults = {
  seed: 0,
  corrupt: 0,
  drop: 0,
  duplicate: 0,
  delay: 0,
  delayMs: 0,
  cutAtByte: null,
  ringBytes: null,
};

/** What a wire has done to the bytes. */
export interface WireCounts {
  corrupted: number;
  dropped: number;
  duplicated: number;
  delayed: number;
  overrun: number;
  bytes: number;
}

/** A cable to a virtual board that damages what it carries, the same way each time for the same seed and bytes. */
export class FaultyWire extends VirtualTransport {
  readonly counts: WireCounts = { corrupted: 0, dropped: 0, duplicated: 0, delayed: 0, overrun: 0, bytes: 0 };
  readonly #random: SeededRandom;
  #faults: WireFaults;
  #isCut = false;
  #lastOut: Promise<void> = Promise.resolve();
  #lastIn: Promise<void> | null = null;
  /** Whether the board takes blocks, and whether it is at work on one. */
  #takesBlocks = false;
  #isAtWork = false;
  #ring: Buffer = Buffer.alloc(0);

  constructor(path: string, board: ByteBoard, faults: WireFaults) {
    super(path, async () => board);
    this.#faults = faults;
    this.#random = new SeededRandom(faults.seed);
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  /** From now on the wire is a good one. */
  mend(): void {
    this.#faults = soundWire;
    this.#isCut = false;
  }

  protected override async writeLink(bytes: Uint8Array): Promise<void> {
    const damaged = this.#damage(Buffer.from(bytes));
    const delay = this.#delay();
    this.#lastOut = this.#lastOut.then(() => delay).then(() => this.#intoBoard(damaged));
    await this.#lastOut;
  }

  protected override received(bytes: Uint8Array): void {
    this.#hearBoard(bytes);
    const damaged = this.#damage(Buffer.from(bytes));
    const delay = this.#delay();
    if (delay === null && this.#lastIn === null) {
      super.received(damaged);
      return;
    }
    const arriving: Promise<void> = (this.#lastIn ?? Promise.resolve())
      .then(() => delay)
      .then(() => {
        super.received(damaged);
        if (this.#lastIn === arriving) this.#lastIn = null;
      });
    this.#lastIn = arriving;
  }

  async #intoBoard(bytes: Buffer): Promise<void> {
    const { ringBytes = null } = this.#faults;
    if (ringBytes === null || !this.#takesBlocks) {
      await super.writeLink(bytes);
      return;
    }
    for (let rest = bytes; rest.length > 0; ) {
      if (this.#isAtWork) {
        const room = Math.max(0, ringBytes - this.#ring.length);
        this.#ring = Buffer.concat([this.#ring, rest.subarray(0, room)]);
        this.counts.overrun += Math.max(0, rest.length - room);
        return;
      }
      const end = rest.indexOf(0x0a) + 1;
      const line = end === 0 ? rest : rest.subarray(0, end);
      // From the end of a line on the board is at work, until it says something.
      this.#isAtWork = end > 0;
      await super.writeLink(line);
      rest = rest.subarray(line.length);
    }
  }

  #hearBoard(bytes: Uint8Array): void {
    if ((this.#faults.ringBytes ?? null) === null) return;
    const text = Buffer.from(bytes).toString('latin1');
    if (/@R\./.test(text)) this.#takesBlocks = true;
    if (/@D\./.test(text)) this.#takesBlocks = false;
    if (!this.#isAtWork || !/@[RANWD]/.test(text)) return;
    this.#isAtWork = false;
    const held = this.#ring;
    this.#ring = Buffer.alloc(0);
    this.#intoBoard(held).catch(() => undefined);
  }

  #damage(bytes: Buffer): Buffer {
    if (this.#isCut) return Buffer.alloc(0);
    const { corrupt, cutAtByte, drop, duplicate } = this.#faults;
    const random = this.#random;
    const out: number[] = [];
    for (let index = 0; index < bytes.length; index++) {
      this.counts.bytes++;
      if (cutAtByte !== null && this.counts.bytes > cutAtByte) {
        this.#isCut = true;
        queueMicrotask(() => this.unplug());
        break;
      }
      const byte = bytes[index] ?? 0;
      if (random.chance(drop)) {
        this.counts.dropped++;
        index += random.between(0, 7);
      } else if (random.chance(duplicate)) {
        this.counts.duplicated++;
        const again = bytes.subarray(index, index + random.between(1, 8));
        out.push(...again, ...again);
        index += again.length - 1;
      } else if (random.chance(corrupt)) {
        this.counts.corrupted++;
        out.push(random.chance(0.5) ? byte ^ (1 << random.between(0, 7)) : random.between(0, 255));
      } else {
        out.push(byte);
      }
    }
    return Buffer.from(out);
  }

  #delay(): Promise<void> | null {
    const { delay, delayMs } = this.#faults;
    if (!this.#random.chance(delay)) return null;
    this.counts.delayed++;
    return new Promise(resolve => setTimeout(resolve, this.#random.between(1, delayMs)));
  }
}

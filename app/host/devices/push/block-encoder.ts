import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';

/**
 * Bytes that never travel as they are: 0x03 interrupts a program, 0x04 ends a reception, line ends mark blocks and
 * are changed by some consoles, 0x1b marks these replacements. Each becomes 0x1b and a letter: two per cent more
 * bytes, where base64 would add a third.
 */
export const escapes: readonly (readonly [byte: number, letter: number])[] = [
  [0x03, 0x41],
  [0x04, 0x42],
  [0x0a, 0x43],
  [0x0d, 0x44],
  [0x1b, 0x45],
];
const escapeByte = 0x1b;
const letterOf = new Uint8Array(256);
for (const [byte, letter] of escapes) letterOf[byte] = letter;

export interface BlockOptions {
  /** Counts from 0; the block carries it, so that one that is sent twice is not taken twice. */
  readonly number: number;
  /** How many bytes of content a block holds at most; a power of two. */
  readonly contentBytes: number;
  /** Whether the board can inflate. */
  readonly compress: boolean;
}

/**
 * One block as a line: check (4 bytes of SHA-256 over the rest), number (1 byte), form (`Z` deflated, `P` plain),
 * payload; escaped, and a line feed. Each block is compressed by itself, with a window no larger than its content, so that the board
 * needs memory for one block only and can ask for it again.
 */
export function encodeBlock(content: Uint8Array, options: BlockOptions): Buffer {
  const packed = options.compress ? deflate(content, options.contentBytes) : null;
  const isPacked = packed !== null && packed.length < content.length;
  const head = Buffer.of(options.number & 0xff, isPacked ? 0x5a : 0x50);
  const body = Buffer.concat([head, isPacked ? packed : content]);
  const check = createHash('sha256').update(body).digest().subarray(0, 4);
  return escapeLine(Buffer.concat([check, body]));
}

/** The power of two that a window must have for blocks of this size; raw deflate knows 9 to 15. */
export function windowBits(contentBytes: number): number {
  return Math.min(15, Math.max(9, Math.ceil(Math.log2(contentBytes))));
}

function deflate(content: Uint8Array, contentBytes: number): Buffer {
  return deflateRawSync(content, { level: 9, windowBits: windowBits(contentBytes) });
}

function escapeLine(bytes: Buffer): Buffer {
  const line = Buffer.allocUnsafe(bytes.length * 2 + 1);
  let length = 0;
  for (const byte of bytes) {
    const letter = letterOf[byte];
    if (letter) {
      line[length++] = escapeByte;
      line[length++] = letter;
    } else {
      line[length++] = byte;
    }
  }
  line[length++] = 0x0a;
  return line.subarray(0, length);
}

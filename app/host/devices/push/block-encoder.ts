import { createHash } from 'node:crypto';
import { constants, createDeflateRaw, deflateRawSync } from 'node:zlib';

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

const packedForm = 0x5a;
const plainForm = 0x50;
/** What does not shrink to this share is sent as it is: inflating it would cost the board more than it saves. */
const worthPacking = 0.97;

export interface StreamOptions {
  /** How many bytes of content a block holds; a power of two. */
  readonly contentBytes: number;
  /** Binary logarithm of how far back the packed stream may refer, 9 to 15; null where the board cannot inflate. */
  readonly windowBits: number | null;
}

export interface EncodedStream {
  /** How many lines there are, one a block. */
  readonly count: number;
  /** No packed block has more bytes; 0 where none is packed. */
  readonly packedBytes: number;
  /** A block as a line, ready to be sent, as soon as it is encoded. */
  line(number: number): Promise<Buffer>;
}

/**
 * Content as lines, one a block: check (4 bytes of SHA-256 over the rest), number (1 byte), form (`Z` packed, `P`
 * plain), payload; escaped, and a line feed. The packed payloads are one raw deflate stream that is flushed at the end
 * of each block, so that small blocks and small files share what came before; plain ones are not part of it.
 *
 * Encoding begins at once and goes on beside whatever the caller does.
 */
export function encodeStream(content: Uint8Array, options: StreamOptions): EncodedStream {
  const { contentBytes, windowBits } = options;
  const parts = Array.from({ length: Math.ceil(content.length / contentBytes) }, (_, number) =>
    content.subarray(number * contentBytes, (number + 1) * contentBytes),
  );
  const lines = parts.map(() => Promise.withResolvers<Buffer>());
  // One that fails is heard by whoever asks for it, which may be later, or nobody.
  for (const { promise } of lines) promise.catch(() => undefined);
  const encoding = windowBits === null ? encodePlain(parts, lines) : encodePacked(parts, lines, windowBits);
  encoding.catch((error: unknown) => {
    for (const { reject } of lines) reject(error);
  });
  return {
    count: parts.length,
    packedBytes: windowBits === null ? 0 : packedAtMost(contentBytes),
    line: number => {
      const line = lines[number];
      if (line === undefined) throw new RangeError(`There is no block ${number}.`);
      return line.promise;
    },
  };
}

type PendingLine = ReturnType<typeof Promise.withResolvers<Buffer>>;

async function encodePlain(parts: readonly Uint8Array[], lines: readonly PendingLine[]): Promise<void> {
  for (const [number, part] of parts.entries()) lines[number]?.resolve(encodeLine(number, plainForm, part));
}

async function encodePacked(
  parts: readonly Uint8Array[],
  lines: readonly PendingLine[],
  windowBits: number,
): Promise<void> {
  const deflate = createDeflateRaw({ level: 9, memLevel: 9, windowBits });
  let packed: Buffer[] = [];
  deflate.on('data', (chunk: Buffer) => packed.push(chunk));
  try {
    for (const [number, part] of parts.entries()) {
      if (!isWorthPacking(part)) {
        lines[number]?.resolve(encodeLine(number, plainForm, part));
        continue;
      }
      const { promise: flushed, resolve, reject } = Promise.withResolvers<void>();
      deflate.once('error', reject);
      deflate.write(part);
      deflate.flush(constants.Z_SYNC_FLUSH, () => resolve());
      await flushed;
      deflate.off('error', reject);
      lines[number]?.resolve(encodeLine(number, packedForm, Buffer.concat(packed)));
      packed = [];
    }
  } finally {
    deflate.close();
  }
}

/** Deflate stores what does not shrink: five bytes more for each 16 kB, and as many for the flush. */
function packedAtMost(contentBytes: number): number {
  return contentBytes + 5 * (2 + Math.ceil(contentBytes / 16_383));
}

function isWorthPacking(part: Uint8Array): boolean {
  return deflateRawSync(part, { level: 1 }).length < part.length * worthPacking;
}

function encodeLine(number: number, form: number, payload: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.of(number & 0xff, form), payload]);
  const check = createHash('sha256').update(body).digest().subarray(0, 4);
  return escapeLine(Buffer.concat([check, body]));
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
  return Buffer.from(line.subarray(0, length));
}

import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { createInflate, deflate } from 'node:zlib';
import type { FlashDeadlines } from '../flash-deadlines.ts';
import { hashMsPerByte, writeMsPerByte } from '../flash-deadlines.ts';
import type { FlashReporter } from '../flash-reporter.ts';
import type { EspSession } from './esp-session.ts';

const compressedBlock = 0x11;
const checksumSeed = 0xef;
const blockAttempts = 3;
const blockHeaderBytes = 16;

/** An image made ready for the wire. */
export interface PackedImage {
  /** Padded to whole words, as it will stand in the flash. */
  readonly bytes: Uint8Array;
  readonly md5: string;
  readonly compressed: Uint8Array;
}

/** What the flash holds is not the image. */
export class WrongMd5 extends Error {
  override readonly name = 'WrongMd5';
}

export async function packImage(image: Uint8Array): Promise<PackedImage> {
  const bytes = new Uint8Array(Math.ceil(image.length / 4) * 4).fill(0xff);
  bytes.set(image);
  const md5 = createHash('md5').update(bytes).digest('hex');
  return { bytes, md5, compressed: await promisify(deflate)(bytes, { level: 9 }) };
}

/** Writes an image through a stub that listens. `onTouch` is called right before the flash is changed. */
export async function writeImage(
  session: EspSession,
  image: PackedImage,
  options: {
    readonly offset: number;
    readonly erase: boolean;
    readonly reporter: FlashReporter;
    readonly deadlines: FlashDeadlines;
    readonly onTouch: () => void;
  },
): Promise<void> {
  const { loader } = session;
  const { offset, reporter, deadlines, onTouch } = options;
  reporter.begin('erase');
  await session.step('erase', deadlines.eraseMs, async () => {
    onTouch();
    if (options.erase) await loader.eraseFlash();
    await loader.flashDeflBegin(image.bytes.length, image.compressed.length, offset);
  });

  reporter.begin('write');
  const total = image.compressed.length;
  const step = loader.FLASH_WRITE_SIZE;
  const inflatedBytes = createInflatedCounter();
  reporter.advance(0, total);
  // A stub answers when it has a block, and writes it while the next one comes.
  let waitsForMs = deadlines.blockMs;
  for (let at = 0, sequence = 0; at < total; at += step, sequence++) {
    const block = image.compressed.subarray(at, at + step);
    const timeoutMs = waitsForMs;
    await session.step('write', timeoutMs * blockAttempts, () =>
      writeBlock(session, block, sequence, timeoutMs),
    );
    waitsForMs = deadlines.blockMs + (await inflatedBytes(block)) * writeMsPerByte;
    reporter.advance(at + block.length, total);
  }
  await session.step('write', waitsForMs, () => loader.flashDeflFinish(false, waitsForMs));

  reporter.begin('verify');
  const hashMs = deadlines.verifyMs + image.bytes.length * hashMsPerByte;
  // A wrong answer may have been a damaged one.
  for (let attempt = 1; ; attempt++) {
    const found = await session.step('verify', hashMs, () => loader.flashMd5sum(offset, image.bytes.length));
    if (found === image.md5) break;
    if (attempt === 2) throw new WrongMd5(`the flash has MD5 ${found}, the image ${image.md5}`);
  }
}

/**
 * Sends a block until the stub has it. It is sent again only where the stub says that it has thrown it away: after
 * silence nobody knows, and a block that came twice would spoil all after it.
 */
async function writeBlock(
  session: EspSession,
  block: Uint8Array,
  sequence: number,
  timeoutMs: number,
): Promise<void> {
  const packet = new Uint8Array(blockHeaderBytes + block.length);
  const view = new DataView(packet.buffer);
  view.setUint32(0, block.length, true);
  view.setUint32(4, sequence, true);
  packet.set(block, blockHeaderBytes);
  let checksum = checksumSeed;
  for (const byte of block) checksum ^= byte;
  for (let attempt = 1; ; attempt++) {
    const [, status] = await session.loader.command(compressedBlock, packet, checksum, true, timeoutMs);
    if (status[0] === 0) return;
    const isThrownAway = status[1] === 0xc0 || status[1] === 0xc1;
    if (!isThrownAway || attempt === blockAttempts) {
      throw new Error(`block ${sequence} was refused with status 0x${(status[1] ?? 0).toString(16)}`);
    }
  }
}

/** Counts, block by block of one compressed stream, how many bytes it becomes. */
function createInflatedCounter(): (block: Uint8Array) => Promise<number> {
  const inflate = createInflate();
  let bytes = 0;
  inflate.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  return async block => {
    const before = bytes;
    await new Promise<void>((resolve, reject) => {
      inflate.write(block, error => (error ? reject(error) : resolve()));
    });
    return bytes - before;
  };
}

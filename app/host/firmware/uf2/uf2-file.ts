/** What a UF2 file says of itself. Format: github.com/microsoft/uf2, README. */
export interface Uf2File {
  /** Whom it is for; RP2040 is 0xe48bff56. */
  readonly familyId: number;
  readonly blocks: number;
  /** Bytes that go into the flash. */
  readonly payloadBytes: number;
}

/** Why a file is no UF2 file that can be trusted. */
export class BadUf2 extends Error {
  override readonly name = 'BadUf2';
}

const uf2BlockBytes = 512;
const firstMagic = 0x0a32_4655;
const secondMagic = 0x9e5d_5157;
const lastMagic = 0x0ab1_6f30;
const largestPayloadBytes = 476;
const hasFamily = 0x2000;
/**
 * RP2350 files begin with one block of this family, which stands for itself: Raspberry Pi's tools put it there against
 * a fault of the boot ROM (data sheet of RP2350, erratum E10).
 */
const absoluteFamily = 0xe48b_ff57;

/** Whether bytes begin as a UF2 file does. */
export function looksLikeUf2(bytes: Uint8Array): boolean {
  if (bytes.length < 8) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(0, true) === firstMagic && view.getUint32(4, true) === secondMagic;
}

/**
 * Checks every block of a file: its marks, its family, and that each block of the total is there once.
 * @throws BadUf2 says what is wrong
 */
export function readUf2(bytes: Uint8Array): Uf2File {
  if (bytes.length === 0 || bytes.length % uf2BlockBytes !== 0) {
    throw new BadUf2(`${bytes.length} bytes are not whole blocks of ${uf2BlockBytes}; it was cut off`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let familyId: number | null = null;
  let total: number | null = null;
  let payloadBytes = 0;
  const seen = new Set<number>();
  for (let at = 0; at < bytes.length; at += uf2BlockBytes) {
    const word = (index: number) => view.getUint32(at + index * 4, true);
    const position = at / uf2BlockBytes;
    const last = view.getUint32(at + uf2BlockBytes - 4, true);
    if (word(0) !== firstMagic || word(1) !== secondMagic || last !== lastMagic) {
      throw new BadUf2(`block ${position} does not bear the marks of UF2`);
    }
    const [flags, payload, number, blocks, family] = [word(2), word(4), word(5), word(6), word(7)];
    if ((flags & hasFamily) === 0) throw new BadUf2(`block ${position} does not say whom it is for`);
    if (payload === 0 || payload > largestPayloadBytes) {
      throw new BadUf2(`block ${position} states ${payload} bytes of content`);
    }
    if (family === absoluteFamily) continue;
    familyId ??= family;
    total ??= blocks;
    if (family !== familyId) throw new BadUf2(`block ${position} is for another family than the first`);
    if (blocks !== total || number >= blocks) {
      throw new BadUf2(
        `block ${position} states number ${number} of ${blocks}, and the first one of ${total}`,
      );
    }
    if (seen.has(number)) throw new BadUf2(`block number ${number} is there twice`);
    seen.add(number);
    payloadBytes += payload;
  }
  if (familyId === null || total === null) throw new BadUf2('it has no content');
  if (seen.size !== total)
    throw new BadUf2(`${total - seen.size} of ${total} blocks are missing; it was cut off`);
  return { familyId, blocks: total, payloadBytes };
}

/** As people write it: `0xe48bff56`. */
export function familyText(familyId: number): string {
  return `0x${familyId.toString(16).padStart(8, '0')}`;
}

import { crc32 } from 'node:zlib';

export type Slot = 'a' | 'b';

/** One boot record of the loader, see ARCHITECTURE.md "On the board". */
export interface PointerRecord {
  readonly counter: number;
  readonly slot: Slot;
  readonly state: 'pending' | 'trial' | 'confirmed';
  readonly previous: Slot | '-';
  /** SHA-256 of the slot's manifest, hex. */
  readonly hash: string;
}

const form = /^(\d+) ([ab]) (pending|trial|confirmed) ([ab-]) ([0-9a-f]*) ([0-9a-f]{8})\n$/;

/** The record in a pointer file; null where the file is torn or says nothing. */
export function parsePointerRecord(text: string): PointerRecord | null {
  const match = form.exec(text);
  if (match === null) return null;
  const [, counter, slot, state, previous, hash = '', checksum = ''] = match;
  if (crc32(text.slice(0, -9)) !== Number.parseInt(checksum, 16)) return null;
  if (slot !== 'a' && slot !== 'b') return null;
  if (state !== 'pending' && state !== 'trial' && state !== 'confirmed') return null;
  if (previous !== 'a' && previous !== 'b' && previous !== '-') return null;
  return { counter: Number(counter), slot, state, previous, hash };
}

/** Of the two pointer files the valid record with the higher counter, as the loader chooses. */
export function currentRecord(files: readonly (string | null)[]): PointerRecord | null {
  return files
    .map(text => (text === null ? null : parsePointerRecord(text)))
    .reduce(
      (best, record) => (record !== null && (best === null || record.counter > best.counter) ? record : best),
      null,
    );
}

/** Where a push may write, and what the board returns to when the new program fails. */
export function pushTarget(record: PointerRecord | null): { slot: Slot; previous: Slot | '-' } {
  if (record === null) return { slot: 'a', previous: '-' };
  // A first program that nobody has confirmed is still the only one there is: it is not written over.
  if (record.state === 'confirmed' || record.previous === '-') {
    return { slot: record.slot === 'a' ? 'b' : 'a', previous: record.slot };
  }
  return { slot: record.slot, previous: record.previous };
}

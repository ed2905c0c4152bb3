import { z } from 'zod';
import type { Slot } from './pointer-record.ts';

/** In a slot, beside its manifest, and no part of it. */
export const signatureName = 'signature.json';

export const provenanceReplySchema = z.object({
  manifest: z.string().nullable(),
  signature: z.string().nullable(),
});

/** Reads what a slot says of its program and of who vouches for it. Uses the functions of the probe. */
export function provenanceScript(slot: Slot): string {
  return `
def provenance(s):reply({'manifest':text(s+'manifest.json'),'signature':text(s+'${signatureName}',4096)})
provenance(R+'${slot}/')
`;
}

import type { ProgramSignature } from '../../contract/services/device-service.ts';
import type { Bundle } from '../build/bundle-writer.ts';

/** What a kit needs of those who number programs and vouch for them. */
export interface Provenance {
  /** The bundle under the number that it has from now on: it goes to a real kit. */
  readonly claim: (bundle: Bundle) => Promise<Bundle>;
  /** A later program of the profile was overruled by a person. */
  readonly overruled: (profile: string, sequence: number) => Promise<void>;
  /** The bytes of `signature.json`; null where nobody signs. Rejects with a StudioError. */
  readonly sign: (manifest: Uint8Array) => Promise<Uint8Array | null>;
  /** What a signature says of a manifest; `signature` null: there is none. */
  readonly check: (manifest: Uint8Array, signature: string | null) => ProgramSignature;
}

/** Nobody counts and nobody signs: for tests, and benches of other things. */
export const noProvenance: Provenance = {
  claim: async bundle => bundle,
  overruled: async () => undefined,
  sign: async () => null,
  check: (_, signature) => ({
    state: signature === null ? 'none' : 'unknown-key',
    keyId: null,
    signer: null,
    signedAt: null,
  }),
};

/** Who signed, in words for an error: a name only where this studio knows the key. */
export function signerName({ keyId, signer, state }: ProgramSignature): string {
  if (state === 'valid' && signer !== null) return signer;
  return keyId === null ? '—' : `? (${keyId})`;
}

import { z } from 'zod';
import { defineService } from '../rpc/define-service.ts';

/** A public key that programs may be signed with. */
export const signingKeySchema = z.object({
  /** First 16 hex digits of the SHA-256 of the 32 bytes. */
  keyId: z.string(),
  /** Whose it is, as this studio calls it. */
  name: z.string(),
  /** Ed25519, PEM (SubjectPublicKeyInfo). */
  publicKey: z.string(),
  /** `own`: made here, or imported with its private half. `team`: trusted, and can only be checked with. */
  kind: z.enum(['own', 'team']),
  /** The own key that new programs are signed with. */
  isActive: z.boolean(),
  addedAt: z.string(),
});
export type SigningKey = z.infer<typeof signingKeySchema>;

export const signingStateSchema = z.object({
  keys: z.array(signingKeySchema),
  /** `system`: encrypted by the key chain. `file`: in a file that only this user may read. `none`: not made yet. */
  keptIn: z.enum(['system', 'file', 'none']),
});
export type SigningState = z.infer<typeof signingStateSchema>;

/** Who vouches for what is pushed. The private half never leaves the host. */
export const signingService = defineService({
  name: 'signing',
  methods: {
    state: { input: z.object({}), output: signingStateSchema },
    rename: {
      input: z.object({ keyId: z.string(), name: z.string().trim().min(1).max(60) }),
      output: signingStateSchema,
    },
    /** PEM of a public key (then it is trusted) or of a private one (then it can sign): `signing/no-key` for others. */
    importKey: {
      input: z.object({ pem: z.string().min(1).max(10_000), name: z.string().trim().min(1).max(60) }),
      output: signingStateSchema,
    },
    /** An own key from now on. */
    activate: { input: z.object({ keyId: z.string() }), output: signingStateSchema },
    forget: { input: z.object({ keyId: z.string() }), output: signingStateSchema },
    /** A new own key, which becomes the active one; the old ones stay trusted. */
    renew: { input: z.object({ name: z.string().trim().min(1).max(60) }), output: signingStateSchema },
  },
  events: { onDidChange: { payload: signingStateSchema, flow: 'latest' } },
});

import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { z } from 'zod';
import { StudioError } from '../../contract/errors/studio-error.ts';
import { compactJson } from '../build/bundle-writer.ts';

/** Stands before the manifest in what is signed, so that a signature of ours can be one of nothing else. */
const domain = 'cambrian manifest 1\n';
/** A longer name is cut: what nobody can read would be taken for a signature that does not fit. */
const longestName = 200;
/** Of a raw public key. */
const rawKeyBytes = 32;

/** `signature.json`, beside `manifest.json` in a slot. Only the manifest is signed: name and time are claims. */
export const signatureFileSchema = z.object({
  format: z.literal(1),
  keyId: z.string(),
  /** What the signer calls the key. */
  name: z.string().max(longestName),
  /** The 32 bytes, base64. */
  publicKey: z.base64(),
  /** Ed25519, 64 bytes, base64. */
  signature: z.base64(),
  /** ISO 8601, by the signer's clock. */
  signedAt: z.string().max(40),
});
export type SignatureFile = z.infer<typeof signatureFileSchema>;

/** A key that came from outside. */
export type ImportedKey =
  | { readonly kind: 'private'; readonly privateKey: KeyObject; readonly publicKey: KeyObject }
  | { readonly kind: 'public'; readonly publicKey: KeyObject };

/** The 32 bytes of an Ed25519 public key. */
function rawPublicKey(key: KeyObject): Uint8Array {
  return key.export({ type: 'spki', format: 'der' }).subarray(-rawKeyBytes);
}

/** First 16 hex digits of the SHA-256 of the 32 bytes. */
export function keyIdOf(key: KeyObject): string {
  return createHash('sha256').update(rawPublicKey(key)).digest('hex').slice(0, 16);
}

/** PEM (SubjectPublicKeyInfo). */
export function publicPem(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'pem' }).toString();
}

/**
 * Reads a key in PEM.
 * @throws StudioError `signing/no-key`, which says what was found instead and holds nothing of the text
 */
export function readKey(pem: string): ImportedKey {
  const isPrivate = pem.includes('PRIVATE KEY-----');
  const key = isPrivate ? parsePrivate(pem) : parsePublic(pem);
  if (key.asymmetricKeyType !== 'ed25519') {
    throw new StudioError('signing/no-key', { reason: key.asymmetricKeyType ?? '?' });
  }
  return isPrivate
    ? { kind: 'private', privateKey: key, publicKey: createPublicKey(key) }
    : { kind: 'public', publicKey: key };
}

/** The signature file of a manifest, as it lies on a board: one line of ASCII. */
export function signManifest(
  manifestBytes: Uint8Array,
  by: { readonly privateKey: KeyObject; readonly name: string; readonly signedAt: string },
): Uint8Array {
  const publicKey = createPublicKey(by.privateKey);
  const file: SignatureFile = {
    format: 1,
    keyId: keyIdOf(publicKey),
    name: by.name.slice(0, longestName),
    publicKey: Buffer.from(rawPublicKey(publicKey)).toString('base64'),
    signature: sign(null, message(manifestBytes), by.privateKey).toString('base64'),
    signedAt: by.signedAt,
  };
  return Buffer.from(compactJson(file), 'latin1');
}

/** A signature file that was read, and whether it fits the manifest; null where the text is none. */
export function readSignature(
  manifestBytes: Uint8Array,
  text: string,
): { readonly file: SignatureFile; readonly keyId: string; readonly fits: boolean } | null {
  const parsed = signatureFileSchema.safeParse(parseJson(text));
  if (!parsed.success) return null;
  const file = parsed.data;
  const raw = Buffer.from(file.publicKey, 'base64');
  if (raw.length !== rawKeyBytes) return null;
  const publicKey = publicKeyOfRaw(raw);
  if (publicKey === null) return null;
  const keyId = keyIdOf(publicKey);
  const fits =
    file.keyId === keyId &&
    verify(null, message(manifestBytes), publicKey, Buffer.from(file.signature, 'base64'));
  return { file, keyId, fits };
}

function message(manifestBytes: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(domain, 'latin1'), manifestBytes]);
}

function parsePrivate(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    // The reader's own message may quote what it read.
    throw new StudioError('signing/no-key', {
      reason: pem.includes('ENCRYPTED') ? 'the private key has a password' : 'not a private key in PEM',
    });
  }
}

function parsePublic(pem: string): KeyObject {
  try {
    return createPublicKey(pem);
  } catch {
    throw new StudioError('signing/no-key', { reason: 'not a key in PEM' });
  }
}

function publicKeyOfRaw(raw: Uint8Array): KeyObject | null {
  try {
    return createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(raw).toString('base64url') },
      format: 'jwk',
    });
  } catch {
    return null;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

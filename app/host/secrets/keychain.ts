/** Encrypts what lies on the disk with a key that only this user of this computer has. */
export interface Keychain {
  isAvailable(): Promise<boolean>;
  /** What stands behind it, as the system names it: `gnome_libsecret`, `kwallet`, `keychain`, `dpapi`, `basic_text`. */
  backend(): Promise<string>;
  encrypt(text: string): Promise<Uint8Array>;
  /** Rejects where the bytes were not encrypted by this key. */
  decrypt(bytes: Uint8Array): Promise<string>;
}

/** No protection: `basic_text` of Linux is a fixed password that anyone can look up, `unknown` may turn out to be it. */
const unprotected: ReadonlySet<string> = new Set(['basic_text', 'unknown']);

/** Whether a key chain really protects. */
export async function canKeep(keychain: Keychain | null): Promise<boolean> {
  if (keychain === null) return false;
  try {
    return (await keychain.isAvailable()) && !unprotected.has(await keychain.backend());
  } catch {
    return false;
  }
}

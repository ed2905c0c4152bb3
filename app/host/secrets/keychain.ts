/** Encrypts what lies on the disk with a key that only this user of this computer has. */
export interface Keychain {
  isAvailable(): Promise<boolean>;
  /** What stands behind it, as the system names it: `gnome_libsecret`, `kwallet`, `keychain`, `dpapi`, `basic_text`. */
  backend(): Promise<string>;
  encrypt(text: string): Promise<Uint8Array>;
  /** Rejects where the bytes were not encrypted by this key. */
  decrypt(bytes: Uint8Array): Promise<string>;
}

/** Whether a key chain really protects: `basic_text` of Linux is a fixed password that anyone can look up. */
export async function canKeep(keychain: Keychain | null): Promise<boolean> {
  if (keychain === null) return false;
  try {
    return (await keychain.isAvailable()) && (await keychain.backend()) !== 'basic_text';
  } catch {
    return false;
  }
}

import { describe, expect, it } from 'vitest';
import { askKeychain, serveKeychain } from './keychain-messages.ts';

const key = 'sk-canary-0123456789';

describe('the key chain of the host', () => {
  it('speaks to safeStorage of the main process by messages', async () => {
    const storage = {
      isEncryptionAvailable: () => true,
      getSelectedStorageBackend: () => 'kwallet6' as const,
      encryptString: (text: string) => Buffer.from(`locked:${text}`),
      decryptString: (bytes: Buffer) => {
        if (!bytes.toString().startsWith('locked:')) throw new Error(`cannot open ${bytes.toString()}`);
        return bytes.toString().slice('locked:'.length);
      },
    };
    const sent: string[] = [];
    const host = askKeychain(question => serve(question));
    const serve = serveKeychain(
      storage,
      answer => {
        sent.push(JSON.stringify(answer));
        host.receive(answer);
      },
      'linux',
    );
    expect(await host.keychain.backend()).toBe('kwallet6');
    expect(await host.keychain.isAvailable()).toBe(true);
    const encrypted = await host.keychain.encrypt(key);
    expect(await host.keychain.decrypt(encrypted)).toBe(key);
    await expect(host.keychain.decrypt(Buffer.from(key))).rejects.toThrow('could not decrypt');
    expect(sent.at(-1)).not.toContain(key);
    expect([serve('dispose'), host.receive('connect')]).toEqual([false, false]);
  });
});

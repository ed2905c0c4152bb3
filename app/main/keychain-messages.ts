import type { safeStorage } from 'electron';
import type { Keychain } from '../host/secrets/keychain.ts';

// The host's process has no safeStorage, so it asks the main process: one message with a number, one answer with the
// same number. What travels is between these two processes of ours; no page has a part in it.

const questionKind = 'keychain-question';
const answerKind = 'keychain-answer';

type Action = 'isAvailable' | 'backend' | 'encrypt' | 'decrypt';

interface Question {
  readonly kind: typeof questionKind;
  readonly number: number;
  readonly action: Action;
  /** Text for `encrypt`, base64 for `decrypt`. */
  readonly value: string;
}

interface Answer {
  readonly kind: typeof answerKind;
  readonly number: number;
  readonly value: string | boolean | null;
}

type SafeStorage = Pick<
  typeof safeStorage,
  'isEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptString' | 'decryptString'
>;

function isQuestion(message: unknown): message is Question {
  return (
    typeof message === 'object' && message !== null && 'kind' in message && message.kind === questionKind
  );
}

function isAnswer(message: unknown): message is Answer {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === answerKind;
}

function answer(
  { action, value }: Question,
  storage: SafeStorage,
  platform: NodeJS.Platform,
): Answer['value'] {
  switch (action) {
    case 'isAvailable':
      return storage.isEncryptionAvailable();
    case 'backend':
      if (platform === 'linux') return storage.getSelectedStorageBackend();
      return platform === 'darwin' ? 'keychain' : 'dpapi';
    case 'encrypt':
      return storage.encryptString(value).toString('base64');
    case 'decrypt':
      return storage.decryptString(Buffer.from(value, 'base64'));
    default:
      return null;
  }
}

/**
 * Main process: answers the host's questions by Electron's safeStorage. Hand every message of the host's process to
 * what this returns; true where the message was a question.
 */
export function serveKeychain(
  storage: SafeStorage,
  reply: (answer: unknown) => void,
  platform: NodeJS.Platform = process.platform,
): (message: unknown) => boolean {
  return message => {
    if (!isQuestion(message)) return false;
    const answered = (value: Answer['value']): void =>
      reply({ kind: answerKind, number: message.number, value } satisfies Answer);
    try {
      answered(answer(message, storage, platform));
    } catch {
      // Why it failed could repeat what was to be encrypted; the host only needs to know that it did.
      answered(null);
    }
    return true;
  };
}

/**
 * Host's process: a key chain that asks the main process. Hand every message of the main process to `receive`; true
 * where the message was an answer.
 */
export function askKeychain(ask: (question: unknown) => void): {
  readonly keychain: Keychain;
  readonly receive: (message: unknown) => boolean;
} {
  const waiting = new Map<number, (value: Answer['value']) => void>();
  let number = 0;
  const question = async (action: Action, value = ''): Promise<string | boolean> => {
    number += 1;
    const own = number;
    const answered = await new Promise<Answer['value']>(resolve => {
      waiting.set(own, resolve);
      ask({ kind: questionKind, number: own, action, value } satisfies Question);
    });
    if (answered === null) throw new Error(`The key chain could not ${action}.`);
    return answered;
  };
  return {
    keychain: {
      isAvailable: async () => (await question('isAvailable')) === true,
      backend: async () => String(await question('backend')),
      encrypt: async text => Buffer.from(String(await question('encrypt', text)), 'base64'),
      decrypt: async bytes => String(await question('decrypt', Buffer.from(bytes).toString('base64'))),
    },
    receive: message => {
      if (!isAnswer(message)) return false;
      waiting.get(message.number)?.(message.value);
      waiting.delete(message.number);
      return true;
    },
  };
}

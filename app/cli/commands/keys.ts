import { readFile } from 'node:fs/promises';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { SigningState } from '../../contract/services/signing-service.ts';
import type { Host } from '../../host/create-host.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';
import { withHost } from '../with-host.ts';

/** One of the things that can be done to keys. */
export type KeysAction =
  | { readonly kind: 'list' }
  /** `file` holds PEM of a public or a private key. */
  | { readonly kind: 'import'; readonly file: string; readonly name: string }
  | { readonly kind: 'rename'; readonly keyId: string; readonly name: string }
  | { readonly kind: 'activate' | 'forget'; readonly keyId: string }
  | { readonly kind: 'renew'; readonly name: string };

/** `keys`: the keys that this terminal signs with and trusts. */
export function keys(terminal: Terminal, action: KeysAction): Promise<ExitCode> {
  return withHost(async (host, signal) => {
    const state = await act(host, action, signal);
    for (const { isActive, keyId, kind, name } of state.keys) {
      const use = isActive ? 'signs' : kind === 'own' ? 'can sign' : 'trusted';
      terminal.say(`${keyId}  ${use.padEnd(8)}  ${name}`);
    }
    if (state.keys.length === 0) terminal.say('No key yet. The first push to a kit makes one.');
    if (state.keptIn === 'file') terminal.say('Private keys are in a file that only you may read.');
    terminal.answer(state);
    return exitCodes.ok;
  });
}

async function act(host: Host, action: KeysAction, signal: AbortSignal): Promise<SigningState> {
  const { methods } = host.handlers.signing;
  const context = { signal, report: () => undefined };
  switch (action.kind) {
    case 'list':
      return methods.state({}, context);
    case 'import':
      return methods.importKey({ pem: await readPem(action.file), name: action.name }, context);
    case 'rename':
      return methods.rename({ keyId: action.keyId, name: action.name }, context);
    case 'activate':
      return methods.activate({ keyId: action.keyId }, context);
    case 'forget':
      return methods.forget({ keyId: action.keyId }, context);
    case 'renew':
      return methods.renew({ name: action.name }, context);
  }
}

async function readPem(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StudioError('signing/no-key', { reason }, { cause: error });
  }
}

import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { StudioError } from '../../contract/errors/studio-error.ts';

/** Shorter ones could be guessed. */
const shortestToken = 24;

/**
 * The token of a served hub: the one line of a file, or 256 new bits.
 * @throws StudioError `serve/token-unusable`
 */
export async function obtainToken(
  path: string | undefined,
): Promise<{ readonly token: string; readonly isNew: boolean }> {
  if (path === undefined) return { token: randomBytes(32).toString('base64url'), isNew: true };
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new StudioError('serve/token-unusable', { path, reason }, { cause });
  });
  const token = text.trim();
  if (!/^[\w.~+/=-]+$/.test(token) || token.length < shortestToken) {
    const reason = token.length < shortestToken ? 'too short' : 'not one line of letters and digits';
    throw new StudioError('serve/token-unusable', { path, reason });
  }
  return { token, isNew: false };
}

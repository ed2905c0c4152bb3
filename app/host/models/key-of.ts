import { StudioError } from '../../contract/errors/studio-error.ts';
import type { Provider } from '../../core/models/model-facts.ts';
import type { SecretStore } from '../secrets/secret-store.ts';

/** What a key looks like: one line without spaces. */
export const keyShape = /^[\x21-\x7e]+$/;

/**
 * The key of a provider that needs one. Throws `model/no-key`, and `model/bad-key` for one that is none: an error of the
 * network's library about a header with a line break in it would repeat the key.
 */
export async function keyOf(
  provider: Provider & { readonly secret: NonNullable<Provider['secret']> },
  secrets: Pick<SecretStore, 'get'>,
): Promise<string> {
  const key = await secrets.get(provider.id);
  if (key === undefined) {
    throw new StudioError('model/no-key', { provider: provider.id, variable: provider.secret.variable });
  }
  if (!keyShape.test(key)) throw new StudioError('model/bad-key', {});
  return key;
}

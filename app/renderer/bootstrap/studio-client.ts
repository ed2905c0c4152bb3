import type { ServiceClient } from '../../contract/rpc/define-service.ts';
import type { Services } from '../../contract/services/services.ts';

/** Every service of the host, as the face calls it: `studio.project.open({ path })`. */
export type StudioClient = { readonly [Name in keyof Services]: ServiceClient<Services[Name]> };

let current: StudioClient | null = null;

/** Sets the client that stores and commands use. Called once at start, and by tests. */
export function setStudio(client: StudioClient): void {
  current = client;
}

/**
 * The connected host, for stores and commands; inside React use `useStudio()`.
 * Throws where nothing is connected yet, which is a mistake in the program.
 */
export function getStudio(): StudioClient {
  if (current === null) throw new Error('The studio is not connected yet.');
  return current;
}

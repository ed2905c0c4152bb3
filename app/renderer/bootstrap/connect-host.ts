import type { StudioConnection } from './connect.ts';

/** Placeholder of the first commit: the channels of app/contract/rpc are joined here next. */
export async function connectHost(): Promise<StudioConnection> {
  throw new Error('No host is connected.');
}

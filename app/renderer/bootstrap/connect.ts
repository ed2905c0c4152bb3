import type { ConnectionState } from '../../contract/rpc/reconnecting-rpc.ts';
import type { StudioClient } from './studio-client.ts';

/** A connection to the host: its services, and how it is doing. */
export interface StudioConnection {
  readonly client: StudioClient;
  readonly state: () => ConnectionState;
  /** Returns how to stop listening. */
  onDidChangeState(listener: (state: ConnectionState) => void): () => void;
  /** Seeks the host again at once. */
  retry(): void;
  /** Ends it for good. */
  dispose(): void;
}

/**
 * Opens the connection to the host that this shell has. In a build with `--mode fake` it is the studio in memory, for
 * pictures; such a build is never shipped.
 */
export async function connectStudio(): Promise<StudioConnection> {
  if (import.meta.env.MODE === 'fake') {
    const { connectFakeStudio } = await import('../testing/fake-studio.ts');
    return connectFakeStudio();
  }
  const { connectHost } = await import('./connect-host.ts');
  return connectHost();
}

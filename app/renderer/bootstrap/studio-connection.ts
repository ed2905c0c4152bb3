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

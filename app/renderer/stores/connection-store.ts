import { create } from 'zustand';
import type { ConnectionState } from '../../contract/rpc/reconnecting-rpc.ts';

/** Whether the host can be reached now. */
export interface ConnectionStoreState {
  readonly connection: ConnectionState;
  /** Seeks the host again at once. */
  readonly retry: () => void;
}

export const useConnectionStore = create<ConnectionStoreState>()(() => ({
  connection: { kind: 'connecting' },
  retry: () => undefined,
}));

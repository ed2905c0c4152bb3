import type { StudioClient } from './studio-client.ts';

/** A connection to the host: its services, and a word when it is lost. */
export interface StudioConnection {
  readonly client: StudioClient;
  /** Called once, when the channel is lost for good; every pending call has been rejected by then. */
  onDidClose(listener: () => void): () => void;
}

/**
 * Connects to the host that this shell has: the MessagePort that the desktop shell's preload script hands over, else
 * a WebSocket to the origin that served this page.
 */
export async function connectStudio(): Promise<StudioConnection> {
  if (import.meta.env.MODE === 'fake') {
    const { connectFakeStudio } = await import('../testing/fake-studio.ts');
    return connectFakeStudio();
  }
  const { connectHost } = await import('./connect-host.ts');
  return connectHost();
}

import { createContext, type ReactNode, useContext } from 'react';
import type { StudioClient } from './studio-client.ts';

const StudioContext = createContext<StudioClient | null>(null);

export function StudioProvider({
  client,
  children,
}: {
  readonly client: StudioClient;
  readonly children: ReactNode;
}) {
  return <StudioContext value={client}>{children}</StudioContext>;
}

/** The connected host's services. */
export function useStudio(): StudioClient {
  const client = useContext(StudioContext);
  if (client === null) throw new Error('useStudio() is used outside of <StudioProvider>.');
  return client;
}

import type { StudioConnection } from './studio-connection.ts';

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

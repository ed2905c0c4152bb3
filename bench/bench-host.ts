import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createHost, type Host } from '../app/host/create-host.ts';

export const root = resolve(import.meta.dirname, '..');

/** Runs a measurement on a host with fresh folders, which are removed afterwards. */
export async function withBenchHost<Result>(
  work: (host: Host, folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'cambrian-bench-'));
  const host = await createHost({
    shell: { kind: 'browser', nativeDialogs: false, kiosk: false },
    builtInPlugins: join(root, 'plugins'),
    deviceSources: join(root, 'device'),
    userPlugins: join(folder, 'plugins'),
    projectsDirectory: join(folder, 'projects'),
    stateDirectory: join(folder, 'state'),
    environment: {},
  });
  try {
    return await work(host, folder);
  } finally {
    await host.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

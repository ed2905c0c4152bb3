import { join, resolve } from 'node:path';
import type { OpenProject } from '../contract/services/project-service.ts';
import { createHost, type Host } from '../host/create-host.ts';
import { defaultHostOptions } from '../host/default-host-options.ts';

/** The folder that holds `plugins/`, `device/` and `app/`. */
export const applicationRoot = resolve(import.meta.dirname, '..', '..');

/** Runs a command on a host of its own, with a signal that Ctrl-C aborts, and stops the host whatever happens. */
export async function withHost<Result>(
  work: (host: Host, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const shell = { kind: 'browser', nativeDialogs: false, kiosk: false } as const;
  const options = defaultHostOptions(shell, applicationRoot, process.env);
  // Ports and settings that are typed here are this command's business, not the studio's.
  const host = await createHost({
    ...options,
    stateDirectory: join(options.stateDirectory, 'terminal'),
    // But a profile's programs are numbered for the person, whichever shell pushes them.
    revisionsDirectory: options.stateDirectory,
    environment: process.env,
  });
  const controller = new AbortController();
  const interrupt = () => controller.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    return await work(host, controller.signal);
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    await host.dispose();
  }
}

/** Opens a project for a command. It is not changed; one that the studio has open can be read all the same. */
export function openProject(host: Host, path: string): Promise<OpenProject> {
  return host.parts.projects.open(resolve(path));
}

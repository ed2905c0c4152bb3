import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import envPaths from 'env-paths';
import type { Shell } from '../contract/services/studio-service.ts';
import type { HostPlaces } from './create-host.ts';

/**
 * Where a shell keeps things unless it is told otherwise: state in the system's folder for data of programs, projects
 * in `~/Cambrian`. `CAMBRIAN_STATE` and `CAMBRIAN_PROJECTS` name other folders, so that a test or a booth starts
 * fresh.
 *
 * @param applicationRoot the folder that holds `plugins/` and `device/`
 */
export function defaultHostOptions(
  shell: Shell,
  applicationRoot: string,
  environment: Readonly<Record<string, string | undefined>>,
): HostPlaces {
  const stateDirectory = folder(environment.CAMBRIAN_STATE, () => envPaths('Cambrian', { suffix: '' }).data);
  return {
    shell,
    builtInPlugins: join(applicationRoot, 'plugins'),
    deviceSources: join(applicationRoot, 'device'),
    userPlugins: join(stateDirectory, 'plugins'),
    projectsDirectory: folder(environment.CAMBRIAN_PROJECTS, () => join(homedir(), 'Cambrian')),
    stateDirectory,
  };
}

function folder(given: string | undefined, fallback: () => string): string {
  if (given === undefined || given === '') return fallback();
  return isAbsolute(given) ? given : resolve(given);
}

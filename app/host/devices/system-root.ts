import { join, resolve } from 'node:path';

/**
 * Where this computer keeps what the studio asks it. Everything that asks the operating system goes through one root,
 * so that a test builds a small tree with boards in it. All paths are absolute.
 */
export interface SystemFolders {
  readonly root: string;
  /** False for a tree that a test has built. */
  readonly isReal: boolean;
  /** Of this process; a tree that a test has built is always a Linux. */
  readonly platform: NodeJS.Platform;
  readonly sys: string;
  readonly dev: string;
  readonly proc: string;
  readonly etc: string;
  readonly run: string;
  readonly usr: string;
  /** Folders in which volumes appear: as a child, or as a grandchild below the name of the user. */
  readonly volumes: readonly string[];
}

/** The variable that names another root than `/`. */
export const systemRootVariable = 'CAMBRIAN_SYSTEM_ROOT';

/** The folders below the root that the environment names, `/` by default. Reads nothing from the disk. */
export function systemFolders(environment: Record<string, string | undefined> = process.env): SystemFolders {
  const named = environment[systemRootVariable];
  const real = resolve('/');
  const root = named === undefined || named === '' ? real : resolve(named);
  const isReal = root === real;
  return {
    root,
    isReal,
    platform: isReal ? process.platform : 'linux',
    sys: join(root, 'sys'),
    dev: join(root, 'dev'),
    proc: join(root, 'proc'),
    etc: join(root, 'etc'),
    run: join(root, 'run'),
    usr: join(root, 'usr'),
    volumes: [join(root, 'media'), join(root, 'run/media'), join(root, 'Volumes')],
  };
}

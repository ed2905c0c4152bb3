import type { ServiceHandlers } from '../contract/rpc/define-service.ts';
import type { Services } from '../contract/services/services.ts';
import type { Shell } from '../contract/services/studio-service.ts';

/** What a shell decides; everything else is the same in each. All paths are absolute. */
export interface HostOptions {
  readonly shell: Shell;
  /** The repository's or the package's `plugins` folder. */
  readonly builtInPlugins: string;
  /** The user's own plugins; need not exist. */
  readonly userPlugins: string;
  /** Where new projects are made. */
  readonly projectsDirectory: string;
  /** Settings, journals, locks, caches. */
  readonly stateDirectory: string;
}

export interface Host {
  readonly handlers: { readonly [Name in keyof Services]: ServiceHandlers<Services[Name]> };
  /** Stops kits, saves projects, frees ports. Idempotent. */
  dispose(): Promise<void>;
}

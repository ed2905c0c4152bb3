import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StudioError } from '../../contract/errors/studio-error.ts';
import { hasErrorCode } from '../files/file-system.ts';

/** Python of the drivers that plugins bring; the plugin library is one. */
export interface DriverLibrary {
  /** `driver.py` of a node type `<pack>/<node>`; null where there is none. */
  driver(type: string): string | null;
  /** `lib/<library>.py` of a pack; undefined where there is none. */
  library(pack: string, library: string): string | undefined;
}

export interface DeviceRuntime {
  /** `VERSION` of `runtime/__init__.py`. */
  readonly version: string;
  readonly modules: readonly { readonly name: string; readonly source: string }[];
}

export interface DeviceLoader {
  /** The number in the loader's first line, `# cambrian loader <n>`. */
  readonly version: number;
  readonly source: string;
}

/** The first line of a Cambrian loader; the group is its version. */
export const loaderMark = /^# cambrian loader (\d+)/;

/**
 * The Python that goes onto a board. A file of the runtime is read again only when its size or time has changed, so
 * that asking for everything before each build costs a few `stat` calls.
 */
export class DeviceSources {
  readonly #folder: string;
  readonly #drivers: () => DriverLibrary;
  readonly #files = new Map<string, { size: number; changedMs: number; text: string }>();

  constructor(parts: {
    /** The repository's or package's `device` folder. */
    readonly deviceFolder: string;
    /** The drivers that are known now; asked before each build. */
    readonly drivers: () => DriverLibrary;
  }) {
    this.#folder = parts.deviceFolder;
    this.#drivers = parts.drivers;
  }

  drivers(): DriverLibrary {
    return this.#drivers();
  }

  /** The runtime's modules, sorted by name: `link` for `runtime/link.py`, with its version. */
  runtime(): DeviceRuntime {
    const folder = join(this.#folder, 'runtime');
    const names = this.#list(folder);
    const modules = names.map(file => ({
      name: file.slice(0, -'.py'.length),
      source: this.#read(join(folder, file)) ?? '',
    }));
    const version = /^VERSION\s*=\s*["']([^"']+)["']/m.exec(
      modules.find(module => module.name === '__init__')?.source ?? '',
    )?.[1];
    if (version === undefined) throw new StudioError('build/runtime-missing', { path: folder });
    return { version, modules };
  }

  /** `main.py` of the loader. */
  loader(): DeviceLoader {
    const path = join(this.#folder, 'loader', 'main.py');
    const source = this.#read(path);
    const version = loaderMark.exec(source ?? '')?.[1];
    if (source === undefined || version === undefined) {
      throw new StudioError('build/runtime-missing', { path });
    }
    return { version: Number(version), source };
  }

  #list(folder: string): string[] {
    try {
      return readdirSync(folder)
        .filter(name => name.endsWith('.py'))
        .sort();
    } catch (error) {
      if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return [];
      throw error;
    }
  }

  #read(path: string): string | undefined {
    try {
      const { size, mtimeMs } = statSync(path);
      const known = this.#files.get(path);
      if (known?.size === size && known.changedMs === mtimeMs) return known.text;
      const text = readFileSync(path, 'utf8');
      this.#files.set(path, { size, changedMs: mtimeMs, text });
      return text;
    } catch (error) {
      if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
      throw error;
    }
  }
}

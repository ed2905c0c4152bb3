import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StudioError } from '../../contract/errors/studio-error.ts';
import { hasErrorCode } from '../files/file-system.ts';

/** Where the Python that goes onto a board comes from. Results may be kept by the caller until the next call. */
export interface DeviceSources {
  /** The runtime's modules, sorted by name: `link` for `runtime/link.py`, with its version. */
  runtime(): DeviceRuntime;
  /** `main.py` of the loader. */
  loader(): DeviceLoader;
  /** `driver.py` of a node type `<pack>/<node>`; undefined where there is none. */
  driver(type: string): string | undefined;
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

export interface DeviceSourceFolders {
  /** The repository's or package's `device` folder. */
  readonly device: string;
  /** Folders of plugins, each with `nodes/<pack>/<node>/driver.py`. A later one wins. */
  readonly plugins: readonly string[];
}

/** The first line of a Cambrian loader; the group is its version. */
export const loaderMark = /^# cambrian loader (\d+)/;

/**
 * Reads the sources from folders. A file is read again only when its size or time has changed, so that asking for
 * everything before each build costs a few `stat` calls.
 */
export class FolderDeviceSources implements DeviceSources {
  readonly #folders: DeviceSourceFolders;
  readonly #files = new Map<string, { size: number; changedMs: number; text: string }>();

  constructor(folders: DeviceSourceFolders) {
    this.#folders = folders;
  }

  runtime(): DeviceRuntime {
    const folder = join(this.#folders.device, 'runtime');
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

  loader(): DeviceLoader {
    const path = join(this.#folders.device, 'loader', 'main.py');
    const source = this.#read(path);
    const version = loaderMark.exec(source ?? '')?.[1];
    if (source === undefined || version === undefined) {
      throw new StudioError('build/runtime-missing', { path });
    }
    return { version: Number(version), source };
  }

  driver(type: string): string | undefined {
    const [pack = '', node = ''] = type.split('/');
    return this.#readPlugin(pack, node, 'driver.py');
  }

  library(pack: string, library: string): string | undefined {
    return this.#readPlugin(pack, 'lib', `${library}.py`);
  }

  #readPlugin(...parts: string[]): string | undefined {
    // Names come from documents; a part that could leave the plugin folder is no name.
    if (parts.some(part => !/^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/.test(part))) return undefined;
    for (const folder of this.#folders.plugins.toReversed()) {
      const text = this.#read(join(folder, 'nodes', ...parts));
      if (text !== undefined) return text;
    }
    return undefined;
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

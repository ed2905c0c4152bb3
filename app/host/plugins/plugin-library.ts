import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CatalogueSnapshot, TemplateCard } from '../../contract/services/catalogue-service.ts';
import type { Catalogue } from '../../core/catalogue/catalogue.ts';
import type { PluginManifest } from '../../core/catalogue/plugin-manifest.ts';
import type { Diagnostic } from '../../core/diagnostics/diagnostic.ts';
import type { Scenario } from '../../core/scenario/scenario.ts';
import type { Language } from '../../core/text/localized-text.ts';
import type { HubNode } from '../../sdk/hub-node.ts';
import type { NodeSource } from './node-source.ts';
import { isMissingFile } from './read-plugin-file.ts';
import { createToolNode, toolOfNodeType } from './tool-node.ts';

/** A sample project that can be copied. */
export interface Template {
  readonly card: TemplateCard;
  /** Absolute path of the folder with `profile.json` and `scenarios/`. */
  readonly directory: string;
  /** Scenario name → scenario, in the order of play. */
  readonly scenarios: ReadonlyMap<string, Scenario>;
}

export interface PluginProblem {
  /** Folder below the plugins folder: `nodes/sensors/light`. */
  readonly plugin: string;
  readonly diagnostic: Diagnostic;
}

/**
 * All that was found in the plugin folders at one moment. Immutable: `loadPlugins` makes a new one.
 */
export class PluginLibrary {
  readonly catalogue: Catalogue;
  readonly templates: readonly Template[];
  readonly problems: readonly PluginProblem[];
  /** Manifests of the node packs, by pack. */
  readonly packs: ReadonlyMap<string, PluginManifest>;
  readonly #sources: ReadonlyMap<string, NodeSource>;
  readonly #toolFolders: ReadonlyMap<string, string>;

  constructor(parts: {
    readonly catalogue: Catalogue;
    readonly templates: readonly Template[];
    readonly problems: readonly PluginProblem[];
    readonly packs: ReadonlyMap<string, PluginManifest>;
    readonly sources: ReadonlyMap<string, NodeSource>;
    /** Tool → absolute path of its folder. */
    readonly toolFolders?: ReadonlyMap<string, string>;
  }) {
    this.catalogue = parts.catalogue;
    this.templates = parts.templates;
    this.problems = parts.problems;
    this.packs = parts.packs;
    this.#sources = parts.sources;
    this.#toolFolders = parts.toolFolders ?? new Map();
  }

  /** What the catalogue service hands out. */
  snapshot(): CatalogueSnapshot {
    return {
      nodes: [...this.catalogue.nodes.values()],
      boards: [...this.catalogue.boards.values()],
      templates: this.templates.map(template => template.card),
      providers: [...this.catalogue.providers.values()],
      tools: [...this.catalogue.tools.values()],
      problems: [...this.problems],
    };
  }

  /** Absolute path of a node type's folder; undefined where the type is not known. */
  directory(type: string): string | undefined {
    return this.#sources.get(type)?.directory;
  }

  /** Python of a node type's driver; null where nothing runs on a device or the type is not known. */
  driver(type: string): string | null {
    return this.#sources.get(type)?.driver ?? null;
  }

  /** Python of a library of a pack, where a loaded node type uses it. */
  library(pack: string, name: string): string | undefined {
    for (const [type, source] of this.#sources) {
      const python = type.startsWith(`${pack}/`) ? source.libraries.get(name) : undefined;
      if (python !== undefined) return python;
    }
    return undefined;
  }

  /**
   * Module names below `drivers.` → Python, for one node type: its driver, then its libraries. Empty where nothing
   * runs on a device.
   */
  driverSources(type: string): ReadonlyMap<string, string> {
    const source = this.#sources.get(type);
    if (source === undefined || source.driver === null) return new Map();
    const pack = type.split('/')[0] ?? '';
    return new Map([
      [driverModuleName(type), source.driver],
      ...[...source.libraries].map(([name, python]): [string, string] => [
        libraryModuleName(pack, name),
        python,
      ]),
    ]);
  }

  /** Markdown of a node type's help; English where the language is missing, empty where there is none. */
  async help(type: string, language: Language): Promise<string> {
    const directory = this.directory(type);
    if (directory === undefined) return '';
    for (const name of [`help.${language}.md`, 'help.en.md']) {
      try {
        return await readFile(join(directory, name), 'utf8');
      } catch (error) {
        if (!isMissingFile(error)) throw error;
      }
    }
    return '';
  }

  /**
   * Code of a node type that runs on the hub; null where it has none. Only built-in plugins bring code; it is imported
   * when it is asked for first.
   */
  async hubNode(type: string): Promise<HubNode<unknown> | null> {
    const tool = toolOfNodeType(type);
    if (tool !== null) return this.catalogue.tools.has(tool) ? createToolNode(tool) : null;
    const source = this.#sources.get(type);
    if (source === undefined || source.hostModule === null || !source.isBuiltIn) return null;
    const module: { readonly default: HubNode<unknown> } = await import(
      pathToFileURL(source.hostModule).href
    );
    return module.default;
  }

  /** Absolute path of a preset tool's folder; undefined where it is not known. */
  toolFolder(tool: string): string | undefined {
    return this.#toolFolders.get(tool);
  }
}

/** `sensors/sound-level` → `sensors_sound_level`, as the device imports it below `drivers.`. */
export function driverModuleName(type: string): string {
  return type.replace('/', '_').replaceAll('-', '_');
}

/** Pack and library → `lib_actuators_ssd1306`. */
export function libraryModuleName(pack: string, library: string): string {
  return `lib_${pack.replaceAll('-', '_')}_${library}`;
}

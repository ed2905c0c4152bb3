import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { TemplateCard } from '../../contract/services/catalogue-service.ts';
import { type BoardDefinition, boardDefinitionFileSchema } from '../../core/catalogue/board-definition.ts';
import { createCatalogue } from '../../core/catalogue/catalogue.ts';
import {
  type NodeDefinition,
  type NodeDefinitionFile,
  nodeDefinitionFileSchema,
} from '../../core/catalogue/node-definition.ts';
import {
  type PluginManifest,
  pluginApiVersion,
  pluginManifestSchema,
  pluginNamePattern,
  templateCardFileSchema,
} from '../../core/catalogue/plugin-manifest.ts';
import { createDiagnostic } from '../../core/diagnostics/create-diagnostic.ts';
import type { Diagnostic } from '../../core/diagnostics/diagnostic.ts';
import type { Provider } from '../../core/models/model-facts.ts';
import { type Scenario, scenarioSchema } from '../../core/scenario/scenario.ts';
import { driverSizes } from './driver-sizes.ts';
import type { NodeSource } from './node-source.ts';
import { PluginLibrary, type PluginProblem, type Template } from './plugin-library.ts';
import {
  largestFileBytes,
  listFolder,
  mostEntries,
  PluginFault,
  parsePluginJson,
  readPluginJson,
  readPluginText,
} from './read-plugin-file.ts';
import { type ReadTool, readProvider, readTool } from './read-tools-and-models.ts';
import { toolNode } from './tool-node.ts';

/** Where plugins are looked for. Absolute paths; a folder that does not exist is empty. */
export interface PluginFolders {
  /** Comes with the program; the only one whose code is run. */
  readonly builtIn: string;
  /** The user's own. */
  readonly user?: string;
}

const profileWide = { kind: 'profile' } as const;

/** What one folder of plugins holds. */
interface Found {
  readonly packs: Map<string, PluginManifest>;
  readonly nodes: { readonly definition: NodeDefinition; readonly source: NodeSource }[];
  readonly boards: BoardDefinition[];
  readonly templates: (Template & { readonly order: number })[];
  readonly providers: Provider[];
  readonly tools: ReadTool[];
  readonly problems: PluginProblem[];
}

/**
 * Reads all plugins. Never rejects because of a plugin: what is broken is left out and named in `problems`. What the
 * user's folder calls like something built in is left out as well.
 */
export async function loadPlugins(folders: PluginFolders): Promise<PluginLibrary> {
  const [builtIn, user] = await Promise.all([
    readFolder(folders.builtIn, true),
    folders.user === undefined ? emptyFound() : readFolder(folders.user, false),
  ]);
  const problems = [...builtIn.problems, ...user.problems];
  const isFree = (kind: string, name: string, isTaken: boolean) => {
    const plugin = `${kind}/${name}`;
    if (isTaken) {
      problems.push({ plugin, diagnostic: createDiagnostic('plugin/duplicate', profileWide, { plugin }) });
    }
    return !isTaken;
  };
  const userPacks = [...user.packs].filter(([pack]) => isFree('nodes', pack, builtIn.packs.has(pack)));
  const packs = new Map([...builtIn.packs, ...userPacks]);
  const allowed = new Set(userPacks.map(([pack]) => pack));
  const toolNodes = builtIn.tools.flatMap(({ definition, directory }) =>
    definition.asNode ? [toolNode(definition, directory)] : [],
  );
  const nodes = [
    ...builtIn.nodes,
    ...toolNodes,
    ...user.nodes.filter(({ definition }) => allowed.has(packOf(definition.type))),
  ];
  const builtInBoards = new Set(builtIn.boards.map(board => board.id));
  const builtInTemplates = new Set(builtIn.templates.map(template => template.card.id));
  const templates = [
    ...builtIn.templates,
    ...user.templates.filter(({ card }) => isFree('templates', card.id, builtInTemplates.has(card.id))),
  ];
  return new PluginLibrary({
    catalogue: createCatalogue(
      nodes.map(({ definition }) => definition),
      [
        ...builtIn.boards,
        ...user.boards.filter(board => isFree('boards', board.id, builtInBoards.has(board.id))),
      ],
      builtIn.providers,
      builtIn.tools.map(({ definition }) => definition),
    ),
    packs,
    sources: new Map(nodes.map(({ definition, source }) => [definition.type, source])),
    toolFolders: new Map(builtIn.tools.map(({ definition, directory }) => [definition.id, directory])),
    templates: templates
      .sort((a, b) => a.order - b.order || (a.card.id < b.card.id ? -1 : 1))
      .map(({ card, directory, scenarios }) => ({ card, directory, scenarios })),
    problems,
  });
}

function emptyFound(): Found {
  return { packs: new Map(), nodes: [], boards: [], templates: [], providers: [], tools: [], problems: [] };
}

function packOf(type: string): string {
  return type.split('/')[0] ?? '';
}

async function readFolder(root: string, isBuiltIn: boolean): Promise<Found> {
  const found = emptyFound();
  const each = async (kind: string, read: (name: string, plugin: string) => Promise<void>) => {
    await guarded(found, kind, async () => {
      const { folders, isCut } = await listFolder(join(root, kind), kind);
      if (isCut)
        report(
          found,
          kind,
          createDiagnostic('plugin/too-many', profileWide, { plugin: kind, limit: mostEntries }),
        );
      await Promise.all(
        folders.map(name => {
          const plugin = `${kind}/${name}`;
          return guarded(found, plugin, async () => {
            checkName(name, plugin);
            await read(name, plugin);
          });
        }),
      );
    });
  };
  await Promise.all([
    each('nodes', (name, plugin) => readPack(found, join(root, 'nodes', name), name, plugin, isBuiltIn)),
    each('boards', async (name, plugin) => {
      found.boards.push(await readBoard(join(root, 'boards', name), name, plugin));
    }),
    each('templates', async (name, plugin) => {
      found.templates.push(await readTemplate(join(root, 'templates', name), name, plugin));
    }),
    // Providers and tools of others could ask for keys and addresses of ours: only the built-in ones are read.
    ...(isBuiltIn
      ? [
          each('models', async (name, plugin) => {
            found.providers.push(await readProvider(join(root, 'models', name), name, plugin));
          }),
          each('tools', async (name, plugin) => {
            found.tools.push(await readTool(join(root, 'tools', name), name, plugin));
          }),
        ]
      : []),
  ]);
  // Folders were read side by side; from here on their order is that of their names.
  found.nodes.sort((a, b) => (a.definition.type < b.definition.type ? -1 : 1));
  found.providers.sort((a, b) => (a.id < b.id ? -1 : 1));
  found.tools.sort((a, b) => (a.definition.id < b.definition.id ? -1 : 1));
  found.boards.sort((a, b) => (a.id < b.id ? -1 : 1));
  found.problems.sort((a, b) => (a.plugin < b.plugin ? -1 : 1));
  return found;
}

async function readPack(
  found: Found,
  folder: string,
  pack: string,
  plugin: string,
  isBuiltIn: boolean,
): Promise<void> {
  const [manifest, { folders, isCut }] = await Promise.all([
    readPluginJson(folder, 'plugin.json', plugin, pluginManifestSchema),
    listFolder(folder, plugin),
  ]);
  if (manifest.id !== pack) {
    throw new PluginFault(
      plugin,
      createDiagnostic('plugin/other-id', profileWide, { plugin, id: manifest.id }),
    );
  }
  if (manifest.apiVersion > pluginApiVersion) {
    throw new PluginFault(
      plugin,
      createDiagnostic('plugin/api-version', profileWide, {
        plugin,
        wanted: manifest.apiVersion,
        known: pluginApiVersion,
      }),
    );
  }
  if (isCut)
    report(found, plugin, createDiagnostic('plugin/too-many', profileWide, { plugin, limit: mostEntries }));
  found.packs.set(pack, manifest);
  await Promise.all(
    folders
      .filter(name => name !== 'lib')
      .map(name => {
        const nodePlugin = `${plugin}/${name}`;
        return guarded(found, nodePlugin, async () => {
          checkName(name, nodePlugin);
          found.nodes.push(await readNode(folder, pack, name, nodePlugin, isBuiltIn));
        });
      }),
  );
}

async function readNode(
  packFolder: string,
  pack: string,
  name: string,
  plugin: string,
  isBuiltIn: boolean,
): Promise<Found['nodes'][number]> {
  const directory = join(packFolder, name);
  const [file, { files }] = await Promise.all([
    readPluginJson(directory, 'node.json', plugin, nodeDefinitionFileSchema),
    listFolder(directory, plugin),
  ]);
  checkDefinition(file, plugin);
  const runsOnDevice = file.placements.includes('device');
  const runsOnHub = file.placements.some(placement => placement !== 'device');
  const hostModule = ['node.host.js', 'node.host.ts'].find(candidate => files.has(candidate));
  if (!isBuiltIn && (runsOnHub || [...files].some(file => /\.host\.[cm]?[jt]s$/.test(file)))) {
    throw new PluginFault(plugin, createDiagnostic('plugin/code-not-allowed', profileWide, { plugin }));
  }
  if (runsOnHub && hostModule === undefined) {
    throw new PluginFault(
      plugin,
      createDiagnostic('plugin/missing-file', profileWide, { plugin, file: 'node.host.ts' }),
    );
  }
  const [driver, libraries] = await Promise.all([
    runsOnDevice ? readPluginText(directory, 'driver.py', plugin) : null,
    Promise.all(
      file.libraries.map(
        async (library): Promise<[string, string]> => [
          library,
          await readPluginText(join(packFolder, 'lib'), `${library}.py`, plugin),
        ],
      ),
    ),
  ]);
  const { $schema: _, ...definition } = file;
  const hash = driver === null ? undefined : sha256(driver);
  const sizes = driver === null ? [] : [driver, ...libraries.map(([, python]) => python)].map(driverBytes);
  return {
    definition: {
      ...definition,
      type: `${pack}/${name}`,
      ...(hash !== undefined && {
        driverHash: hash,
        driverBytes: sizes.reduce((sum, size) => sum + size, 0),
      }),
    },
    source: {
      directory,
      isBuiltIn,
      driver,
      libraries: new Map(libraries),
      hostModule: hostModule === undefined ? null : join(directory, hostModule),
    },
  };
}

/** What the schema cannot say: names that must exist, migrations without gaps. */
function checkDefinition(file: NodeDefinitionFile, plugin: string): void {
  const refuse = (name: string) => {
    throw new PluginFault(
      plugin,
      createDiagnostic('plugin/bad-reference', profileWide, { plugin, file: 'node.json', name }),
    );
  };
  const properties = new Set(file.properties.map(property => property.id));
  for (const list of [file.inputs, file.outputs, file.properties, file.needs.pins]) {
    const seen = new Set<string>();
    for (const { id } of list) {
      if (seen.has(id)) refuse(id);
      seen.add(id);
    }
  }
  for (const output of file.outputs) {
    if (typeof output.rate === 'object' && !properties.has(output.rate.property))
      refuse(output.rate.property);
  }
  for (const value of Object.values(file.peripheral?.settings ?? {})) {
    if (typeof value === 'string' && value.startsWith('$') && !properties.has(value.slice(1))) refuse(value);
  }
  const last = file.version - 1;
  const isGapFree =
    file.migrations.length === last &&
    file.migrations.every((migration, index) => migration.from === index + 1);
  if (!isGapFree) {
    throw new PluginFault(
      plugin,
      createDiagnostic('plugin/migration-gap', profileWide, { plugin, version: file.version, last }),
    );
  }
}

async function readBoard(folder: string, id: string, plugin: string): Promise<BoardDefinition> {
  const [file, { files }] = await Promise.all([
    readPluginJson(folder, 'board.json', plugin, boardDefinitionFileSchema),
    listFolder(folder, plugin),
  ]);
  const pins = new Set(file.pins.map(pin => pin.id));
  for (const name of file.buses.flatMap(({ kind: _, index: __, ...pins }) => Object.values(pins))) {
    if (!pins.has(name)) {
      throw new PluginFault(
        plugin,
        createDiagnostic('plugin/bad-reference', profileWide, { plugin, file: 'board.json', name }),
      );
    }
  }
  const { $schema: _, ...definition } = file;
  const picture = files.has('picture.svg') ? await readPluginText(folder, 'picture.svg', plugin) : undefined;
  return { ...definition, id, ...(picture !== undefined && { picture }) };
}

async function readTemplate(folder: string, id: string, plugin: string): Promise<Found['templates'][number]> {
  const [file, picture, { files }, { files: scenarioFiles }] = await Promise.all([
    readPluginJson(folder, 'card.json', plugin, templateCardFileSchema),
    readPluginText(folder, 'picture.svg', plugin),
    listFolder(folder, plugin),
    listFolder(join(folder, 'scenarios'), plugin),
  ]);
  if (!files.has('profile.json')) {
    throw new PluginFault(
      plugin,
      createDiagnostic('plugin/missing-file', profileWide, { plugin, file: 'profile.json' }),
    );
  }
  const scenarios = await Promise.all(
    file.scenarios.map(async (name): Promise<[string, Scenario]> => {
      const path = `scenarios/${name}.json`;
      if (!scenarioFiles.has(`${name}.json`)) {
        throw new PluginFault(
          plugin,
          createDiagnostic('plugin/missing-file', profileWide, { plugin, file: path }),
        );
      }
      return [
        name,
        parsePluginJson(await readPluginText(folder, path, plugin), path, plugin, scenarioSchema),
      ];
    }),
  );
  const card: TemplateCard = {
    id,
    title: file.title,
    summary: file.summary,
    picture,
    scenarios: file.scenarios,
  };
  return { card, directory: folder, scenarios: new Map(scenarios), order: file.order };
}

function checkName(name: string, plugin: string): void {
  if (!pluginNamePattern.test(name) || name.length > 40) {
    throw new PluginFault(plugin, createDiagnostic('plugin/bad-name', profileWide, { plugin }));
  }
}

async function guarded(found: Found, plugin: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof PluginFault) {
      report(found, error.plugin, error.diagnostic);
    } else {
      const reason = error instanceof Error ? error.message : String(error);
      report(
        found,
        plugin,
        createDiagnostic('plugin/unreadable', profileWide, { plugin, file: '.', reason }),
      );
    }
  }
}

function report(found: Found, plugin: string, diagnostic: Diagnostic): void {
  found.problems.push({ plugin, diagnostic });
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Cross-compiled bytecode is smaller than its text, by a share that differs little; used until it was measured. */
const bytecodeShare = 0.45;

/** Size on the board: as measured for our own sources, else an estimate. */
function driverBytes(python: string): number {
  return driverSizes[sha256(python)] ?? Math.min(largestFileBytes, Math.ceil(python.length * bytecodeShare));
}

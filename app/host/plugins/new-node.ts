import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioError } from '../../contract/errors/studio-error.ts';
import { pluginApiVersion, pluginNamePattern } from '../../core/catalogue/plugin-manifest.ts';
import { authorSchemas } from './author-schemas.ts';

export interface NewNodeOptions {
  /** A folder of plugins, the built-in one or the user's; made where it does not exist. Absolute. */
  readonly pluginsFolder: string;
  /** `<pack>/<name>`. */
  readonly type: string;
  /** Goes into the `plugin.json` of a new pack. */
  readonly author: string;
  /** Packs that come with the program, where `pluginsFolder` is not theirs. */
  readonly takenPacks?: Iterable<string>;
}

export interface NewNode {
  /** Absolute path of the node's folder. */
  readonly directory: string;
  /** Absolute paths of all files that were written. */
  readonly files: readonly string[];
}

/**
 * Makes a node type that works: it multiplies a number by a factor, on the device. All five files are there, in both
 * languages, and its behaviour passes. Makes the pack and the schemas as well where they are missing. Rejects with
 * `plugin/bad-type`, `plugin/node-exists` or `plugin/pack-taken`; writes over nothing.
 */
export async function createNode(options: NewNodeOptions): Promise<NewNode> {
  const { type, pluginsFolder } = options;
  const [pack = '', name = '', ...rest] = type.split('/');
  const isName = (text: string) => pluginNamePattern.test(text) && text.length <= 40;
  if (!isName(pack) || !isName(name) || rest.length > 0 || name === 'lib') {
    throw new StudioError('plugin/bad-type', { type });
  }
  if (new Set(options.takenPacks).has(pack)) throw new StudioError('plugin/pack-taken', { pack });

  const packFolder = join(pluginsFolder, 'nodes', pack);
  const directory = join(packFolder, name);
  await mkdir(packFolder, { recursive: true });
  try {
    await mkdir(directory);
  } catch (cause) {
    if (!isExisting(cause)) throw cause;
    throw new StudioError('plugin/node-exists', { path: directory }, { cause });
  }
  const files: string[] = [];
  const write = async (path: string, text: string, mayExist = false) => {
    try {
      await writeFile(path, text, { flag: 'wx' });
      files.push(path);
    } catch (error) {
      if (!mayExist || !isExisting(error)) throw error;
    }
  };
  const schemas = join(pluginsFolder, 'schemas');
  await mkdir(schemas, { recursive: true });
  for (const [file, text] of authorSchemas()) await write(join(schemas, file), text, true);
  await write(join(packFolder, 'plugin.json'), printJson(manifest(pack, options.author)), true);
  const title = titleOf(name);
  await write(join(directory, 'node.json'), printJson(definition(title)));
  await write(join(directory, 'driver.py'), driver(title));
  await write(join(directory, 'help.en.md'), helpEn(title));
  await write(join(directory, 'help.zh.md'), helpZh(title));
  await write(join(directory, 'behaviour.json'), printJson(behaviour));
  return { directory, files };
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

function printJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** `magic-wand` → `Magic wand`. */
function titleOf(name: string): string {
  const words = name.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function manifest(pack: string, author: string) {
  const title = titleOf(pack);
  return {
    $schema: '../../schemas/plugin.schema.json',
    id: pack,
    version: '0.1.0',
    apiVersion: pluginApiVersion,
    author: author.trim() === '' ? 'Unknown' : author.trim().slice(0, 200),
    licence: 'MIT',
    title: { en: title, zh: title },
  };
}

function definition(title: string) {
  return {
    $schema: '../../../schemas/node.schema.json',
    version: 1,
    title: { en: title, zh: title },
    summary: { en: 'Multiplies a number by a factor.', zh: '把数值乘以一个系数。' },
    category: 'logic',
    icon: 'puzzle',
    keywords: [],
    placements: ['device'],
    inputs: [{ id: 'value', title: { en: 'value', zh: '数值' }, type: { kind: 'number' }, required: true }],
    outputs: [{ id: 'result', title: { en: 'result', zh: '结果' }, type: { kind: 'number' } }],
    properties: [
      {
        id: 'factor',
        type: 'number',
        default: 2,
        live: true,
        title: { en: 'Factor', zh: '系数' },
        help: { en: 'May be changed while the device runs.', zh: '设备运行时也可以修改。' },
      },
    ],
    needs: { ramBytes: 500 },
  };
}

function driver(title: string): string {
  return `"""${title}: multiplies a number by a factor."""

from runtime.node import Node


class Driver(Node):
    def start(self):
        self.value = None

    def receive(self, port, value):
        self.value = value
        self.tell()

    def changed(self, name, value):
        if self.value is not None:
            self.tell()

    def tell(self):
        self.emit("result", self.value * self.properties["factor"])
`;
}

function helpEn(title: string): string {
  return `# ${title}

Multiplies the number that arrives at **value** by the _factor_ and sends the **result**.

The factor is live: when it is changed while the device runs, the last value is multiplied anew.

Replace this text by what your node does, what it is wired to, and what a person should know to use it well.
`;
}

function helpZh(title: string): string {
  return `# ${title}

把到达 **数值** 的数字乘以“系数”，并送出 **结果**。

系数即时生效：设备运行时修改系数，会用最近的数值重新计算。

请把这段文字替换为您的节点的说明：它做什么、如何接线，以及使用时需要知道的事情。
`;
}

const behaviour = {
  $schema: '../../../schemas/behaviour.schema.json',
  cases: [
    {
      name: 'multiplies by the factor of its settings',
      properties: { factor: 3 },
      steps: [
        { send: { node: 'node', port: 'value', value: 14 } },
        { expect: { node: 'node', port: 'result', equals: 42 }, withinMs: 50 },
      ],
    },
    {
      name: 'a new factor counts for the last value',
      steps: [
        { send: { node: 'node', port: 'value', value: 5 } },
        { expect: { node: 'node', port: 'result', equals: 10 }, withinMs: 50 },
        { set: { node: 'node', property: 'factor', value: -1 } },
        { expect: { node: 'node', port: 'result', equals: -5 }, withinMs: 50 },
      ],
    },
  ],
};

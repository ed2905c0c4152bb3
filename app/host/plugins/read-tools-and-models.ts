import { createDiagnostic } from '../../core/diagnostics/create-diagnostic.ts';
import { type Provider, providerFileSchema } from '../../core/models/model-facts.ts';
import { sandboxSchema, type ToolDefinition, toolFileSchema } from '../../core/tools/tool-definition.ts';
import { listFolder, PluginFault, readPluginJson } from './read-plugin-file.ts';

/** A tool with the folder that holds its code and data. */
export interface ReadTool {
  readonly definition: ToolDefinition;
  readonly directory: string;
}

const profileWide = { kind: 'profile' } as const;

/** `plugins/models/<provider>/provider.json`. Throws a {@link PluginFault}. */
export async function readProvider(folder: string, id: string, plugin: string): Promise<Provider> {
  const { $schema: _, ...file } = await readPluginJson(folder, 'provider.json', plugin, providerFileSchema);
  return { ...file, id };
}

/** `plugins/tools/<tool>/tool.json` with its sandbox. Throws a {@link PluginFault}. */
export async function readTool(folder: string, id: string, plugin: string): Promise<ReadTool> {
  const [{ $schema: _, ...file }, { files }] = await Promise.all([
    readPluginJson(folder, 'tool.json', plugin, toolFileSchema),
    listFolder(folder, plugin),
  ]);
  const wanted = file.runs.kind === 'local' ? ['tool.host.js', 'tool.host.ts'] : ['sandbox.json'];
  if (!wanted.some(name => files.has(name))) {
    const missing = file.runs.kind === 'local' ? 'tool.host.ts' : 'sandbox.json';
    throw new PluginFault(
      plugin,
      createDiagnostic('plugin/missing-file', profileWide, { plugin, file: missing }),
    );
  }
  const sandbox = files.has('sandbox.json')
    ? await readPluginJson(folder, 'sandbox.json', plugin, sandboxSchema)
    : undefined;
  return { definition: { ...file, id, ...(sandbox !== undefined && { sandbox }) }, directory: folder };
}

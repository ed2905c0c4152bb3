import { z } from 'zod';
import { boardDefinitionFileSchema } from '../../core/catalogue/board-definition.ts';
import { nodeDefinitionFileSchema } from '../../core/catalogue/node-definition.ts';
import { pluginManifestSchema, templateCardFileSchema } from '../../core/catalogue/plugin-manifest.ts';
import { profileSchema } from '../../core/document/profile.ts';
import { providerFileSchema } from '../../core/models/model-facts.ts';
import { behaviourSchema, scenarioSchema } from '../../core/scenario/scenario.ts';

import { toolConversationsSchema } from '../../core/tools/tool-conversations.ts';
import { sandboxSchema, toolFileSchema } from '../../core/tools/tool-definition.ts';

/** File of `plugins/schemas/` → what it describes and the schema that the program itself checks with. */
const published: Readonly<Record<string, readonly [title: string, schema: z.ZodType]>> = {
  'behaviour.schema.json': ['behaviour.json of a node type', behaviourSchema],
  'board.schema.json': ['board.json of a board', boardDefinitionFileSchema],
  'card.schema.json': ['card.json of a template', templateCardFileSchema],
  'conversations.schema.json': ['conversations.json of a tool', toolConversationsSchema],
  'node.schema.json': ['node.json of a node type', nodeDefinitionFileSchema],
  'plugin.schema.json': ['plugin.json of a node pack', pluginManifestSchema],
  'profile.schema.json': ['profile.json of a project', profileSchema],
  'provider.schema.json': ['provider.json of a provider of models', providerFileSchema],
  'sandbox.schema.json': ['sandbox.json of a tool', sandboxSchema],
  'scenario.schema.json': ['A scenario of a project', scenarioSchema],
  'tool.schema.json': ['tool.json of a tool', toolFileSchema],
};

/**
 * The JSON schemas for authors of plugins: file name → text. Made from the zod schemas, so that an editor refuses what
 * the program refuses. They describe the file as it is written: what has a default may be left out.
 */
export function authorSchemas(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(published).map(([file, [title, schema]]): [string, string] => {
      const { $schema, ...described } = z.toJSONSchema(schema, { io: 'input', reused: 'inline' });
      return [file, `${JSON.stringify({ $schema, title: `Cambrian: ${title}`, ...described }, null, 2)}\n`];
    }),
  );
}

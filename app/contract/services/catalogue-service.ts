import { z } from 'zod';
import { boardDefinitionSchema } from '../../core/catalogue/board-definition.ts';
import { nodeDefinitionSchema } from '../../core/catalogue/node-definition.ts';
import { diagnosticSchema } from '../../core/diagnostics/diagnostic.ts';
import { providerSchema } from '../../core/models/model-facts.ts';
import { languages, localizedTextSchema } from '../../core/text/localized-text.ts';
import { toolDefinitionSchema } from '../../core/tools/tool-definition.ts';
import { defineService } from '../rpc/define-service.ts';

/** `plugins/templates/<id>/card.json` with its picture. */
export const templateCardSchema = z.object({
  id: z.string(),
  title: localizedTextSchema,
  summary: localizedTextSchema,
  /** SVG text. */
  picture: z.string(),
  /** Scenario names, in the order of play. */
  scenarios: z.array(z.string()),
});
export type TemplateCard = z.infer<typeof templateCardSchema>;

export const catalogueSnapshotSchema = z.object({
  nodes: z.array(nodeDefinitionSchema),
  boards: z.array(boardDefinitionSchema),
  templates: z.array(templateCardSchema),
  /** Providers of models with what is known of each model. */
  providers: z.array(providerSchema),
  /** Preset tools. */
  tools: z.array(toolDefinitionSchema),
  /** What is wrong with a plugin, by its folder. */
  problems: z.array(z.object({ plugin: z.string(), diagnostic: diagnosticSchema })),
});
export type CatalogueSnapshot = z.infer<typeof catalogueSnapshotSchema>;

/** Node types, boards and templates, loaded from the built-in folder and the user's. */
export const catalogueService = defineService({
  name: 'catalogue',
  methods: {
    get: { input: z.object({}), output: catalogueSnapshotSchema },
    /** Markdown of a node type's help. Falls back to English. */
    help: {
      input: z.object({ type: z.string(), language: z.enum(languages) }),
      output: z.object({ markdown: z.string() }),
    },
    /** Python of a node type's driver; null where nothing runs on a device. */
    driver: { input: z.object({ type: z.string() }), output: z.object({ python: z.string().nullable() }) },
    reload: { input: z.object({}), output: catalogueSnapshotSchema },
  },
  events: { onDidChange: { payload: catalogueSnapshotSchema, flow: 'latest' } },
});

import { z } from 'zod';
import { sourceSchema } from '../models/model-facts.ts';
import { localizedTextSchema } from '../text/localized-text.ts';

/** A parameter of a tool function, as a small subset of JSON Schema that every model and form can show. */
export const toolParameterSchema = z.object({
  type: z.enum(['string', 'number', 'integer', 'boolean']),
  /** For models, in English. */
  description: z.string().max(500),
  enum: z.array(z.string()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  maxLength: z.int().positive().default(2_000),
  optional: z.boolean().default(false),
  /** How the offline model reads it out of the words in a slot of the same name. */
  reads: z
    .enum(['words', 'number', 'duration-seconds', 'time-of-day', 'date', 'unit', 'currency', 'language'])
    .default('words'),
});
export type ToolParameter = z.infer<typeof toolParameterSchema>;

/** What a call can do: `read` looks, `write` changes data on this computer, `act` moves something, `spend` costs money. */
export const toolEffects = ['read', 'write', 'act', 'spend', 'network'] as const;

export const toolFunctionSchema = z.object({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  title: localizedTextSchema,
  /** For models, in English. */
  description: z.string().min(10).max(1_000),
  effect: z.enum(toolEffects),
  parameters: z.record(z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/), toolParameterSchema).default({}),
  /** Phrases by which the offline model calls it; `{parameter}` stands for words that are read as that parameter. */
  phrases: z.object({ en: z.array(z.string()), zh: z.array(z.string()) }).default({ en: [], zh: [] }),
});
export type ToolFunction = z.infer<typeof toolFunctionSchema>;

/** Recorded answers of a cloud tool, so that it works on a plane. The first entry whose arguments fit answers. */
export const sandboxSchema = z.object({
  $schema: z.string().optional(),
  recorded: z.iso.date(),
  answers: z.array(
    z.object({
      function: z.string(),
      /** Argument → value that must be the same, text compared without case; absent arguments fit anything. */
      when: z.record(z.string(), z.json()).default({}),
      text: localizedTextSchema,
      data: z.json().optional(),
    }),
  ),
});
export type Sandbox = z.infer<typeof sandboxSchema>;

/**
 * `plugins/tools/<tool>/tool.json`. A `local` tool has code, `tool.host.ts`, and works without a network. An `http`
 * tool is data: the host calls the address and pins its origin. An `mcp` tool names a server that the user approves.
 * The last two bring `sandbox.json`, which answers where there is no network or no consent.
 */
export const toolFileSchema = z.object({
  $schema: z.string().optional(),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  title: localizedTextSchema,
  summary: localizedTextSchema,
  icon: z.string(),
  keywords: z.array(z.string()).default([]),
  runs: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('local') }),
    z.object({
      kind: z.literal('http'),
      /** Origin that calls are pinned to. */
      origin: z.url(),
      /** Function → method, path with `{argument}` (encoded), and which header carries the key. */
      calls: z.record(
        z.string(),
        z.object({
          method: z.enum(['GET', 'POST']),
          path: z.string(),
          body: z.record(z.string(), z.string()).optional(),
          /** Dotted path in the JSON answer → what is handed to the model. */
          pick: z.record(z.string(), z.string()).optional(),
        }),
      ),
      secret: z
        .object({
          name: z.string(),
          variable: z.string(),
          header: z.string(),
          prefix: z.string().default(''),
        })
        .optional(),
    }),
    z.object({
      kind: z.literal('mcp'),
      /** Streamable HTTP; a stdio server is only ever added by the user. */
      url: z.url(),
      /** Function of this file → tool of the server. */
      tools: z.record(z.string(), z.string()),
    }),
  ]),
  functions: z.array(toolFunctionSchema).min(1),
  /** Data that it ships, each with its origin and licence. */
  data: z
    .array(z.object({ file: z.string(), title: z.string(), licence: z.string(), source: sourceSchema }))
    .default([]),
  /** Shown in the palette as a node of its own: words in, words out. */
  asNode: z.boolean().default(true),
  /** Who it is when it is dragged as an agent: persona fields that a new persona starts with. */
  persona: z.record(z.string(), z.json()).optional(),
});
export type ToolFile = z.infer<typeof toolFileSchema>;

/** A tool as the rest of the program sees it; `id` is its folder's name. */
export const toolDefinitionSchema = toolFileSchema
  .omit({ $schema: true })
  .extend({ id: z.string(), sandbox: sandboxSchema.optional() });
export type ToolDefinition = z.infer<typeof toolDefinitionSchema>;

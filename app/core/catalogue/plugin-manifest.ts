import { z } from 'zod';
import { localizedTextSchema } from '../text/localized-text.ts';

/** The plugin format that this version reads. */
export const pluginApiVersion = 1;

/** The name of a pack's, node's, board's or template's folder. */
export const pluginNamePattern = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** `plugins/nodes/<pack>/plugin.json`. */
export const pluginManifestSchema = z.object({
  $schema: z.string().optional(),
  /** The folder's name again, so that a copied folder is noticed. */
  id: z.string().regex(pluginNamePattern),
  /** Of the pack, for people: `1.2.0`. Node types have versions of their own. */
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  apiVersion: z.int().positive(),
  author: z.string().min(1).max(200),
  /** SPDX name, `MIT`. */
  licence: z.string().min(1).max(100),
  title: localizedTextSchema,
  summary: localizedTextSchema.optional(),
});
export type PluginManifest = z.infer<typeof pluginManifestSchema>;

/** `plugins/templates/<id>/card.json`. */
export const templateCardFileSchema = z.object({
  $schema: z.string().optional(),
  title: localizedTextSchema,
  summary: localizedTextSchema,
  /** Place in the gallery; smaller comes first, then by folder name. */
  order: z.int().default(100),
  /** Names of files in `scenarios/` without `.json`, in the order of play. */
  scenarios: z.array(z.string().regex(pluginNamePattern)).default([]),
});
export type TemplateCardFile = z.infer<typeof templateCardFileSchema>;

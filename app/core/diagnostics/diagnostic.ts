import { z } from 'zod';
import { documentPatchSchema } from '../document/profile.ts';
import { localizedTextSchema } from '../text/localized-text.ts';

/** What a finding points at. */
export const diagnosticWhereSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('profile') }),
  z.object({ kind: z.literal('node'), node: z.string() }),
  z.object({ kind: z.literal('port'), node: z.string(), port: z.string() }),
  z.object({ kind: z.literal('property'), node: z.string(), property: z.string() }),
  z.object({ kind: z.literal('wire'), wire: z.string() }),
  /** `field` is the first name of the path in the persona: `speech`, `tools`, … */
  z.object({ kind: z.literal('persona'), persona: z.string(), field: z.string().optional() }),
]);
export type DiagnosticWhere = z.infer<typeof diagnosticWhereSchema>;

/** A way out, as a document change that undo takes back. */
export const quickFixSchema = z.object({ title: localizedTextSchema, patches: z.array(documentPatchSchema) });
export type QuickFix = z.infer<typeof quickFixSchema>;

/**
 * One finding about a profile. `code` is stable (`type/mismatch`); an `error` stops a push, a `warning` and a
 * `hint` do not.
 */
export const diagnosticSchema = z.object({
  code: z.string().regex(/^[a-z]+\/[a-z-]+$/),
  severity: z.enum(['error', 'warning', 'hint']),
  message: localizedTextSchema,
  where: diagnosticWhereSchema,
  hint: localizedTextSchema,
  fixes: z.array(quickFixSchema).optional(),
});
export type Diagnostic = z.infer<typeof diagnosticSchema>;

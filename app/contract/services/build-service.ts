import { z } from 'zod';
import { reportSchema } from '../../core/compiler/bundle.ts';
import { diagnosticSchema } from '../../core/diagnostics/diagnostic.ts';
import { defineService } from '../rpc/define-service.ts';

export const builtFileSchema = z.object({
  path: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  /** What a person can read of it: JSON, or the Python that a `.mpy` was compiled from. Null for other binaries. */
  text: z.string().nullable(),
});

/** The whole bundle of a project: compiled, cross-compiled, hashed. */
export const buildService = defineService({
  name: 'build',
  methods: {
    build: {
      input: z.object({ projectId: z.string() }),
      output: z.object({
        /** SHA-256 of the manifest, hex; null where errors stop the build. */
        hash: z.string().nullable(),
        files: z.array(builtFileSchema),
        diagnostics: z.array(diagnosticSchema),
        report: reportSchema.nullable(),
      }),
    },
  },
  events: {},
});

import { z } from 'zod';
import { defineService } from '../rpc/define-service.ts';

export const stepResultSchema = z.object({
  index: z.int(),
  outcome: z.enum(['passed', 'failed', 'done']),
  atMs: z.number(),
  /** What was seen instead, for a failed expectation. */
  detail: z.string().nullable(),
});

/** Plays a project's scenario on a running kit. */
export const scenarioService = defineService({
  name: 'scenario',
  methods: {
    play: {
      input: z.object({ projectId: z.string(), kitId: z.string(), scenarioId: z.string() }),
      output: z.object({ passed: z.boolean(), steps: z.array(stepResultSchema) }),
      progress: stepResultSchema,
    },
  },
  events: {},
});

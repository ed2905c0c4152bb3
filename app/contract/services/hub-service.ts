import { z } from 'zod';
import { defineService } from '../rpc/define-service.ts';
import { callUsageSchema } from './persona-service.ts';

/** One message through one hub node. Times are milliseconds; `startedAt` ISO 8601. */
export const spanSchema = z.object({
  spanId: z.string(),
  kitId: z.string(),
  node: z.string(),
  port: z.string(),
  startedAt: z.string(),
  queueMs: z.number(),
  totalMs: z.number(),
  outcome: z.enum(['done', 'failed', 'cancelled']),
  detail: z.string().nullable(),
  /** Calls of models that the message caused, in order. */
  calls: z.array(callUsageSchema),
});
export type Span = z.infer<typeof spanSchema>;

/** What runs on the hub, as it happened. */
export const hubService = defineService({
  name: 'hub',
  methods: { recentSpans: { input: z.object({ kitId: z.string() }), output: z.array(spanSchema) } },
  events: { onDidEndSpan: { payload: spanSchema, flow: 'lossless' } },
});

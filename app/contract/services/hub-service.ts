import { z } from 'zod';
import { defineService } from '../rpc/define-service.ts';

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
});
export type Span = z.infer<typeof spanSchema>;

/** What runs on the hub, as it happened. */
export const hubService = defineService({
  name: 'hub',
  methods: { recentSpans: { input: z.object({ kitId: z.string() }), output: z.array(spanSchema) } },
  events: { onDidEndSpan: { payload: spanSchema, flow: 'lossless' } },
});

import { z } from 'zod';
import { portTypeSchema } from '../ports/port-type.ts';
import { localizedTextSchema } from '../text/localized-text.ts';

/** A port of a node on the device, offered to agents as a tool: an input to set, or an output to read. */
export const deviceToolSchema = z.object({
  /** `device/<node>/<port>` */
  id: z.string(),
  node: z.string(),
  port: z.string(),
  kind: z.enum(['act', 'read']),
  title: localizedTextSchema,
  /** What it is and does, for a model: the node's own name, type and help. */
  description: z.string(),
  type: portTypeSchema,
});
export type DeviceTool = z.infer<typeof deviceToolSchema>;

import { z } from 'zod';

/** One thing that is said to a tool, and what its answer must be like. */
export const toolTurnSchema = z.object({
  say: z.string().min(1),
  /** A regular expression that the answer fits. */
  answers: z.string().min(1),
  /** Time of day's clock that passes before it is said, milliseconds. */
  afterMs: z.number().nonnegative().default(0),
  /** A regular expression that something said by the tool itself, after this turn and before the next, fits. */
  announces: z.string().optional(),
});

/** `plugins/tools/<tool>/conversations.json`: talks that the conformance suite has with a tool, without a network. */
export const toolConversationsSchema = z.object({
  $schema: z.string().optional(),
  /** Date and time of day at the start, as a clock on the wall shows it. */
  startsAt: z.iso.datetime({ local: true }).default('2026-05-04T16:00:00'),
  conversations: z.array(z.object({ name: z.string(), turns: z.array(toolTurnSchema).min(1) })).min(2),
});
export type ToolConversations = z.infer<typeof toolConversationsSchema>;

import { z } from 'zod';
import { elementIdSchema } from '../document/profile-ids.ts';
import { emotions } from '../ports/port-type.ts';

export const emotionSchema = z.enum(emotions);

/** `HH:MM`, 24 hours, in the device's own time zone. */
export const timeOfDaySchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** What moves a persona from one emotion to another. */
export const emotionCauseSchema = z.discriminatedUnion('kind', [
  /** A person (or the persona itself) says one of these phrases. */
  z.object({
    kind: z.literal('text'),
    from: z.enum(['person', 'persona']).default('person'),
    phrases: z.array(z.string().min(1).max(200)).min(1).max(50),
  }),
  /** An event of the graph: `arrived`, `left`, `touched`, or any other word that reaches the agent's `event` input. */
  z.object({ kind: z.literal('event'), event: z.string().min(1).max(60) }),
  /** The clock enters a span of the day; it may run over midnight. */
  z.object({ kind: z.literal('time'), from: timeOfDaySchema, to: timeOfDaySchema }),
  /** Nothing was said and nothing happened for so long. */
  z.object({ kind: z.literal('idle'), afterSeconds: z.number().positive().max(86_400) }),
]);
export type EmotionCause = z.infer<typeof emotionCauseSchema>;

export const emotionTransitionSchema = z.looseObject({
  /** Absent: from every state. */
  from: emotionSchema.optional(),
  to: emotionSchema,
  when: emotionCauseSchema,
});
export type EmotionTransition = z.infer<typeof emotionTransitionSchema>;

/**
 * How a persona feels: states, what moves it between them, and where it rests. A state with `holdSeconds` decays to
 * `rest` after that time. Transitions are tried in id order; one that names its `from` goes before one that does not.
 */
export const emotionMachineSchema = z.looseObject({
  rest: emotionSchema.default('neutral'),
  /** States that are drawn, with their place in the drawing, pixels. */
  states: z
    .partialRecord(
      emotionSchema,
      z.looseObject({
        x: z.number().default(0),
        y: z.number().default(0),
        holdSeconds: z.number().positive().max(86_400).optional(),
      }),
    )
    .default({}),
  transitions: z.record(elementIdSchema, emotionTransitionSchema).default({}),
});
export type EmotionMachine = z.infer<typeof emotionMachineSchema>;

import { z } from 'zod';
import { elementIdSchema } from '../document/profile-ids.ts';
import { emotionSchema, timeOfDaySchema } from './emotion-machine.ts';

/** When a persona may think of speaking first. */
export const proactiveCauseSchema = z.discriminatedUnion('kind', [
  /** An event of the graph, for example `arrived` or `dark`; `afterAwayMinutes` asks for an absence before it. */
  z.object({
    kind: z.literal('event'),
    event: z.string().min(1).max(60),
    afterAwayMinutes: z.number().nonnegative().optional(),
  }),
  z.object({ kind: z.literal('time'), at: timeOfDaySchema }),
  /** Somebody who is known has not been seen for so long. */
  z.object({ kind: z.literal('absence'), afterHours: z.number().positive() }),
  /** A remembered date comes round: a fact with `date`, for example a birthday. */
  z.object({ kind: z.literal('anniversary'), at: timeOfDaySchema.default('09:00') }),
]);
export type ProactiveCause = z.infer<typeof proactiveCauseSchema>;

export const proactiveTriggerSchema = z.looseObject({
  title: z.string().max(80).optional(),
  when: proactiveCauseSchema,
  /** Only while somebody is there. */
  needsPerson: z.boolean().default(true),
  /** Not again within this time. */
  restMinutes: z.number().nonnegative().default(60),
  /** Lines to take turns with; `{name}` is the person's name, `{fact}` the remembered fact. By language of the line. */
  lines: z.array(z.string().min(1).max(500)).default([]),
  emotion: emotionSchema.optional(),
});
export type ProactiveTrigger = z.infer<typeof proactiveTriggerSchema>;

/** When a persona speaks first. It never does without consent. */
export const proactivitySchema = z.looseObject({
  /** The people who use the device were asked and agreed. */
  consent: z.boolean().default(false),
  dailyBudget: z.int().min(0).max(100).default(4),
  /** Spans in which it stays silent; they may run over midnight. */
  quietHours: z
    .array(z.object({ from: timeOfDaySchema, to: timeOfDaySchema }))
    .max(10)
    .default([{ from: '21:00', to: '07:00' }]),
  triggers: z.record(elementIdSchema, proactiveTriggerSchema).default({}),
});
export type Proactivity = z.infer<typeof proactivitySchema>;

/** Why a trigger that fired did not lead to words. */
export const heldBackReasons = [
  'no-consent',
  'quiet-hours',
  'daily-budget',
  'resting',
  'nobody-there',
  'talking',
  'no-line',
  'limit',
] as const;
export type HeldBackReason = (typeof heldBackReasons)[number];

import { z } from 'zod';
import { personaSchema } from '../../core/persona/persona.ts';
import { heldBackReasons } from '../../core/persona/proactivity.ts';
import { emotions } from '../../core/ports/port-type.ts';
import { defineService } from '../rpc/define-service.ts';

export const callUsageSchema = z.object({
  provider: z.string(),
  model: z.string(),
  region: z.string().nullable(),
  isOffline: z.boolean(),
  firstMs: z.number().nullable(),
  tokensIn: z.number(),
  tokensOut: z.number(),
  costYuan: z.number().nullable(),
  /** Code of the error that ended it; the catalogue says what to do next. Absent where it went well. */
  failure: z.string().optional(),
});

/** What an agent does; the same parts as `AgentOutput` of the SDK. */
export const agentOutputSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('state'), state: z.enum(['idle', 'listening', 'thinking', 'speaking']) }),
  z.object({ kind: z.literal('words'), text: z.string() }),
  z.object({ kind: z.literal('sentence'), text: z.string(), language: z.enum(['en', 'zh']) }),
  z.object({ kind: z.literal('reply'), text: z.string(), isOffline: z.boolean() }),
  z.object({ kind: z.literal('emotion'), emotion: z.enum(emotions) }),
  z.object({
    kind: z.literal('tool'),
    tool: z.string(),
    arguments: z.json(),
    outcome: z.enum(['done', 'refused', 'failed']),
    text: z.string(),
  }),
  z.object({ kind: z.literal('refused'), topic: z.string() }),
  z.object({ kind: z.literal('spoke-first'), trigger: z.string(), text: z.string() }),
  z.object({ kind: z.literal('held-back'), trigger: z.string(), reason: z.enum(heldBackReasons) }),
  z.object({ kind: z.literal('recalled'), texts: z.array(z.string()) }),
  z.object({ kind: z.literal('remembered'), text: z.string() }),
  z.object({ kind: z.literal('usage'), usage: callUsageSchema }),
]);

export const exampleResultSchema = z.object({
  example: z.string(),
  passed: z.boolean(),
  reply: z.string(),
  /** Why it failed, in words for people; null where it passed. */
  reason: z.string().nullable(),
  usage: callUsageSchema.nullable(),
});
export type ExampleResult = z.infer<typeof exampleResultSchema>;

/** What happens in a simulated day: presence and events by the clock. */
export const dayEventSchema = z.object({
  /** Minutes since midnight. */
  atMinutes: z.number().min(0).max(1_440),
  event: z.string(),
});
export const dayMomentSchema = z.object({
  atMinutes: z.number(),
  trigger: z.string(),
  outcome: z.enum(['spoke', 'held-back']),
  reason: z.enum(heldBackReasons).nullable(),
  text: z.string(),
});
export type DayMoment = z.infer<typeof dayMomentSchema>;

/**
 * Trying out personas. A trial is a persona as it is being edited, with a memory of its own or the project's, and with
 * the device's tools answered by a pretended device. Several trials may run side by side.
 */
export const personaService = defineService({
  name: 'persona',
  methods: {
    openTrial: {
      input: z.object({
        projectId: z.string(),
        personaId: z.string(),
        /** The persona as it is now, saved or not. */
        persona: personaSchema,
        /** Another model than the persona's own; empty: its own. */
        model: z.string().default(''),
        /** Who talks; memory is this person's. */
        person: z.string().max(80).nullable(),
        /** `project`: what is said is remembered. `scratch`: an empty memory that is thrown away. */
        memory: z.enum(['project', 'scratch']).default('scratch'),
      }),
      output: z.object({ trialId: z.string() }),
    },
    /** Says something; what the agent does comes as progress, in order. A call while one runs interrupts it. */
    say: {
      input: z.object({ trialId: z.string(), text: z.string().min(1).max(4_000) }),
      output: z.object({ reply: z.string(), interrupted: z.boolean() }),
      progress: agentOutputSchema,
    },
    /** An event of the graph (`arrived`, `dark`, …). */
    notice: {
      input: z.object({ trialId: z.string(), event: z.string().min(1).max(60) }),
      output: z.object({}),
      progress: agentOutputSchema,
    },
    /** The persona was edited: the next turn uses the new one, the conversation stays. */
    updateTrial: {
      input: z.object({ trialId: z.string(), persona: personaSchema, model: z.string().default('') }),
      output: z.object({}),
    },
    closeTrial: { input: z.object({ trialId: z.string() }), output: z.object({}) },
    /** Plays the example dialogues as tests, each in a fresh conversation. */
    runExamples: {
      input: z.object({
        projectId: z.string(),
        personaId: z.string(),
        persona: personaSchema,
        model: z.string().default(''),
      }),
      output: z.array(exampleResultSchema),
      progress: exampleResultSchema,
    },
    /** A day in less than a minute: when it would have spoken first, and why not. */
    simulateDay: {
      input: z.object({
        projectId: z.string(),
        personaId: z.string(),
        persona: personaSchema,
        person: z.string().max(80),
        events: z.array(dayEventSchema).max(500),
        date: z.iso.date(),
      }),
      output: z.array(dayMomentSchema),
    },
  },
  events: {},
});

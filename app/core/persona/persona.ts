import { z } from 'zod';
import { elementIdSchema } from '../document/profile-ids.ts';
import { emotionMachineSchema, emotionSchema } from './emotion-machine.ts';
import { proactivitySchema } from './proactivity.ts';

export const spokenLanguages = ['en', 'zh'] as const;
export const spokenLanguageSchema = z.enum(spokenLanguages);
export type SpokenLanguage = z.infer<typeof spokenLanguageSchema>;

const line = z.string().min(1).max(2_000);

/** Ages that a persona is made for, years. `to` absent: grown-ups. */
export const ageBandSchema = z.object({
  from: z.int().min(0).max(120).default(18),
  to: z.int().min(0).max(120).optional(),
});
export type AgeBand = z.infer<typeof ageBandSchema>;

/** One turn that shows how the persona talks; it is an answer of the offline model, and a test of every model. */
export const exampleDialogueSchema = z.looseObject({
  /** What the person says; `{slot}` stands for any words and can be used in the reply. */
  person: line,
  /** What the persona answers; several lines take turns. `{name}` is the person's name. */
  reply: z.array(line).min(1).max(20),
  emotion: emotionSchema.optional(),
  /** A tool that must be called, by its id, and with which arguments. */
  tool: z.object({ id: z.string(), arguments: z.record(z.string(), z.json()).default({}) }).optional(),
  /** Words of which the reply of any model should contain one, for the test. Absent: it must not be empty. */
  mentions: z.array(z.string().min(1).max(200)).optional(),
});
export type ExampleDialogue = z.infer<typeof exampleDialogueSchema>;

/** What the persona wants to do when it hears certain phrases: an answer, a tool, an emotion. */
export const personaIntentSchema = z.looseObject({
  /** Phrases in any of the persona's languages; `{slot}` stands for any words. */
  phrases: z.array(line).min(1).max(100),
  reply: z.array(line).max(20).default([]),
  emotion: emotionSchema.optional(),
  tool: z.object({ id: z.string(), arguments: z.record(z.string(), z.json()).default({}) }).optional(),
});
export type PersonaIntent = z.infer<typeof personaIntentSchema>;

/**
 * A tool that the persona may use. `id` is `<preset>/<function>`, `device/<node>/<port>`, `mcp/<server>/<tool>`, or a
 * prefix of these that ends in `/*`. What is not listed is refused.
 */
export const toolGrantSchema = z.looseObject({
  id: z.string().min(1).max(200),
  /** `ask`: a person confirms each call. */
  approval: z.enum(['always', 'ask']).default('always'),
});
export type ToolGrant = z.infer<typeof toolGrantSchema>;

/** A topic that the persona does not talk about, in either direction. */
export const forbiddenTopicSchema = z.looseObject({
  title: z.string().min(1).max(80),
  /** Phrases that belong to the topic. */
  phrases: z.array(z.string().min(1).max(200)).max(100).default([]),
  /** What it says instead; one per language at least, else a general line is used. */
  reply: z.array(line).max(10).default([]),
});
export type ForbiddenTopic = z.infer<typeof forbiddenTopicSchema>;

/** Caps of one persona on one device. Absent: no cap of this kind. */
export const personaLimitsSchema = z.looseObject({
  tokensPerReply: z.int().positive().max(100_000).default(400),
  tokensPerDay: z.int().positive().optional(),
  /** In yuan. */
  costPerDayYuan: z.number().positive().optional(),
  minutesPerDay: z.number().positive().optional(),
  /** The first word must come within this time, else the offline model answers. */
  firstWordMs: z.int().min(100).max(60_000).default(4_000),
  toolCallsPerTurn: z.int().min(0).max(20).default(4),
});
export type PersonaLimits = z.infer<typeof personaLimitsSchema>;

export const memoryPolicySchema = z.looseObject({
  /** `facts`: what a person tells of themselves; `episodes`: also what was talked about. */
  keeps: z.enum(['nothing', 'facts', 'facts-and-episodes']).default('facts-and-episodes'),
  /** Days after which a memory is erased by itself. */
  keepDays: z.int().min(1).max(3_650).default(180),
  /** A face may be stored as the person's own entry, after they said yes. */
  faces: z.boolean().default(false),
});
export type MemoryPolicy = z.infer<typeof memoryPolicySchema>;

/** Which model answers. `offline` is the one that answers from the persona itself. */
export const personaModelSchema = z.looseObject({
  /** `<provider>/<model>` of the catalogue of models, or `offline`. */
  id: z.string().min(1).max(200).default('offline'),
  /** Region of the provider; absent: the first one that the profile's markets allow. */
  region: z.string().max(60).optional(),
  temperature: z.number().min(0).max(2).default(0.7),
});
export type PersonaModel = z.infer<typeof personaModelSchema>;

/** Who an agent is: role, relationship, voice, memory, emotion, proactivity, limits. Edited as someone, not as a prompt. */
export const personaSchema = z.looseObject({
  name: z.string().min(1).max(80),
  /** Who it is, in a sentence or two. */
  sentence: z.string().max(1_000).default(''),
  /** `friend`, `guide`, `helper`, `teacher`, or any other word. */
  role: z.string().max(60).default('friend'),
  /** A picture for people: the colour of its face, `#rrggbb`. */
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/)
    .default('#6ac5ff'),
  relationship: z
    .looseObject({
      /** How it sees the person in front of it, in its own words. */
      words: z.string().max(2_000).default(''),
      /** 0 reserved … 1 affectionate. */
      warmth: z.number().min(0).max(1).default(0.7),
      /** 0 a few words … 1 at length. */
      talkativeness: z.number().min(0).max(1).default(0.3),
    })
    .prefault({}),
  speech: z
    .looseObject({
      languages: z.array(spokenLanguageSchema).min(1).default(['en']),
      /** Name of a voice of the speech model; absent: its default. */
      voice: z.string().max(100).optional(),
      ages: ageBandSchema.prefault({}),
    })
    .prefault({}),
  model: personaModelSchema.prefault({}),
  memory: memoryPolicySchema.prefault({}),
  emotion: emotionMachineSchema.prefault({}),
  proactivity: proactivitySchema.prefault({}),
  tools: z.record(elementIdSchema, toolGrantSchema).default({}),
  never: z.record(elementIdSchema, forbiddenTopicSchema).default({}),
  limits: personaLimitsSchema.prefault({}),
  intents: z.record(elementIdSchema, personaIntentSchema).default({}),
  examples: z.record(elementIdSchema, exampleDialogueSchema).default({}),
  /** What it says when it does not know; several lines take turns, chosen by the language of what it heard. */
  fallback: z.array(line).max(40).default([]),
});
/** A persona with its defaults filled in. */
export type Persona = z.infer<typeof personaSchema>;
/** A persona as it stands in the document. */
export type PersonaInput = z.input<typeof personaSchema>;

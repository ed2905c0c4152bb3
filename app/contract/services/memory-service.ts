import { z } from 'zod';
import { studioErrorJsonSchema } from '../errors/studio-error.ts';
import { defineService } from '../rpc/define-service.ts';

export const memoryEntrySchema = z.object({
  id: z.string(),
  personaId: z.string(),
  person: z.string(),
  kind: z.enum(['fact', 'episode']),
  text: z.string(),
  key: z.string().nullable(),
  date: z.string().nullable(),
  source: z.enum(['said', 'entered', 'tool']),
  sourceWords: z.string(),
  createdAt: z.string(),
  usedAt: z.string().nullable(),
  uses: z.int(),
});

export const knownPersonSchema = z.object({
  person: z.string(),
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
  facts: z.int(),
  episodes: z.int(),
  hasFace: z.boolean(),
});

const persona = z.object({ projectId: z.string(), personaId: z.string() });

/** What personas remember: seen, corrected, erased. */
export const memoryService = defineService({
  name: 'memory',
  methods: {
    people: { input: persona, output: z.array(knownPersonSchema) },
    list: {
      input: persona.extend({
        person: z.string().nullable(),
        /** Full-text search; empty lists the newest. */
        words: z.string().max(200).default(''),
        limit: z.int().positive().max(1_000).default(200),
      }),
      output: z.array(memoryEntrySchema),
    },
    add: {
      input: persona.extend({
        person: z.string().min(1).max(80),
        text: z.string().min(1).max(2_000),
        date: z.string().max(10).nullable().default(null),
      }),
      output: memoryEntrySchema,
    },
    correct: {
      input: z.object({
        projectId: z.string(),
        id: z.string(),
        text: z.string().min(1).max(2_000).optional(),
        date: z.string().max(10).nullable().optional(),
      }),
      output: memoryEntrySchema,
    },
    erase: { input: z.object({ projectId: z.string(), id: z.string() }), output: z.object({}) },
    erasePerson: { input: persona.extend({ person: z.string() }), output: z.object({}) },
    eraseFace: { input: persona.extend({ person: z.string() }), output: z.object({}) },
    /** Where this project's memory is kept, and whether it can be reached. */
    place: {
      input: z.object({ projectId: z.string() }),
      output: z.object({
        kind: z.enum(['file', 'server']),
        where: z.string(),
        bytes: z.int().nullable(),
        /** Why it cannot be reached, or what happened to it (a damaged file that was set aside); null where all is well. */
        problem: studioErrorJsonSchema.nullable().default(null),
      }),
    },
    /** A libSQL server by URL instead of a file; null goes back to the file. Its token is kept as a key. */
    setPlace: {
      input: z.object({
        projectId: z.string(),
        url: z.url().nullable(),
        token: z.string().max(4_096).optional(),
      }),
      output: z.object({}),
    },
  },
  events: {
    onDidChange: { payload: z.object({ projectId: z.string(), personaId: z.string() }), flow: 'lossless' },
  },
});

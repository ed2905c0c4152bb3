import { z } from 'zod';
import { languages } from '../../core/text/localized-text.ts';
import { defineService } from '../rpc/define-service.ts';

/** What this shell can do; what it cannot is shown by the face, never guessed. */
export const shellSchema = z.object({
  kind: z.enum(['electron', 'browser']),
  /** Native open and save dialogs; without them the studio's own folder list is used. */
  nativeDialogs: z.boolean(),
  /** Operating-system full screen under the program's control. */
  kiosk: z.boolean(),
});
export type Shell = z.infer<typeof shellSchema>;

export const settingsSchema = z.object({
  language: z.enum(languages).default('en'),
  theme: z.enum(['light', 'dark', 'system']).default('system'),
  /** Path of the project that was open last. */
  lastProject: z.string().nullable().default(null),
  /** Newest first. */
  recentProjects: z.array(z.object({ path: z.string(), name: z.string() })).default([]),
  demo: z
    .object({
      playlist: z.array(z.string()).default([]),
      idleSeconds: z.int().min(5).max(3600).default(45),
      hasPin: z.boolean().default(false),
    })
    .prefault({}),
});
export type Settings = z.infer<typeof settingsSchema>;

/** The studio itself: what it is, and its settings. */
export const studioService = defineService({
  name: 'studio',
  methods: {
    describe: {
      input: z.object({}),
      output: z.object({
        version: z.string(),
        shell: shellSchema,
        platform: z.string(),
        projectsDirectory: z.string(),
        settings: settingsSchema,
      }),
    },
    changeSettings: {
      input: z.object({
        language: z.enum(languages).optional(),
        theme: z.enum(['light', 'dark', 'system']).optional(),
        demoPlaylist: z.array(z.string()).optional(),
        demoIdleSeconds: z.int().min(5).max(3600).optional(),
      }),
      output: settingsSchema,
    },
    /** Sets or (null) removes the PIN that leaves the demo. Stored as a salted hash. */
    setDemoPin: {
      input: z.object({
        pin: z
          .string()
          .regex(/^\d{4,8}$/)
          .nullable(),
      }),
      output: settingsSchema,
    },
    checkDemoPin: {
      input: z.object({ pin: z.string().max(16) }),
      output: z.object({ accepted: z.boolean() }),
    },
  },
  events: { onDidChangeSettings: { payload: settingsSchema, flow: 'latest' } },
});

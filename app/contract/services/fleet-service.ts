import { z } from 'zod';
import { defineService } from '../rpc/define-service.ts';
import { pushConsentsSchema, pushPhases, pushProgressSchema } from './device-service.ts';
import { flashPhases, flashProgressSchema } from './firmware-service.ts';

/** One kit of a fleet run. */
export const fleetRowSchema = z.object({
  kitId: z.string(),
  title: z.string(),
  boardTitle: z.string(),
  serialNumber: z.string().nullable(),
  path: z.string(),
  state: z.enum(['waiting', 'flashing', 'pushing', 'done', 'failed', 'cancelled']),
  flash: flashProgressSchema.nullable(),
  push: pushProgressSchema.nullable(),
  /** What became of it where `state` is `done`. */
  outcome: z.enum(['flashed', 'confirmed', 'unchanged', 'rolled-back']).nullable(),
  /** Image that was flashed. */
  imageId: z.string().nullable(),
  /** Of the program before and after; null where nobody knows. */
  sequenceBefore: z.int().nullable(),
  sequenceAfter: z.int().nullable(),
  filesChanged: z.int().nullable(),
  bytesWritten: z.int().nullable(),
  /** Why it returned to the old program. */
  reason: z.string().nullable(),
  /** A StudioError as JSON. */
  error: z.json().nullable(),
  /** How often it was tried. */
  attempts: z.int(),
  elapsedMs: z.number(),
  /** Phases that are over, of the last attempt: flashing first, then the push. Absent: nobody took their time. */
  phases: z
    .array(z.object({ phase: z.enum([...flashPhases, ...pushPhases]), elapsedMs: z.number() }))
    .optional(),
});
export type FleetRow = z.infer<typeof fleetRowSchema>;

/** Flashing and pushing many kits side by side. */
export const fleetRunSchema = z.object({
  runId: z.string(),
  projectId: z.string().nullable(),
  profileName: z.string().nullable(),
  /** Of the program that is pushed. */
  sequence: z.int().nullable(),
  startedAt: z.string(),
  /** Null while it goes on. */
  finishedAt: z.string().nullable(),
  rows: z.array(fleetRowSchema),
});
export type FleetRun = z.infer<typeof fleetRunSchema>;

/** Many kits at once. One run at a time; it goes on when a screen is closed. */
export const fleetService = defineService({
  name: 'fleet',
  methods: {
    /** The run that goes on, or the last one. */
    current: { input: z.object({}), output: fleetRunSchema.nullable() },
    /** Begins; a row for each kit. One that fails stops no other. `fleet/busy` while another run goes on. */
    start: {
      input: z.object({
        kitIds: z.array(z.string()).min(1).max(64),
        /** Null: no push. */
        projectId: z.string().nullable(),
        /** Null: no flashing. Flashed first where both are wanted. */
        imageId: z.string().nullable(),
        erase: z.boolean().default(false),
        consents: pushConsentsSchema.prefault({}),
      }),
      output: fleetRunSchema,
    },
    /** One kit, or (null) all that are not done. */
    cancel: { input: z.object({ kitId: z.string().nullable() }), output: z.object({}) },
    /**
     * The failed, cancelled and rolled-back rows once more, or those of them that are named; what a kit has got
     * already is not done again.
     */
    retry: {
      input: z.object({
        kitIds: z.array(z.string()).min(1).max(64).nullable().default(null),
        consents: pushConsentsSchema.prefault({}),
      }),
      output: fleetRunSchema,
    },
    /** The last run as a file: a line for each kit. */
    report: {
      input: z.object({ format: z.enum(['csv', 'json']) }),
      output: z.object({ fileName: z.string(), text: z.string() }),
    },
    /** A printable sheet of labels: name, board, serial number as text and as QR code, profile and revision. */
    labels: {
      input: z.object({ kitIds: z.array(z.string()).min(1).max(64) }),
      output: z.object({ fileName: z.string(), html: z.string() }),
    },
  },
  events: { onDidChangeRun: { payload: fleetRunSchema, flow: 'latest' } },
});

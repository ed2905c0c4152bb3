import { z } from 'zod';
import { defineService } from '../rpc/define-service.ts';

/** A live session that was written down. */
export const recordingSchema = z.object({
  recordingId: z.string(),
  title: z.string(),
  /** The kit that was recorded, as it was known then; empty where the file does not tell. */
  kitId: z.string(),
  kitTitle: z.string(),
  profileName: z.string().nullable(),
  startedAt: z.string(),
  durationMs: z.number(),
  sizeBytes: z.int(),
  /** Values, lines of text, log lines, changes of state. */
  events: z.int(),
  /** Absolute path of the file. */
  path: z.string(),
  isRunning: z.boolean(),
  /** Lines that could not be read, the last one of a file that was cut among them. */
  damagedLines: z.int(),
  /** Events that the disk was too slow for. */
  eventsLost: z.int(),
  /** A StudioError as JSON where it ended by itself. */
  problem: z.json().nullable(),
});
export type Recording = z.infer<typeof recordingSchema>;

/** Where a replay stands. */
export const replaySchema = z.object({
  kitId: z.string(),
  recordingId: z.string(),
  state: z.enum(['playing', 'paused', 'ended']),
  atMs: z.number(),
  durationMs: z.number(),
  /** 1 is real time. */
  speed: z.number(),
  /** A StudioError as JSON where the file went away or broke while it was replayed. */
  problem: z.json().nullable(),
});
export type Replay = z.infer<typeof replaySchema>;

/**
 * Recording of live sessions and their replay. A replay is a kit of its own (`replay:<recording>`): its values, console
 * and log come through the events of the device service, so that every view shows it as it shows a board.
 */
export const recordingService = defineService({
  name: 'recording',
  methods: {
    list: { input: z.object({}), output: z.array(recordingSchema) },
    /** From now on; what the kit said before is not in it, save the newest value of each port. */
    start: {
      input: z.object({ kitId: z.string(), projectId: z.string().nullable() }),
      output: recordingSchema,
    },
    stop: { input: z.object({ kitId: z.string() }), output: recordingSchema },
    rename: {
      input: z.object({ recordingId: z.string(), title: z.string().trim().min(1).max(80) }),
      output: recordingSchema,
    },
    remove: { input: z.object({ recordingId: z.string() }), output: z.object({}) },
    /** Takes in a trace file from elsewhere: `recording/damaged` where it is none. */
    importFile: { input: z.object({ path: z.string().min(1).max(4096) }), output: recordingSchema },
    /** Opens it as a kit, paused at its beginning. */
    openReplay: { input: z.object({ recordingId: z.string() }), output: replaySchema },
    closeReplay: { input: z.object({ kitId: z.string() }), output: z.object({}) },
    control: {
      input: z.object({
        kitId: z.string(),
        play: z.boolean().optional(),
        /** What was up to then is shown at once. */
        seekMs: z.number().nonnegative().optional(),
        speed: z.number().min(0.1).max(100).optional(),
      }),
      output: replaySchema,
    },
  },
  events: {
    onDidChangeRecordings: { payload: z.array(recordingSchema), flow: 'latest' },
    /** At most ten times a second while it plays. */
    onDidChangeReplay: { payload: replaySchema, flow: 'latest' },
  },
});

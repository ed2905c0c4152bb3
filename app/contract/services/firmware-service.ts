import { z } from 'zod';
import { localizedTextSchema } from '../../core/text/localized-text.ts';
import { defineService } from '../rpc/define-service.ts';

/** A firmware image that can be put onto a board. */
export const firmwareImageSchema = z.object({
  /** `<board>/<image>` of the catalogue, or `file/<sha256>` of a file that a person added. */
  imageId: z.string(),
  /** Boards that it is for; empty where only its chip is known. */
  boardIds: z.array(z.string()),
  title: z.string(),
  variant: localizedTextSchema.nullable(),
  version: z.string().nullable(),
  kind: z.enum(['esp-bin', 'uf2']),
  /** As its header says: `ESP32-S3`; for UF2 the family id in hex. Null until it is here. */
  chip: z.string().nullable(),
  sizeBytes: z.int().nullable(),
  /** Of the file that is here, else the published one, else null. */
  sha256: z.string().nullable(),
  /** `published`: it has the hash that its publisher states. `unpublished`: nobody states one. */
  trust: z.enum(['published', 'unpublished']),
  /** Whether the file is in the folder of images. */
  isHere: z.boolean(),
  /** Null for files that a person added. */
  url: z.string().nullable(),
});
export type FirmwareImage = z.infer<typeof firmwareImageSchema>;

/** The phases of flashing, in order; UF2 has `check`, `wait-volume`, `write`, `wait-board`. */
export const flashPhases = [
  'download',
  'check',
  'open',
  'reset',
  'sync',
  'detect',
  'stub',
  'baud',
  'erase',
  'wait-volume',
  'write',
  'verify',
  'restart',
  'wait-board',
] as const;
export const flashProgressSchema = z.object({
  phase: z.enum(flashPhases),
  /** 0…1 within the phase. */
  fraction: z.number(),
  bytesDone: z.int(),
  bytesTotal: z.int(),
  bytesPerSecond: z.number(),
  secondsLeft: z.number().nullable(),
  /** Milliseconds since it began. */
  elapsedMs: z.number(),
  /** In `reset`: which strategy is tried, from 1. In `wait-volume`: null. */
  attempt: z.int().nullable(),
});
export type FlashProgress = z.infer<typeof flashProgressSchema>;

export const flashResultSchema = z.object({
  imageId: z.string(),
  /** As the chip or the volume named itself. */
  chip: z.string(),
  bytesWritten: z.int(),
  /** Bytes that crossed the wire, compressed. */
  bytesSent: z.int(),
  verified: z.enum(['md5', 'volume']),
  elapsedMs: z.number(),
  /** The kit as which the board came back; null where it did not come back in time. */
  kitId: z.string().nullable(),
  phases: z.array(z.object({ phase: z.enum(flashPhases), elapsedMs: z.number() })),
});
export type FlashResult = z.infer<typeof flashResultSchema>;

/** What the ROM of a chip tells of itself. */
export const chipSchema = z.object({
  chip: z.string(),
  description: z.string(),
  features: z.array(z.string()),
  mac: z.string().nullable(),
  flashBytes: z.int().nullable(),
});
export type Chip = z.infer<typeof chipSchema>;

/** A mass-storage volume of a UF2 boot loader. */
export const volumeSchema = z.object({
  path: z.string(),
  /** Lines of INFO_UF2.TXT. */
  model: z.string(),
  boardIdText: z.string(),
  /** Board definition that fits; null where none does. */
  boardId: z.string().nullable(),
});
export type Volume = z.infer<typeof volumeSchema>;

/** Where an image goes: a serial kit, or a UF2 volume by its path, as `volumes` lists it. */
export const flashTargetSchema = z.union([
  z.object({ kitId: z.string() }),
  z.object({ volume: z.string().min(1).max(4096) }),
]);
export type FlashTarget = z.infer<typeof flashTargetSchema>;

/** Firmware of boards: images, chips, volumes, flashing. */
export const firmwareService = defineService({
  name: 'firmware',
  methods: {
    /** Images for a board, or all; newest first. */
    images: { input: z.object({ boardId: z.string().nullable() }), output: z.array(firmwareImageSchema) },
    /** Adds a file of this computer: a copy goes into the folder of images. `firmware/no-image` where it is none. */
    addFile: { input: z.object({ path: z.string().min(1).max(4096) }), output: firmwareImageSchema },
    /** Adds a file from a browser, in parts of at most 512 KiB; the last part returns the image, others null. */
    addPart: {
      input: z.object({
        uploadId: z.string().max(64),
        fileName: z.string().max(255),
        offset: z.int().nonnegative(),
        totalBytes: z
          .int()
          .positive()
          .max(64 * 1024 * 1024),
        base64: z.string().max(720_000),
      }),
      output: firmwareImageSchema.nullable(),
    },
    removeImage: { input: z.object({ imageId: z.string() }), output: z.object({}) },
    /** Fetches an image of the catalogue into the folder of images and checks its published hash. */
    download: {
      input: z.object({ imageId: z.string() }),
      output: firmwareImageSchema,
      progress: flashProgressSchema,
    },
    /** Resets the board into its boot loader, reads what chip it is, and starts it again. */
    identify: { input: z.object({ kitId: z.string() }), output: chipSchema, progress: flashProgressSchema },
    volumes: { input: z.object({}), output: z.array(volumeSchema) },
    /** Puts an image onto a board. A wrong one is refused before the first byte: `firmware/wrong-chip`. */
    flash: {
      input: z.object({ target: flashTargetSchema, imageId: z.string(), erase: z.boolean().default(false) }),
      output: flashResultSchema,
      progress: flashProgressSchema,
    },
  },
  events: {
    /** While anybody listens, the volumes are looked for every second. */
    onDidChangeVolumes: { payload: z.array(volumeSchema), flow: 'latest' },
    onDidChangeImages: { payload: z.object({}), flow: 'latest' },
  },
});

import { z } from 'zod';
import { localizedTextSchema } from '../text/localized-text.ts';
import { pinCapabilitySchema } from './node-definition.ts';

export const boardPinSchema = z.object({
  /** As printed on the board and in its data sheet: `GPIO4`, `GP4`. */
  id: z.string(),
  /** The number that MicroPython's `machine.Pin` takes. */
  number: z.int().nonnegative(),
  capabilities: z.array(pinCapabilitySchema),
  /** Why the allocator must not use it (flash, USB, a strapping pin); a person may still choose it where `usable`. */
  caution: localizedTextSchema.optional(),
  /** What a person who chooses this pin should know, where it is no reason to avoid it. */
  note: localizedTextSchema.optional(),
  /** False where the pin cannot be used at all. */
  usable: z.boolean().default(true),
});
export type BoardPin = z.infer<typeof boardPinSchema>;

/** `plugins/boards/<board>/board.json`. Every figure comes from the source that the file names. */
export const boardDefinitionFileSchema = z.object({
  $schema: z.string().optional(),
  title: z.string(),
  vendor: z.string(),
  chip: z.string(),
  summary: localizedTextSchema,
  /** Data sheets and pin tables: title and address. */
  sources: z.array(z.object({ title: z.string(), url: z.url() })).default([]),
  virtual: z.boolean().default(false),
  pins: z.array(boardPinSchema),
  /** I²C controllers: index for `machine.I2C`, and the pins that the allocator takes first. */
  buses: z
    .array(
      z.object({ kind: z.literal('i2c'), index: z.int().nonnegative(), sda: z.string(), scl: z.string() }),
    )
    .default([]),
  limits: z.object({
    /** Room of the file system, bytes. */
    filesystemBytes: z.int().positive(),
    /** Heap that MicroPython leaves to programs after boot, bytes. */
    heapBytes: z.int().positive(),
    /** What the USB or UART link carries to the host, bytes a second. */
    linkBytesPerSecond: z.int().positive(),
    pwmChannels: z.int().nonnegative(),
  }),
  logicVolts: z.number().positive(),
  usb: z
    .array(z.object({ vendorId: z.string(), productId: z.string(), note: z.string().optional() }))
    .default([]),
  firmware: z.object({
    family: z.string(),
    method: z.enum(['esptool', 'uf2', 'none']),
    /** Words that `sys.implementation._machine` must contain for a push to be accepted; any of them. */
    machine: z.array(z.string()).default([]),
  }),
  /** How to bring the board into its boot loader, for people. */
  bootHelp: localizedTextSchema.optional(),
});
export type BoardDefinitionFile = z.infer<typeof boardDefinitionFileSchema>;

export const boardDefinitionSchema = boardDefinitionFileSchema.omit({ $schema: true }).extend({
  /** The folder's name. */
  id: z.string(),
  /** SVG text of picture.svg. */
  picture: z.string().optional(),
});
export type BoardDefinition = z.infer<typeof boardDefinitionSchema>;

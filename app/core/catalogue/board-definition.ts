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

const busIndex = z.int().nonnegative();

/** A controller and the pins that it is on, by pin id. One controller may be listed with several sets of pins. */
export const boardBusSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('i2c'), index: busIndex, sda: z.string(), scl: z.string() }),
  z.object({ kind: z.literal('spi'), index: busIndex, sck: z.string(), mosi: z.string(), miso: z.string() }),
  /** `tx` is the board's output. */
  z.object({ kind: z.literal('uart'), index: busIndex, tx: z.string(), rx: z.string() }),
  z.object({ kind: z.literal('i2s'), index: busIndex, sck: z.string(), ws: z.string(), sd: z.string() }),
]);
export type BoardBus = z.infer<typeof boardBusSchema>;

/** A stock MicroPython image of a board, as its publisher names it. */
export const boardImageSchema = z.object({
  /** Unique within the board: `1.27.0`, `1.27.0-spiram`. */
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
  version: z.string(),
  /** What tells it from others of its version; absent for the plain one. */
  variant: localizedTextSchema.optional(),
  url: z.url(),
  /** Hex, where the publisher states it. Absent: a copy is taken on trust and its own hash is shown. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});
export type BoardImage = z.infer<typeof boardImageSchema>;

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
  /** Controllers: index for `machine.I2C`, `SPI`, `UART` or `I2S`, and pins that they can be on; the first is taken first. */
  buses: z.array(boardBusSchema).default([]),
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
    .array(
      z.object({
        vendorId: z.string(),
        productId: z.string(),
        note: z.string().optional(),
        /** Ids of the boot loader: a board that shows them waits for firmware. */
        bootLoader: z.boolean().optional(),
        /** Ids of a bridge chip that many boards carry: they suggest the board, and do not prove it. */
        shared: z.boolean().optional(),
      }),
    )
    .default([]),
  firmware: z.object({
    family: z.string(),
    method: z.enum(['esptool', 'uf2', 'none']),
    /** esptool: the chip as esptool names it (`ESP32-S3`), and the address of the image in flash. */
    esptool: z.object({ chip: z.string(), offset: z.int().nonnegative() }).optional(),
    /** UF2: what `Board-ID` of INFO_UF2.TXT begins with, any of them, and the family id that the file's blocks carry. */
    uf2: z
      .object({
        boardIds: z.array(z.string()).min(1),
        volumeName: z.string(),
        familyId: z.int().nonnegative(),
      })
      .optional(),
    /** Newest first. */
    images: z.array(boardImageSchema).default([]),
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

import { z } from 'zod';
import { placementSchema } from '../document/profile.ts';
import { modelKinds } from '../models/model-facts.ts';
import { declaredPortTypeSchema } from '../ports/port-type.ts';
import { localizedTextSchema } from '../text/localized-text.ts';

/** How often an output speaks, in messages a second: a figure, or taken from a property (an interval or a rate). */
export const portRateSchema = z.union([
  z.number().positive(),
  z.object({ property: z.string(), as: z.enum(['hertz', 'milliseconds', 'seconds']) }),
]);

export const portDefinitionSchema = z.object({
  id: z.string().regex(/^[a-z][a-z0-9_]*$/),
  title: localizedTextSchema,
  type: declaredPortTypeSchema,
  /** Inputs only: a node without this wire is a diagnostic. */
  required: z.boolean().optional(),
  /**
   * Inputs only: a message here interrupts. What the node still does for an earlier message is cancelled, and with it
   * everything downstream that came of it: a new utterance stops the answer that is being spoken.
   */
  interrupts: z.boolean().optional(),
  /** Outputs only: a typical rate, for the report. Absent means "as often as its inputs". */
  rate: portRateSchema.optional(),
  help: localizedTextSchema.optional(),
});
export type PortDefinition = z.infer<typeof portDefinitionSchema>;

const propertyBase = {
  id: z.string().regex(/^[a-z][A-Za-z0-9]*$/),
  title: localizedTextSchema,
  help: localizedTextSchema.optional(),
  /** A live property changes on a running kit without a push. */
  live: z.boolean().optional(),
};

/** A property as the inspector draws it and the driver reads it (`self.properties['id']`). */
export const propertyDefinitionSchema = z.discriminatedUnion('type', [
  z.object({
    ...propertyBase,
    type: z.literal('number'),
    default: z.number(),
    min: z.number().optional(),
    max: z.number().optional(),
    step: z.number().positive().optional(),
    unit: z.string().optional(),
    /** Drawn as a slider where both ends are known. */
    slider: z.boolean().optional(),
  }),
  z.object({ ...propertyBase, type: z.literal('boolean'), default: z.boolean() }),
  z.object({
    ...propertyBase,
    type: z.literal('text'),
    default: z.string(),
    multiline: z.boolean().optional(),
    maxLength: z.int().positive().optional(),
    placeholder: localizedTextSchema.optional(),
  }),
  z.object({ ...propertyBase, type: z.literal('color'), default: z.string().regex(/^#[0-9a-f]{6}$/) }),
  z.object({ ...propertyBase, type: z.literal('emotion'), default: z.string() }),
  z.object({
    ...propertyBase,
    type: z.literal('choice'),
    default: z.string(),
    choices: z.array(z.object({ value: z.string(), title: localizedTextSchema })).min(1),
  }),
  z.object({
    ...propertyBase,
    type: z.literal('code'),
    default: z.string(),
    language: z.enum(['python', 'json']),
  }),
  /** One of the profile's personas, by id; empty while none is chosen. */
  z.object({ ...propertyBase, type: z.literal('persona'), default: z.literal('').default('') }),
  /** A model of the catalogue, `<provider>/<model>`, of a kind that the node can use; empty chooses by placement. */
  z.object({
    ...propertyBase,
    type: z.literal('model'),
    default: z.string().default(''),
    kind: z.enum(modelKinds),
  }),
  /** A list of `{ key, value }` rows, for example keywords and replies. */
  z.object({
    ...propertyBase,
    type: z.literal('pairs'),
    default: z.array(z.object({ key: z.string(), value: z.string() })),
  }),
]);
export type PropertyDefinition = z.infer<typeof propertyDefinitionSchema>;

/** What a pin can do. A need lists what its pin must be able to do; a board lists what each pin can. */
export const pinCapabilities = [
  'digital-in',
  'digital-out',
  'pull-up',
  'pull-down',
  'adc',
  'pwm',
  'touch',
  'i2c',
  'i2s',
  'spi',
  'uart',
  'dac',
] as const;
export const pinCapabilitySchema = z.enum(pinCapabilities);
export type PinCapability = z.infer<typeof pinCapabilitySchema>;

export const needsSchema = z.object({
  pins: z
    .array(
      z.object({
        id: z.string().regex(/^[a-z][a-z0-9_]*$/),
        title: localizedTextSchema,
        capabilities: z.array(pinCapabilitySchema).min(1),
      }),
    )
    .default([]),
  /**
   * The bus that the node sits on; one at most. I²C addresses are tried in order until one is free on the bus. SPI is
   * shared, and each user has a chip-select pin among its `pins`; a UART and an I²S controller have one user.
   */
  buses: z
    .array(
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('i2c'), addresses: z.array(z.int().min(8).max(119)).min(1) }),
        z.object({ kind: z.literal('spi') }),
        z.object({ kind: z.literal('uart') }),
        z.object({ kind: z.literal('i2s') }),
      ]),
    )
    .max(1)
    .default([]),
  /** Estimated heap that the driver and its buffers take on the board, bytes. */
  ramBytes: z.int().nonnegative().default(0),
});
export type Needs = z.infer<typeof needsSchema>;

/** A thing on the drawn device that a person moves. Its value goes to the peripheral model by `id`. */
export const peripheralControlSchema = z.discriminatedUnion('type', [
  z.object({ id: z.string(), title: localizedTextSchema, type: z.literal('momentary') }),
  z.object({ id: z.string(), title: localizedTextSchema, type: z.literal('toggle'), default: z.boolean() }),
  z.object({
    id: z.string(),
    title: localizedTextSchema,
    type: z.literal('slider'),
    min: z.number(),
    max: z.number(),
    step: z.number().positive().optional(),
    unit: z.string().optional(),
    default: z.number(),
  }),
]);
export type PeripheralControl = z.infer<typeof peripheralControlSchema>;

/**
 * What the virtual board attaches for this node: a model (named by `model`, see the virtual board's registry)
 * on the pins and buses that the compiler allocated. `settings` is handed to the model; a value `"$name"` is
 * replaced by the property of that name.
 */
export const peripheralSchema = z.object({
  model: z.enum([
    'button',
    'digital-source',
    'analog-source',
    'touch',
    'led',
    'pixels',
    'buzzer',
    'servo',
    'sht31',
    'mpu6050',
    'ssd1306',
    'vl53l0x',
    'apds9960',
    'bmp280',
    'rotary-encoder',
    'relay',
    'stepper',
    'nmea-gps',
    'mfrc522',
    'i2s-microphone',
    'i2s-speaker',
  ]),
  controls: z.array(peripheralControlSchema).default([]),
  settings: z.record(z.string(), z.json()).default({}),
});
export type PeripheralDefinition = z.infer<typeof peripheralSchema>;

/** Kinds of personal data, as the map of data and the rules of markets speak of them. */
export const dataKinds = [
  'voice',
  'face',
  'image',
  'speech-text',
  'location',
  'health',
  'presence',
  'payment',
  'memory',
] as const;
export type DataKind = (typeof dataKinds)[number];

export const nodeCategories = ['sensors', 'models', 'agents', 'logic', 'actuators', 'hub'] as const;

/** `plugins/nodes/<pack>/<node>/node.json`. The type's name is `<pack>/<node>`, from its folders. */
export const nodeDefinitionFileSchema = z.object({
  $schema: z.string().optional(),
  version: z.int().positive(),
  title: localizedTextSchema,
  summary: localizedTextSchema,
  category: z.enum(nodeCategories),
  /** A Tabler icon name, kebab-case, from the studio's icon table. */
  icon: z.string(),
  /** One short word at the right edge of the palette row: GPIO, I²C, SSD1306, code. */
  badge: z.string().optional(),
  /** Extra search words. */
  keywords: z.array(z.string()).default([]),
  /** Where it can run; the first is the default. */
  placements: z.array(placementSchema).min(1),
  inputs: z.array(portDefinitionSchema).default([]),
  outputs: z.array(portDefinitionSchema).default([]),
  properties: z.array(propertyDefinitionSchema).default([]),
  needs: needsSchema.prefault({}),
  peripheral: peripheralSchema.optional(),
  /**
   * Python modules of the pack's `lib/` folder that the driver imports: `ssd1306` is `lib/ssd1306.py`, goes into the
   * bundle as `drivers/lib_<pack>_ssd1306.mpy` (`-` of the pack as `_`) and is imported as `drivers.lib_<pack>_ssd1306`.
   */
  libraries: z.array(z.string().regex(/^[a-z][a-z0-9_]*$/)).default([]),
  /** True where an output never follows an input within the same turn (delay, timers, hub calls). */
  breaksCycle: z.boolean().default(false),
  /** True where it talks to the network by itself: such a profile starts only when a person presses Run. */
  reachesNetwork: z.boolean().default(false),
  /** The hub cancels a message that takes longer than this, milliseconds. Absent: no deadline. */
  deadlineMs: z.number().positive().optional(),
  /** What of a person's data it takes in or gives out, for the data map and the rules of markets. */
  data: z.array(z.enum(dataKinds)).default([]),
  /** Typical time from an input to its output, for the latency of a path. */
  latencyMs: z.number().nonnegative().default(0),
  /** Property renames and moves per version: from version n to n + 1. Data only. */
  migrations: z
    .array(
      z.object({
        from: z.int().positive(),
        rename: z.record(z.string(), z.string()).default({}),
        remove: z.array(z.string()).default([]),
        set: z.record(z.string(), z.json()).default({}),
        renamePorts: z.record(z.string(), z.string()).default({}),
      }),
    )
    .default([]),
});
export type NodeDefinitionFile = z.infer<typeof nodeDefinitionFileSchema>;

/** A node type as the rest of the program sees it. */
export const nodeDefinitionSchema = nodeDefinitionFileSchema.omit({ $schema: true }).extend({
  /** `<pack>/<node>` */
  type: z.string(),
  /** Size of the driver on the board after cross-compiling, bytes; absent where nothing runs on a device. */
  driverBytes: z.int().nonnegative().optional(),
  /** SHA-256 of driver.py, hex; absent where there is none. */
  driverHash: z.string().optional(),
});
export type NodeDefinition = z.infer<typeof nodeDefinitionSchema>;

import { z } from 'zod';
import { peripheralControlSchema, peripheralSchema } from '../catalogue/node-definition.ts';
import { placementSchema } from '../document/profile.ts';
import { personaSchema } from '../persona/persona.ts';
import { portTypeSchema } from '../ports/port-type.ts';
import { deviceToolSchema } from '../tools/device-tool.ts';

/**
 * How a value is changed on its way from one port to another, as data that the device and the hub both run:
 * `["trigger"]` → true · `["boolean"]` truthiness · `["number"]` false/true → 0/1 · `["text"]` printed ·
 * `["linear", factor, offset]` a unit conversion, value × factor + offset. Absent: passed on unchanged.
 */
export const coercionSchema = z.union([
  z.tuple([z.enum(['trigger', 'boolean', 'number', 'text'])]),
  z.tuple([z.literal('linear'), z.number(), z.number()]),
]);
export type Coercion = z.infer<typeof coercionSchema>;

const pinNumber = z.int().nonnegative();
const controller = { index: z.int().nonnegative() };

/** Where a device sits: controller, pins (numbers of `machine.Pin`); on I²C its 7-bit address. */
export const busBindingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('i2c'), ...controller, sda: pinNumber, scl: pinNumber, address: z.int() }),
  z.object({ kind: z.literal('spi'), ...controller, sck: pinNumber, mosi: pinNumber, miso: pinNumber }),
  z.object({ kind: z.literal('uart'), ...controller, tx: pinNumber, rx: pinNumber }),
  z.object({ kind: z.literal('i2s'), ...controller, sck: pinNumber, ws: pinNumber, sd: pinNumber }),
]);
export type BusBinding = z.infer<typeof busBindingSchema>;

/** `graph.json` in a bundle: all that the device runtime needs to know of the profile. */
export const deviceGraphSchema = z.object({
  format: z.literal(1),
  name: z.string(),
  nodes: z.array(
    z.object({
      id: z.string(),
      /** Python module of the driver in the slot, `drivers.<module>`; `<pack>_<node>` with `-` as `_`. */
      driver: z.string(),
      properties: z.record(z.string(), z.json()),
      /** Need id → number of `machine.Pin`. */
      pins: z.record(z.string(), z.int()),
      bus: busBindingSchema.optional(),
      inputs: z.array(z.string()),
      outputs: z.array(z.string()),
    }),
  ),
  /** In wire-id order, which is the order of fan-out. Indices point into `nodes`. */
  wires: z.array(
    z.object({
      id: z.string(),
      from: z.tuple([z.int(), z.string()]),
      /** Node and input on the device, or the number of an up-going channel. */
      to: z.union([z.tuple([z.int(), z.string()]), z.int()]),
      coercion: coercionSchema.optional(),
      /** Where `to` is a channel: its `queueLength`. */
      queue: z.int().positive().optional(),
    }),
  ),
  /** Channels that come down from the hub: number → node and input. */
  downs: z.array(
    z.object({ channel: z.int(), to: z.tuple([z.int(), z.string()]), coercion: coercionSchema.optional() }),
  ),
});
export type DeviceGraph = z.infer<typeof deviceGraphSchema>;

/** A wire that crosses the link. Numbered from 1 in wire-id order. */
export const channelSchema = z.object({
  number: z.int().positive(),
  wire: z.string(),
  direction: z.enum(['up', 'down']),
  type: portTypeSchema,
  rateHz: z.number().nonnegative(),
  bytesPerSecond: z.number().nonnegative(),
  /** What waits at most on the sending side; when full, the oldest is dropped and counted. */
  queueLength: z.int().positive(),
});
export type Channel = z.infer<typeof channelSchema>;

/** The part of the graph that the hub runs. Same order and coercions as on the device. */
export const hubGraphSchema = z.object({
  nodes: z.array(
    z.object({
      id: z.string(),
      type: z.string(),
      placement: placementSchema,
      properties: z.record(z.string(), z.json()),
      inputs: z.array(z.string()),
      outputs: z.array(z.string()),
      /** Inputs on which a message interrupts. */
      interrupts: z.array(z.string()).optional(),
      deadlineMs: z.number().positive().optional(),
    }),
  ),
  wires: z.array(
    z.object({
      id: z.string(),
      from: z.object({ node: z.string(), port: z.string() }),
      to: z.union([z.object({ node: z.string(), port: z.string() }), z.object({ channel: z.int() })]),
      coercion: coercionSchema.optional(),
    }),
  ),
  /** Channels that come up from the device. */
  ups: z.array(z.object({ channel: z.int(), to: z.object({ node: z.string(), port: z.string() }) })),
  /** The personas that hub nodes may name, by id. They never reach the device. */
  personas: z.record(z.string(), personaSchema).optional(),
  /** What of the device an agent may use as a tool: each actuator's inputs and each sensor's outputs. */
  deviceTools: z.array(deviceToolSchema).optional(),
  /** Id of the profile: memory and notes are kept under it. */
  profileId: z.string().optional(),
  /** Where the device is sold: decides which region a model is called in. */
  markets: z.array(z.string()).optional(),
});
export type HubGraph = z.infer<typeof hubGraphSchema>;

/** What the virtual board attaches to its pins and buses for this profile. `id` is the node's id. */
export const attachedPeripheralSchema = z.object({
  id: z.string(),
  type: z.string(),
  name: z.string(),
  model: peripheralSchema.shape.model,
  settings: z.record(z.string(), z.json()),
  controls: z.array(peripheralControlSchema),
  pins: z.record(z.string(), z.int()),
  bus: busBindingSchema.optional(),
});
export type AttachedPeripheral = z.infer<typeof attachedPeripheralSchema>;

/** One figure of the report with what it is made of. `limit` is the board's or the team's budget. */
export const budgetSchema = z.object({
  used: z.number(),
  limit: z.number().optional(),
  unit: z.enum(['bytes', 'bytes/s', 'ms', 'currency']),
  items: z.array(
    z.object({
      node: z.string().optional(),
      wire: z.string().optional(),
      label: z.string(),
      amount: z.number(),
      /** Where the amount comes from: seen in spans, or taken from data sheets and price lists. Absent: computed. */
      basis: z.enum(['measured', 'data']).optional(),
      /** No figure is known: the amount is 0, and the sum is less than it will be. */
      isUnknown: z.boolean().optional(),
    }),
  ),
});
export type Budget = z.infer<typeof budgetSchema>;

export const reportSchema = z.object({
  flash: budgetSchema,
  ram: budgetSchema,
  link: budgetSchema,
  /** The slowest path from a sensor to an actuator, to its first response; `paths` holds each. */
  latency: budgetSchema,
  paths: z.array(
    z.object({
      nodes: z.array(z.string()),
      /** To the first response. */
      latencyMs: z.number(),
      /** Until all is done, where each node waits for the one before. */
      totalMs: z.number(),
      /** `measured` where all that takes time on the path was; `mixed` where some of it was. */
      basis: z.enum(['measured', 'data', 'mixed']),
      /** Nodes whose time to the first output or whose whole time nobody knows; they add nothing to the figures. */
      unknown: z.array(z.string()),
    }),
  ),
  /** In yuan, by node; what is assumed of an interaction stands in `interactionAssumptions`. */
  costPerInteraction: budgetSchema,
  /** In yuan, of all devices of the deployment (a thousand where it names no number). */
  costPerMonth: budgetSchema,
});
export type Report = z.infer<typeof reportSchema>;

/** What core emits: everything but the compiled drivers and hashes, which the host adds. Pure data. */
export const compilationSchema = z.object({
  graph: deviceGraphSchema,
  hub: hubGraphSchema,
  channels: z.array(channelSchema),
  peripherals: z.array(attachedPeripheralSchema),
  /** Node types whose drivers go into the bundle, sorted. */
  driverTypes: z.array(z.string()),
  /** Python of code nodes: node id → source, emitted as `drivers/code_<node id>.py`. */
  codeSources: z.record(z.string(), z.string()),
  /** Node id → need id → pin id: what the allocator chose. */
  allocation: z.record(z.string(), z.record(z.string(), z.string())),
  report: reportSchema,
});
export type Compilation = z.infer<typeof compilationSchema>;

/** `manifest.json` of a bundle. `hash` of a bundle is the SHA-256 of this file's bytes. */
export const manifestSchema = z.object({
  format: z.literal(1),
  profile: z.string(),
  name: z.string(),
  board: z.string(),
  runtime: z.string(),
  sequence: z.int().nonnegative(),
  /** Sorted by path. Paths are relative to the slot, `/` between parts. */
  files: z.array(z.object({ path: z.string(), size: z.int().nonnegative(), sha256: z.string() })),
});
export type Manifest = z.infer<typeof manifestSchema>;

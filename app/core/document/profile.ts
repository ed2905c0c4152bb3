import { z } from 'zod';
import { ageBandSchema, personaSchema } from '../persona/persona.ts';
import { elementIdSchema } from './profile-ids.ts';

/** The newest `schemaVersion` that this build writes. */
export const currentSchemaVersion = 1;

export const placements = ['device', 'hub', 'cloud'] as const;
export const placementSchema = z.enum(placements);
export type Placement = z.infer<typeof placementSchema>;

export { elementIdSchema };
export type NodeId = string;
export type WireId = string;

export const endpointSchema = z.looseObject({ node: elementIdSchema, port: z.string().min(1).max(64) });
export type Endpoint = z.infer<typeof endpointSchema>;

/**
 * One node of the graph. `type` is `<pack>/<node>`; `typeVersion` the version of its definition that wrote it.
 * `placement` is absent where the type's first placement is meant. `pins` holds what a person chose by hand
 * (need id → pin id of the board); pins that are not named here are allocated by the compiler.
 */
export const profileNodeSchema = z.looseObject({
  type: z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/),
  typeVersion: z.int().positive(),
  name: z.string().max(200).optional(),
  position: z.looseObject({ x: z.number(), y: z.number() }),
  placement: placementSchema.optional(),
  properties: z.record(z.string(), z.json()),
  pins: z.record(z.string(), z.string()).optional(),
});
export type ProfileNode = z.infer<typeof profileNodeSchema>;

export const profileWireSchema = z.looseObject({ from: endpointSchema, to: endpointSchema });
export type ProfileWire = z.infer<typeof profileWireSchema>;

/** A free note on the canvas, in canvas pixels. */
export const profileNoteSchema = z.looseObject({
  text: z.string().max(20_000),
  position: z.looseObject({ x: z.number(), y: z.number() }),
  size: z.looseObject({ width: z.number().positive(), height: z.number().positive() }),
});
export type ProfileNote = z.infer<typeof profileNoteSchema>;

/** What a proposed placement is best for. */
export const placementGoals = ['latency', 'cost', 'privacy', 'offline'] as const;
export const placementGoalSchema = z.enum(placementGoals);
export type PlacementGoal = z.infer<typeof placementGoalSchema>;

/** Where, for whom and how much: what money figures, placement and the compliance rules are computed for. */
export const deploymentSchema = z.looseObject({
  devices: z.int().positive().default(1000),
  interactionsPerDay: z.number().nonnegative().default(20),
  /** Where the device is sold: ids of the table of markets, `eu`, `us`, `cn`, … */
  markets: z.array(z.string()).default([]),
  /** Who uses it, by age. */
  audience: ageBandSchema.optional(),
  /** What it is: rules ask for it. */
  product: z.enum(['toy', 'wearable', 'home', 'car', 'robot', 'instrument', 'kiosk', 'other']).optional(),
  goal: placementGoalSchema.optional(),
  /**
   * What was last proposed for the goal and taken over: node id → place. A node whose `placement` still is this one was
   * not placed by hand, so the next proposal may move it.
   */
  proposed: z.record(elementIdSchema, placementSchema).optional(),
  budgets: z
    .looseObject({
      firstResponseMs: z.number().positive().optional(),
      costPerInteractionYuan: z.number().positive().optional(),
      costPerMonthYuan: z.number().positive().optional(),
    })
    .optional(),
  /** What the team has done for the rules of its markets: id of a requirement → yes, or the evidence in words. */
  compliance: z.record(z.string(), z.union([z.boolean(), z.string().max(2_000)])).optional(),
});
export type Deployment = z.infer<typeof deploymentSchema>;

/**
 * What could not be read as it should be, kept as it was found so that nothing is lost: elements by id, and top-level
 * fields by name. It is read again on each opening and moves back to its place once it is well formed.
 */
export const unreadableSchema = z.looseObject({
  nodes: z.record(z.string(), z.json()).optional(),
  wires: z.record(z.string(), z.json()).optional(),
  notes: z.record(z.string(), z.json()).optional(),
  personas: z.record(z.string(), z.json()).optional(),
  fields: z.record(z.string(), z.json()).optional(),
});
export type Unreadable = z.infer<typeof unreadableSchema>;

/**
 * The document: `profile.json` of a project folder. Loose objects keep fields that this version does not know.
 * Records are keyed by id; nothing in here depends on the order of keys.
 */
export const profileSchema = z.looseObject({
  schemaVersion: z.literal(currentSchemaVersion),
  id: z.string().min(1).max(64),
  name: z.string().min(1).max(200),
  description: z.string().max(20_000).optional(),
  board: z.string(),
  nodes: z.record(elementIdSchema, profileNodeSchema),
  wires: z.record(elementIdSchema, profileWireSchema),
  notes: z.record(elementIdSchema, profileNoteSchema).optional(),
  /** Who the agents are. A persona as it is written: what it leaves out has its default (`personaSchema`). */
  personas: z.record(elementIdSchema, personaSchema).optional(),
  deployment: deploymentSchema.optional(),
  unreadable: unreadableSchema.optional(),
});
export type Profile = z.infer<typeof profileSchema>;

/** One change of the document as data; the shape is Immer's, so that undo, quick fixes and autosave share it. */
export const documentPatchSchema = z.object({
  op: z.enum(['add', 'remove', 'replace']),
  path: z.array(z.union([z.string(), z.int().nonnegative()])).max(64),
  value: z.json().optional(),
});
export type DocumentPatch = z.infer<typeof documentPatchSchema>;

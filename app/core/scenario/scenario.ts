import { z } from 'zod';
import { elementIdSchema } from '../document/profile-ids.ts';
import { timeOfDaySchema } from '../persona/emotion-machine.ts';
import { personaSchema } from '../persona/persona.ts';
import { localizedTextSchema } from '../text/localized-text.ts';

/** How an observed value is judged. Exactly one of the conditions, or several that must all hold. */
export const expectationSchema = z.object({
  equals: z.json().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  /** A regular expression over the value as text. */
  matches: z.string().optional(),
});

const atMs = z.number().nonnegative().optional();

/**
 * One step. Times are milliseconds of the board's clock since the program said hello; steps run in order and a
 * step never starts before `atMs`.
 * - `control`: moves a control of a virtual peripheral, `{ node, control, value }`.
 * - `send`: puts a value on an input port, or into a hub text-in node.
 * - `set`: changes a live property.
 * - `expect`: a value that was seen on that output (or arrived at that input) since the last control, send or set, and
 *   after the value that the last `expect` of this port took, fits; or one does within `withinMs` from the step's start.
 * - `expectNone`: for `forMs`, or until the clock next shows `untilTimeOfDay`, nothing is seen on the port.
 * - `expectState`: within `withinMs` the peripheral's state at `path` (dots) fits: `pixels.0`, `angleDegrees`. Of a hub
 *   node the path `log` is its newest log line, `info text`.
 * - `wait`: so many milliseconds pass, for device and hub alike.
 * - `atTimeOfDay`: the hub's clock goes on until it next shows `HH:MM`, and its timers fire on the way. The device stands
 *   still meanwhile, since a board would be hours of work; `atMs` does not count that time. In stepped time only.
 */
export const scenarioStepSchema = z.union([
  z.object({
    atMs,
    control: z.object({ node: z.string(), control: z.string(), value: z.json() }),
  }),
  z.object({
    atMs,
    send: z.object({ node: z.string(), port: z.string(), value: z.json() }),
  }),
  z.object({
    atMs,
    set: z.object({ node: z.string(), property: z.string(), value: z.json() }),
  }),
  z.object({
    atMs,
    expect: expectationSchema.extend({ node: z.string(), port: z.string() }),
    withinMs: z.number().positive(),
  }),
  z.object({
    atMs,
    expectNone: z.object({ node: z.string(), port: z.string() }),
    forMs: z.number().positive(),
  }),
  z.object({
    atMs,
    expectNone: z.object({ node: z.string(), port: z.string() }),
    untilTimeOfDay: timeOfDaySchema,
  }),
  z.object({
    atMs,
    expectState: expectationSchema.extend({ node: z.string(), path: z.string() }),
    withinMs: z.number().positive(),
  }),
  z.object({ atMs, wait: z.number().positive() }),
  z.object({ atMs, atTimeOfDay: timeOfDaySchema }),
]);
export type ScenarioStep = z.infer<typeof scenarioStepSchema>;

/** `scenarios/<name>.json` of a project, and the demo's unit of play. */
export const scenarioSchema = z.object({
  $schema: z.string().optional(),
  title: localizedTextSchema,
  /** What the booth shows while it plays: one sentence and what to do. */
  invitation: localizedTextSchema.optional(),
  /**
   * Date and time of day at the start, ISO 8601 with an offset, for whatever asks the hub's clock. It is the time that the
   * clock shows, in whatever time zone the scenario is played. Absent: now.
   */
  startsAt: z.iso.datetime({ offset: true }).optional(),
  /**
   * Scenarios of the same project that are played before, each as a run of its own over the same memory of personas,
   * so that this one can rely on what was remembered.
   */
  after: z.array(z.string()).optional(),
  steps: z.array(scenarioStepSchema).min(1),
});
export type Scenario = z.infer<typeof scenarioSchema>;

/** `behaviour.json` of a node type: each case is a scenario over a graph with this one node, id `node`. */
export const behaviourSchema = z.object({
  $schema: z.string().optional(),
  cases: z
    .array(
      z.object({
        name: z.string(),
        properties: z.record(z.string(), z.json()).default({}),
        /** Personas of the profile around the node, by id, for nodes that name one. */
        personas: z.record(elementIdSchema, personaSchema).optional(),
        steps: z.array(scenarioStepSchema).min(1),
      }),
    )
    .min(1),
});
export type Behaviour = z.infer<typeof behaviourSchema>;

import { z } from 'zod';

/** The 21 emotions of the field's companion devices (the list XiaoZhi firmware speaks). */
export const emotions = [
  'neutral',
  'happy',
  'laughing',
  'funny',
  'sad',
  'angry',
  'crying',
  'loving',
  'embarrassed',
  'surprised',
  'shocked',
  'thinking',
  'winking',
  'cool',
  'relaxed',
  'delicious',
  'kissy',
  'confident',
  'sleepy',
  'silly',
  'confused',
] as const;
export type Emotion = (typeof emotions)[number];

/**
 * What travels on a wire. How a value of each kind is written as JSON:
 * trigger `true` · boolean `true|false` · number a finite number in `unit` · text a string ·
 * color `"#rrggbb"` · vector3 `[x, y, z]` in `unit` · emotion one of {@link emotions} · json anything ·
 * audio and image `{ "data": base64, … }`.
 */
export const portTypeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('trigger') }),
  z.object({ kind: z.literal('boolean') }),
  z.object({
    kind: z.literal('number'),
    unit: z.string().optional(),
    min: z.number().optional(),
    max: z.number().optional(),
  }),
  z.object({ kind: z.literal('text') }),
  z.object({ kind: z.literal('color') }),
  z.object({ kind: z.literal('vector3'), unit: z.string().optional() }),
  z.object({ kind: z.literal('emotion') }),
  z.object({ kind: z.literal('json') }),
  z.object({
    kind: z.literal('audio'),
    sampleRateHz: z.int().positive(),
    encoding: z.enum(['pcm16', 'opus']),
  }),
  z.object({
    kind: z.literal('image'),
    widthPx: z.int().positive(),
    heightPx: z.int().positive(),
    encoding: z.enum(['jpeg', 'png', 'mono']),
  }),
]);
export type PortType = z.infer<typeof portTypeSchema>;
export type PortKind = PortType['kind'];
export const portKinds = portTypeSchema.options.map(option => option.shape.kind.value) as readonly PortKind[];

/**
 * A port whose type is taken from what is wired to it: every port of a node with the same `name` has the same
 * type, that of the first wired input in the order of the definition; `json` while nothing is wired.
 */
export const genericPortTypeSchema = z.object({ kind: z.literal('generic'), name: z.string() });
export const declaredPortTypeSchema = z.union([portTypeSchema, genericPortTypeSchema]);
export type DeclaredPortType = z.infer<typeof declaredPortTypeSchema>;

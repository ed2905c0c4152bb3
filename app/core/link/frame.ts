import { z } from 'zod';

/** Version of the frame protocol between device runtime and host. */
export const linkVersion = 1;
/** Starts each frame from the device; text between frames is log output. */
export const frameMark = '\x1e';

const ms = z.number();

/** Device → host: `\x1e` + JSON + `\n`, ASCII only. `ms` is the board's millisecond clock. */
export const deviceFrameSchema = z.discriminatedUnion('t', [
  z.object({
    t: z.literal('hello'),
    link: z.int(),
    runtime: z.string(),
    /** SHA-256 of the running manifest, hex. */
    bundle: z.string(),
    profile: z.string(),
    sequence: z.int(),
    board: z.string(),
    machine: z.string(),
    slot: z.enum(['a', 'b']),
    state: z.enum(['trial', 'confirmed']),
    /** Why the loader came back to this slot, where it did: `trial-not-confirmed`, `slot-damaged`. */
    rollback: z.string().nullable(),
    memoryFree: z.int(),
    memoryTotal: z.int(),
    reset: z.string(),
    nodes: z.int(),
    /** Wires that cross the link, in either direction; absent in programs of runtimes that did not tell. */
    channels: z.int().optional(),
  }),
  z.object({ t: z.literal('emit'), c: z.int(), v: z.json(), ms }),
  /** Values of watched ports since the last frame: node, port, value, ms. The newest of each port within the rate limit. */
  z.object({ t: z.literal('value'), v: z.array(z.tuple([z.string(), z.string(), z.json(), ms])) }),
  z.object({
    t: z.literal('set'),
    n: z.string(),
    k: z.string(),
    ok: z.boolean(),
    error: z.string().optional(),
  }),
  z.object({ t: z.literal('pong'), id: z.int(), ms }),
  z.object({
    t: z.literal('log'),
    level: z.enum(['debug', 'info', 'warning', 'error']),
    n: z.string().nullable(),
    m: z.string(),
    ms,
  }),
  z.object({
    t: z.literal('stat'),
    ms,
    loops: z.int(),
    loopMaxMs: z.number(),
    memoryFree: z.int(),
    queueMax: z.int(),
    /** Channel number or `"queue"` → messages dropped since start. */
    drops: z.record(z.string(), z.int()),
  }),
  z.object({
    t: z.literal('fault'),
    n: z.string(),
    error: z.string(),
    m: z.string(),
    trace: z.string(),
    count: z.int(),
    /** Milliseconds until the node is started again. */
    retryMs: z.number(),
    ms,
  }),
  z.object({
    t: z.literal('confirm'),
    ok: z.boolean(),
    slot: z.enum(['a', 'b']),
    error: z.string().optional(),
  }),
  /**
   * Answers to `inspect`, in this order: the parts of `manifest.json` and of `signature.json` (one part of null where
   * the file is not there), a frame for each file that is not as the manifest says, and the end.
   */
  z.object({
    t: z.literal('inspect'),
    id: z.int(),
    file: z.string().optional(),
    /** The next letters of `file`. */
    part: z.string().nullable().optional(),
    /** Path of a file whose bytes are others. */
    changed: z.string().optional(),
    /** How many files were compared; the last frame. */
    done: z.int().optional(),
  }),
]);
export type DeviceFrame = z.infer<typeof deviceFrameSchema>;

/** Host → device: one JSON line, ASCII only (`\u` escapes), so that no byte interrupts. */
export const hostFrameSchema = z.discriminatedUnion('t', [
  z.object({ t: z.literal('hello') }),
  z.object({ t: z.literal('emit'), c: z.int(), v: z.json() }),
  /** `ports` "all" watches every output and input; an empty list stops. */
  z.object({
    t: z.literal('watch'),
    ports: z.union([z.literal('all'), z.array(z.tuple([z.string(), z.string()]))]),
    rateHz: z.number().positive().max(1000),
  }),
  z.object({ t: z.literal('set'), n: z.string(), k: z.string(), v: z.json() }),
  /** Puts a value on an input as if a wire had brought it; for scenarios and the inspector. */
  z.object({ t: z.literal('send'), n: z.string(), p: z.string(), v: z.json() }),
  /**
   * Answered once all lines before it have been taken. With `now` the answer passes what else waits to be sent: the
   * credit for more lines; without, it comes after all that was said before.
   */
  z.object({ t: z.literal('ping'), id: z.int(), now: z.literal(true).optional() }),
  z.object({ t: z.literal('confirm'), bundle: z.string() }),
  /**
   * Asks for the program's manifest and signature and, with `files`, which of its files were changed. The program goes
   * on meanwhile; a second one ends the first.
   */
  z.object({ t: z.literal('inspect'), id: z.int(), files: z.boolean() }),
]);
export type HostFrame = z.infer<typeof hostFrameSchema>;

import { z } from 'zod';
import { defineService } from '../rpc/define-service.ts';

export const kitSchema = z.object({
  /** `virtual:<n>`, `serial:<path>` or `tcp:<host>:<port>`. */
  kitId: z.string(),
  transport: z.enum(['virtual', 'serial', 'tcp']),
  path: z.string(),
  title: z.string(),
  /** Board definition that the USB ids suggest. */
  boardId: z.string().nullable(),
  serialNumber: z.string().nullable(),
  vendorId: z.string().nullable(),
  productId: z.string().nullable(),
  manufacturer: z.string().nullable(),
});
export type Kit = z.infer<typeof kitSchema>;

/** The phases of a push, in order. Each has its deadline and its error code `push/<phase>-…`. */
export const pushPhases = [
  'compile',
  'open',
  'listen',
  'interrupt',
  'probe',
  'compare',
  'write',
  'verify',
  'switch',
  'boot',
  'confirm',
] as const;
export const pushProgressSchema = z.object({
  phase: z.enum(pushPhases),
  /** 0…1 within the phase. */
  fraction: z.number(),
  bytesDone: z.int(),
  bytesTotal: z.int(),
  bytesPerSecond: z.number(),
  /** Milliseconds since the push began. */
  elapsedMs: z.number(),
});
export type PushProgress = z.infer<typeof pushProgressSchema>;

export const pushResultSchema = z.object({
  outcome: z.enum(['confirmed', 'unchanged', 'rolled-back']),
  bundle: z.string(),
  slot: z.enum(['a', 'b']),
  filesChanged: z.int(),
  filesTotal: z.int(),
  bytesWritten: z.int(),
  elapsedMs: z.number(),
  /** Why the board returned to the old program; null where it did not. */
  reason: z.string().nullable(),
  phases: z.array(z.object({ phase: z.enum(pushPhases), elapsedMs: z.number() })),
});
export type PushResult = z.infer<typeof pushResultSchema>;

/** What a kit is doing now. */
export const sessionSchema = z.object({
  kitId: z.string(),
  state: z.enum(['detached', 'opening', 'listening', 'running', 'pushing', 'stopped', 'gone', 'failed']),
  /** From the last hello frame of the Cambrian runtime; null for other programs. */
  program: z
    .object({
      profile: z.string(),
      bundle: z.string(),
      sequence: z.int(),
      slot: z.enum(['a', 'b']),
      state: z.enum(['trial', 'confirmed']),
      rollback: z.string().nullable(),
      machine: z.string(),
      board: z.string(),
      startedAt: z.string(),
    })
    .nullable(),
  memoryFree: z.int().nullable(),
  memoryTotal: z.int().nullable(),
  loopMaxMs: z.number().nullable(),
  linkBytesPerSecond: z.number(),
  drops: z.int(),
  /** A StudioError as JSON where `state` is `failed` or `gone`. */
  error: z.json().nullable(),
});
export type Session = z.infer<typeof sessionSchema>;

const kit = z.object({ kitId: z.string() });

/** Kits: find, watch, run, push, change live. */
export const deviceService = defineService({
  name: 'device',
  methods: {
    list: { input: z.object({}), output: z.array(kitSchema) },
    /** Adds a typed serial path or `tcp:host:port`; it need not exist yet. */
    addPort: { input: z.object({ path: z.string().min(1).max(512) }), output: kitSchema },
    removePort: { input: kit, output: z.object({}) },
    sessions: { input: z.object({}), output: z.array(sessionSchema) },
    /** Opens and listens; a running program is not interrupted. */
    connect: { input: kit, output: sessionSchema },
    disconnect: { input: kit, output: sessionSchema },
    /**
     * Compiles the project, pushes it to the kit and starts it with its hub nodes. A foreign `main.py` stops it with
     * `push/foreign-program` until `replaceForeign` is true; the file is then kept as `main.before-cambrian.py`.
     */
    run: {
      input: z.object({
        projectId: z.string(),
        kitId: z.string(),
        replaceForeign: z.boolean().default(false),
      }),
      output: pushResultSchema,
      progress: pushProgressSchema,
    },
    /** Stops the running program (Ctrl-C). */
    stop: { input: kit, output: sessionSchema },
    reset: { input: z.object({ kitId: z.string(), kind: z.enum(['soft', 'hard']) }), output: sessionSchema },
    setProperty: {
      input: z.object({ kitId: z.string(), node: z.string(), property: z.string(), value: z.json() }),
      output: z.object({}),
    },
    /** Puts a value on an input of a running node, on the device or on the hub. */
    send: {
      input: z.object({ kitId: z.string(), node: z.string(), port: z.string(), value: z.json() }),
      output: z.object({}),
    },
    /** Raw bytes to the board's REPL, as UTF-8 text. */
    writeConsole: {
      input: z.object({ kitId: z.string(), text: z.string().max(65_536) }),
      output: z.object({}),
    },
  },
  events: {
    onDidChangeKits: { payload: z.array(kitSchema), flow: 'latest' },
    onDidChangeSession: { payload: sessionSchema, flow: 'lossless' },
    /**
     * Port values of device and hub, batched per 16 ms: node, port, value, milliseconds of the board's clock. A new
     * listener first gets the newest value of each port that has spoken.
     */
    onDidReceiveValues: {
      payload: z.object({
        kitId: z.string(),
        values: z.array(z.tuple([z.string(), z.string(), z.json(), z.number()])),
      }),
      flow: 'lossless',
    },
    /** Text that the program printed, and REPL output. */
    onDidReceiveConsole: { payload: z.object({ kitId: z.string(), text: z.string() }), flow: 'lossless' },
    /** Log lines of runtime, hub and host, newest last. */
    onDidLog: {
      payload: z.object({
        kitId: z.string(),
        at: z.string(),
        level: z.enum(['debug', 'info', 'warning', 'error']),
        source: z.enum(['device', 'hub', 'host']),
        node: z.string().nullable(),
        text: z.string(),
        /** Python traceback of a fault. */
        trace: z.string().nullable(),
      }),
      flow: 'lossless',
    },
  },
});

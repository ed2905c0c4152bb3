import { z } from 'zod';
import { defineService } from '../rpc/define-service.ts';

export const kitSchema = z.object({
  /**
   * How the kit is known again: `usb:<serial number>` where it has one of its own, so that it stays the same when it
   * comes back under another path; else `serial:<path>`; `tcp:<host>:<port>`, `virtual:<n>`, `replay:<recording>`.
   */
  kitId: z.string(),
  transport: z.enum(['virtual', 'serial', 'tcp', 'replay']),
  /** Where it is now, or was last. */
  path: z.string(),
  /** The name that a person gave it, else the board's. */
  title: z.string(),
  /** What it is, whatever it is called. */
  boardTitle: z.string(),
  /** False for a kit that is remembered (a favourite, or one with an open session) and not there now. */
  isAttached: z.boolean(),
  isFavourite: z.boolean(),
  /** `boot-loader`: it waits for firmware and runs no program. */
  mode: z.enum(['application', 'boot-loader']),
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
  /** Of the phase `write`; null while nobody can tell. */
  secondsLeft: z.number().nullable(),
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
  /** Of the program that runs now. */
  sequence: z.int(),
  /** `fat` keeps the weaker promise: a cut in the one instant of a first installation may need a second push. */
  fileSystem: z.enum(['littlefs', 'fat', 'unknown']),
  /** Blocks that arrived damaged and were sent again. */
  blocksResent: z.int(),
  /** Why the board returned to the old program; null where it did not. */
  reason: z.string().nullable(),
  phases: z.array(z.object({ phase: z.enum(pushPhases), elapsedMs: z.number() })),
});
export type PushResult = z.infer<typeof pushResultSchema>;

/** What a person has agreed to. Each is asked for by an error of its own when it is needed. */
export const pushConsentsSchema = z.object({
  replaceForeign: z.boolean().default(false),
  allowOtherBoard: z.boolean().default(false),
  allowOlder: z.boolean().default(false),
});
export type PushConsents = z.infer<typeof pushConsentsSchema>;

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

/** Who vouches for the program on a kit. `unknown-key`: whole, but signed by nobody whom this studio knows. */
export const signatureSchema = z.object({
  state: z.enum(['valid', 'unknown-key', 'invalid', 'none']),
  /** First 16 hex digits of the SHA-256 of the public key; null without a signature. */
  keyId: z.string().nullable(),
  /** The name under which the studio knows the key, else the one that the signature claims. */
  signer: z.string().nullable(),
  signedAt: z.string().nullable(),
});
export type ProgramSignature = z.infer<typeof signatureSchema>;

/** What is known of a kit's inside, and since when. */
export const kitAboutSchema = z.object({
  kitId: z.string(),
  /** ISO 8601. */
  learnedAt: z.string(),
  /** Null until a probe or a hello told it. */
  firmware: z
    .object({
      implementation: z.string(),
      version: z.string(),
      machine: z.string(),
      fileSystem: z.enum(['littlefs', 'fat', 'unknown']),
    })
    .nullable(),
  /** Null where no program of Cambrian is there, or nobody has looked. */
  program: z
    .object({
      profile: z.string(),
      name: z.string(),
      board: z.string(),
      sequence: z.int(),
      /** SHA-256 of its manifest. */
      bundle: z.string(),
      signature: signatureSchema,
      /** Files whose bytes are not those of the manifest; null where nobody has compared them. */
      changedFiles: z.array(z.string()).nullable(),
    })
    .nullable(),
});
export type KitAbout = z.infer<typeof kitAboutSchema>;

const kit = z.object({ kitId: z.string() });

/** Kits: find, watch, run, push, change live. */
export const deviceService = defineService({
  name: 'device',
  methods: {
    list: { input: z.object({}), output: z.array(kitSchema) },
    /** Adds a typed serial path or `tcp:host:port`; it need not exist yet. */
    addPort: { input: z.object({ path: z.string().min(1).max(512) }), output: kitSchema },
    removePort: { input: kit, output: z.object({}) },
    /** Null gives it back the board's name. Kept for this kit's serial number, or its path. */
    rename: {
      input: z.object({ kitId: z.string(), name: z.string().trim().min(1).max(60).nullable() }),
      output: kitSchema,
    },
    setFavourite: { input: z.object({ kitId: z.string(), isFavourite: z.boolean() }), output: kitSchema },
    /** What was learned of each kit, in this session and before. */
    abouts: { input: z.object({}), output: z.array(kitAboutSchema) },
    /**
     * Asks the kit who it is, which program it has and whether that was changed. A program of ours answers while it
     * runs; with `interrupt` anything else is stopped for it and started again.
     */
    inspect: { input: z.object({ kitId: z.string(), interrupt: z.boolean() }), output: kitAboutSchema },
    sessions: { input: z.object({}), output: z.array(sessionSchema) },
    /** Opens and listens; a running program is not interrupted. */
    connect: { input: kit, output: sessionSchema },
    disconnect: { input: kit, output: sessionSchema },
    /**
     * Compiles the project, pushes it to the kit and starts it with its hub nodes. A foreign `main.py` stops it with
     * `push/foreign-program` until `replaceForeign` is true; the file is then kept as `main.before-cambrian.py`.
     * Another board stops it with `push/board-mismatch` until `allowOtherBoard`, a kit that has a later sequence of the
     * same profile with `push/older-sequence` until `allowOlder`.
     */
    run: {
      input: z.object({ projectId: z.string(), kitId: z.string(), ...pushConsentsSchema.shape }),
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
    onDidLearnKit: { payload: kitAboutSchema, flow: 'lossless' },
    onDidChangeSession: { payload: sessionSchema, flow: 'lossless' },
    /**
     * Port values of device and hub, batched per 16 ms: node, port, value, milliseconds of the board's clock. A new
     * listener first gets the newest value of each port that has spoken.
     */
    onDidReceiveValues: {
      payload: z.object({
        kitId: z.string(),
        values: z.array(z.tuple([z.string(), z.string(), z.json(), z.number()])),
        /**
         * Of a replay that was moved: what was known of this kit before is void. These are its values of the last
         * while, oldest first; the number is what the board's clock says now.
         */
        replaces: z.number().optional(),
      }),
      flow: 'lossless',
    },
    /** Text that the program printed, and REPL output. */
    onDidReceiveConsole: {
      payload: z.object({
        kitId: z.string(),
        text: z.string(),
        /** Of a replay that was moved: the console holds this text and nothing of what it held before. */
        replaces: z.literal(true).optional(),
      }),
      flow: 'lossless',
    },
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

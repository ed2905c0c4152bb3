import { z } from 'zod';
import { localizedTextSchema } from '../../core/text/localized-text.ts';
import { defineService } from '../rpc/define-service.ts';

/** Everything that the doctor looks for, in the order in which it looks. */
export const doctorChecks = [
  'attached',
  'charge-only-cable',
  'permission',
  'sandbox',
  'brltty',
  'modem-manager',
  'busy',
  'opens',
  'boot-mode',
  'answers',
  'micropython',
  'firmware-version',
  'file-system',
] as const;
export type DoctorCheckId = (typeof doctorChecks)[number];

/** What a person does about a finding. Commands are shown in full and run by nobody but the person. */
export const remedySchema = z.object({
  text: localizedTextSchema,
  commands: z.array(z.string()),
  /** What the studio itself can do next. */
  action: z.enum(['none', 'examine-again', 'flash', 'retry-open']),
});
export type Remedy = z.infer<typeof remedySchema>;

export const doctorFindingSchema = z.object({
  check: z.enum(doctorChecks),
  /** `skipped`: it says nothing on this system, or an earlier finding made it pointless. */
  state: z.enum(['well', 'problem', 'suspicion', 'unknown', 'skipped']),
  title: localizedTextSchema,
  /** What was seen, with the real names: group, process, bytes. */
  text: localizedTextSchema,
  remedy: remedySchema.nullable(),
});
export type DoctorFinding = z.infer<typeof doctorFindingSchema>;

export const diagnosisSchema = z.object({
  /** Null where nothing at all is attached and nothing was named. */
  kitId: z.string().nullable(),
  path: z.string().nullable(),
  examinedAt: z.string(),
  findings: z.array(doctorFindingSchema),
  /** The finding that explains the rest; null where all is well or nobody can tell. */
  cause: z.enum(doctorChecks).nullable(),
});
export type Diagnosis = z.infer<typeof diagnosisSchema>;

/** Finds out why a port does not open or a board does not answer. */
export const doctorService = defineService({
  name: 'doctor',
  methods: {
    /**
     * Examines a kit, a path, or (both null) what the system says of boards that do not appear at all. Without
     * `interrupt` it only listens; with it a running program is stopped, asked and started again.
     */
    examine: {
      input: z.object({
        kitId: z.string().nullable(),
        path: z.string().max(512).nullable(),
        interrupt: z.boolean(),
      }),
      output: diagnosisSchema,
      /** Findings so far. */
      progress: z.array(doctorFindingSchema),
    },
    /** The udev rules that ship with the studio, and the command that a person may run to install them. */
    udevRules: {
      input: z.object({}),
      output: z.object({
        /** Where the rules lie on this computer, to be copied from. */
        sourcePath: z.string(),
        text: z.string(),
        commands: z.array(z.string()),
        isLinux: z.boolean(),
        isInstalled: z.boolean(),
      }),
    },
  },
  events: {},
});

import { z } from 'zod';
import { diagnosticSchema } from '../../core/diagnostics/diagnostic.ts';
import { documentPatchSchema } from '../../core/document/profile.ts';
import { scenarioSchema } from '../../core/scenario/scenario.ts';
import { studioErrorJsonSchema } from '../errors/studio-error.ts';
import { defineService } from '../rpc/define-service.ts';

export const projectSummarySchema = z.object({
  path: z.string(),
  name: z.string(),
  /** ISO 8601. */
  savedAt: z.string(),
});
export type ProjectSummary = z.infer<typeof projectSummarySchema>;

/**
 * A project as it opens. `profile` is JSON that has been migrated and checked; `readOnly` says why nothing can be
 * written (`newer-version`, `no-permission`, `locked`, `damaged`). `recovery` is set where a journal holds work that
 * is newer than the file; taking it is offered, never forced.
 */
export const openProjectSchema = z.object({
  projectId: z.string(),
  path: z.string(),
  profile: z.json(),
  revision: z.int(),
  savedAt: z.string().nullable(),
  readOnly: z.enum(['newer-version', 'no-permission', 'locked', 'damaged']).nullable(),
  diagnostics: z.array(diagnosticSchema),
  recovery: z.object({ savedAt: z.string(), changes: z.int() }).nullable(),
  scenarios: z.array(z.object({ id: z.string(), scenario: scenarioSchema })),
});
export type OpenProject = z.infer<typeof openProjectSchema>;

/** Projects on disk: open, change by patches, save by itself, keep a journal, notice changes from outside. */
export const projectService = defineService({
  name: 'project',
  methods: {
    recent: { input: z.object({}), output: z.array(projectSummarySchema) },
    open: { input: z.object({ path: z.string() }), output: openProjectSchema },
    /** Makes a working copy of a template in the projects folder and opens it. */
    openTemplate: { input: z.object({ templateId: z.string() }), output: openProjectSchema },
    /** A fresh copy of a template outside the user's projects, for a visitor of the demo. */
    openDemo: { input: z.object({ templateId: z.string() }), output: openProjectSchema },
    create: { input: z.object({ name: z.string().min(1).max(200) }), output: openProjectSchema },
    /** What first start shows: the last project, else the first template. */
    openInitial: { input: z.object({}), output: openProjectSchema },
    /**
     * Applies patches to the host's copy; journalled at once, saved within a second. Fails with
     * `project/revision-conflict` where `baseRevision` is not the newest.
     */
    applyPatches: {
      input: z.object({
        projectId: z.string(),
        baseRevision: z.int(),
        patches: z.array(documentPatchSchema).min(1).max(10_000),
      }),
      output: z.object({ revision: z.int() }),
    },
    /** Saves now and waits for the disk. */
    save: {
      input: z.object({ projectId: z.string() }),
      output: z.object({ revision: z.int(), savedAt: z.string() }),
    },
    saveAs: {
      input: z.object({ projectId: z.string(), name: z.string().min(1).max(200) }),
      output: openProjectSchema,
    },
    takeRecovery: { input: z.object({ projectId: z.string() }), output: openProjectSchema },
    discardRecovery: { input: z.object({ projectId: z.string() }), output: z.object({}) },
    /** Reads the file again after a change from outside; the unsaved state stays in the journal's history. */
    reload: { input: z.object({ projectId: z.string() }), output: openProjectSchema },
    /** Writes over the file that was changed outside. */
    overwrite: { input: z.object({ projectId: z.string() }), output: z.object({ savedAt: z.string() }) },
    close: { input: z.object({ projectId: z.string() }), output: z.object({}) },
  },
  events: {
    onDidSave: {
      payload: z.object({ projectId: z.string(), revision: z.int(), savedAt: z.string() }),
      flow: 'latest',
    },
    onDidFailToSave: {
      payload: z.object({ projectId: z.string(), error: studioErrorJsonSchema }),
      flow: 'lossless',
    },
    onDidChangeOutside: { payload: z.object({ projectId: z.string() }), flow: 'lossless' },
  },
});

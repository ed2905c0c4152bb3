import type { ServiceHandlers } from '../../contract/rpc/define-service.ts';
import type { projectService } from '../../contract/services/project-service.ts';
import type { Projects } from './projects.ts';

/** The project service over the open projects. */
export function createProjectHandlers(projects: Projects): ServiceHandlers<typeof projectService> {
  return {
    methods: {
      recent: () => projects.recent(),
      open: ({ path }) => projects.open(path),
      openTemplate: ({ templateId }) => projects.openTemplate(templateId),
      openDemo: ({ templateId }) => projects.openDemo(templateId),
      create: ({ name }) => projects.create(name),
      openInitial: () => projects.openInitial(),
      applyPatches: async ({ projectId, baseRevision, patches }) => ({
        revision: await projects.file(projectId).apply(baseRevision, patches),
      }),
      save: async ({ projectId }) => {
        const file = projects.file(projectId);
        await file.save();
        return { revision: file.revision, savedAt: file.savedAt ?? new Date().toISOString() };
      },
      saveAs: ({ projectId, name }) => projects.saveAs(projectId, name),
      takeRecovery: async ({ projectId }) => {
        await projects.file(projectId).takeRecovery();
        return projects.describe(projectId);
      },
      discardRecovery: async ({ projectId }) => {
        await projects.file(projectId).discardRecovery();
        return {};
      },
      reload: ({ projectId }) => projects.reload(projectId),
      overwrite: async ({ projectId }) => {
        const file = projects.file(projectId);
        await file.overwrite();
        return { savedAt: file.savedAt ?? new Date().toISOString() };
      },
      close: async ({ projectId }) => {
        await projects.close(projectId);
        return {};
      },
    },
    events: {
      onDidSave: emit =>
        projects.listen({
          didSave: (projectId, revision, savedAt) => emit({ projectId, revision, savedAt }),
          didFailToSave: () => undefined,
          didChangeOutside: () => undefined,
        }),
      onDidFailToSave: emit =>
        projects.listen({
          didSave: () => undefined,
          didFailToSave: (projectId, error) => emit({ projectId, error: error.toJson() }),
          didChangeOutside: () => undefined,
        }),
      onDidChangeOutside: emit =>
        projects.listen({
          didSave: () => undefined,
          didFailToSave: () => undefined,
          didChangeOutside: projectId => emit({ projectId }),
        }),
    },
  };
}

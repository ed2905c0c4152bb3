import type { OpenProject } from '../../contract/services/project-service.ts';
import { createCatalogue } from '../../core/catalogue/catalogue.ts';
import type { Profile } from '../../core/document/profile.ts';
import { fakeBoards, fakeNodes } from './fake-catalogue.ts';
import { fakeProfile } from './fake-profile.ts';

export const fakeCatalogue = createCatalogue(fakeNodes, fakeBoards);

/** A project as the host opens it, for tests of the stores. */
export function fakeOpenProject(
  changes: Partial<OpenProject> = {},
  profile: Profile = fakeProfile,
): OpenProject {
  return {
    projectId: 'project-1',
    path: '/projects/one',
    profile: JSON.parse(JSON.stringify(profile)),
    revision: 1,
    savedAt: '2026-01-01T00:00:00.000Z',
    readOnly: null,
    diagnostics: [],
    recovery: null,
    scenarios: [],
    ...changes,
  };
}

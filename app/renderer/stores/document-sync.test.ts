import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { OpenProject } from '../../contract/services/project-service.ts';
import { applyProfilePatches } from '../../core/document/apply-patches.ts';
import type { DocumentPatch, Profile } from '../../core/document/profile.ts';
import type { StudioClient } from '../bootstrap/studio-client.ts';
import { fakeProfile } from '../testing/fake-profile.ts';
import { createFakeStudio } from '../testing/fake-studio.ts';
import { fakeOpenProject } from '../testing/open-fake-project.ts';
import { useDocumentStore } from './document-store.ts';
import { DocumentSync } from './document-sync.ts';

type Project = StudioClient['project'];
type ApplyInput = Parameters<Project['applyPatches']>[0];

/** A host that keeps the document and can be made to fail. */
class TestHost {
  profile: Profile = fakeProfile;
  revision = 1;
  calls: ApplyInput[] = [];
  failure: StudioError | null = null;
  /** Applies the patches and then loses the answer. */
  losesAnswer = false;
  readonly project: Project;

  constructor() {
    this.project = {
      ...createFakeStudio().project,
      applyPatches: async input => {
        this.calls.push(input);
        if (this.failure !== null) throw this.failure;
        if (input.baseRevision !== this.revision) {
          throw new StudioError('project/revision-conflict', {
            known: input.baseRevision,
            current: this.revision,
          });
        }
        this.#apply(input.patches as DocumentPatch[]);
        if (this.losesAnswer) throw new StudioError('rpc/disconnected', {});
        return { revision: this.revision };
      },
      open: async () => this.open(),
      save: async () => ({ revision: this.revision, savedAt: '2026-01-01T00:00:01.000Z' }),
      on: () => () => undefined,
    };
  }

  open(): OpenProject {
    return fakeOpenProject({ revision: this.revision }, this.profile);
  }

  #apply(patches: readonly DocumentPatch[]): void {
    const result = applyProfilePatches(this.profile, patches);
    if (!result.ok) throw new Error(result.problem.message.en);
    this.profile = result.value;
    this.revision += 1;
  }
}

const store = () => useDocumentStore.getState();
const rename = (name: string) =>
  store().transact({ en: 'Rename', zh: '重命名' }, draft => {
    draft.name = name;
  });
const saveKind = () => store().saveState.kind;

let host: TestHost;
let sync: DocumentSync;

beforeEach(() => {
  host = new TestHost();
  sync = new DocumentSync(host.project);
  sync.follow(host.open());
});
afterEach(() => sync.dispose());

describe('the queue to the host', () => {
  it('sends everything of one turn in one call, in order', async () => {
    rename('One');
    rename('Two');
    await sync.settle();
    expect(host.calls).toHaveLength(1);
    expect(host.profile.name).toBe('Two');
    expect(host.profile).toEqual(store().profile);
  });

  it('sends what comes while a call is under way with the next revision', async () => {
    rename('One');
    await vi.waitFor(() => expect(host.calls).toHaveLength(1));
    rename('Two');
    await sync.settle();
    expect(host.calls.map(call => call.baseRevision)).toEqual([1, 2]);
    expect(host.profile.name).toBe('Two');
  });

  it('says saving at once, and saved when the host has written', async () => {
    rename('One');
    expect(saveKind()).toBe('saving');
    await sync.save();
    expect(saveKind()).toBe('saved');
  });

  it('keeps what the host refused for now, says so, and sends it with the next try', async () => {
    host.failure = new StudioError('project/disk-full', { path: '/projects/one' });
    rename('One');
    await expect(sync.settle()).rejects.toThrow();
    expect(saveKind()).toBe('failed');
    host.failure = null;
    rename('Two');
    await sync.settle();
    expect(host.profile.name).toBe('Two');
  });

  it('stops at a conflict and leaves the choice to the person', async () => {
    host.revision = 7;
    rename('One');
    await expect(sync.settle()).rejects.toThrow();
    expect(saveKind()).toBe('conflict');
    const calls = host.calls.length;
    rename('Two');
    await Promise.resolve();
    expect(host.calls).toHaveLength(calls);
  });

  it('sends again what was lost with the connection', async () => {
    host.failure = new StudioError('rpc/disconnected', {});
    rename('One');
    await vi.waitFor(() => expect(saveKind()).toBe('failed'));
    rename('Two');
    host.failure = null;
    await sync.resume();
    await sync.settle();
    expect(host.profile.name).toBe('Two');
  });

  it('does not send twice what the host had got before the connection was lost', async () => {
    host.losesAnswer = true;
    rename('One');
    await vi.waitFor(() => expect(saveKind()).toBe('failed'));
    host.losesAnswer = false;
    await sync.resume();
    await sync.settle();
    expect(host.calls).toHaveLength(1);
    expect(saveKind()).toBe('saved');
    expect(host.profile.name).toBe('One');
  });

  it('calls it a conflict where the document has become another meanwhile', async () => {
    host.profile = { ...host.profile, name: 'From elsewhere' };
    host.revision = 9;
    rename('One');
    await vi.waitFor(() => expect(saveKind()).toBe('conflict'));
    await sync.resume();
    expect(saveKind()).toBe('conflict');
    expect(store().profile.name).toBe('One');
  });
});

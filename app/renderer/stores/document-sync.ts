import { StudioError } from '../../contract/errors/studio-error.ts';
import type { OpenProject } from '../../contract/services/project-service.ts';
import { isSameJson } from '../../core/document/json.ts';
import type { DocumentPatch } from '../../core/document/profile.ts';
import type { StudioClient } from '../bootstrap/studio-client.ts';
import { onDidCommit, type SaveState, useDocumentStore } from './document-store.ts';

/** Patches in one call; the service takes ten thousand. */
const patchesPerCall = 5_000;

/**
 * Sends what changes in this window's document to the host, in order and one call at a time, and learns from it what
 * is on disk. Nothing is lost while the host is away: what it has not confirmed is sent again.
 */
export class DocumentSync {
  readonly #project: StudioClient['project'];
  #projectId: string | null = null;
  #revision = 0;
  #savedRevision = 0;
  #waiting: DocumentPatch[] = [];
  #inFlight: readonly DocumentPatch[] = [];
  #flushing: Promise<void> | null = null;
  #isBlocked = false;
  readonly #stops: (() => void)[];

  constructor(project: StudioClient['project']) {
    this.#project = project;
    this.#stops = [
      onDidCommit((projectId, patches) => this.#enqueue(projectId, patches)),
      project.on('onDidSave', ({ projectId, revision, savedAt }) => {
        if (projectId !== this.#projectId) return;
        this.#savedRevision = Math.max(this.#savedRevision, revision);
        this.#noteSaved(savedAt);
      }),
      project.on('onDidFailToSave', ({ projectId, error }) => {
        if (projectId === this.#projectId) {
          this.#setState({ kind: 'failed', error: StudioError.fromJson(error) });
        }
      }),
      project.on('onDidChangeOutside', ({ projectId }) => {
        if (projectId === this.#projectId) useDocumentStore.getState().noticeOutsideChange(true);
      }),
    ];
  }

  /** Follows a project that was just opened; what waited for another one has been flushed before. */
  follow(project: OpenProject): void {
    this.#projectId = project.projectId;
    this.#revision = project.revision;
    this.#savedRevision = project.revision;
    this.#waiting = [];
    this.#inFlight = [];
    this.#isBlocked = false;
    useDocumentStore.getState().adopt(project);
  }

  /** Waits until the host has every change that was made so far. Rejects with what keeps it from that. */
  async settle(): Promise<void> {
    this.#isBlocked = false;
    while (this.#waiting.length > 0 || this.#flushing !== null) {
      await (this.#flushing ?? this.#startFlush());
      const { saveState } = useDocumentStore.getState();
      if (this.#isBlocked)
        throw saveState.kind === 'failed' ? saveState.error : conflictError(this.#revision);
    }
  }

  /** Sends what waits and has the host write it to disk. */
  async save(): Promise<void> {
    if (this.#projectId === null) return;
    await this.settle();
    const { revision, savedAt } = await this.#project.save({ projectId: this.#projectId });
    this.#savedRevision = Math.max(this.#savedRevision, revision);
    this.#noteSaved(savedAt);
  }

  /**
   * Takes up the conversation after the connection was lost: the host may be a new one, and may or may not have got
   * the last call. Where its document is ours, or is what it was before that call, nothing is lost; else it is a
   * conflict, and the person decides.
   */
  async resume(): Promise<void> {
    const { projectId, path, profile } = useDocumentStore.getState();
    if (projectId === null) return;
    await this.#flushing?.catch(() => undefined);
    const project = await this.#project.open({ path });
    const unsent = [...this.#inFlight, ...this.#waiting];
    this.#inFlight = [];
    const isOurs = isSameJson(project.profile, JSON.parse(JSON.stringify(profile)));
    if (!isOurs && (unsent.length === 0 || project.revision !== this.#revision)) {
      this.#isBlocked = true;
      this.#setState({ kind: 'conflict' });
      return;
    }
    this.#waiting = isOurs ? [] : unsent;
    this.#projectId = project.projectId;
    this.#revision = project.revision;
    this.#isBlocked = false;
    useDocumentStore.setState({ projectId: project.projectId });
    if (this.#waiting.length === 0) this.#setState({ kind: 'saved', at: project.savedAt });
    else this.#flushSoon();
  }

  dispose(): void {
    for (const stop of this.#stops) stop();
  }

  #enqueue(projectId: string, patches: readonly DocumentPatch[]): void {
    if (projectId !== this.#projectId) return;
    for (const patch of patches) this.#waiting.push(patch);
    if (this.#isBlocked && useDocumentStore.getState().saveState.kind === 'conflict') return;
    this.#isBlocked = false;
    this.#setState({ kind: 'saving' });
    this.#flushSoon();
  }

  #flushSoon(): void {
    // Where a call is under way, its end takes up what came meanwhile.
    if (this.#flushing === null) void this.#startFlush();
  }

  #startFlush(): Promise<void> {
    const flushing = this.#flush().finally(() => {
      this.#flushing = null;
    });
    this.#flushing = flushing;
    return flushing;
  }

  /** Sends until nothing waits. Never rejects: what went wrong is the save state. */
  async #flush(): Promise<void> {
    // Everything of this turn (a delete of many, a paste) goes into one call.
    await Promise.resolve();
    while (this.#projectId !== null && this.#waiting.length > 0 && !this.#isBlocked) {
      const projectId = this.#projectId;
      this.#inFlight = this.#waiting.splice(0, patchesPerCall);
      try {
        const { revision } = await this.#project.applyPatches({
          projectId,
          baseRevision: this.#revision,
          patches: [...this.#inFlight],
        });
        if (projectId !== this.#projectId) return;
        this.#inFlight = [];
        this.#revision = revision;
        const { saveState } = useDocumentStore.getState();
        if (saveState.kind === 'saving' && this.#savedRevision >= revision && this.#waiting.length === 0) {
          this.#setState({ kind: 'saved', at: new Date().toISOString() });
        }
      } catch (caught) {
        if (projectId !== this.#projectId) return;
        this.#block(StudioError.from(caught));
      }
    }
  }

  #block(error: StudioError): void {
    this.#isBlocked = true;
    if (error.code === 'rpc/disconnected') {
      // `resume` decides whether the host got it.
      this.#setState({ kind: 'failed', error });
      return;
    }
    this.#waiting = [...this.#inFlight, ...this.#waiting];
    this.#inFlight = [];
    this.#setState(
      error.code === 'project/revision-conflict' ? { kind: 'conflict' } : { kind: 'failed', error },
    );
  }

  #noteSaved(savedAt: string): void {
    const isAllSaved =
      this.#savedRevision >= this.#revision && this.#waiting.length === 0 && this.#inFlight.length === 0;
    if (isAllSaved && !this.#isBlocked) this.#setState({ kind: 'saved', at: savedAt });
  }

  #setState(saveState: SaveState): void {
    useDocumentStore.getState().setSaveState(saveState);
  }
}

const conflictError = (revision: number) =>
  new StudioError('project/revision-conflict', { known: revision, current: revision + 1 });

let current: DocumentSync | null = null;

/** Starts the queue between this window's document and the host. Called once per connection. */
export function startDocumentSync(project: StudioClient['project']): DocumentSync {
  current?.dispose();
  current = new DocumentSync(project);
  return current;
}

/** Waits until the host has every change of this window's document; at once where no document is open. */
export async function settleDocument(): Promise<void> {
  await current?.settle();
}

/** The queue of this window. Throws where the studio is not connected yet. */
export function documentSync(): DocumentSync {
  if (current === null) throw new Error('The document is not connected to a host yet.');
  return current;
}

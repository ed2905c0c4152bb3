import { join } from 'node:path';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { Catalogue } from '../../core/catalogue/catalogue.ts';
import type { Diagnostic } from '../../core/diagnostics/diagnostic.ts';
import { applyProfilePatches } from '../../core/document/apply-patches.ts';
import { stringifyCanonically } from '../../core/document/canonical-json.ts';
import type { Json } from '../../core/document/json.ts';
import { parseDocument } from '../../core/document/parse-document.ts';
import type { DocumentPatch, Profile } from '../../core/document/profile.ts';
import { type FileSystem, hasErrorCode } from '../files/file-system.ts';
import { sha256, writeFileSafely } from '../files/write-file-safely.ts';
import { Journal, type JournalContent } from './journal.ts';
import { describeSaveError, profileFileName, readProfile, removeLeftoversQuietly } from './project-folder.ts';
import { ProjectLock } from './project-lock.ts';
import { VersionKeeper } from './version-keeper.ts';

/** Saves follow the last change by this, and come at the latest after {@link saveAtLatestMs}. */
const saveAfterMs = 300;
const saveAtLatestMs = 1_000;
/** A save that failed is tried again after this. */
const retryAfterMs = 5_000;
/** How often the file is looked at for changes of other programs. */
const watchEveryMs = 2_000;

export type ReadOnlyReason = 'newer-version' | 'no-permission' | 'locked' | 'damaged';

export interface ProjectEvents {
  didSave(revision: number, savedAt: string): void;
  didFailToSave(error: StudioError): void;
  didChangeOutside(): void;
}

export interface ProjectPlaces {
  readonly fileSystem: FileSystem;
  readonly stateDirectory: string;
}

/**
 * One project that is open for work: the profile in memory, its journal, its lock and its file. Changes come as
 * patches; each is journalled when the call resolves, and in `profile.json` within a second.
 */
export class OpenProjectFile {
  readonly path: string;
  readonly readOnly: ReadOnlyReason | null;
  readonly diagnostics: readonly Diagnostic[];
  /** Changes that an earlier run did not save; null where there are none. */
  recovery: JournalContent | null;
  savedAt: string | null;
  revision = 1;
  #profile: Profile;
  #savedHash: string;
  #savedRevision = 1;
  #hasOutsideChange = false;
  #saving: Promise<void> = Promise.resolve();
  #journalling: Promise<void> = Promise.resolve();
  #saveTimer: NodeJS.Timeout | null = null;
  #firstUnsavedMs = 0;
  #watchTimer: NodeJS.Timeout | null = null;
  readonly #fileSystem: FileSystem;
  readonly #journal: Journal;
  readonly #versions: VersionKeeper;
  readonly #lock: ProjectLock | null;
  readonly #events: ProjectEvents;
  readonly #catalogue: Catalogue;
  #isClosed = false;

  private constructor(state: {
    path: string;
    places: ProjectPlaces;
    events: ProjectEvents;
    catalogue: Catalogue;
    profile: Profile;
    text: string;
    savedAt: string | null;
    readOnly: ReadOnlyReason | null;
    diagnostics: readonly Diagnostic[];
    journal: Journal;
    recovery: JournalContent | null;
    versions: VersionKeeper;
    lock: ProjectLock | null;
  }) {
    this.path = state.path;
    this.readOnly = state.readOnly;
    this.diagnostics = state.diagnostics;
    this.recovery = state.recovery;
    this.savedAt = state.savedAt;
    this.#fileSystem = state.places.fileSystem;
    this.#events = state.events;
    this.#catalogue = state.catalogue;
    this.#profile = state.profile;
    this.#savedHash = sha256(Buffer.from(state.text));
    this.#journal = state.journal;
    this.#versions = state.versions;
    this.#lock = state.lock;
    if (this.readOnly === null) {
      this.#watchTimer = setInterval(() => void this.#look(), watchEveryMs);
      this.#watchTimer.unref();
    }
  }

  /**
   * Opens a project folder. What can be shown is opened, read-only where it cannot be written; only a folder without
   * a profile, and a file that holds nothing readable, reject (`project/not-found`, `project/damaged`).
   */
  static async open(
    path: string,
    catalogue: Catalogue,
    places: ProjectPlaces,
    events: ProjectEvents,
  ): Promise<OpenProjectFile> {
    const { fileSystem, stateDirectory } = places;
    const file = join(path, profileFileName);
    const versions = new VersionKeeper(fileSystem, join(stateDirectory, 'versions'), path);
    const bytes = await readProfile(fileSystem, file, path);
    const parsed = parseDocument(bytes, catalogue);
    if (parsed.kind === 'broken') {
      const reason = parsed.diagnostics[0]?.message.en ?? 'unreadable';
      throw new StudioError('project/damaged', { path: file, reason, versions: versions.directory });
    }
    const text = Buffer.from(bytes).toString('utf8');
    const savedAt = new Date((await fileSystem.status(file))?.changedMs ?? Date.now()).toISOString();
    const journal = new Journal(fileSystem, join(stateDirectory, 'journals'), path);
    const base = { path, places, events, catalogue, text, savedAt, journal, versions };
    if (parsed.kind === 'newer') {
      return new OpenProjectFile({
        ...base,
        profile: parsed.profile,
        readOnly: 'newer-version',
        diagnostics: parsed.diagnostics,
        recovery: null,
        lock: null,
      });
    }
    const lock = await ProjectLock.take(fileSystem, join(stateDirectory, 'locks'), path);
    const recovery = lock === null ? null : await journal.takeLeft();
    if (parsed.migrated) await versions.keep(bytes, true);
    if (lock !== null) await removeLeftoversQuietly(fileSystem, path);
    return new OpenProjectFile({
      ...base,
      profile: parsed.profile,
      readOnly: lock === null ? 'locked' : null,
      diagnostics: parsed.diagnostics,
      recovery,
      lock,
    });
  }

  get profile(): Profile {
    return this.#profile;
  }

  get isSaved(): boolean {
    return this.#savedRevision === this.revision;
  }

  /** Applies a change. Resolves when it is in the journal; the file follows by itself. */
  async apply(baseRevision: number, patches: readonly DocumentPatch[]): Promise<number> {
    this.#checkWritable();
    if (baseRevision !== this.revision) {
      throw new StudioError('project/revision-conflict', {
        known: String(baseRevision),
        current: String(this.revision),
      });
    }
    const result = applyProfilePatches(this.#profile, patches);
    if (!result.ok) throw new StudioError('project/bad-change', { reason: result.problem.message.en });
    const before = this.#profile;
    this.#profile = result.value;
    this.revision++;
    const revision = this.revision;
    this.#journalling = this.#journalling.then(() => this.#addToJournal(before, patches));
    await this.#journalling;
    this.#scheduleSave();
    return revision;
  }

  /** A journal that cannot be written is no reason to refuse work; the save that follows tells of a failing disk. */
  async #addToJournal(before: Profile, patches: readonly DocumentPatch[]): Promise<void> {
    try {
      await this.#journal.append(() => stringifyCanonically(before as Json), patches);
    } catch (error) {
      this.#events.didFailToSave(describeSaveError(error, join(this.path, profileFileName)));
    }
  }

  #scheduleSave(): void {
    const nowMs = Date.now();
    if (this.#saveTimer === null) this.#firstUnsavedMs = nowMs;
    else clearTimeout(this.#saveTimer);
    const delayMs = Math.max(0, Math.min(saveAfterMs, this.#firstUnsavedMs + saveAtLatestMs - nowMs));
    this.#saveTimer = setTimeout(() => void this.#saveByItself(), delayMs);
  }

  async #saveByItself(): Promise<void> {
    this.#saveTimer = null;
    try {
      await this.save();
    } catch (error) {
      this.#events.didFailToSave(
        error instanceof StudioError ? error : describeSaveError(error, join(this.path, profileFileName)),
      );
      // A conflict waits for a person; anything else may heal by itself.
      if (!this.#hasOutsideChange && !this.#isClosed && this.#saveTimer === null) {
        this.#saveTimer = setTimeout(() => void this.#saveByItself(), retryAfterMs);
        this.#saveTimer.unref();
      }
    }
  }

  /** Saves now. Rejects with a StudioError; the file then holds what it held before. */
  async save(): Promise<void> {
    this.#checkWritable();
    const mine = this.#saving.then(
      () => this.#write(),
      () => this.#write(),
    );
    this.#saving = mine;
    await mine;
  }

  async #write(): Promise<void> {
    if (this.isSaved) return;
    const revision = this.revision;
    const text = stringifyCanonically(this.#profile as Json);
    const file = join(this.path, profileFileName);
    try {
      if (await this.#isChangedOutside()) {
        this.#reportOutsideChange();
        throw new StudioError('project/changed-outside', { path: file });
      }
      const bytes = Buffer.from(text);
      await writeFileSafely(this.#fileSystem, file, bytes);
      this.#savedHash = sha256(bytes);
      this.#savedRevision = revision;
      this.savedAt = new Date().toISOString();
      await this.#keepVersion(bytes);
      if (this.isSaved) await this.#clearJournal();
    } catch (error) {
      throw error instanceof StudioError ? error : describeSaveError(error, join(this.path, profileFileName));
    }
    this.#events.didSave(revision, this.savedAt);
  }

  /** In line with what is journalled: a change that comes now must not be written into a file that is removed. */
  async #clearJournal(): Promise<void> {
    const cleared = this.#journalling.then(async () => {
      if (this.isSaved) await this.#journal.clear();
    });
    this.#journalling = cleared.catch(() => undefined);
    await cleared;
  }

  /** The file itself is saved by now; a full state directory must not make that look like a failure. */
  async #keepVersion(bytes: Uint8Array): Promise<void> {
    try {
      await this.#versions.keep(bytes, false);
    } catch (error) {
      if (!hasErrorCode(error, 'ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'EIO')) throw error;
    }
  }

  /** Writes over a file that another program changed. */
  async overwrite(): Promise<void> {
    this.#checkWritable();
    const bytes = await this.#fileSystem.read(join(this.path, profileFileName));
    await this.#versions.keep(bytes, true);
    this.#savedHash = sha256(bytes);
    this.#hasOutsideChange = false;
    this.#savedRevision = 0;
    await this.save();
  }

  /** Brings back what an earlier run did not save; what the project holds now is kept among its versions. */
  async takeRecovery(): Promise<void> {
    this.#checkWritable();
    const recovery = this.recovery;
    if (recovery === null) return;
    // With the catalogue, as when the changes were made: they speak of the nodes in their newest versions.
    const parsed = parseDocument(Buffer.from(recovery.base), this.#catalogue);
    if (parsed.kind !== 'ok')
      throw new StudioError('project/bad-change', { reason: 'the journal cannot be read' });
    let profile = parsed.profile;
    for (const patches of recovery.changes) {
      const result = applyProfilePatches(profile, patches);
      if (!result.ok) break;
      profile = result.value;
    }
    await this.#keepPresent();
    this.#profile = profile;
    this.recovery = null;
    this.revision++;
    await this.save();
    await this.#journal.forgetLeft();
  }

  /** Forgets what an earlier run did not save. */
  async discardRecovery(): Promise<void> {
    this.recovery = null;
    await this.#journal.forgetLeft();
  }

  /**
   * Gives up what is in memory for what is in the file: it is kept among the versions, and the file is looked at first.
   * Rejects, and goes on as before, where the file cannot be opened.
   */
  async abandon(): Promise<void> {
    const file = join(this.path, profileFileName);
    const parsed = parseDocument(await readProfile(this.#fileSystem, file, this.path), this.#catalogue);
    if (parsed.kind === 'broken') {
      const reason = parsed.diagnostics[0]?.message.en ?? 'unreadable';
      throw new StudioError('project/damaged', { path: file, reason, versions: this.#versions.directory });
    }
    if (this.readOnly === null && !this.isSaved) await this.#keepPresent();
    await this.close({ discard: true });
    if (this.readOnly === null) await this.#journal.clear();
  }

  async #keepPresent(): Promise<void> {
    try {
      await this.#versions.keep(Buffer.from(stringifyCanonically(this.#profile as Json)), true);
    } catch (error) {
      throw describeSaveError(error, join(this.path, profileFileName));
    }
  }

  /** Saves what is unsaved and frees the lock. Where the disk refuses, the journal keeps the changes. */
  async close(options: { readonly discard: boolean } = { discard: false }): Promise<void> {
    if (this.#saveTimer !== null) clearTimeout(this.#saveTimer);
    if (this.#watchTimer !== null) clearInterval(this.#watchTimer);
    this.#saveTimer = null;
    this.#watchTimer = null;
    this.#isClosed = true;
    try {
      if (this.readOnly === null && !options.discard) await this.save();
      // What is being written now must not come after somebody else has opened the file. Its trouble was told there.
      else await Promise.allSettled([this.#saving]);
    } finally {
      await this.#journalling;
      await this.#journal.close();
      await this.#lock?.release();
    }
  }

  #checkWritable(): void {
    if (this.readOnly !== null) throw new StudioError('project/read-only', { reason: this.readOnly });
  }

  async #isChangedOutside(): Promise<boolean> {
    if (this.#hasOutsideChange) return true;
    try {
      const bytes = await this.#fileSystem.read(join(this.path, profileFileName));
      return sha256(bytes) !== this.#savedHash;
    } catch (error) {
      // A file that somebody removed is written anew: the work in memory is all there is.
      if (hasErrorCode(error, 'ENOENT')) return false;
      throw error;
    }
  }

  async #look(): Promise<void> {
    const isWriting = this.#saveTimer !== null;
    if (isWriting || this.#hasOutsideChange) return;
    try {
      await this.#saving;
      if (this.#watchTimer !== null && (await this.#isChangedOutside())) this.#reportOutsideChange();
    } catch (error) {
      // The save that meets the same trouble reports it; looking is only a convenience.
      if (!(error instanceof Error)) throw error;
    }
  }

  #reportOutsideChange(): void {
    if (this.#hasOutsideChange) return;
    this.#hasOutsideChange = true;
    this.#events.didChangeOutside();
  }
}

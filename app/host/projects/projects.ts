import { randomUUID } from 'node:crypto';
import { cp, rm } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { OpenProject, ProjectSummary } from '../../contract/services/project-service.ts';
import { stringifyCanonically } from '../../core/document/canonical-json.ts';
import { createProfile } from '../../core/document/create-profile.ts';
import type { Profile } from '../../core/document/profile.ts';
import { type Scenario, scenarioSchema } from '../../core/scenario/scenario.ts';
import { hasErrorCode } from '../files/file-system.ts';
import { writeFileSafely } from '../files/write-file-safely.ts';
import type { PluginLibrary } from '../plugins/plugin-library.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { OpenProjectFile, type ProjectPlaces } from './open-project-file.ts';
import { profileFileName } from './project-folder.ts';
import { VersionKeeper } from './version-keeper.ts';

const maximumRecent = 20;
/** Scenario files beyond this are not read; a scenario is a page of text. */
const maximumScenarioBytes = 1_000_000;

export interface ProjectListener {
  didSave(projectId: string, revision: number, savedAt: string): void;
  didFailToSave(projectId: string, error: StudioError): void;
  didChangeOutside(projectId: string): void;
}

interface Entry {
  readonly projectId: string;
  file: OpenProjectFile;
}

/** The projects that are open in this process, and the list of those that were. */
export class Projects {
  readonly #places: ProjectPlaces;
  readonly #projectsDirectory: string;
  readonly #settings: SettingsStore;
  readonly #plugins: () => PluginLibrary;
  readonly #listeners = new Set<ProjectListener>();
  readonly #entries = new Map<string, Entry>();
  #opening: Promise<unknown> = Promise.resolve();

  constructor(options: {
    readonly places: ProjectPlaces;
    readonly projectsDirectory: string;
    readonly settings: SettingsStore;
    readonly plugins: () => PluginLibrary;
  }) {
    this.#places = options.places;
    this.#projectsDirectory = options.projectsDirectory;
    this.#settings = options.settings;
    this.#plugins = options.plugins;
  }

  listen(listener: ProjectListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The profile of an open project; throws `project/not-open`. */
  profile(projectId: string): Profile {
    return this.file(projectId).profile;
  }

  /** The open project with a profile of this id, and whether it is a visitor's of the demo; null where none is open. */
  ofProfile(
    profileId: string,
  ): { readonly projectId: string; readonly path: string; readonly isDemo: boolean } | null {
    const demo = join(this.#places.stateDirectory, 'demo') + sep;
    for (const { projectId, file } of this.#entries.values()) {
      if (file.profile.id === profileId)
        return { projectId, path: file.path, isDemo: file.path.startsWith(demo) };
    }
    return null;
  }

  isOpen(projectId: string): boolean {
    return this.#entries.has(projectId);
  }

  file(projectId: string): OpenProjectFile {
    const entry = this.#entries.get(projectId);
    if (entry === undefined) throw new StudioError('project/not-open', { projectId });
    return entry.file;
  }

  /** Opens a folder, or hands out the same open project again. */
  open(path: string): Promise<OpenProject> {
    return this.#oneAtATime(() => this.#openNow(path));
  }

  async #openNow(path: string): Promise<OpenProject> {
    const absolute = resolve(path.endsWith(profileFileName) ? join(path, '..') : path);
    const known = [...this.#entries.values()].find(entry => entry.file.path === absolute);
    const entry = known ?? (await this.#openEntry(absolute));
    await this.#remember(absolute, entry.file.profile.name);
    return this.#describe(entry);
  }

  /** Copies a template into the projects folder and opens the copy. */
  async openTemplate(templateId: string): Promise<OpenProject> {
    const path = await this.#copyTemplate(templateId, this.#projectsDirectory);
    await this.#giveOwnId(path);
    return this.open(path);
  }

  /**
   * A copy of a template that lives in the state directory and is made anew each time: what a visitor plays with. What
   * earlier visitors left goes, unless it is still open somewhere.
   */
  async openDemo(templateId: string): Promise<OpenProject> {
    const parent = join(this.#places.stateDirectory, 'demo');
    return this.#oneAtATime(async () => {
      await this.#removeDemos(parent);
      return this.#openNow(await this.#copyTemplate(templateId, parent));
    });
  }

  async #removeDemos(parent: string): Promise<void> {
    const { fileSystem, stateDirectory } = this.#places;
    if ((await fileSystem.status(parent)) === null) return;
    const open = new Set([...this.#entries.values()].map(entry => entry.file.path));
    for (const name of await fileSystem.list(parent)) {
      const path = join(parent, name);
      if (open.has(path)) continue;
      const versions = new VersionKeeper(fileSystem, join(stateDirectory, 'versions'), path).directory;
      await rm(versions, { recursive: true, force: true });
      await rm(path, { recursive: true, force: true });
    }
  }

  async create(name: string): Promise<OpenProject> {
    const path = await this.#newFolder(this.#projectsDirectory, name);
    const profile = createProfile({ id: randomUUID(), name, board: 'virtual-kit' });
    await this.#writeProfile(path, profile);
    return this.open(path);
  }

  /** The last project, else a copy of the first template. What cannot be opened is passed over. */
  async openInitial(): Promise<OpenProject> {
    const last = this.#settings.current.lastProject;
    if (last !== null) {
      try {
        return await this.open(last);
      } catch (error) {
        // The folder may be gone or damaged; a newcomer's sample is better than an empty screen with an error.
        if (!(error instanceof StudioError)) throw error;
      }
    }
    const first = this.#plugins().templates[0];
    return first === undefined ? this.create('My first device') : this.openTemplate(first.card.id);
  }

  async saveAs(projectId: string, name: string): Promise<OpenProject> {
    const source = this.file(projectId);
    const path = await this.#newFolder(this.#projectsDirectory, name);
    for (const part of ['assets', 'scenarios']) {
      try {
        await cp(join(source.path, part), join(path, part), { recursive: true });
      } catch (error) {
        if (!hasErrorCode(error, 'ENOENT')) throw error;
      }
    }
    await this.#writeProfile(path, { ...source.profile, id: randomUUID(), name });
    return this.open(path);
  }

  /** Reads the file again and lets go of what is in memory, which stays among the versions. */
  reload(projectId: string): Promise<OpenProject> {
    return this.#oneAtATime(async () => {
      const entry = this.#entry(projectId);
      const { path } = entry.file;
      await entry.file.abandon();
      entry.file = await this.#openFile(projectId, path);
      return this.#describe(entry);
    });
  }

  describe(projectId: string): Promise<OpenProject> {
    return this.#describe(this.#entry(projectId));
  }

  async scenario(projectId: string, scenarioId: string): Promise<Scenario> {
    const found = (await this.#scenarios(this.file(projectId).path)).find(({ id }) => id === scenarioId);
    if (found === undefined) throw new StudioError('project/no-scenario', { scenarioId });
    return found.scenario;
  }

  async close(projectId: string): Promise<void> {
    const entry = this.#entry(projectId);
    this.#entries.delete(projectId);
    await entry.file.close();
  }

  /** Saves and closes all. What a failing disk refuses stays in the journals. */
  async dispose(): Promise<void> {
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    await Promise.allSettled(entries.map(entry => entry.file.close()));
  }

  async recent(): Promise<ProjectSummary[]> {
    const listed = await Promise.all(
      this.#settings.current.recentProjects.map(async ({ path, name }) => {
        const status = await this.#places.fileSystem.status(join(path, profileFileName));
        return status === null ? [] : [{ path, name, savedAt: new Date(status.changedMs).toISOString() }];
      }),
    );
    return listed.flat();
  }

  #entry(projectId: string): Entry {
    const entry = this.#entries.get(projectId);
    if (entry === undefined) throw new StudioError('project/not-open', { projectId });
    return entry;
  }

  async #openEntry(path: string): Promise<Entry> {
    const projectId = randomUUID();
    const entry = { projectId, file: await this.#openFile(projectId, path) };
    this.#entries.set(projectId, entry);
    return entry;
  }

  #openFile(projectId: string, path: string): Promise<OpenProjectFile> {
    return OpenProjectFile.open(path, this.#plugins().catalogue, this.#places, {
      didSave: (revision, savedAt) => {
        for (const listener of this.#listeners) listener.didSave(projectId, revision, savedAt);
      },
      didFailToSave: error => {
        for (const listener of this.#listeners) listener.didFailToSave(projectId, error);
      },
      didChangeOutside: () => {
        for (const listener of this.#listeners) listener.didChangeOutside(projectId);
      },
    });
  }

  async #describe({ projectId, file }: Entry): Promise<OpenProject> {
    return {
      projectId,
      path: file.path,
      profile: z.json().parse(file.profile),
      revision: file.revision,
      savedAt: file.savedAt,
      readOnly: file.readOnly,
      diagnostics: [...file.diagnostics],
      recovery:
        file.recovery === null
          ? null
          : { savedAt: file.recovery.savedAt, changes: file.recovery.changes.length },
      scenarios: await this.#scenarios(file.path),
    };
  }

  /** Scenarios of a project, by file name. One that cannot be read is left out: playing it by name reports it. */
  async #scenarios(path: string): Promise<{ id: string; scenario: Scenario }[]> {
    const { fileSystem } = this.#places;
    const directory = join(path, 'scenarios');
    let names: string[];
    try {
      names = (await fileSystem.list(directory)).filter(name => name.endsWith('.json')).sort();
    } catch (error) {
      if (hasErrorCode(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return [];
      throw error;
    }
    const read = await Promise.all(
      names.map(async name => {
        const bytes = await fileSystem.read(join(directory, name));
        if (bytes.length > maximumScenarioBytes) return [];
        const scenario = parseScenario(Buffer.from(bytes).toString('utf8'));
        return scenario === null ? [] : [{ id: basename(name, '.json'), scenario }];
      }),
    );
    return read.flat();
  }

  async #copyTemplate(templateId: string, parent: string): Promise<string> {
    const template = this.#plugins().templates.find(({ card }) => card.id === templateId);
    if (template === undefined) throw new StudioError('project/no-template', { templateId });
    const name = template.card.title[this.#settings.current.language];
    const path = await this.#newFolder(parent, name);
    await cp(template.directory, path, {
      recursive: true,
      filter: source => !['card.json', 'picture.svg'].includes(basename(source)),
    });
    return path;
  }

  /** What personas remember is kept under a profile's id, so that each copy of a sample has one of its own. */
  async #giveOwnId(path: string): Promise<void> {
    const bytes = await this.#places.fileSystem.read(join(path, profileFileName));
    let profile: Profile;
    try {
      profile = JSON.parse(Buffer.from(bytes).toString('utf8'));
    } catch {
      // A damaged sample opens as such, and says what is wrong with it.
      return;
    }
    await this.#writeProfile(path, { ...profile, id: randomUUID() });
  }

  async #newFolder(parent: string, name: string): Promise<string> {
    const safe = folderName(name);
    for (let number = 1; ; number++) {
      const path = join(parent, number === 1 ? safe : `${safe} ${number}`);
      if ((await this.#places.fileSystem.status(path)) === null) {
        await this.#places.fileSystem.makeDirectory(path);
        return path;
      }
    }
  }

  async #writeProfile(path: string, profile: Profile): Promise<void> {
    const bytes = Buffer.from(stringifyCanonically(profile));
    await writeFileSafely(this.#places.fileSystem, join(path, profileFileName), bytes);
  }

  async #remember(path: string, name: string): Promise<void> {
    if (path.startsWith(join(this.#places.stateDirectory, sep))) return;
    await this.#settings.change(settings => ({
      ...settings,
      lastProject: path,
      recentProjects: [
        { path, name },
        ...settings.recentProjects.filter(recent => recent.path !== path),
      ].slice(0, maximumRecent),
    }));
  }

  /** Two windows that open the same folder at once must get the same project. */
  #oneAtATime<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = this.#opening.then(work, work);
    this.#opening = mine.catch(() => null);
    return mine;
  }
}

/** Names of devices on Windows, which no folder may have there. */
const reservedName = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i;
/** Most file systems take 255 bytes; a number may follow. */
const longestNameBytes = 200;

/** A name that every system takes for a folder. */
function folderName(name: string): string {
  let safe = '';
  for (const letter of name.replaceAll(/[\\/:*?"<>|\p{C}]/gu, ' ').trim()) {
    if (Buffer.byteLength(safe + letter) > longestNameBytes) break;
    safe += letter;
  }
  safe = safe.replace(/^\.+/, '').replace(/[. ]+$/, '');
  return safe === '' || reservedName.test(safe) ? `project ${safe}`.trim() : safe;
}

function parseScenario(text: string): Scenario | null {
  try {
    return scenarioSchema.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}

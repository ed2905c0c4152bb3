import { StudioError } from '../../contract/errors/studio-error.ts';
import type { ServiceHandlers } from '../../contract/rpc/define-service.ts';
import type { memoryService } from '../../contract/services/memory-service.ts';
import { type MemoryPolicy, memoryPolicySchema } from '../../core/persona/persona.ts';
import { LibsqlMemoryStore } from './libsql-memory-store.ts';
import { MemoryDatabase } from './memory-database.ts';
import { createMemoryHandlers } from './memory-handlers.ts';
import { MemoryPlaces, type MemorySecrets } from './memory-places.ts';

export interface MemoryOptions {
  readonly stateDirectory: string;
  /** Keeps the tokens of servers; absent: only servers without one. */
  readonly secrets?: MemorySecrets;
  /** What a persona keeps; undefined where the profile has none of this id: the defaults hold. */
  readonly policyOf: (projectId: string, personaId: string) => MemoryPolicy | undefined;
  /** Whose memory a project uses, so that it outlasts the opening; absent: the id that is given is the profile's. */
  readonly profileIdOf?: (projectId: string) => string;
  readonly date: () => Date;
  /** Told what went wrong beside a call: a damaged file that was set aside, a retention that could not run. */
  readonly report?: (error: StudioError) => void;
  /** How long a server or another program is waited for. */
  readonly patienceMs?: number;
}

/** The memories of all profiles on this computer. */
export interface Memory {
  /** The memory of a project's profile, wherever it is kept. Rejects where that cannot be opened. */
  storeFor(projectId: string): Promise<LibsqlMemoryStore>;
  /**
   * An empty memory in this process, for a trial, a scenario or a visitor. `close` forgets it. `date` is the hub's or
   * the scenario's where it is not this computer's.
   */
  openScratch(options: {
    readonly policyOf: (personaId: string) => MemoryPolicy | undefined;
    readonly date?: () => Date;
  }): Promise<LibsqlMemoryStore>;
  readonly handlers: ServiceHandlers<typeof memoryService>;
  dispose(): Promise<void>;
}

/** One profile's database, opened once and used by all who ask. */
interface OpenProfile {
  database: Promise<MemoryDatabase>;
  /** Day on which retention last ran, `2026-05-03`. */
  expiredOn: string;
}

const defaultPolicy = memoryPolicySchema.parse({});

/** Puts memory together: one database a profile, retention once a day, and the service for the face. */
export function createMemory(options: MemoryOptions): Memory {
  const { date } = options;
  const places = new MemoryPlaces(options.stateDirectory, options.secrets);
  const profiles = new Map<string, OpenProfile>();
  const listeners = new Set<(change: { projectId: string; personaId: string }) => void>();
  const profileIdOf = options.profileIdOf ?? (id => id);
  const databaseOptions = options.patienceMs === undefined ? {} : { patienceMs: options.patienceMs };
  let isDisposed = false;
  /** Projects that asked, so that a change reaches all that share a profile. */
  const projects = new Map<string, Set<string>>();

  const emit = (profileId: string, personaId: string) => {
    for (const projectId of projects.get(profileId) ?? []) {
      for (const listener of listeners) listener({ projectId, personaId });
    }
  };

  const openDatabase = async (profileId: string): Promise<MemoryDatabase> => {
    const database = await MemoryDatabase.open(await places.place(profileId), databaseOptions);
    if (database.damage !== null) options.report?.(database.damage);
    return database;
  };

  const databaseOf = (profileId: string): Promise<MemoryDatabase> => {
    if (isDisposed) return Promise.reject(new Error('The memory was closed.'));
    const known = profiles.get(profileId);
    if (known !== undefined) return known.database;
    const opened: OpenProfile = { database: openDatabase(profileId), expiredOn: '' };
    profiles.set(profileId, opened);
    opened.database.catch(() => {
      // The next call tries again: the server may be back.
      if (profiles.get(profileId) === opened) profiles.delete(profileId);
    });
    return opened.database;
  };

  const policyOf = (projectId: string, personaId: string) =>
    options.policyOf(projectId, personaId) ?? defaultPolicy;

  const expireDue = async (projectId: string, profileId: string, store: LibsqlMemoryStore) => {
    const opened = profiles.get(profileId);
    const today = date().toISOString().slice(0, 10);
    if (opened === undefined || opened.expiredOn === today) return;
    opened.expiredOn = today;
    try {
      for (const personaId of await store.personas()) {
        await store.expire(personaId, policyOf(projectId, personaId).keepDays);
      }
    } catch (error) {
      // A memory that can be read but not written is still worth reading.
      opened.expiredOn = '';
      options.report?.(StudioError.from(error));
    }
  };

  const storeFor = async (projectId: string): Promise<LibsqlMemoryStore> => {
    const profileId = profileIdOf(projectId);
    projects.set(profileId, (projects.get(profileId) ?? new Set()).add(projectId));
    const store = new LibsqlMemoryStore({
      database: () => databaseOf(profileId),
      policyOf: personaId => policyOf(projectId, personaId),
      date,
      onDidChange: personaId => emit(profileId, personaId),
    });
    await databaseOf(profileId);
    await expireDue(projectId, profileId, store);
    return store;
  };

  const placeOf = async (projectId: string) => {
    const profileId = profileIdOf(projectId);
    const place = await places.place(profileId);
    const where = place.kind === 'server' ? place.url : places.file(profileId).path;
    const kind = place.kind === 'server' ? ('server' as const) : ('file' as const);
    try {
      const database = await databaseOf(profileId);
      return { kind, where, bytes: await database.bytes(), problem: database.damage?.toJson() ?? null };
    } catch (error) {
      return { kind, where, bytes: null, problem: StudioError.from(error).toJson() };
    }
  };

  const setPlace = async (projectId: string, url: string | null, token: string | undefined) => {
    const profileId = profileIdOf(projectId);
    const wanted = await places.wanted(profileId, url, token);
    // Tried before anything is changed: an address that does not answer leaves the memory where it is.
    const database = await MemoryDatabase.open(wanted, databaseOptions);
    try {
      await places.keep(profileId, wanted);
    } catch (error) {
      await database.close();
      throw error;
    }
    const before = profiles.get(profileId);
    profiles.set(profileId, { database: Promise.resolve(database), expiredOn: '' });
    await before?.database.then(
      old => old.close(),
      () => undefined,
    );
    const store = await storeFor(projectId);
    for (const personaId of await store.personas()) emit(profileId, personaId);
    emit(profileId, '');
  };

  return {
    storeFor,
    openScratch: async scratch => {
      const database = await MemoryDatabase.open({ kind: 'scratch' });
      return new LibsqlMemoryStore({
        database: async () => database,
        policyOf: personaId => scratch.policyOf(personaId) ?? defaultPolicy,
        date: scratch.date ?? date,
        close: async () => database.close(),
      });
    },
    handlers: createMemoryHandlers({
      storeFor,
      placeOf,
      setPlace,
      onDidChange: listener => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    }),
    dispose: async () => {
      isDisposed = true;
      const opened = [...profiles.values()];
      profiles.clear();
      const databases = await Promise.allSettled(opened.map(({ database }) => database));
      await Promise.allSettled(
        databases.map(result => (result.status === 'fulfilled' ? result.value.close() : undefined)),
      );
    },
  };
}

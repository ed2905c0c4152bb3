/** One thing that a persona remembers of one person. */
export interface MemoryEntry {
  readonly id: string;
  readonly personaId: string;
  readonly person: string;
  readonly kind: 'fact' | 'episode';
  /** As it can be said: `Afraid of the dark, likes the hallway light on`. */
  readonly text: string;
  /** What a fact is about, so that a newer one replaces it: `name`, `birthday`, `likes:dinosaur`; null for episodes. */
  readonly key: string | null;
  /** `MM-DD` or `YYYY-MM-DD` of a fact that comes round every year. */
  readonly date: string | null;
  /** Where it comes from: `said`, `entered by hand`, `tool`, `scenario`; and the words that it was taken from. */
  readonly source: 'said' | 'entered' | 'tool';
  readonly sourceWords: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly usedAt: string | null;
  readonly uses: number;
}

export type NewMemory = Pick<MemoryEntry, 'kind' | 'text' | 'source' | 'sourceWords'> &
  Partial<Pick<MemoryEntry, 'key' | 'date'>>;

/** A person that a persona knows. */
export interface KnownPerson {
  readonly person: string;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  readonly facts: number;
  readonly episodes: number;
  readonly hasFace: boolean;
}

/** Memories of one persona about one person. Every call is bound to both: nothing of another person can come out. */
export interface PersonMemory {
  readonly person: string;
  /** Adds an entry; a fact with a key replaces the one that has it. Null where the policy keeps nothing of this kind. */
  remember(entry: NewMemory): Promise<MemoryEntry | null>;
  /** Entries that fit the words, best first; counts their use. Full text in Chinese and English. */
  recall(words: string, limit: number): Promise<readonly MemoryEntry[]>;
  facts(): Promise<readonly MemoryEntry[]>;
  recentEpisodes(limit: number): Promise<readonly MemoryEntry[]>;
  /** The person was seen now. Returns when they were last seen before; null on the first time. */
  see(): Promise<Date | null>;
}

/** A stored face: the person's own, consented entry. */
export interface StoredFace {
  readonly person: string;
  readonly descriptor: readonly number[];
  readonly consentedAt: string;
}

/** Memory of a profile's personas. `date` of the hub is used for every time, so that scenarios are deterministic. */
export interface MemoryStore {
  about(personaId: string, person: string): PersonMemory;
  people(personaId: string): Promise<readonly KnownPerson[]>;
  faces(personaId: string): Promise<readonly StoredFace[]>;
  storeFace(personaId: string, person: string, descriptor: readonly number[]): Promise<void>;
  /** For the inspector. */
  list(
    personaId: string,
    person: string | null,
    words: string,
    limit: number,
  ): Promise<readonly MemoryEntry[]>;
  correct(
    id: string,
    change: { readonly text?: string; readonly date?: string | null },
  ): Promise<MemoryEntry>;
  erase(id: string): Promise<void>;
  erasePerson(personaId: string, person: string): Promise<void>;
  /** Erases what is older than the policy keeps. Returns how many. */
  expire(personaId: string, keepDays: number): Promise<number>;
  /** Values that tools keep, per person or for the device (`person` empty). */
  readonly values: {
    get(scope: string, person: string, key: string): Promise<string | null>;
    set(scope: string, person: string, key: string, value: string): Promise<void>;
    keys(scope: string, person: string): Promise<readonly string[]>;
    remove(scope: string, person: string, key: string): Promise<void>;
    /** Whose values there are in a scope: tools set up again at the start what they keep for somebody. */
    people?(scope: string): Promise<readonly string[]>;
  };
  close(): Promise<void>;
}

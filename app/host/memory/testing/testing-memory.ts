import { type MemoryPolicy, memoryPolicySchema } from '../../../core/persona/persona.ts';
import { LibsqlMemoryStore } from '../libsql-memory-store.ts';
import { MemoryDatabase, type MemoryPlace } from '../memory-database.ts';

/** A store on a place, with a clock that a test sets and the personas that changed, in order. */
export interface TestingMemory {
  readonly store: LibsqlMemoryStore;
  readonly database: MemoryDatabase;
  readonly changes: string[];
  now: Date;
  policy: MemoryPolicy;
}

export async function openTestingMemory(
  place: MemoryPlace = { kind: 'scratch' },
  policy: Partial<MemoryPolicy> = {},
): Promise<TestingMemory> {
  const database = await MemoryDatabase.open(place);
  const changes: string[] = [];
  const memory: TestingMemory = {
    database,
    changes,
    now: new Date('2026-05-03T08:00:00.000Z'),
    policy: memoryPolicySchema.parse({ faces: true, ...policy }),
    store: new LibsqlMemoryStore({
      database: async () => database,
      policyOf: () => memory.policy,
      date: () => memory.now,
      onDidChange: personaId => changes.push(personaId),
      close: async () => database.close(),
    }),
  };
  return memory;
}

/** A fact as a person says it. */
export function said(text: string, more: { key?: string; date?: string; words?: string } = {}) {
  return {
    kind: 'fact' as const,
    text,
    source: 'said' as const,
    sourceWords: more.words ?? text,
    ...(more.key === undefined ? {} : { key: more.key }),
    ...(more.date === undefined ? {} : { date: more.date }),
  };
}

/** What was talked about. */
export function episode(text: string) {
  return { kind: 'episode' as const, text, source: 'said' as const, sourceWords: '' };
}

import { randomUUID } from 'node:crypto';
import type { InStatement, Row } from '@libsql/client';
import { memoryEntrySchema } from '../../contract/services/memory-service.ts';
import { isMemoryDate } from '../../core/persona/memory-date.ts';
import type { MemoryPolicy } from '../../core/persona/persona.ts';
import type { MemoryDatabase } from './memory-database.ts';
import type { MemoryEntry, NewMemory, PersonMemory } from './memory-store.ts';
import { rankEntries, searchable, searchCondition, spokenTerms } from './search-terms.ts';

/** The columns of an entry, named as {@link MemoryEntry} names them. */
export const entryColumns = `id, persona AS personaId, person, kind, text, key, date, source,
  source_words AS sourceWords, created_at AS createdAt, used_at AS usedAt, uses`;

export function readEntry(row: Row): MemoryEntry {
  return memoryEntrySchema.parse({ ...row });
}

/** A name as it is kept: the same letters are the same person, however they were typed. */
export function personName(person: string): string {
  return person.normalize('NFC').trim().slice(0, 80);
}

/** Longer than anything said in one breath; what is beyond is cut. */
const textLimit = 2_000;
/** Entries of one person that are ranked: those that fit, newest first. */
const candidateLimit = 400;
/** Facts that are given at once, newest first. */
const factLimit = 500;

const kept = (text: string) => text.trim().slice(0, textLimit);

/** What memories of one person need of the store. */
export interface PersonMemoryContext {
  readonly database: () => Promise<MemoryDatabase>;
  readonly policy: () => MemoryPolicy;
  readonly date: () => Date;
  readonly changed: () => void;
}

/** The one place that reads or writes what a persona knows of a person. Each statement names both. */
export class LibsqlPersonMemory implements PersonMemory {
  readonly person: string;
  readonly #persona: string;
  readonly #context: PersonMemoryContext;

  constructor(personaId: string, person: string, context: PersonMemoryContext) {
    this.#persona = personaId;
    this.person = personName(person);
    this.#context = context;
  }

  /** Nothing is kept of somebody without a name: strangers would be mixed with one another. */
  #keeps(kind: 'fact' | 'episode' | 'person'): boolean {
    const { keeps } = this.#context.policy();
    return this.person !== '' && (kind === 'episode' ? keeps === 'facts-and-episodes' : keeps !== 'nothing');
  }

  #now(): string {
    return this.#context.date().toISOString();
  }

  /** Entries of this persona about this person that fit a condition, newest first. */
  async #entries(
    condition: string,
    args: readonly (string | number)[],
    limit: number,
  ): Promise<readonly Row[]> {
    const database = await this.#context.database();
    return database.read({
      sql: `SELECT ${entryColumns}, number, search FROM entry WHERE persona = ? AND person = ? AND ${condition}
        ORDER BY created_at DESC, number DESC LIMIT ?`,
      args: [this.#persona, this.person, ...args, Math.floor(limit)],
    });
  }

  async remember(entry: NewMemory): Promise<MemoryEntry | null> {
    const text = kept(entry.text);
    if (!this.#keeps(entry.kind) || text === '') return null;
    const now = this.#now();
    const id = randomUUID();
    const key = entry.kind === 'fact' && entry.key ? entry.key.trim().slice(0, 200) : null;
    const date = entry.date && isMemoryDate(entry.date) ? entry.date : null;
    const sourceWords = kept(entry.sourceWords);
    const database = await this.#context.database();
    const replaced: InStatement[] =
      entry.kind === 'episode'
        ? []
        : [
            {
              sql: `DELETE FROM entry WHERE persona = ? AND person = ? AND kind = 'fact'
                AND ${key === null ? 'key IS NULL AND text = ?' : 'key = ?'}`,
              args: [this.#persona, this.person, key ?? text],
            },
          ];
    const results = await database.write([
      ...replaced,
      {
        sql: `INSERT INTO entry (id, persona, person, kind, text, key, date, source, source_words, created_at, search)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        args: [
          id,
          this.#persona,
          this.person,
          entry.kind,
          text,
          key,
          date,
          entry.source,
          sourceWords,
          now,
          searchable(text, key, sourceWords),
        ],
      },
      {
        sql: 'INSERT INTO person (persona, person, known_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
        args: [this.#persona, this.person, now],
      },
    ]);
    if (replaced.length > 0 && (results[0]?.rowsAffected ?? 0) > 0) await database.settle();
    this.#context.changed();
    return {
      id,
      personaId: this.#persona,
      person: this.person,
      kind: entry.kind,
      text,
      key,
      date,
      source: entry.source,
      sourceWords,
      createdAt: now,
      usedAt: null,
      uses: 0,
    };
  }

  async recall(words: string, limit: number): Promise<readonly MemoryEntry[]> {
    const terms = spokenTerms(words);
    const condition = searchCondition(terms, 'OR');
    if (condition === null || limit < 1 || !this.#keeps('fact')) return [];
    const rows = await this.#entries(
      `${this.#keptKinds()} AND ${condition.sql}`,
      condition.args,
      candidateLimit,
    );
    const candidates = rows.map(row => ({
      ...readEntry(row),
      number: Number(row.number),
      search: String(row.search),
    }));
    const best = rankEntries(candidates, terms).slice(0, Math.floor(limit));
    if (best.length === 0) return [];
    const usedAt = this.#now();
    const database = await this.#context.database();
    await database.write([
      {
        sql: `UPDATE entry SET uses = uses + 1, used_at = ?
          WHERE persona = ? AND person = ? AND id IN (${best.map(() => '?').join(', ')})`,
        args: [usedAt, this.#persona, this.person, ...best.map(({ id }) => id)],
      },
    ]);
    this.#context.changed();
    return best.map(({ number, search, ...entry }) => ({ ...entry, usedAt, uses: entry.uses + 1 }));
  }

  async facts(): Promise<readonly MemoryEntry[]> {
    if (!this.#keeps('fact')) return [];
    const rows = await this.#entries(`kind = 'fact'`, [], factLimit);
    return rows.map(readEntry);
  }

  async recentEpisodes(limit: number): Promise<readonly MemoryEntry[]> {
    if (!this.#keeps('episode') || limit < 1) return [];
    const rows = await this.#entries(`kind = 'episode'`, [], limit);
    return rows.map(readEntry);
  }

  async see(): Promise<Date | null> {
    if (!this.#keeps('person')) return null;
    const now = this.#now();
    const database = await this.#context.database();
    const [before] = await database.write([
      {
        sql: 'SELECT seen_at FROM person WHERE persona = ? AND person = ?',
        args: [this.#persona, this.person],
      },
      {
        sql: `INSERT INTO person (persona, person, known_at, seen_at) VALUES (?, ?, ?, ?)
          ON CONFLICT (persona, person) DO UPDATE SET seen_at = excluded.seen_at`,
        args: [this.#persona, this.person, now, now],
      },
    ]);
    this.#context.changed();
    const seenAt = before?.rows[0]?.seen_at;
    return typeof seenAt === 'string' ? new Date(seenAt) : null;
  }

  /** What the policy does not keep any more is not used either; it waits in the inspector until it is erased. */
  #keptKinds(): string {
    return this.#keeps('episode') ? `kind IN ('fact', 'episode')` : `kind = 'fact'`;
  }
}

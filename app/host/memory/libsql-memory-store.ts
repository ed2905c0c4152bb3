import type { InStatement } from '@libsql/client';
import { z } from 'zod';
import { StudioError } from '../../contract/errors/studio-error.ts';
import { knownPersonSchema } from '../../contract/services/memory-service.ts';
import { isMemoryDate } from '../../core/persona/memory-date.ts';
import type { MemoryPolicy } from '../../core/persona/persona.ts';
import type { MemoryDatabase } from './memory-database.ts';
import type { KnownPerson, MemoryEntry, MemoryStore, PersonMemory, StoredFace } from './memory-store.ts';
import { entryColumns, LibsqlPersonMemory, personName, readEntry } from './person-memory.ts';
import { searchable, searchCondition, typedTerms } from './search-terms.ts';

export interface LibsqlMemoryStoreOptions {
  /** The database as it is now: its place may be changed while the store is in use. */
  readonly database: () => Promise<MemoryDatabase>;
  readonly policyOf: (personaId: string) => MemoryPolicy;
  /** Of the hub, or of the scenario. */
  readonly date: () => Date;
  /** Something of a persona was added, used, corrected or erased. */
  readonly onDidChange?: (personaId: string) => void;
  /** What `close` does; absent where the database belongs to others. */
  readonly close?: () => Promise<void>;
}

const descriptorSchema = z.array(z.number()).min(1).max(4_096);
const dayMs = 86_400_000;
const personStatement = (table: string, personaId: string, person: string): InStatement => ({
  sql: `DELETE FROM ${table} WHERE persona = ? AND person = ?`,
  args: [personaId, person],
});

/** Memory on libSQL: an embedded file, a server, or in this process. */
export class LibsqlMemoryStore implements MemoryStore {
  readonly #options: LibsqlMemoryStoreOptions;

  constructor(options: LibsqlMemoryStoreOptions) {
    this.#options = options;
  }

  about(personaId: string, person: string): PersonMemory {
    const { database, policyOf, date } = this.#options;
    return new LibsqlPersonMemory(personaId, person, {
      database,
      date,
      policy: () => policyOf(personaId),
      changed: () => this.#changed(personaId),
    });
  }

  async people(personaId: string): Promise<readonly KnownPerson[]> {
    const database = await this.#options.database();
    const rows = await database.read({
      sql: `SELECT person, known_at AS firstSeenAt, COALESCE(seen_at, known_at) AS lastSeenAt,
          (SELECT COUNT(*) FROM entry e
            WHERE e.persona = p.persona AND e.person = p.person AND kind = 'fact') AS facts,
          (SELECT COUNT(*) FROM entry e
            WHERE e.persona = p.persona AND e.person = p.person AND kind = 'episode') AS episodes,
          EXISTS (SELECT 1 FROM face f WHERE f.persona = p.persona AND f.person = p.person) AS face
        FROM person p WHERE persona = ? ORDER BY lastSeenAt DESC, person`,
      args: [personaId],
    });
    return rows.map(row => knownPersonSchema.parse({ ...row, hasFace: Number(row.face) === 1 }));
  }

  /** Faces that may be used; none where the persona may not keep faces (any more). */
  async faces(personaId: string): Promise<readonly StoredFace[]> {
    if (!this.#options.policyOf(personaId).faces) return [];
    const database = await this.#options.database();
    const rows = await database.read({
      sql: 'SELECT person, descriptor, consented_at FROM face WHERE persona = ? ORDER BY person',
      args: [personaId],
    });
    return rows.map(row => ({
      person: String(row.person),
      descriptor: descriptorSchema.parse(JSON.parse(String(row.descriptor))),
      consentedAt: String(row.consented_at),
    }));
  }

  /** Only after the person said yes: the time of this call is kept as the time of their consent. */
  async storeFace(personaId: string, person: string, descriptor: readonly number[]): Promise<void> {
    const name = personName(person);
    if (!this.#options.policyOf(personaId).faces || name === '') {
      throw new StudioError('memory/faces-not-allowed', {});
    }
    const numbers = descriptorSchema.safeParse([...descriptor]);
    if (!numbers.success) throw new StudioError('memory/bad-face', {});
    const now = this.#options.date().toISOString();
    const database = await this.#options.database();
    await database.write([
      {
        sql: `INSERT INTO face (persona, person, descriptor, consented_at) VALUES (?, ?, ?, ?)
          ON CONFLICT (persona, person)
          DO UPDATE SET descriptor = excluded.descriptor, consented_at = excluded.consented_at`,
        args: [personaId, name, JSON.stringify(numbers.data), now],
      },
      {
        sql: 'INSERT INTO person (persona, person, known_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
        args: [personaId, name, now],
      },
    ]);
    this.#changed(personaId);
  }

  /** Erases a face alone; what is remembered of the person stays. */
  async eraseFace(personaId: string, person: string): Promise<void> {
    await this.#eraseAll([personStatement('face', personaId, personName(person))]);
    this.#changed(personaId);
  }

  async list(
    personaId: string,
    person: string | null,
    words: string,
    limit: number,
  ): Promise<readonly MemoryEntry[]> {
    const condition = searchCondition(typedTerms(words), 'AND');
    const args = [personaId, ...(person === null ? [] : [personName(person)]), ...(condition?.args ?? [])];
    const database = await this.#options.database();
    const rows = await database.read({
      sql: `SELECT ${entryColumns} FROM entry WHERE persona = ?
        ${person === null ? '' : 'AND person = ?'} ${condition === null ? '' : `AND ${condition.sql}`}
        ORDER BY created_at DESC, number DESC LIMIT ?`,
      args: [...args, Math.max(0, Math.floor(limit))],
    });
    return rows.map(readEntry);
  }

  async correct(
    id: string,
    change: { readonly text?: string; readonly date?: string | null },
  ): Promise<MemoryEntry> {
    const entry = await this.#entry(id);
    const text = (change.text ?? '').trim().slice(0, 2_000) || entry.text;
    const date = change.date === undefined ? entry.date : change.date || null;
    if (date !== null && date !== entry.date && !isMemoryDate(date)) {
      throw new StudioError('memory/bad-date', { date });
    }
    const database = await this.#options.database();
    await database.write([
      {
        sql: 'UPDATE entry SET text = ?, date = ?, search = ? WHERE id = ?',
        args: [text, date, searchable(text, entry.key, entry.sourceWords), id],
      },
    ]);
    await database.settle();
    this.#changed(entry.personaId);
    return { ...entry, text, date };
  }

  async erase(id: string): Promise<void> {
    const entry = await this.#entry(id);
    await this.#eraseAll([{ sql: 'DELETE FROM entry WHERE id = ?', args: [id] }]);
    this.#changed(entry.personaId);
  }

  /**
   * Everything that this persona has of the person: entries, face, that they were ever seen; and what tools keep for
   * them, where no other persona knows the person.
   */
  async erasePerson(personaId: string, person: string): Promise<void> {
    const name = personName(person);
    await this.#eraseAll([
      personStatement('entry', personaId, name),
      personStatement('face', personaId, name),
      personStatement('person', personaId, name),
      {
        sql: `DELETE FROM value WHERE person = ? AND person <> ''
          AND NOT EXISTS (SELECT 1 FROM person p WHERE p.person = value.person)`,
        args: [name],
      },
    ]);
    this.#changed(personaId);
  }

  async expire(personaId: string, keepDays: number): Promise<number> {
    const before = new Date(this.#options.date().getTime() - keepDays * dayMs).toISOString();
    const results = await this.#eraseAll([
      { sql: 'DELETE FROM entry WHERE persona = ? AND created_at < ?', args: [personaId, before] },
      {
        // Who was not seen for as long and of whom nothing is left is forgotten, with their face.
        sql: `DELETE FROM person WHERE persona = ? AND COALESCE(seen_at, known_at) < ?
          AND NOT EXISTS (SELECT 1 FROM entry e WHERE e.persona = person.persona AND e.person = person.person)`,
        args: [personaId, before],
      },
      {
        sql: `DELETE FROM face WHERE persona = ?
          AND NOT EXISTS (SELECT 1 FROM person p WHERE p.persona = face.persona AND p.person = face.person)`,
        args: [personaId],
      },
    ]);
    if (results.some(count => count > 0)) this.#changed(personaId);
    return results[0] ?? 0;
  }

  /** The personas that anything is kept of, in the order of their ids. */
  async personas(): Promise<readonly string[]> {
    const database = await this.#options.database();
    const rows = await database.read('SELECT DISTINCT persona FROM person ORDER BY persona');
    return rows.map(row => String(row.persona));
  }

  readonly values: MemoryStore['values'] = {
    get: async (scope, person, key) => {
      const database = await this.#options.database();
      const rows = await database.read({
        sql: 'SELECT value FROM value WHERE scope = ? AND person = ? AND key = ?',
        args: [scope, personName(person), key],
      });
      return rows[0] === undefined ? null : String(rows[0].value);
    },
    set: async (scope, person, key, value) => {
      const database = await this.#options.database();
      await database.write([
        {
          sql: `INSERT INTO value (scope, person, key, value) VALUES (?, ?, ?, ?)
            ON CONFLICT (scope, person, key) DO UPDATE SET value = excluded.value`,
          args: [scope, personName(person), key, value],
        },
      ]);
    },
    keys: async (scope, person) => {
      const database = await this.#options.database();
      const rows = await database.read({
        sql: 'SELECT key FROM value WHERE scope = ? AND person = ? ORDER BY key',
        args: [scope, personName(person)],
      });
      return rows.map(row => String(row.key));
    },
    remove: async (scope, person, key) => {
      await this.#eraseAll([
        {
          sql: 'DELETE FROM value WHERE scope = ? AND person = ? AND key = ?',
          args: [scope, personName(person), key],
        },
      ]);
    },
    people: async scope => {
      const database = await this.#options.database();
      const rows = await database.read({
        sql: 'SELECT DISTINCT person FROM value WHERE scope = ? ORDER BY person',
        args: [scope],
      });
      return rows.map(row => String(row.person));
    },
  };

  async close(): Promise<void> {
    await this.#options.close?.();
  }

  async #entry(id: string): Promise<MemoryEntry> {
    const database = await this.#options.database();
    const [row] = await database.read({ sql: `SELECT ${entryColumns} FROM entry WHERE id = ?`, args: [id] });
    if (row === undefined) throw new StudioError('memory/no-such-entry', {});
    return readEntry(row);
  }

  /** Deletes in one transaction and makes the bytes go as well. Returns how many rows each statement took. */
  async #eraseAll(statements: readonly InStatement[]): Promise<readonly number[]> {
    const database = await this.#options.database();
    const counts = (await database.write(statements)).map(result => result.rowsAffected);
    if (counts.some(count => count > 0)) await database.settle();
    return counts;
  }

  #changed(personaId: string): void {
    this.#options.onDidChange?.(personaId);
  }
}

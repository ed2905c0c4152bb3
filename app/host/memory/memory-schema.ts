/** One step of the schema: the statements that lead from `version - 1` to `version`. A released step never changes. */
export interface MemoryMigration {
  readonly version: number;
  readonly statements: readonly string[];
}

/**
 * `search` is what full text looks at: the text, what it is about and the words it was taken from, in one letter case
 * and width (`searchable` of search-terms.ts). FTS5's own `secure-delete` takes erased words out of its index at once.
 */
export const memoryMigrations: readonly MemoryMigration[] = [
  {
    version: 1,
    statements: [
      `CREATE TABLE entry (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        persona TEXT NOT NULL,
        person TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('fact', 'episode')),
        text TEXT NOT NULL,
        key TEXT,
        date TEXT,
        source TEXT NOT NULL,
        source_words TEXT NOT NULL,
        created_at TEXT NOT NULL,
        used_at TEXT,
        uses INTEGER NOT NULL DEFAULT 0,
        search TEXT NOT NULL
      )`,
      'CREATE INDEX entry_of_person ON entry (persona, person, created_at)',
      `CREATE UNIQUE INDEX entry_fact_key ON entry (persona, person, key) WHERE kind = 'fact' AND key IS NOT NULL`,
      `CREATE VIRTUAL TABLE entry_words USING fts5 (
        search, content = 'entry', content_rowid = 'number', tokenize = 'trigram'
      )`,
      `INSERT INTO entry_words (entry_words, rank) VALUES ('secure-delete', 1)`,
      `CREATE TRIGGER entry_inserted AFTER INSERT ON entry BEGIN
        INSERT INTO entry_words (rowid, search) VALUES (new.number, new.search);
      END`,
      `CREATE TRIGGER entry_deleted AFTER DELETE ON entry BEGIN
        INSERT INTO entry_words (entry_words, rowid, search) VALUES ('delete', old.number, old.search);
      END`,
      `CREATE TRIGGER entry_updated AFTER UPDATE OF search ON entry BEGIN
        INSERT INTO entry_words (entry_words, rowid, search) VALUES ('delete', old.number, old.search);
        INSERT INTO entry_words (rowid, search) VALUES (new.number, new.search);
      END`,
      `CREATE TABLE person (
        persona TEXT NOT NULL,
        person TEXT NOT NULL,
        known_at TEXT NOT NULL,
        seen_at TEXT,
        PRIMARY KEY (persona, person)
      ) WITHOUT ROWID`,
      `CREATE TABLE face (
        persona TEXT NOT NULL,
        person TEXT NOT NULL,
        descriptor TEXT NOT NULL,
        consented_at TEXT NOT NULL,
        PRIMARY KEY (persona, person)
      ) WITHOUT ROWID`,
      `CREATE TABLE value (
        scope TEXT NOT NULL,
        person TEXT NOT NULL,
        key TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (scope, person, key)
      ) WITHOUT ROWID`,
    ],
  },
];

/** The newest version that a sequence leads to. Throws where it has a gap, a double or another order. */
export function newestVersion(migrations: readonly MemoryMigration[]): number {
  for (const [index, { version }] of migrations.entries()) {
    if (version !== index + 1) {
      throw new TypeError(`Step ${index + 1} of the memory's schema calls itself version ${version}.`);
    }
  }
  return migrations.length;
}

import type { JsonObject } from './json.ts';
import { nameElements } from './migrations/name-elements.ts';
import { currentSchemaVersion } from './profile.ts';

/**
 * One step of the document's history, from one version of the schema to the next. Pure; must keep every field that it
 * does not know and must not throw, whatever it finds.
 */
export interface DocumentMigration {
  readonly from: number;
  /** Says in a few words what changed. */
  readonly name: string;
  readonly migrate: (document: JsonObject) => JsonObject;
}

/** All steps, oldest first. A released step is never changed again. */
export const documentMigrations: readonly DocumentMigration[] = checkSequence(
  [{ from: 0, name: 'nodes and wires by id', migrate: nameElements }],
  currentSchemaVersion,
);

/**
 * Makes sure that the steps lead from their first version to `target` without a gap, a repetition or a step too many.
 * @throws Error that names the step; it is a mistake in the program, not in a document.
 */
export function checkSequence(
  migrations: readonly DocumentMigration[],
  target: number,
): readonly DocumentMigration[] {
  const first = migrations[0]?.from ?? target;
  for (const [index, migration] of migrations.entries()) {
    if (migration.from !== first + index) {
      throw new Error(
        `Migration “${migration.name}” starts at version ${migration.from} where ${first + index} is due`,
      );
    }
  }
  if (first + migrations.length !== target) {
    throw new Error(`The migrations end at version ${first + migrations.length}, not at ${target}`);
  }
  return migrations;
}

export type MigrationResult =
  | {
      readonly kind: 'ok';
      readonly document: JsonObject;
      readonly from: number;
      readonly applied: readonly string[];
    }
  | { readonly kind: 'newer'; readonly schemaVersion: number }
  | { readonly kind: 'not-a-profile' };

/** Brings a document of any released version to the newest one. The input is left as it was. */
export function migrateDocument(document: JsonObject): MigrationResult {
  const from = document.schemaVersion;
  const oldest = documentMigrations[0]?.from ?? currentSchemaVersion;
  if (typeof from !== 'number' || !Number.isInteger(from) || from < oldest) return { kind: 'not-a-profile' };
  if (from > currentSchemaVersion) return { kind: 'newer', schemaVersion: from };
  const steps = documentMigrations.filter(migration => migration.from >= from);
  let migrated = document;
  for (const step of steps) {
    migrated = { ...step.migrate(migrated), schemaVersion: step.from + 1 };
  }
  return { kind: 'ok', document: migrated, from, applied: steps.map(step => step.name) };
}

import type { Catalogue } from '../catalogue/catalogue.ts';
import { createDiagnostic } from '../diagnostics/create-diagnostic.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { inspectJson, maximumDepth } from './inspect-json.ts';
import type { Json } from './json.ts';
import { isJsonObject } from './json.ts';
import { migrateNodes } from './migrate-nodes.ts';
import { migrateDocument } from './migrations.ts';
import type { Profile } from './profile.ts';
import { currentSchemaVersion } from './profile.ts';
import { readProfile } from './read-profile.ts';
import { scanJson } from './scan-json.ts';

/** Larger files are refused before they are looked at. */
export const maximumDocumentBytes = 16 * 1024 * 1024;
const bytesPerMegabyte = 1024 * 1024;

/**
 * How a document opens.
 * - `ok`: a profile to work with; `migrated` says that it was of an older version and would be written differently.
 * - `newer`: written by a newer Cambrian. `document` is the JSON as it is; `profile` shows what this version
 *   understands of it and must never be written over the file.
 * - `broken`: nothing that could be shown; the diagnostics say why.
 */
export type ParsedDocument =
  | {
      readonly kind: 'ok';
      readonly profile: Profile;
      readonly diagnostics: readonly Diagnostic[];
      readonly migrated: boolean;
    }
  | {
      readonly kind: 'newer';
      readonly schemaVersion: number;
      readonly profile: Profile;
      readonly document: Json;
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly kind: 'broken'; readonly diagnostics: readonly Diagnostic[] };

function broken(diagnostic: Diagnostic): ParsedDocument {
  return { kind: 'broken', diagnostics: [diagnostic] };
}

const profileWide = { kind: 'profile' } as const;

/**
 * Opens the text or bytes of a `profile.json` from anywhere, in bounded time and memory, and never throws: size,
 * encoding, nesting and forbidden names are checked before anything is built, then the document is migrated and read.
 * With a catalogue, nodes are brought to the versions of their types.
 */
export function parseDocument(
  source: string | Uint8Array,
  catalogue: Catalogue | null = null,
): ParsedDocument {
  const size = typeof source === 'string' ? source.length : source.byteLength;
  if (size > maximumDocumentBytes) {
    return broken(
      createDiagnostic('document/too-large', profileWide, {
        megabytes: Math.round(size / bytesPerMegabyte),
        limit: maximumDocumentBytes / bytesPerMegabyte,
      }),
    );
  }
  const text = decode(source);
  if (text === null) return broken(createDiagnostic('document/not-text', profileWide, {}));

  const scan = scanJson(text, maximumDepth);
  switch (scan.kind) {
    case 'syntax':
      return broken(
        createDiagnostic('document/invalid-json', profileWide, { line: scan.line, column: scan.column }),
      );
    case 'too-deep':
      return broken(
        createDiagnostic('document/too-deep', profileWide, { limit: maximumDepth, line: scan.line }),
      );
    case 'forbidden-key':
      return broken(createDiagnostic('document/forbidden-key', profileWide, { key: scan.key }));
    case 'ok': {
      const duplicates = scan.duplicates.map(({ key, line }) =>
        createDiagnostic('document/duplicate-key', profileWide, { key: key === '' ? '""' : key, line }),
      );
      return openDocument(JSON.parse(text), duplicates, catalogue);
    }
  }
}

/** Opens JSON that has been parsed already, with the same care. */
export function readDocument(value: unknown, catalogue: Catalogue | null = null): ParsedDocument {
  const inspection = inspectJson(value);
  switch (inspection.kind) {
    case 'ok':
      return openDocument(value as Json, [], catalogue);
    case 'too-deep':
      return broken(createDiagnostic('document/too-deep', profileWide, { limit: maximumDepth, line: '?' }));
    case 'forbidden-key':
      return broken(createDiagnostic('document/forbidden-key', profileWide, { key: inspection.key }));
    case 'not-json':
      return broken(createDiagnostic('document/not-a-profile', profileWide, {}));
  }
}

/** Text of the source without a byte order mark; null where it is not UTF-8. */
function decode(source: string | Uint8Array): string | null {
  if (typeof source === 'string') return source.startsWith('\ufeff') ? source.slice(1) : source;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(source);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function openDocument(
  value: Json,
  earlier: readonly Diagnostic[],
  catalogue: Catalogue | null,
): ParsedDocument {
  const migration = isJsonObject(value) ? migrateDocument(value) : ({ kind: 'not-a-profile' } as const);
  if (migration.kind === 'not-a-profile' || !isJsonObject(value)) {
    return broken(createDiagnostic('document/not-a-profile', profileWide, {}));
  }
  if (migration.kind === 'newer') {
    const { schemaVersion } = migration;
    const newer = createDiagnostic('document/newer-version', profileWide, {
      version: schemaVersion,
      known: currentSchemaVersion,
    });
    const { profile } = readProfile(value);
    return { kind: 'newer', schemaVersion, profile, document: value, diagnostics: [...earlier, newer] };
  }
  const hasMoved = migration.applied.length > 0;
  const moved = hasMoved
    ? [
        createDiagnostic('document/migrated', profileWide, {
          from: migration.from,
          to: currentSchemaVersion,
        }),
      ]
    : [];
  const read = readProfile(migration.document);
  const nodes =
    catalogue === null ? { profile: read.profile, migrated: [] } : migrateNodes(read.profile, catalogue);
  const updated = nodes.migrated.map(({ node, from, to }) =>
    createDiagnostic('node/migrated', { kind: 'node', node }, { node, from, to }),
  );
  return {
    kind: 'ok',
    profile: nodes.profile,
    diagnostics: [...earlier, ...moved, ...read.diagnostics, ...updated],
    migrated: hasMoved || updated.length > 0,
  };
}

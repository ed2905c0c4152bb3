import { constants, type Dirent } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { createDiagnostic } from '../../core/diagnostics/create-diagnostic.ts';
import type { Diagnostic } from '../../core/diagnostics/diagnostic.ts';
import { explainIssues } from '../../core/document/explain-issue.ts';
import { maximumDepth } from '../../core/document/inspect-json.ts';
import { scanJson } from '../../core/document/scan-json.ts';

/** No file of a plugin is larger. */
export const largestFileBytes = 512 * 1024;
/** No folder of plugins has more entries. */
export const mostEntries = 500;

const profileWide = { kind: 'profile' } as const;

/** A plugin that cannot be used, for one reason that a person can mend. */
export class PluginFault extends Error {
  override readonly name = 'PluginFault';
  readonly plugin: string;
  readonly diagnostic: Diagnostic;

  constructor(plugin: string, diagnostic: Diagnostic) {
    super(diagnostic.message.en);
    this.plugin = plugin;
    this.diagnostic = diagnostic;
  }
}

export function isMissingFile(error: unknown): boolean {
  return hasCode(error, 'ENOENT', 'ENOTDIR');
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** Folders and files of a folder, sorted by name; links are left out. A folder that is not there is empty. */
export async function listFolder(
  path: string,
  plugin: string,
): Promise<{ readonly folders: string[]; readonly files: Set<string>; readonly isCut: boolean }> {
  let entries: Dirent[];
  try {
    entries = await readdir(path, { withFileTypes: true });
  } catch (error) {
    if (isMissingFile(error)) return { folders: [], files: new Set(), isCut: false };
    throw new PluginFault(plugin, unreadable(plugin, '.', error));
  }
  const shown = entries.filter(entry => !entry.name.startsWith('.'));
  const kept = shown.slice(0, mostEntries);
  return {
    folders: kept
      .filter(entry => entry.isDirectory())
      .map(entry => entry.name)
      .sort(),
    files: new Set(kept.filter(entry => entry.isFile()).map(entry => entry.name)),
    isCut: shown.length > kept.length,
  };
}

/** Text of a plugin's file; follows no link. Throws a {@link PluginFault}, also where the file is missing. */
export async function readPluginText(folder: string, file: string, plugin: string): Promise<string> {
  try {
    const handle = await open(join(folder, file), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    try {
      const { size } = await handle.stat();
      if (size > largestFileBytes) {
        const limit = largestFileBytes / 1024;
        throw new PluginFault(
          plugin,
          createDiagnostic('plugin/too-large', profileWide, { plugin, file, limit }),
        );
      }
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof PluginFault) throw error;
    throw new PluginFault(
      plugin,
      isMissingFile(error)
        ? createDiagnostic('plugin/missing-file', profileWide, { plugin, file })
        : unreadable(plugin, file, error),
    );
  }
}

/** A JSON file of a plugin, checked against its schema. Throws a {@link PluginFault}. */
export async function readPluginJson<Schema extends z.ZodType>(
  folder: string,
  file: string,
  plugin: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  return parsePluginJson(await readPluginText(folder, file, plugin), file, plugin, schema);
}

/** The same for text that was read already. */
export function parsePluginJson<Schema extends z.ZodType>(
  text: string,
  file: string,
  plugin: string,
  schema: Schema,
): z.output<Schema> {
  const refuse = (reason: string) =>
    new PluginFault(plugin, createDiagnostic('plugin/invalid-json', profileWide, { plugin, file, reason }));
  const clean = text.startsWith('\ufeff') ? text.slice(1) : text;
  const scan = scanJson(clean, maximumDepth);
  if (scan.kind === 'syntax') throw refuse(`${scan.line}:${scan.column}`);
  if (scan.kind === 'too-deep') throw refuse(`${scan.line}:${scan.column}, > ${maximumDepth}`);
  if (scan.kind === 'forbidden-key') throw refuse(`${scan.line}:${scan.column}, "${scan.key}"`);
  const value: unknown = JSON.parse(clean);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, reason } = explainIssues(parsed.error, value);
  throw new PluginFault(
    plugin,
    createDiagnostic('plugin/invalid', profileWide, { plugin, file, path: path || '.', reason }),
  );
}

function unreadable(plugin: string, file: string, error: unknown): Diagnostic {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return createDiagnostic('plugin/unreadable', profileWide, { plugin, file, reason });
}

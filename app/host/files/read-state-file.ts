import type { z } from 'zod';
import { type FileSystem, hasErrorCode } from './file-system.ts';

/** What a file of the state directory holds. Only `damaged` may be set aside, only `missing` and `read` be written. */
export type StateFileContent<Value> =
  | { readonly state: 'missing' }
  | { readonly state: 'read'; readonly value: Value }
  /** Of a studio that is newer than this one. */
  | { readonly state: 'newer'; readonly json: unknown }
  /** Its bytes are known, and nobody can do anything with them. */
  | { readonly state: 'damaged' }
  /** The system did not give it out: it may be whole. */
  | { readonly state: 'unreadable'; readonly reason: string };

/**
 * Reads a JSON file with a number `format`. Never rejects.
 * @param format the newest that this studio knows
 */
export async function readStateFile<Value>(
  fileSystem: Pick<FileSystem, 'read'>,
  path: string,
  schema: z.ZodType<Value>,
  format: number,
): Promise<StateFileContent<Value>> {
  let bytes: Uint8Array;
  try {
    bytes = await fileSystem.read(path);
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return { state: 'missing' };
    return { state: 'unreadable', reason: error instanceof Error ? error.message : String(error) };
  }
  const json = parseJson(Buffer.from(bytes).toString('utf8'));
  if (formatOf(json) > format) return { state: 'newer', json };
  const parsed = schema.safeParse(json);
  return parsed.success ? { state: 'read', value: parsed.data } : { state: 'damaged' };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function formatOf(json: unknown): number {
  const isObject = typeof json === 'object' && json !== null && 'format' in json;
  return isObject && Number.isInteger(json.format) ? Number(json.format) : 0;
}

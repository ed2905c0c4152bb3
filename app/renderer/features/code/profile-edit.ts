import { inspectJson } from '../../../core/document/inspect-json.ts';
import { isJsonObject, isSameJson, type Json, type JsonObject } from '../../../core/document/json.ts';
import { type DocumentPatch, type Profile, profileSchema } from '../../../core/document/profile.ts';

/** What a text of `profile.json` means for the document. */
export type ProfileEdit =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'change'; readonly patches: readonly DocumentPatch[] }
  | { readonly kind: 'not-json'; readonly reason: string }
  | { readonly kind: 'too-deep' }
  | { readonly kind: 'forbidden-key'; readonly key: string }
  /** JSON, but no profile: the first thing that is wrong, `nodes.a.position.x`. */
  | { readonly kind: 'not-profile'; readonly path: string; readonly reason: string };

/**
 * Judges a text that a person typed and says which changes lead from the present document to it. Only what differs is
 * in the patches, so that one step of undo takes back just that. Pure; never throws for any text.
 */
export function planProfileEdit(text: string, present: Profile): ProfileEdit {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { kind: 'not-json', reason: error instanceof Error ? error.message : String(error) };
  }
  const inspection = inspectJson(value);
  switch (inspection.kind) {
    case 'too-deep':
      return { kind: 'too-deep' };
    case 'forbidden-key':
      return { kind: 'forbidden-key', key: inspection.key };
    case 'not-json':
      return { kind: 'not-json', reason: '' };
    case 'ok':
      break;
  }
  const parsed = profileSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return {
      kind: 'not-profile',
      path: issue === undefined || issue.path.length === 0 ? '/' : issue.path.map(String).join('.'),
      reason: issue?.message ?? '',
    };
  }
  if (!isJsonObject(value)) return { kind: 'not-profile', path: '/', reason: '' };
  const patches = differences(toJsonObject(present), toJsonObject(parsed.data));
  return patches.length === 0 ? { kind: 'unchanged' } : { kind: 'change', patches };
}

/** A profile holds nothing but JSON; this says so to the type checker, and drops fields that are undefined. */
function toJsonObject(profile: Profile): JsonObject {
  const copy: unknown = JSON.parse(JSON.stringify(profile));
  return isJsonObject(copy) ? copy : {};
}

/** The patches that lead from one object to another: objects are walked into, everything else is replaced whole. */
export function differences(
  before: JsonObject,
  after: JsonObject,
  path: readonly string[] = [],
): DocumentPatch[] {
  const patches: DocumentPatch[] = [];
  for (const key of Object.keys(before)) {
    if (!Object.hasOwn(after, key)) patches.push({ op: 'remove', path: [...path, key] });
  }
  for (const [key, value] of Object.entries(after)) {
    const known: Json | undefined = Object.hasOwn(before, key) ? before[key] : undefined;
    if (known === undefined) {
      patches.push({ op: 'add', path: [...path, key], value });
    } else if (isJsonObject(known) && isJsonObject(value)) {
      patches.push(...differences(known, value, [...path, key]));
    } else if (!isSameJson(known, value)) {
      patches.push({ op: 'replace', path: [...path, key], value });
    }
  }
  return patches;
}

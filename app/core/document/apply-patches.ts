import type { LocalizedText } from '../text/localized-text.ts';
import { fillText } from '../text/localized-text.ts';
import { inspectJson, maximumDepth } from './inspect-json.ts';
import type { Json } from './json.ts';
import { forbiddenKeys, isJsonObject } from './json.ts';
import type { DocumentPatch, Profile } from './profile.ts';
import { profileSchema } from './profile.ts';

/** Why patches were not applied. `index` is the place of the offending patch in the list. */
export interface PatchProblem {
  readonly kind: 'bad-path' | 'forbidden-key' | 'bad-value' | 'not-a-profile';
  readonly index: number;
  readonly path: readonly (string | number)[];
  readonly message: LocalizedText;
}

export type PatchResult<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: PatchProblem };

const messages: Readonly<Record<PatchProblem['kind'], LocalizedText>> = {
  'bad-path': { en: 'There is nothing at “{path}” to change.', zh: '“{path}”处没有可更改的内容。' },
  'forbidden-key': { en: '“{path}” uses a forbidden name.', zh: '“{path}”使用了被禁止的名称。' },
  'bad-value': {
    en: 'The value for “{path}” is missing or not plain data.',
    zh: '“{path}”的值缺失或不是普通数据。',
  },
  'not-a-profile': {
    en: 'The change at “{path}” would leave something that is not a profile.',
    zh: '“{path}”处的更改会使内容不再是有效的配置。',
  },
};

function fail(
  kind: PatchProblem['kind'],
  index: number,
  path: readonly (string | number)[],
): PatchResult<never> {
  const message = fillText(messages[kind], { path: path.join('.') });
  return { ok: false, problem: { kind, index, path, message } };
}

/**
 * Applies patches in order and gives the new document; the old one is left as it was and shares what did not change.
 * All or nothing: the first patch that does not fit is reported and none is applied. Patches have Immer's meaning:
 * `add` into a list inserts, `remove` from a list closes the gap, an empty path means the whole document.
 */
export function applyPatches(document: Json, patches: readonly DocumentPatch[]): PatchResult<Json> {
  /** What was copied here already and may be changed in place. */
  const owned = new Set<object>();
  let root = document;

  const own = <Container extends Json[] | Record<string, Json>>(container: Container): Container => {
    if (owned.has(container)) return container;
    const copy = (Array.isArray(container) ? [...container] : { ...container }) as Container;
    owned.add(copy);
    return copy;
  };

  for (const [index, patch] of patches.entries()) {
    const { path } = patch;
    if (path.some(key => forbiddenKeys.has(String(key)))) return fail('forbidden-key', index, path);
    if (path.length > maximumDepth) return fail('bad-path', index, path);
    const value = patch.value as Json | undefined;
    if (patch.op !== 'remove') {
      const inspection = value === undefined ? null : inspectJson(value, maximumDepth - path.length);
      if (inspection?.kind === 'forbidden-key') return fail('forbidden-key', index, path);
      if (inspection?.kind !== 'ok') return fail('bad-value', index, path);
    }
    const key = path.at(-1);
    if (key === undefined) {
      if (patch.op === 'remove' || value === undefined) return fail('bad-path', index, path);
      root = value;
      continue;
    }
    if (typeof root !== 'object' || root === null) return fail('bad-path', index, path);
    root = own(root);
    let parent: Json[] | Record<string, Json> = root;
    for (const step of path.slice(0, -1)) {
      const child: Json | undefined = readChild(parent, step);
      if (typeof child !== 'object' || child === null) return fail('bad-path', index, path);
      const copy: Json[] | Record<string, Json> = own(child);
      writeChild(parent, step, copy);
      parent = copy;
    }
    if (!applyAt(parent, key, patch.op, value)) return fail('bad-path', index, path);
  }
  return { ok: true, value: root };
}

function listIndex(key: string | number): number {
  if (typeof key === 'number') return key;
  return /^(0|[1-9]\d{0,8})$/.test(key) ? Number(key) : -1;
}

function readChild(parent: Json[] | Record<string, Json>, key: string | number): Json | undefined {
  if (Array.isArray(parent)) return parent[listIndex(key)];
  return Object.hasOwn(parent, key) ? parent[String(key)] : undefined;
}

function writeChild(parent: Json[] | Record<string, Json>, key: string | number, value: Json): void {
  if (Array.isArray(parent)) parent[listIndex(key)] = value;
  else parent[String(key)] = value;
}

/** One patch at its place. False where the place is not there. */
function applyAt(
  parent: Json[] | Record<string, Json>,
  key: string | number,
  op: DocumentPatch['op'],
  value: Json | undefined,
): boolean {
  if (Array.isArray(parent)) {
    if (key === 'length') {
      if (op !== 'replace' || typeof value !== 'number' || !Number.isInteger(value)) return false;
      if (value < 0 || value > parent.length) return false;
      parent.length = value;
      return true;
    }
    const index = listIndex(key);
    if (index < 0 || index > (op === 'add' ? parent.length : parent.length - 1)) return false;
    if (op === 'remove') parent.splice(index, 1);
    else parent.splice(index, op === 'add' ? 0 : 1, value ?? null);
    return true;
  }
  const name = String(key);
  if (op !== 'add' && !Object.hasOwn(parent, name)) return false;
  if (op === 'remove') delete parent[name];
  else parent[name] = value ?? null;
  return true;
}

/** Elements that are checked one by one after a change, so that a change costs no more than what it touches. */
const elementKinds = ['nodes', 'wires', 'notes', 'personas'] as const;

/**
 * Applies patches to a profile and refuses a result that is not one. Only what the patches touch is checked again;
 * `profile` itself must be valid.
 */
export function applyProfilePatches(
  profile: Profile,
  patches: readonly DocumentPatch[],
): PatchResult<Profile> {
  const result = applyPatches(profile as Json, patches);
  if (!result.ok) return result;
  const changed = result.value;
  if (!isJsonObject(changed)) return fail('not-a-profile', 0, patches[0]?.path ?? []);

  const touched = new Map<string, { readonly place: readonly string[]; readonly index: number }>();
  for (const [index, { path }] of patches.entries()) {
    const [section, id] = path;
    const isElement = elementKinds.some(kind => kind === section) && id !== undefined;
    const place = path.slice(0, isElement ? 2 : 1).map(String);
    touched.set(JSON.stringify(place), { place, index });
  }
  for (const { place, index } of touched.values()) {
    if (!isPlaceValid(changed, place)) return fail('not-a-profile', index, patches[index]?.path ?? []);
  }
  return { ok: true, value: changed as Profile };
}

function isPlaceValid(document: Record<string, Json>, place: readonly string[]): boolean {
  const [section, id] = place;
  if (section === undefined) return profileSchema.safeParse(document).success;
  const { shape } = profileSchema;
  if (!Object.hasOwn(shape, section)) return true;
  const schema = shape[section as keyof typeof shape];
  const content = document[section];
  if (id === undefined || !isJsonObject(content)) return schema.safeParse(content).success;
  return schema.safeParse(Object.hasOwn(content, id) ? { [id]: content[id] } : {}).success;
}

import type { z } from 'zod';
import { createDiagnostic } from '../diagnostics/create-diagnostic.ts';
import type { Diagnostic, QuickFix } from '../diagnostics/diagnostic.ts';
import { explainIssues } from './explain-issue.ts';
import type { Json, JsonObject } from './json.ts';
import { isJsonObject, sortedKeys } from './json.ts';
import type { Profile } from './profile.ts';
import {
  currentSchemaVersion,
  elementIdSchema,
  profileNodeSchema,
  profileNoteSchema,
  profileSchema,
  profileWireSchema,
} from './profile.ts';

const sections = ['nodes', 'wires', 'notes'] as const;
type Section = (typeof sections)[number];

const elementSchemas: Readonly<Record<Section, z.ZodType>> = {
  nodes: profileNodeSchema,
  wires: profileWireSchema,
  notes: profileNoteSchema,
};

const unreadableCodes = {
  nodes: 'document/unreadable-node',
  wires: 'document/unreadable-wire',
  notes: 'document/unreadable-note',
} as const;

/** Plain fields of the document. A required one that cannot be used gets a stand-in. */
const plainFields = {
  id: { schema: profileSchema.shape.id, standIn: 'recovered' },
  name: { schema: profileSchema.shape.name, standIn: 'Recovered profile' },
  board: { schema: profileSchema.shape.board, standIn: '' },
  description: { schema: profileSchema.shape.description, standIn: undefined },
  deployment: { schema: profileSchema.shape.deployment, standIn: undefined },
} as const;

/**
 * Makes a profile of a document of the newest version, element by element. What is malformed is put aside under
 * `unreadable`, as it was found, with a finding; what was put aside earlier and is well formed now comes back.
 */
export function readProfile(document: JsonObject): {
  readonly profile: Profile;
  readonly diagnostics: Diagnostic[];
} {
  const diagnostics: Diagnostic[] = [];
  const { unreadable, ...rest } = document;
  const aside = isJsonObject(unreadable) ? unreadable : {};
  const keptFields = new Map<string, Json>();
  const fields: JsonObject = { ...asideSection(aside, 'fields'), ...rest };
  if (unreadable !== undefined && !isJsonObject(unreadable)) keptFields.set('unreadable', unreadable);
  if (fields.unreadable !== undefined) keptFields.set('unreadable', fields.unreadable);
  delete fields.unreadable;

  const result: Record<string, unknown> = { ...fields, schemaVersion: currentSchemaVersion };
  for (const [key, { schema, standIn }] of Object.entries(plainFields)) {
    const value = fields[key];
    const checked = schema.safeParse(value);
    if (checked.success) {
      if (checked.data !== undefined) result[key] = checked.data;
      continue;
    }
    diagnostics.push(invalidField(key, explainIssues(checked.error, value).reason, value));
    if (value !== undefined) keptFields.set(key, value);
    if (standIn === undefined) delete result[key];
    else result[key] = standIn;
  }

  const keptElements = new Map<string, Json>();
  for (const section of sections) {
    const content = fields[section];
    const isRecord = isJsonObject(content);
    if (content !== undefined && !isRecord) {
      diagnostics.push(invalidField(section, { en: 'it must be an object', zh: '应为对象' }, content));
      keptFields.set(section, content);
    }
    const candidates = { ...asideSection(aside, section), ...(isRecord ? content : {}) };
    const { good, bad } = readElements(section, candidates, diagnostics);
    if (section !== 'notes' || isRecord || Object.keys(good).length > 0) result[section] = good;
    else delete result[section];
    if (Object.keys(bad).length > 0) keptElements.set(section, bad);
  }

  const { nodes: _n, wires: _w, notes: _t, fields: _f, ...unknownAside } = aside;
  const kept: JsonObject = {
    ...unknownAside,
    ...nonObjectSections(aside),
    ...Object.fromEntries(keptElements),
    ...(keptFields.size > 0 && { fields: Object.fromEntries(keptFields) }),
  };
  if (Object.keys(kept).length > 0) result.unreadable = kept;
  return { profile: result as Profile, diagnostics };
}

function asideSection(aside: JsonObject, section: string): JsonObject {
  const content = aside[section];
  return isJsonObject(content) ? content : {};
}

/** Sections of `unreadable` that are not objects themselves are wrapped, so that even they are kept. */
function nonObjectSections(aside: JsonObject): JsonObject {
  return Object.fromEntries(
    [...sections, 'fields'].flatMap(section => {
      const content = aside[section];
      return content === undefined || isJsonObject(content) ? [] : [[`${section}Found`, content]];
    }),
  );
}

function readElements(
  section: Section,
  candidates: JsonObject,
  diagnostics: Diagnostic[],
): { good: Record<string, unknown>; bad: JsonObject } {
  const good: Record<string, unknown> = {};
  const bad: JsonObject = {};
  for (const id of sortedKeys(candidates)) {
    const value = candidates[id] ?? null;
    const checkedId = elementIdSchema.safeParse(id);
    const checked = elementSchemas[section].safeParse(value);
    if (checkedId.success && checked.success) {
      good[id] = checked.data;
      continue;
    }
    bad[id] = value;
    const issue = checked.success
      ? {
          path: 'id',
          reason: { en: 'it has characters that are not allowed here', zh: '含有此处不允许的字符' },
        }
      : explainIssues(checked.error, value);
    diagnostics.push(
      createDiagnostic(
        unreadableCodes[section],
        { kind: 'profile' },
        { id, path: issue.path === '' ? section.slice(0, -1) : issue.path, reason: issue.reason },
        [removeAsideFix(['unreadable', section, id])],
      ),
    );
  }
  return { good, bad };
}

function removeAsideFix(path: string[]): QuickFix {
  return {
    title: { en: 'Remove it for good', zh: '彻底删除' },
    patches: [{ op: 'remove', path }],
  };
}

function invalidField(
  field: string,
  reason: { en: string; zh: string },
  value: Json | undefined,
): Diagnostic {
  return createDiagnostic(
    'document/invalid-field',
    { kind: 'profile' },
    { path: field, reason },
    value === undefined ? [] : [removeAsideFix(['unreadable', 'fields', field])],
  );
}

import type { z } from 'zod';
import { createDiagnostic } from '../diagnostics/create-diagnostic.ts';
import type { Diagnostic, QuickFix } from '../diagnostics/diagnostic.ts';
import { personaSchema } from '../persona/persona.ts';
import type { LocalizedText } from '../text/localized-text.ts';
import type { ExplainedIssue } from './explain-issue.ts';
import { explainIssues } from './explain-issue.ts';
import type { Json, JsonObject } from './json.ts';
import { isJsonObject, ownValue, sortedKeys } from './json.ts';
import type { Profile } from './profile.ts';
import {
  currentSchemaVersion,
  elementIdSchema,
  profileNodeSchema,
  profileNoteSchema,
  profileSchema,
  profileWireSchema,
} from './profile.ts';

const sections = ['nodes', 'wires', 'notes', 'personas'] as const;
/** Sections that a document may leave out. */
const optionalSections: ReadonlySet<string> = new Set(['notes', 'personas']);
type Section = (typeof sections)[number];

const elementSchemas: Readonly<Record<Section, z.ZodType>> = {
  nodes: profileNodeSchema,
  wires: profileWireSchema,
  notes: profileNoteSchema,
  personas: personaSchema,
};

const unreadableCodes = {
  nodes: 'document/unreadable-node',
  wires: 'document/unreadable-wire',
  notes: 'document/unreadable-note',
  personas: 'document/unreadable-persona',
} as const;

/** Plain fields of the document. A required one that cannot be used gets a stand-in. */
const plainFields: Readonly<
  Record<string, { readonly schema: z.ZodType; readonly standIn: string | undefined }>
> = {
  id: { schema: profileSchema.shape.id, standIn: 'recovered' },
  name: { schema: profileSchema.shape.name, standIn: 'Recovered profile' },
  board: { schema: profileSchema.shape.board, standIn: '' },
  description: { schema: profileSchema.shape.description, standIn: undefined },
  deployment: { schema: profileSchema.shape.deployment, standIn: undefined },
};

const replaced: LocalizedText = { en: 'another one has taken its place', zh: '其位置已被其他内容占用' };
const notAnObject: LocalizedText = { en: 'it must be an object', zh: '应为对象' };
const badId: LocalizedText = {
  en: 'it has characters that are not allowed here',
  zh: '含有此处不允许的字符',
};

/**
 * Makes a profile of a document of the newest version, element by element. What is malformed is put aside under
 * `unreadable`, as it was found, with a finding; what was put aside earlier and is well formed now comes back where its
 * place is free.
 */
export function readProfile(document: JsonObject): {
  readonly profile: Profile;
  readonly diagnostics: Diagnostic[];
} {
  const { unreadable, ...fields } = document;
  const aside = isJsonObject(unreadable) ? { ...unreadable } : {};
  /** Put aside earlier: fields by name. What is still no good stays in here. */
  const asideFields = { ...sectionOf(aside, 'fields') };
  if (unreadable !== undefined && !isJsonObject(unreadable)) asideFields.unreadable = unreadable;

  const result: Record<string, unknown> = { ...fields, schemaVersion: currentSchemaVersion };
  const missing: string[] = [];
  for (const [key, { schema, standIn }] of Object.entries(plainFields)) {
    const { value, fromAside } = takeField(fields, asideFields, key);
    const checked = schema.safeParse(value);
    if (checked.success) {
      if (checked.data !== undefined) result[key] = checked.data;
      if (fromAside) delete asideFields[key];
      continue;
    }
    if (value === undefined) missing.push(key);
    else putAside(asideFields, key, value, fromAside);
    if (standIn === undefined) delete result[key];
    else result[key] = standIn;
  }

  for (const section of sections) {
    const { value, fromAside } = takeField(fields, asideFields, section);
    const isRecord = isJsonObject(value);
    if (isRecord && fromAside) delete asideFields[section];
    if (value !== undefined && !isRecord) putAside(asideFields, section, value, fromAside);
    const earlier = sectionOf(aside, section);
    const { good, bad } = readElements(section, isRecord ? value : {}, earlier);
    if (!optionalSections.has(section) || isRecord || Object.keys(good).length > 0) result[section] = good;
    else delete result[section];
    if (Object.keys(bad).length > 0) aside[section] = bad;
    else if (isJsonObject(aside[section])) delete aside[section];
  }

  for (const section of [...sections, 'fields']) {
    const found = aside[section];
    if (found === undefined || isJsonObject(found)) continue;
    asideFields[freeName(asideFields, `unreadable-${section}`)] = found;
    delete aside[section];
  }
  if (Object.keys(asideFields).length > 0) aside.fields = asideFields;
  else delete aside.fields;
  if (Object.keys(aside).length > 0) result.unreadable = aside;

  const profile = result as Profile;
  const absent = missing.map(field =>
    createDiagnostic(
      'document/invalid-field',
      { kind: 'profile' },
      { path: field, reason: { en: 'it is missing', zh: '缺失' } },
    ),
  );
  return { profile, diagnostics: [...absent, ...describeUnreadable(profile)] };
}

function sectionOf(aside: JsonObject, section: string): JsonObject {
  const content = ownValue(aside, section);
  return isJsonObject(content) ? content : {};
}

/** The document's own field, else the one that was put aside. */
function takeField(
  fields: JsonObject,
  asideFields: JsonObject,
  key: string,
): { readonly value: Json | undefined; readonly fromAside: boolean } {
  const own = ownValue(fields, key);
  return own === undefined
    ? { value: ownValue(asideFields, key), fromAside: true }
    : { value: own, fromAside: false };
}

/** Keeps a value; one that was put aside under the same name earlier is kept too. */
function putAside(asideFields: JsonObject, key: string, value: Json, isThere: boolean): void {
  if (!isThere) asideFields[freeName(asideFields, key)] = value;
}

/** A name that is free: `led1 (2)` is no id, so what bears it stays aside and is never taken for an element. */
function freeName(record: JsonObject, base: string): string {
  let name = base;
  for (let count = 2; Object.hasOwn(record, name); count++) name = `${base} (${count})`;
  return name;
}

function judgeElement(section: Section, id: string, value: Json): ExplainedIssue | null {
  if (!elementIdSchema.safeParse(id).success) return { path: 'id', reason: badId };
  const checked = elementSchemas[section].safeParse(value);
  if (checked.success) return null;
  const issue = explainIssues(checked.error, value);
  return { path: issue.path === '' ? section.slice(0, -1) : issue.path, reason: issue.reason };
}

/** A persona is held with its defaults, so that every editor finds the field that it changes. */
function complete(section: Section, value: Json): Json {
  return section === 'personas' ? (personaSchema.parse(value) as Json) : value;
}

function readElements(
  section: Section,
  content: JsonObject,
  earlier: JsonObject,
): { good: JsonObject; bad: JsonObject } {
  const good: JsonObject = {};
  const bad: JsonObject = {};
  for (const id of sortedKeys(content)) {
    const value = content[id] ?? null;
    if (judgeElement(section, id, value) === null) good[id] = complete(section, value);
    else bad[id] = value;
  }
  for (const id of sortedKeys(earlier)) {
    const value = earlier[id] ?? null;
    const isTaken = Object.hasOwn(good, id) || Object.hasOwn(bad, id);
    if (!isTaken && judgeElement(section, id, value) === null) good[id] = complete(section, value);
    else bad[freeName(bad, id)] = value;
  }
  return { good, bad };
}

/** A finding for everything that a profile keeps aside, each with a fix that removes it for good. */
export function describeUnreadable(profile: Profile): Diagnostic[] {
  const aside = profile.unreadable as JsonObject | undefined;
  if (aside === undefined) return [];
  const fields = sectionOf(aside, 'fields');
  return [
    ...sortedKeys(fields).map(field => describeField(field, fields[field] ?? null)),
    ...sections.flatMap(section => {
      const elements = sectionOf(aside, section);
      return sortedKeys(elements).map(id => describeElement(section, id, elements[id] ?? null));
    }),
  ];
}

function describeField(field: string, value: Json): Diagnostic {
  const checked = ownValue(plainFields, field)?.schema.safeParse(value);
  const isSection = sections.some(section => section === field);
  const reason =
    checked?.success === false
      ? explainIssues(checked.error, value).reason
      : isSection && !isJsonObject(value)
        ? notAnObject
        : replaced;
  return createDiagnostic('document/invalid-field', { kind: 'profile' }, { path: field, reason }, [
    removeAsideFix(['unreadable', 'fields', field]),
  ]);
}

function describeElement(section: Section, id: string, value: Json): Diagnostic {
  const issue = judgeElement(section, id, value) ?? { path: 'id', reason: replaced };
  return createDiagnostic(
    unreadableCodes[section],
    { kind: 'profile' },
    { id, path: issue.path, reason: issue.reason },
    [removeAsideFix(['unreadable', section, id])],
  );
}

function removeAsideFix(path: string[]): QuickFix {
  return { title: { en: 'Remove it for good', zh: '彻底删除' }, patches: [{ op: 'remove', path }] };
}

import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { compile } from '../compiler/compile.ts';
import { ProfileBuilder } from '../testing/profile-builder.ts';
import { sampleCatalogue } from '../testing/sample-catalogue.ts';
import { applyProfilePatches } from './apply-patches.ts';
import { stringifyCanonically } from './canonical-json.ts';
import type { Json } from './json.ts';
import type { ParsedDocument } from './parse-document.ts';
import { parseDocument, readDocument } from './parse-document.ts';
import type { Profile } from './profile.ts';
import { profileSchema } from './profile.ts';

const profile = () =>
  new ProfileBuilder()
    .node('button1', 'sensors/button')
    .node('led1', 'actuators/led')
    .wire('button1.pressed', 'led1.on');

function open(value: unknown): Extract<ParsedDocument, { kind: 'ok' }> {
  const parsed = parseDocument(typeof value === 'string' ? value : JSON.stringify(value));
  if (parsed.kind !== 'ok') throw new Error(`expected a profile, got ${JSON.stringify(parsed)}`);
  return parsed;
}

function codesOf(parsed: ParsedDocument): string[] {
  return parsed.diagnostics.map(diagnostic => diagnostic.code);
}

function timed<Result>(work: () => Result): { result: Result; elapsedMs: number } {
  const start = performance.now();
  const result = work();
  return { result, elapsedMs: performance.now() - start };
}

afterEach(() => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

describe('parseDocument', () => {
  it('opens what canonical JSON wrote, from text and from bytes, and gives the same document', () => {
    const original = profile().build();
    const text = stringifyCanonically(original);
    const parsed = open(text);
    expect(parsed).toEqual({ kind: 'ok', profile: original, diagnostics: [], migrated: false });
    expect(stringifyCanonically(parsed.profile)).toBe(text);
    expect(parseDocument(new TextEncoder().encode(`\ufeff${text}`))).toEqual(parsed);
  });

  it('keeps fields that it does not know, at every level', () => {
    const original = profile()
      .with({ future: { x: 1 } })
      .build();
    Object.assign(original.nodes.led1 ?? {}, { glow: 'soft' });
    Object.assign(original.wires.w0001?.from ?? {}, { bend: 3 });
    expect(open(original).profile).toEqual(original);
  });

  it('opens a newer version to be looked at only, with the document as it is', () => {
    const newer = { ...profile().build(), schemaVersion: 99, nodes2: [] };
    const parsed = parseDocument(JSON.stringify(newer));
    expect(parsed).toMatchObject({ kind: 'newer', schemaVersion: 99, document: newer });
    expect(codesOf(parsed)).toEqual(['document/newer-version']);
    if (parsed.kind === 'newer') expect(Object.keys(parsed.profile.nodes)).toEqual(['button1', 'led1']);
  });

  it.each([
    ['not JSON', '{"schemaVersion": 1,', 'document/invalid-json'],
    ['a list', '[]', 'document/not-a-profile'],
    ['null', 'null', 'document/not-a-profile'],
    ['no version', '{"nodes": {}}', 'document/not-a-profile'],
    ['a version that is no number', '{"schemaVersion": "1"}', 'document/not-a-profile'],
    ['a negative version', '{"schemaVersion": -1}', 'document/not-a-profile'],
    ['a broken version', '{"schemaVersion": 0.5}', 'document/not-a-profile'],
    ['an empty file', '', 'document/invalid-json'],
    ['a forbidden name', '{"schemaVersion": 1, "__proto__": {"polluted": 1}}', 'document/forbidden-key'],
    ['another', '{"schemaVersion": 1, "nodes": {"constructor": {}}}', 'document/forbidden-key'],
  ])('says what is wrong with %s', (_name, text, code) => {
    const parsed = parseDocument(text);
    expect(parsed.kind).toBe('broken');
    expect(codesOf(parsed)).toEqual([code]);
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(codesOf(parseDocument(new Uint8Array([0x7b, 0xff, 0xfe, 0x7d])))).toEqual(['document/not-text']);
  });

  it('reports names that stand twice', () => {
    const text = JSON.stringify(profile().build()).replace('{', '{"name":"first",');
    expect(codesOf(open(text))).toEqual(['document/duplicate-key']);
  });
});

describe('salvage', () => {
  it('keeps malformed elements and fields aside, with a finding each, and the rest as it is', () => {
    const document = {
      ...profile().build(),
      name: 7,
      description: ['no'],
      notes: 'gone',
      nodes: {
        ...profile().build().nodes,
        broken: { type: 'no slash', anything: [1] },
        'bad id!': { type: 'a/b', typeVersion: 1, position: { x: 0, y: 0 }, properties: {} },
        number: 4,
      },
      wires: { ...profile().build().wires, half: { from: { node: 'button1', port: 'pressed' } }, none: null },
    };
    const { profile: read, diagnostics } = open(document);
    expect(profileSchema.safeParse(read).success).toBe(true);
    expect(Object.keys(read.nodes)).toEqual(['button1', 'led1']);
    expect(Object.keys(read.wires)).toEqual(['w0001']);
    expect(read.unreadable).toEqual({
      nodes: {
        broken: document.nodes.broken,
        'bad id!': document.nodes['bad id!'],
        number: 4,
      },
      wires: { half: document.wires.half, none: null },
      fields: { name: 7, description: ['no'], notes: 'gone' },
    });
    expect(diagnostics.map(({ code, message }) => `${code} ${message.en}`)).toEqual([
      'document/invalid-field The field “description” cannot be used: it must be text. Its content is kept aside.',
      'document/invalid-field The field “name” cannot be used: it must be text. Its content is kept aside.',
      'document/invalid-field The field “notes” cannot be used: it must be an object. Its content is kept aside.',
      expect.stringContaining('The node “bad id!” cannot be read: id:'),
      expect.stringContaining('The node “broken” cannot be read: type:'),
      'document/unreadable-node The node “number” cannot be read: node: it must be an object. Its content is kept aside.',
      'document/unreadable-wire The wire “half” cannot be read: to: it is missing; it must be an object. Its content is kept aside.',
      'document/unreadable-wire The wire “none” cannot be read: wire: it must be an object. Its content is kept aside.',
    ]);
  });

  it('brings an element back once it is well formed, and keeps it aside where its place is taken', () => {
    const node = { type: 'actuators/led', typeVersion: 1, position: { x: 1, y: 2 }, properties: {} };
    const document = {
      ...profile().build(),
      unreadable: {
        nodes: { led2: node, led1: { ...node, name: 'other' } },
        fields: { description: 'mended' },
      },
    };
    const { profile: read, diagnostics } = open(document);
    expect(read.nodes.led2).toEqual(node);
    expect(read.description).toBe('mended');
    expect(read.unreadable).toEqual({ nodes: { led1: { ...node, name: 'other' } } });
    expect(diagnostics.map(diagnostic => diagnostic.code)).toEqual(['document/unreadable-node']);
  });

  it('names required fields that are missing', () => {
    const { profile: read, diagnostics } = open({ schemaVersion: 1, nodes: {}, wires: {} });
    expect(read).toMatchObject({ id: 'recovered', name: 'Recovered profile', board: '' });
    expect(diagnostics.map(diagnostic => diagnostic.message.en)).toEqual([
      'The field “id” cannot be used: it is missing. Its content is kept aside.',
      'The field “name” cannot be used: it is missing. Its content is kept aside.',
      'The field “board” cannot be used: it is missing. Its content is kept aside.',
    ]);
  });

  /** Documents in which any part may be anything. */
  const anything = fc.jsonValue({ maxDepth: 3 });
  const maybe = (good: fc.Arbitrary<unknown>) =>
    fc.oneof({ weight: 3, arbitrary: good }, { weight: 1, arbitrary: anything });
  const node = fc.record(
    {
      type: maybe(fc.constantFrom('sensors/button', 'actuators/led', 'logic/pass', 'no/such')),
      typeVersion: maybe(fc.constant(1)),
      position: maybe(fc.constant({ x: 1, y: 1 })),
      properties: maybe(fc.dictionary(fc.string(), anything)),
      pins: maybe(fc.dictionary(fc.string(), fc.constantFrom('P2', 'P9', 'toString'))),
      placement: maybe(fc.constantFrom('device', 'hub', 'moon')),
    },
    { requiredKeys: [] },
  );
  const endpoint = maybe(
    fc.record({
      node: fc.constantFrom('a', 'b', 'toString', 'c'),
      port: fc.constantFrom('pressed', 'on', 'in', 'valueOf'),
    }),
  );
  const elementId = fc.oneof(
    fc.constantFrom('a', 'b', 'c', 'toString', 'hasOwnProperty', 'valueOf'),
    fc.string(),
  );
  const hostile = fc.record(
    {
      schemaVersion: maybe(fc.constantFrom(0, 1)),
      id: maybe(fc.constant('x')),
      name: maybe(fc.constant('x')),
      board: maybe(fc.constant('sample')),
      nodes: maybe(fc.dictionary(elementId, maybe(node))),
      wires: maybe(fc.dictionary(elementId, maybe(fc.record({ from: endpoint, to: endpoint })))),
      notes: anything,
      deployment: anything,
      unreadable: maybe(
        fc.dictionary(
          fc.constantFrom('nodes', 'wires', 'notes', 'fields'),
          maybe(fc.dictionary(elementId, maybe(node))),
        ),
      ),
    },
    { requiredKeys: ['schemaVersion'] },
  );

  it('never throws, never loses an element, and what it gives is a profile that compiles to findings', () => {
    fc.assert(
      fc.property(hostile, document => {
        const text = JSON.stringify(document);
        const parsed = parseDocument(text, sampleCatalogue);
        expect(readDocument(JSON.parse(text), sampleCatalogue).kind).toBe(parsed.kind);
        if (parsed.kind !== 'ok') {
          expect(parsed.diagnostics.length).toBeGreaterThan(0);
          return;
        }
        expect(profileSchema.safeParse(parsed.profile).success).toBe(true);
        compile(parsed.profile, sampleCatalogue);
        const again = parseDocument(stringifyCanonically(parsed.profile), sampleCatalogue);
        expect(again.kind === 'ok' && again.profile).toEqual(parsed.profile);
        const written = stringifyCanonically(parsed.profile).replace(/\s/g, '');
        for (const value of malformedPartsOf(document as Record<string, unknown>)) {
          expect(written).toContain(stringifyCanonically(value).replace(/\s/g, ''));
        }
      }),
      { numRuns: 150 },
    );
  });

  /** Everything that stands as a node or wire in a document of version 1, whatever it is. */
  function malformedPartsOf(document: Record<string, unknown>): unknown[] {
    if (document.schemaVersion !== 1) return [];
    return [document.nodes, document.wires].flatMap(section =>
      typeof section === 'object' && section !== null
        ? Object.values(section)
        : section === undefined
          ? []
          : [section],
    );
  }

  it('offers to remove what is kept aside, and the finding goes', () => {
    const start: Profile = open({ ...profile().build(), nodes: { x: 1 }, board: 3 }).profile;
    let current = { ...start, board: 'sample' };
    const aside = () =>
      compile(current, sampleCatalogue).diagnostics.filter(({ code }) => code.startsWith('document/'));
    expect(aside()).toHaveLength(2);
    for (const finding of aside()) {
      const result = applyProfilePatches(current, finding.fixes?.[0]?.patches ?? []);
      if (result.ok) current = result.value as typeof current;
    }
    expect(aside()).toEqual([]);
  });
});

describe('hostile documents', () => {
  const depth = 100_000;
  it.each([
    ['lists', '['.repeat(depth) + ']'.repeat(depth)],
    ['objects', `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`],
    ['lists that never end', '['.repeat(depth)],
    ['a node', `{"schemaVersion":1,"nodes":{"a":${'['.repeat(depth)}${']'.repeat(depth)}}}`],
  ])('refuses nesting of 100,000: %s', (_name, text) => {
    const { result, elapsedMs } = timed(() => parseDocument(text));
    expect(codesOf(result)).toEqual(['document/too-deep']);
    expect(elapsedMs).toBeLessThan(1000);
  });

  it('refuses nesting of 100,000 that is parsed already', () => {
    let deep: Json = 1;
    for (let level = 0; level < depth; level++) deep = { a: deep };
    expect(codesOf(readDocument({ schemaVersion: 1, deep }))).toEqual(['document/too-deep']);
  });

  it('refuses 50 MB at once', () => {
    const text = ' '.repeat(50 * 1024 * 1024);
    const { result, elapsedMs } = timed(() => parseDocument(text));
    expect(codesOf(result)).toEqual(['document/too-large']);
    expect(result.diagnostics[0]?.message.en).toContain('50 MB');
    expect(elapsedMs).toBeLessThan(1000);
    expect(codesOf(parseDocument(new Uint8Array(50 * 1024 * 1024)))).toEqual(['document/too-large']);
  });

  it('opens just under the cap in bounded time', () => {
    const text = JSON.stringify({ schemaVersion: 1, junk: 'x'.repeat(15 * 1024 * 1024), id: 1 });
    const { result, elapsedMs } = timed(() => parseDocument(text));
    expect(result.kind).toBe('ok');
    expect(elapsedMs).toBeLessThan(5000);
  });

  it('is not fooled by names in any notation', () => {
    for (const key of ['__proto__', '\\u005f_proto__', 'constructor', 'prototype', '\\u0063onstructor']) {
      const text = `{"schemaVersion":1,"nodes":{"a":{"properties":{"${key}":{"polluted":true}}}}}`;
      expect(codesOf(parseDocument(text)), key).toEqual(['document/forbidden-key']);
    }
    expect(codesOf(readDocument(JSON.parse('{"schemaVersion":1,"x":{"__proto__":{"polluted":1}}}')))).toEqual(
      ['document/forbidden-key'],
    );
  });

  it('takes any value for a document without throwing', () => {
    fc.assert(
      fc.property(fc.anything(), value => {
        expect(['ok', 'newer', 'broken']).toContain(readDocument(value).kind);
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.uint8Array(), bytes => {
        expect(parseDocument(bytes).kind).toBe('broken');
      }),
      { numRuns: 200 },
    );
  });
});

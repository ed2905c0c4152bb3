import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../document/json.ts';
import { applyCoercion, printValue } from './apply-coercion.ts';
import { judgeCoercion } from './coercion.ts';
import type { PortKind, PortType } from './port-type.ts';
import { emotions, portKinds } from './port-type.ts';
import { estimateMessageBytes, isPortValue } from './port-value.ts';

const types: Readonly<Record<PortKind, PortType>> = {
  trigger: { kind: 'trigger' },
  boolean: { kind: 'boolean' },
  number: { kind: 'number' },
  text: { kind: 'text' },
  color: { kind: 'color' },
  vector3: { kind: 'vector3' },
  emotion: { kind: 'emotion' },
  json: { kind: 'json' },
  audio: { kind: 'audio', sampleRateHz: 16_000, encoding: 'pcm16' },
  image: { kind: 'image', widthPx: 96, heightPx: 96, encoding: 'jpeg' },
};
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const base64 = fc.uint8Array().map(bytes => btoa(String.fromCharCode(...bytes)));
const hexColor = fc
  .integer({ min: 0, max: 0xffffff })
  .map(value => `#${value.toString(16).padStart(6, '0')}`);

/** Values that a port of each kind may carry. */
const values: Readonly<Record<PortKind, fc.Arbitrary<unknown>>> = {
  trigger: fc.constant(true),
  boolean: fc.boolean(),
  number: finite,
  text: fc.string(),
  color: hexColor,
  vector3: fc.tuple(finite, finite, finite),
  emotion: fc.constantFrom(...emotions),
  json: fc.jsonValue(),
  audio: base64.map(data => ({ data })),
  image: base64.map(data => ({ data, widthPx: 96 })),
};
const pairs = portKinds.flatMap(from => portKinds.map(to => [from, to] as const));

describe('judgeCoercion', () => {
  it.each(pairs)('%s → %s gives a value of the new type, or says why not in both languages', (from, to) => {
    const verdict = judgeCoercion(types[from], types[to]);
    if (verdict.kind === 'refuse') {
      expect(verdict.reason.en).toMatch(/^[A-Z“].*\.$/s);
      expect(verdict.reason.zh).toMatch(/。$/);
      return;
    }
    expect(verdict.kind).toBe(from === to ? 'same' : 'coerce');
    if (verdict.kind === 'coerce') {
      expect(verdict.explanation.en).toMatch(/\.$/);
      expect(verdict.explanation.zh).toMatch(/。$/);
    }
    // What is in data nobody knows; there the sender must see to it, and the explanation says so.
    if (from === 'json' && !['trigger', 'boolean', 'text', 'json'].includes(to)) return;
    const coercion = verdict.kind === 'coerce' ? (verdict.coercion ?? undefined) : undefined;
    fc.assert(
      fc.property(values[from], value => {
        expect(isPortValue(types[from], value as Json)).toBe(true);
        const result = applyCoercion(coercion, value as Json);
        expect(isPortValue(types[to], result), JSON.stringify(result)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('converts units of numbers and of vectors', () => {
    const number = judgeCoercion({ kind: 'number', unit: '°C' }, { kind: 'number', unit: '°F' });
    expect(number).toMatchObject({ kind: 'coerce', coercion: ['linear', 1.8, 32] });
    const vector = judgeCoercion({ kind: 'vector3', unit: 'g' }, { kind: 'vector3', unit: 'm/s²' });
    expect(vector).toMatchObject({ kind: 'coerce', coercion: ['linear', 9.80665, 0] });
    expect(applyCoercion(['linear', 10, 1], [0, 1, 2])).toEqual([1, 11, 21]);
  });

  it('refuses units that measure different things and formats that differ', () => {
    expect(judgeCoercion({ kind: 'number', unit: 'lx' }, { kind: 'number', unit: '°C' })).toMatchObject({
      kind: 'refuse',
      cause: 'unit',
    });
    expect(
      judgeCoercion(types.audio, { kind: 'audio', sampleRateHz: 24_000, encoding: 'pcm16' }),
    ).toMatchObject({
      kind: 'refuse',
      cause: 'format',
    });
    expect(judgeCoercion(types.image, { ...types.image, widthPx: 1 } as PortType)).toMatchObject({
      cause: 'format',
    });
  });
});

describe('applyCoercion', () => {
  it.each<[Json, string]>([
    [1, '1'],
    [1.0, '1'],
    [-0, '0'],
    [0.1, '0.1'],
    [21.5, '21.5'],
    [1_000_000, '1000000'],
    [true, 'true'],
    [false, 'false'],
    [null, 'null'],
    ['as it is', 'as it is'],
    [[1, 2.5, 'x'], '[1,2.5,"x"]'],
    [{ a: '灯' }, '{"a":"灯"}'],
  ])('prints %j as %s', (value, text) => {
    expect(applyCoercion(['text'], value)).toBe(text);
    expect(printValue(value)).toBe(text);
  });

  it.each<[Json, boolean]>([
    [0, false],
    ['', false],
    [null, false],
    [[], false],
    [{}, false],
    [false, false],
    [-1, true],
    ['false', true],
    [[0], true],
    [{ a: 0 }, true],
  ])('takes %j for %s', (value, expected) => {
    expect(applyCoercion(['boolean'], value)).toBe(expected);
  });

  it('turns yes and no into numbers and leaves the rest', () => {
    expect([true, false, 3, 'x', null].map(value => applyCoercion(['number'], value))).toEqual([
      1,
      0,
      3,
      'x',
      null,
    ]);
    expect(applyCoercion(['linear', 2, 0], 'x')).toBe('x');
    expect(applyCoercion(undefined, 'x')).toBe('x');
    expect(applyCoercion(['trigger'], false)).toBe(true);
  });
});

describe('isPortValue', () => {
  it.each<[PortKind, Json]>([
    ['trigger', false],
    ['boolean', 1],
    ['number', '1'],
    ['text', 1],
    ['color', 'red'],
    ['color', '#FFFFFF'],
    ['vector3', [1, 2]],
    ['vector3', [1, 2, 'x']],
    ['emotion', 'hungry'],
    ['audio', 'abc'],
    ['audio', { data: 'ab!' }],
    ['image', { data: 1 }],
  ])('a %s is not %j', (kind, value) => {
    expect(isPortValue(types[kind], value)).toBe(false);
  });

  it('estimates a message near to what it takes', () => {
    const frame = (value: Json) =>
      `\x1e${JSON.stringify({ t: 'emit', c: 12, v: value, ms: 1_234_567 })}\n`.length;
    for (const [kind, value] of [
      ['trigger', true],
      ['number', 21.53],
      ['color', '#ff8800'],
      ['vector3', [0.12, -9.81, 0.003]],
      ['audio', { data: 'A'.repeat(856) }],
    ] as const) {
      const ratio = estimateMessageBytes(types[kind]) / frame(value as Json);
      expect(ratio, kind).toBeGreaterThan(0.75);
      expect(ratio, kind).toBeLessThan(1.5);
    }
  });
});

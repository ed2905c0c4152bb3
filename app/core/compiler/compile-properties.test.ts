import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boardDefinitionSchema } from '../catalogue/board-definition.ts';
import { createCatalogue } from '../catalogue/catalogue.ts';
import { diagnosticSchema } from '../diagnostics/diagnostic.ts';
import { applyProfilePatches } from '../document/apply-patches.ts';
import type { Profile } from '../document/profile.ts';
import { canConnect } from '../ports/can-connect.ts';
import { randomProfile, shuffled } from '../testing/random-profiles.ts';
import { sampleBoard, sampleCatalogue, sampleNodes } from '../testing/sample-catalogue.ts';
import { type BusBinding, compilationSchema, reportSchema } from './bundle.ts';
import { compile } from './compile.ts';

/** A board with room for everything, on which random profiles compile more often. */
const roomyCatalogue = createCatalogue(sampleNodes, [
  boardDefinitionSchema.parse({
    ...sampleBoard,
    pins: [
      ...sampleBoard.pins,
      ...Array.from({ length: 40 }, (_, index) => ({
        id: `X${index}`,
        number: 100 + index,
        capabilities: ['digital-in', 'digital-out', 'pull-up', 'pwm', 'adc'],
      })),
      ...Array.from({ length: 200 }, (_, index) => ({
        id: `B${index}`,
        number: 200 + index,
        capabilities: ['i2c', 'spi', 'uart', 'i2s'],
      })),
    ],
    buses: [
      ...Array.from({ length: 20 }, (_, index) => ({
        kind: 'i2c',
        index,
        sda: `B${index * 2}`,
        scl: `B${index * 2 + 1}`,
      })),
      { kind: 'spi', index: 0, sck: 'B40', mosi: 'B41', miso: 'B42' },
      ...Array.from({ length: 20 }, (_, index) => ({
        kind: 'uart',
        index,
        tx: `B${index * 2 + 50}`,
        rx: `B${index * 2 + 51}`,
      })),
      ...Array.from({ length: 20 }, (_, index) => ({
        kind: 'i2s',
        index,
        sck: `B${index * 3 + 100}`,
        ws: `B${index * 3 + 101}`,
        sd: `B${index * 3 + 102}`,
      })),
    ],
    limits: { filesystemBytes: 1e9, heapBytes: 1e9, linkBytesPerSecond: 1e12, pwmChannels: 100 },
  }),
]);

function pinNumbers(bus: BusBinding): number[] {
  const roles = ['sda', 'scl', 'sck', 'mosi', 'miso', 'tx', 'rx', 'ws', 'sd'];
  return Object.entries(bus).flatMap(([role, value]) =>
    roles.includes(role) && typeof value === 'number' ? [value] : [],
  );
}

/** A random profile without what cannot compile: its faulty parts are taken out by the first fix until none is left. */
function mended(profile: Profile): Profile {
  let current: Profile = { ...profile, board: 'sample' };
  for (let round = 0; round < 200; round++) {
    const fault = compile(current, roomyCatalogue).diagnostics.find(({ severity }) => severity === 'error');
    const patches = fault?.fixes?.at(-1)?.patches;
    if (patches === undefined) return current;
    const result = applyProfilePatches(current, patches);
    if (!result.ok) throw new Error(result.problem.message.en);
    current = result.value;
  }
  throw new Error('fixes do not come to an end');
}

describe('compile, for any profile', () => {
  it('gives diagnostics and a report that fit their schemas, and a compilation exactly where there is no error', () => {
    fc.assert(
      fc.property(randomProfile(), profile => {
        const { compilation, diagnostics, report } = compile(profile, sampleCatalogue);
        for (const diagnostic of diagnostics) {
          expect(diagnosticSchema.parse(diagnostic)).toEqual(diagnostic);
          const words = [
            diagnostic.message,
            diagnostic.hint,
            ...(diagnostic.fixes ?? []).map(fix => fix.title),
          ];
          for (const { en, zh } of words) expect(`${en}${zh}`).not.toMatch(/[{}]|undefined|NaN/);
        }
        expect(reportSchema.parse(report)).toEqual(report);
        expect(compilation === null).toBe(diagnostics.some(({ severity }) => severity === 'error'));
      }),
      { numRuns: 150 },
    );
  });

  it('is deterministic and does not depend on the order of keys', () => {
    fc.assert(
      fc.property(randomProfile(), fc.array(fc.nat(), { minLength: 1, maxLength: 20 }), (profile, order) => {
        const result = compile(profile, sampleCatalogue);
        expect(JSON.stringify(compile(structuredClone(profile), sampleCatalogue))).toBe(
          JSON.stringify(result),
        );
        expect(JSON.stringify(compile(shuffled(profile, order), sampleCatalogue))).toBe(
          JSON.stringify(result),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('does not change the profile', () => {
    fc.assert(
      fc.property(randomProfile(), profile => {
        const before = structuredClone(profile);
        compile(profile, sampleCatalogue);
        expect(profile).toEqual(before);
      }),
      { numRuns: 100 },
    );
  });

  it('cuts between device and hub so that each wire is there exactly once, from and to where it was', () => {
    let cutWires = 0;
    fc.assert(
      fc.property(randomProfile(), random => {
        const profile = mended(random);
        const { compilation } = compile(profile, roomyCatalogue);
        expect(compilation).not.toBeNull();
        if (compilation === null) return;
        expect(compilationSchema.parse(compilation)).toEqual(compilation);
        const { graph, hub, channels } = compilation;
        const device = (index: number) => graph.nodes[index]?.id;
        const upTo = new Map(hub.ups.map(({ channel, to }) => [channel, to]));
        const downTo = new Map(
          graph.downs.map(({ channel, to }) => [channel, { node: device(to[0]), port: to[1] }]),
        );
        const found = [
          ...graph.wires.map(({ id, from, to }) => ({
            id,
            from: { node: device(from[0]), port: from[1] },
            to: typeof to === 'number' ? upTo.get(to) : { node: device(to[0]), port: to[1] },
          })),
          ...hub.wires.map(({ id, from, to }) => ({
            id,
            from,
            to: 'channel' in to ? downTo.get(to.channel) : to,
          })),
        ];
        const expected = Object.entries(profile.wires).map(([id, { from, to }]) => ({ id, from, to }));
        const byId = (left: { id: string }, right: { id: string }) => (left.id < right.id ? -1 : 1);
        expect(found.sort(byId)).toEqual(expected.sort(byId));

        expect(channels.map(({ number }) => number)).toEqual(channels.map((_, index) => index + 1));
        expect(channels.map(({ wire }) => wire)).toEqual(channels.map(({ wire }) => wire).sort());
        expect(upTo.size + downTo.size).toBe(channels.length);
        expect([...graph.nodes, ...hub.nodes].map(({ id }) => id).sort()).toEqual(
          Object.keys(profile.nodes).sort(),
        );
        cutWires += channels.length;
      }),
      { numRuns: 150 },
    );
    expect(cutWires).toBeGreaterThan(50);
  });

  it('gives each pin to one node, and only to one that it can serve', () => {
    fc.assert(
      fc.property(randomProfile(), random => {
        const profile = mended(random);
        const { compilation } = compile(profile, roomyCatalogue);
        const pins = Object.values(compilation?.allocation ?? {}).flatMap(table => Object.values(table));
        const onBus = compilation?.graph.nodes.flatMap(({ bus }) => bus ?? []) ?? [];
        // SPI is one place for all; elsewhere everybody has a place of their own.
        const alone = onBus.filter(bus => bus.kind !== 'spi');
        const places = alone.map(bus => `${bus.kind} ${bus.index} ${bus.kind === 'i2c' ? bus.address : ''}`);
        expect(new Set(pins).size).toBe(pins.length);
        expect(new Set(places).size).toBe(alone.length);
        const needing = Object.values(profile.nodes).filter(
          ({ type }) => (roomyCatalogue.nodes.get(type)?.needs.buses.length ?? 0) > 0,
        );
        expect(onBus).toHaveLength(needing.length);
        const board = roomyCatalogue.boards.get('sample');
        const pinsByController = new Map(
          onBus.map(bus => [`${bus.kind} ${bus.index}`, pinNumbers(bus)] as const),
        );
        const listed = [...pinsByController.values()].flat();
        const busPins = new Set(listed);
        expect(busPins.size).toBe(listed.length);
        for (const [id, table] of Object.entries(compilation?.allocation ?? {})) {
          const definition = roomyCatalogue.nodes.get(profile.nodes[id]?.type ?? '');
          for (const need of definition?.needs.pins ?? []) {
            const pin = board?.pins.find(candidate => candidate.id === table[need.id]);
            expect(pin?.capabilities).toEqual(expect.arrayContaining(need.capabilities));
            expect(busPins.has(pin?.number ?? -1)).toBe(false);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('offers only fixes that apply and that take their finding away', () => {
    const fixed = new Set<string>();
    fc.assert(
      fc.property(randomProfile({ largest: 8 }), profile => {
        const { diagnostics } = compile(profile, sampleCatalogue);
        for (const diagnostic of diagnostics) {
          for (const fix of diagnostic.fixes ?? []) {
            const result = applyProfilePatches(profile, fix.patches);
            expect(result.ok, `${diagnostic.code}: ${fix.title.en}`).toBe(true);
            if (!result.ok) continue;
            const key = JSON.stringify([diagnostic.code, diagnostic.where, diagnostic.message]);
            const left = compile(result.value, sampleCatalogue).diagnostics.map(({ code, where, message }) =>
              JSON.stringify([code, where, message]),
            );
            expect(left, `${diagnostic.code}: ${fix.title.en}`).not.toContain(key);
            fixed.add(diagnostic.code);
          }
        }
      }),
      { numRuns: 150 },
    );
    expect(fixed.size).toBeGreaterThan(12);
  });

  it('agrees with the canvas: a wire that may be drawn compiles, one that is refused does not', () => {
    fc.assert(
      fc.property(randomProfile({ largest: 6 }), random => {
        const profile = { ...mended(random), wires: {} };
        const ids = Object.keys(profile.nodes);
        for (const source of ids) {
          for (const target of ids) {
            const outputs = roomyCatalogue.nodes.get(profile.nodes[source]?.type ?? '')?.outputs ?? [];
            const inputs = roomyCatalogue.nodes.get(profile.nodes[target]?.type ?? '')?.inputs ?? [];
            for (const [output, input] of outputs.flatMap(output =>
              inputs.map(input => [output, input] as const),
            )) {
              const from = { node: source, port: output.id };
              const to = { node: target, port: input.id };
              const verdict = canConnect(profile, roomyCatalogue, from, to);
              const { compilation } = compile({ ...profile, wires: { w1: { from, to } } }, roomyCatalogue);
              expect(compilation !== null, JSON.stringify([from, to])).toBe(verdict.ok);
            }
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});

import fc from 'fast-check';
import type { NodeDefinition } from '../catalogue/node-definition.ts';
import { createProfile } from '../document/create-profile.ts';
import type { Profile } from '../document/profile.ts';
import { sampleNodes } from './sample-catalogue.ts';

/**
 * Random profiles over the sample catalogue: mostly sensible nodes and wires, some unknown types, ghost wires, wrong
 * settings, pins and placements. Keys are inserted in random order.
 */
export function randomProfile(options: { readonly largest?: number } = {}): fc.Arbitrary<Profile> {
  const largest = options.largest ?? 14;
  const type = fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...sampleNodes) },
    { weight: 1, arbitrary: fc.constant<NodeDefinition | null>(null) },
  );
  const property = fc.constantFrom(
    'debounceMs',
    'limit',
    'ms',
    'color',
    'pattern',
    'label',
    'nonsense',
    'code',
  );
  const value = fc.constantFrom<(number | string | boolean | string[])[]>(
    1,
    -5,
    1e9,
    '#123456',
    'blink',
    'much too long',
    true,
    [],
  );
  const node = fc.record({
    definition: type,
    id: fc.constantFrom(
      ...Array.from({ length: largest * 2 }, (_, index) => `n${index}`),
      'toString',
      'valueOf',
    ),
    name: fc.option(fc.constantFrom('Lamp', '灯', ''), { nil: undefined }),
    placement: fc.option(fc.constantFrom('device', 'hub', 'cloud'), { nil: undefined, freq: 3 }),
    properties: fc.dictionary(property, value, { maxKeys: 2 }),
    pin: fc.option(
      fc.tuple(fc.constantFrom('signal', 'other'), fc.constantFrom('P0', 'P1', 'P2', 'P3', 'P20', 'P99')),
      {
        nil: undefined,
        freq: 6,
      },
    ),
    typeVersion: fc.constantFrom(1, 1, 1, 2),
  });
  const wire = fc.record({
    from: fc.nat(),
    output: fc.nat(),
    to: fc.nat(),
    input: fc.nat(),
    chaos: fc.nat(40),
  });
  return fc
    .record({
      nodes: fc.uniqueArray(node, { selector: entry => entry.id, maxLength: largest }),
      wires: fc.array(wire, { maxLength: largest * 2 }),
      board: fc.constantFrom('sample', 'sample', 'sample', 'sample', 'gone'),
    })
    .map(({ nodes, wires, board }) => {
      const profile = createProfile({ id: 'random', name: 'Random', board });
      for (const entry of nodes) {
        profile.nodes[entry.id] = {
          type: entry.definition?.type ?? 'no/such',
          typeVersion: entry.typeVersion,
          ...(entry.name !== undefined && { name: entry.name }),
          position: { x: 0, y: 0 },
          ...(entry.placement !== undefined && { placement: entry.placement }),
          properties: entry.properties,
          ...(entry.pin !== undefined && { pins: { [entry.pin[0]]: entry.pin[1] } }),
        };
      }
      const sources = nodes.filter(({ definition }) => (definition?.outputs.length ?? 0) > 0);
      const targets = nodes.filter(({ definition }) => (definition?.inputs.length ?? 0) > 0);
      for (const [index, entry] of wires.entries()) {
        const source = sources[entry.from % Math.max(1, sources.length)];
        const target = targets[entry.to % Math.max(1, targets.length)];
        if (source === undefined || target === undefined) continue;
        const outputs = source.definition?.outputs ?? [];
        const inputs = target.definition?.inputs ?? [];
        profile.wires[`w${index}`] = {
          from: {
            node: entry.chaos === 0 ? 'gone' : source.id,
            port: entry.chaos === 1 ? 'toString' : (outputs[entry.output % outputs.length]?.id ?? 'none'),
          },
          to: {
            node: entry.chaos === 2 ? 'hasOwnProperty' : target.id,
            port: inputs[entry.input % inputs.length]?.id ?? 'none',
          },
        };
      }
      return profile;
    });
}

/** The same profile with the keys of nodes, wires and settings in another order. */
export function shuffled(profile: Profile, order: readonly number[]): Profile {
  const shuffle = <Value>(record: Readonly<Record<string, Value>>): Record<string, Value> =>
    Object.fromEntries(
      Object.entries(record)
        .map((entry, index) => ({ entry, rank: order[index % order.length] ?? 0 }))
        .sort((left, right) => left.rank - right.rank)
        .map(({ entry }) => entry),
    );
  return {
    ...shuffle(profile),
    nodes: shuffle(
      Object.fromEntries(
        Object.entries(profile.nodes).map(([id, node]) => [
          id,
          { ...node, properties: shuffle(node.properties) },
        ]),
      ),
    ),
    wires: shuffle(profile.wires),
  } as Profile;
}

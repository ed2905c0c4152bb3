import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Profile } from '../document/profile.ts';
import { indexGraph } from '../graph/graph-index.ts';
import { ProfileBuilder } from '../testing/profile-builder.ts';
import { sampleCatalogue } from '../testing/sample-catalogue.ts';
import type { PortTypes } from './resolve-port-types.ts';
import { resolvePortTypes } from './resolve-port-types.ts';

function resolve(profile: Profile): PortTypes {
  return resolvePortTypes(indexGraph(profile, sampleCatalogue));
}

const kindOf = (types: PortTypes, node: string, port = 'out') => types.output(node, port)?.kind;

describe('resolvePortTypes', () => {
  it('carries a type through a chain of generic nodes', () => {
    const types = resolve(
      new ProfileBuilder()
        .node('light', 'sensors/light')
        .node('a', 'logic/delay')
        .node('b', 'logic/gate')
        .wire('light.level', 'a.in')
        .wire('a.out', 'b.in')
        .build(),
    );
    expect(types.output('b', 'out')).toEqual({ kind: 'number', unit: 'lx' });
    expect(types.input('a', 'in')).toEqual({ kind: 'number', unit: 'lx' });
    expect(types.input('b', 'open')).toEqual({ kind: 'boolean' });
  });

  it('takes the first wired input in the order of the definition', () => {
    const builder = () =>
      new ProfileBuilder()
        .node('light', 'sensors/light')
        .node('button', 'sensors/button')
        .node('p', 'logic/pass');
    expect(kindOf(resolve(builder().wire('button.pressed', 'p.other').build()), 'p')).toBe('boolean');
    const both = builder().wire('button.pressed', 'p.other').wire('light.level', 'p.in').build();
    expect(kindOf(resolve(both), 'p')).toBe('number');
  });

  it('is data while nothing is wired, and knows no type of ports that do not exist', () => {
    const types = resolve(new ProfileBuilder().node('p', 'logic/pass').node('x', 'no/such').build());
    expect(kindOf(types, 'p')).toBe('json');
    expect(types.output('p', 'toString')).toBeUndefined();
    expect(types.output('x', 'out')).toBeUndefined();
    expect(types.input('gone', 'in')).toBeUndefined();
  });

  it('gives a circle the type that another wire brings into it', () => {
    const types = resolve(
      new ProfileBuilder()
        .node('light', 'sensors/light')
        .node('a', 'logic/pass')
        .node('b', 'logic/delay')
        .node('c', 'logic/pass')
        .wire('b.out', 'a.in')
        .wire('a.out', 'b.in')
        .wire('light.level', 'a.other')
        .wire('b.out', 'c.in')
        .build(),
    );
    expect(['a', 'b', 'c'].map(node => kindOf(types, node))).toEqual(['number', 'number', 'number']);
  });

  it('ends for any graph, with a type for every port, whatever the order of nodes and wires', () => {
    const ids = ['n0', 'n1', 'n2', 'n3', 'n4', 'n5'];
    const wires = fc.array(
      fc.tuple(
        fc.constantFrom('light', 'button', ...ids),
        fc.constantFrom(...ids),
        fc.constantFrom('in', 'other'),
      ),
      { maxLength: 14 },
    );
    fc.assert(
      fc.property(wires, list => {
        const build = (reversed: boolean): Profile => {
          const builder = new ProfileBuilder();
          const nodes = [
            'light:sensors/light',
            'button:sensors/button',
            ...ids.map(id => `${id}:logic/pass`),
          ];
          for (const text of reversed ? nodes.reverse() : nodes) {
            const [id = '', type = ''] = text.split(':');
            builder.node(id, type);
          }
          const entries = list.map(([from, to, port], index) => ({ from, to, port, index }));
          for (const { from, to, port, index } of reversed ? entries.reverse() : entries) {
            const output = { light: 'level', button: 'pressed' }[from] ?? 'out';
            builder.wire(`${from}.${output}`, `${to}.${port}`, `w${index}`);
          }
          return builder.build();
        };
        const types = resolve(build(false));
        const reversed = resolve(build(true));
        for (const id of ids) {
          expect(types.output(id, 'out')).toBeDefined();
          expect(reversed.output(id, 'out')).toEqual(types.output(id, 'out'));
          expect(types.input(id, 'in')).toEqual(types.output(id, 'out'));
        }
      }),
      { numRuns: 500 },
    );
  });
});

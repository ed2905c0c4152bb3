import { describe, expect, it } from 'vitest';
import { createCatalogue } from '../catalogue/catalogue.ts';
import type { boardDiagnostics } from '../diagnostics/board-diagnostics.ts';
import type { Diagnostic, DiagnosticWhere } from '../diagnostics/diagnostic.ts';
import { diagnosticCatalogue } from '../diagnostics/diagnostic-catalogue.ts';
import type { graphDiagnostics } from '../diagnostics/graph-diagnostics.ts';
import { applyProfilePatches } from '../document/apply-patches.ts';
import type { Profile } from '../document/profile.ts';
import { ProfileBuilder } from '../testing/profile-builder.ts';
import { defineNode, sampleBoard, sampleNodes } from '../testing/sample-catalogue.ts';
import { compile } from './compile.ts';

const pin = (id: string, ...capabilities: string[]) => ({ id, title: { en: id, zh: id }, capabilities });

const catalogue = createCatalogue(
  [
    ...sampleNodes,
    defineNode('logic/grown', {
      version: 3,
      outputs: { value: { kind: 'number' } },
      migrations: [{ from: 1, renamePorts: { out: 'value' }, rename: { a: 'b' } }],
      properties: [{ id: 'b', title: { en: 'b', zh: 'b' }, type: 'number', default: 0 }],
    }),
    defineNode('a-b/c', {}),
    defineNode('a/b-c', {}),
    defineNode('logic/hand', { needs: { pins: [pin('signal', 'uart')] } }),
    defineNode('big/flash', { driverBytes: 480_000 }),
    defineNode('big/flash-near', { driverBytes: 400_000 }),
    defineNode('big/ram', { needs: { ramBytes: 180_000 } }),
    defineNode('big/ram-near', { needs: { ramBytes: 140_000 } }),
    defineNode('big/talk', {
      outputs: { value: { kind: 'number' } },
      properties: [{ id: 'hertz', title: { en: 'hertz', zh: 'hertz' }, type: 'number', default: 180 }],
      portExtra: { value: { rate: { property: 'hertz', as: 'hertz' } } },
    }),
    defineNode('big/pwm', { needs: { pins: ['a', 'b', 'c', 'd', 'e'].map(id => pin(id, 'pwm')) } }),
    defineNode('big/analog', { needs: { pins: ['a', 'b', 'c', 'd', 'e'].map(id => pin(id, 'adc')) } }),
  ],
  [sampleBoard, { ...sampleBoard, id: 'no-bus', title: 'No bus', buses: [] }],
);

const build = () => new ProfileBuilder();
const led = (id = 'led1') =>
  build().node(id, 'actuators/led').node('button1', 'sensors/button').wire('button1.pressed', `${id}.on`);
const node = (id: string): DiagnosticWhere => ({ kind: 'node', node: id });
const wire = (id: string): DiagnosticWhere => ({ kind: 'wire', wire: id });
const profileWide: DiagnosticWhere = { kind: 'profile' };

interface Case {
  readonly profile: Profile;
  readonly where: DiagnosticWhere;
  /** Titles of the fixes. */
  readonly fixes?: readonly string[];
  /** A part of the message. */
  readonly says?: string;
}

const letChoose = ['Let the studio choose'];
const withProperty = (property: string, value: unknown): Profile => {
  const profile = led().build();
  Object.assign(profile.nodes.led1?.properties ?? {}, { [property]: value });
  return profile;
};
const property = (id: string): DiagnosticWhere => ({ kind: 'property', node: 'led1', property: id });

/** For each finding a profile in which it is found. */
const cases: Readonly<
  Record<
    Exclude<keyof typeof graphDiagnostics | keyof typeof boardDiagnostics, 'node/migrated'>,
    readonly Case[]
  >
> = {
  'graph/empty': [{ profile: build().build(), where: profileWide }],
  'graph/cycle': [
    {
      profile: build()
        .node('a', 'logic/pass')
        .node('b', 'logic/gate')
        .wire('a.out', 'b.in')
        .wire('b.out', 'a.in')
        .build(),
      where: wire('w0002'),
      fixes: ['Insert “delay” on the wire', 'Remove the wire'],
      says: 'pass (a) → gate (b)',
    },
    {
      profile: build().node('a', 'logic/pass').wire('a.out', 'a.in').build(),
      where: wire('w0001'),
      fixes: ['Insert “delay” on the wire', 'Remove the wire'],
    },
  ],
  'node/unknown-type': [
    {
      profile: led().node('x', 'no/such').wire('x.out', 'led1.on').wire('button1.pressed', 'x.in').build(),
      where: node('x'),
      fixes: ['Remove the node and its wires'],
      says: '“x” is of the type no/such',
    },
  ],
  'node/newer-version': [
    { profile: led().node('b', 'logic/pass', { typeVersion: 7 }).build(), where: node('b') },
  ],
  'node/older-version': [
    {
      profile: led()
        .node('g', 'logic/grown', { properties: { a: 3 } })
        .node('t', 'logic/threshold')
        .wire('g.out', 't.value')
        .build(),
      where: node('g'),
      fixes: ['Update the node'],
    },
  ],
  'node/unconnected': [{ profile: led().node('x', 'logic/counter').build(), where: node('x') }],
  'node/driver-clash': [
    {
      profile: build().node('x', 'a-b/c').node('y', 'a/b-c').build(),
      where: profileWide,
      says: 'a-b/c and a/b-c',
    },
  ],
  'wire/missing-node': [
    { profile: led().wire('gone.out', 'led1.on').build(), where: wire('w0002'), fixes: ['Remove the wire'] },
    {
      profile: led().wire('button1.pressed', 'toString.on').build(),
      where: wire('w0002'),
      fixes: ['Remove the wire'],
    },
  ],
  'wire/missing-port': [
    {
      profile: led().wire('button1.gone', 'led1.on').build(),
      where: wire('w0002'),
      fixes: ['Remove the wire'],
    },
    {
      profile: led().wire('button1.pressed', 'led1.valueOf').build(),
      where: wire('w0002'),
      fixes: ['Remove the wire'],
    },
  ],
  'wire/duplicate': [
    {
      profile: led().wire('button1.pressed', 'led1.on').build(),
      where: wire('w0002'),
      fixes: ['Remove the wire'],
    },
  ],
  'type/mismatch': [
    {
      profile: build()
        .node('b', 'sensors/button')
        .node('t', 'logic/threshold')
        .wire('b.clicked', 't.value')
        .build(),
      where: wire('w0001'),
      fixes: ['Insert “counter” on the wire', 'Remove the wire'],
      says: 'gives trigger, but “threshold (t)” takes number',
    },
    {
      profile: build()
        .node('m', 'sensors/microphone')
        .node('s', 'actuators/speaker')
        .wire('m.sound', 's.sound')
        .build(),
      where: wire('w0001'),
      fixes: ['Remove the wire'],
      says: '16000 Hz',
    },
  ],
  'unit/conflict': [
    {
      profile: build()
        .node('l', 'sensors/light')
        .node('f', 'logic/fahrenheit')
        .wire('l.level', 'f.value')
        .build(),
      where: wire('w0001'),
      fixes: ['Insert “python” on the wire', 'Remove the wire'],
      says: 'number in lx',
    },
  ],
  'input/missing': [
    {
      profile: build().node('led1', 'actuators/led').build(),
      where: { kind: 'port', node: 'led1', port: 'on' },
    },
  ],
  'property/unknown': [
    { profile: withProperty('zzz', 1), where: property('zzz'), fixes: ['Remove the setting'] },
  ],
  'property/invalid': [
    {
      profile: withProperty('color', 'red'),
      where: property('color'),
      fixes: ['Use the default'],
      says: 'it must be a color',
    },
    { profile: withProperty('mood', 'hungry'), where: property('mood'), fixes: ['Use the default'] },
    { profile: withProperty('label', 5), where: property('label'), fixes: ['Use the default'] },
    {
      profile: withProperty('label', 'too long'),
      where: property('label'),
      fixes: ['Use the default'],
      says: 'at most 5',
    },
    { profile: withProperty('inverted', 'yes'), where: property('inverted'), fixes: ['Use the default'] },
    { profile: withProperty('pattern', 'disco'), where: property('pattern'), fixes: ['Use the default'] },
    { profile: withProperty('table', [{ key: 'a' }]), where: property('table'), fixes: ['Use the default'] },
    { profile: withProperty('table', null), where: property('table'), fixes: ['Use the default'] },
  ],
  'property/out-of-range': [
    {
      profile: build()
        .node('b', 'sensors/button', { properties: { debounceMs: 9999 } })
        .build(),
      where: { kind: 'property', node: 'b', property: 'debounceMs' },
      fixes: ['Set it to 500', 'Use the default'],
      says: 'is 9999; it may go from 0 to 500',
    },
  ],
  'placement/not-allowed': [
    {
      profile: build().node('h', 'hub/reply', { placement: 'device' }).build(),
      where: node('h'),
      fixes: ['Run it on the hub', 'Run it in the cloud'],
      says: 'cannot run on the device',
    },
  ],
  'board/unknown': [
    {
      profile: led().with({ board: 'toString' }).build(),
      where: profileWide,
      fixes: ['Use “No bus”', 'Use “Sample board”'],
    },
  ],
  'pin/unknown': [
    {
      profile: led()
        .node('b', 'sensors/button', { pins: { signal: 'P99' } })
        .build(),
      where: node('b'),
      fixes: letChoose,
    },
  ],
  'pin/unknown-need': [
    {
      profile: led()
        .node('b', 'sensors/button', { pins: { sda: 'P2' } })
        .build(),
      where: node('b'),
      fixes: ['Remove the choice'],
    },
  ],
  'pin/unusable': [
    {
      profile: led()
        .node('b', 'sensors/button', { pins: { signal: 'P1' } })
        .build(),
      where: node('b'),
      fixes: letChoose,
      says: 'Flash.',
    },
  ],
  'pin/caution': [
    {
      profile: led()
        .node('b', 'sensors/button', { pins: { signal: 'P0' } })
        .build(),
      where: node('b'),
      fixes: letChoose,
      says: 'Strapping pin.',
    },
  ],
  'pin/lacks-capability': [
    {
      profile: build()
        .node('l', 'sensors/light', { pins: { signal: 'P8' } })
        .build(),
      where: node('l'),
      fixes: letChoose,
      says: 'needs: adc',
    },
  ],
  'pin/conflict': [
    {
      profile: build()
        .node('a', 'sensors/button', { pins: { signal: 'P4' }, name: 'Left' })
        .node('b', 'sensors/button', { pins: { signal: 'P4' } })
        .build(),
      where: node('b'),
      fixes: ['Let the studio choose for “button (b)”', 'Let the studio choose for “Left”'],
      says: '“Left” and “button (b)” both ask for the pin P4',
    },
  ],
  'pin/none-left': [
    {
      profile: build().node('x', 'big/analog').build(),
      where: node('x'),
      says: 'no free pin left for “analog (x)” (e: adc)',
    },
  ],
  'pin/pwm-exhausted': [
    {
      profile: build().node('x', 'big/pwm').build(),
      where: node('x'),
      says: '5 pins need PWM; Sample board has 4',
    },
  ],
  'bus/none': [
    {
      profile: build().node('c', 'sensors/climate').with({ board: 'no-bus' }).build(),
      where: node('c'),
      says: 'an interface that No bus does not have: I²C bus',
    },
    {
      profile: build().node('t', 'sensors/tag').with({ board: 'no-bus' }).build(),
      where: node('t'),
      says: 'does not have: SPI bus',
    },
  ],
  'bus/all-taken': [
    {
      profile: build().node('p', 'sensors/position').node('q', 'sensors/position').build(),
      where: node('q'),
      says: 'which needs this: UART. It is taken by “position (p)”',
    },
    {
      profile: build().node('e', 'sensors/ear').node('f', 'sensors/ear').build(),
      where: node('f'),
      says: 'I²S interface. It is taken by “ear (e)”',
    },
  ],
  'bus/pin-taken': [
    {
      profile: build()
        .node('c', 'sensors/climate')
        .node('b', 'sensors/button', { pins: { signal: 'P20' } })
        .node('d', 'sensors/button', { pins: { signal: 'P23' } })
        .build(),
      where: node('b'),
      fixes: letChoose,
      says: 'the pin P20, which “climate (c)” needs for its I²C bus',
    },
    {
      profile: build()
        .node('b', 'logic/hand', { pins: { signal: 'P34' } })
        .node('e', 'sensors/ear')
        .build(),
      where: node('b'),
      fixes: letChoose,
      says: 'the pin P34, which “ear (e)” needs for its I²S interface',
    },
  ],
  'bus/address-conflict': [
    {
      profile: build()
        .node('a', 'sensors/thermostat')
        .node('b', 'sensors/thermostat')
        .node('c', 'sensors/thermostat')
        .build(),
      where: node('c'),
      says: '“thermostat (c)” and “thermostat (a)” would both sit at the I²C address 0x44',
    },
  ],
  'budget/flash': [
    {
      profile: build().node('x', 'big/flash').build(),
      where: node('x'),
      says: 'heaviest part is “flash (x)”',
    },
  ],
  'budget/flash-near': [
    { profile: build().node('x', 'big/flash-near').build(), where: node('x'), says: '492 kB' },
  ],
  'budget/ram': [{ profile: build().node('x', 'big/ram').build(), where: node('x'), says: '200 kB' }],
  'budget/ram-near': [{ profile: build().node('x', 'big/ram-near').build(), where: node('x') }],
  'budget/link': [
    {
      profile: build()
        .node('x', 'big/talk', { properties: { hertz: 500 } })
        .node('l', 'hub/log')
        .wire('x.value', 'l.value')
        .build(),
      where: node('x'),
      says: '24.0 kB a second',
    },
  ],
  'budget/link-near': [
    {
      profile: build().node('x', 'big/talk').node('l', 'hub/log').wire('x.value', 'l.value').build(),
      where: node('x'),
    },
  ],
};

function find(profile: Profile, code: string, where: DiagnosticWhere): Diagnostic | undefined {
  return compile(profile, catalogue).diagnostics.find(
    diagnostic => diagnostic.code === code && JSON.stringify(diagnostic.where) === JSON.stringify(where),
  );
}

const list = Object.entries(cases).flatMap(([code, entries]) =>
  entries.map((entry, index) => ({ code: code as keyof typeof cases, index, entry })),
);

describe('findings', () => {
  it.each(list)('$code ($index)', ({ code, entry }) => {
    const diagnostic = find(entry.profile, code, entry.where);
    const codes = compile(entry.profile, catalogue).diagnostics.map(
      found => `${found.code} ${JSON.stringify(found.where)}`,
    );
    expect(diagnostic, codes.join('\n')).toBeDefined();
    expect(diagnostic?.severity).toBe(diagnosticCatalogue[code].severity);
    if (entry.says !== undefined) expect(diagnostic?.message.en).toContain(entry.says);
    expect(diagnostic?.fixes?.map(fix => fix.title.en)).toEqual(entry.fixes);
    for (const fix of diagnostic?.fixes ?? []) {
      const result = applyProfilePatches(entry.profile, fix.patches);
      expect(result.ok).toBe(true);
      if (result.ok) expect(find(result.value, code, entry.where)).toBeUndefined();
    }
  });

  it('leaves the graph sound after a bridge is inserted', () => {
    for (const code of ['type/mismatch', 'unit/conflict', 'graph/cycle'] as const) {
      const { profile, where } = cases[code][0] ?? { profile: build().build(), where: profileWide };
      const patches = find(profile, code, where)?.fixes?.[0]?.patches ?? [];
      const result = applyProfilePatches(profile, patches);
      const left = result.ok ? compile(result.value, catalogue).diagnostics : null;
      expect(left?.filter(({ severity }) => severity === 'error')).toEqual([]);
    }
  });

  it('finds nothing wrong with a sound profile', () => {
    expect(compile(led().build(), catalogue).diagnostics).toEqual([]);
  });

  it('judges no wire at a node of an unknown type', () => {
    const profile = led().node('x', 'no/such').wire('x.out', 'led1.on').build();
    expect(compile(profile, catalogue).diagnostics.map(({ code }) => code)).toEqual(['node/unknown-type']);
  });

  it('finds every circle of a graph that has several, one by one', () => {
    let profile = build()
      .node('a', 'logic/pass')
      .node('b', 'logic/pass')
      .node('c', 'logic/pass')
      .wire('a.out', 'b.in')
      .wire('b.out', 'a.in')
      .wire('b.out', 'c.in')
      .wire('c.out', 'b.other')
      .wire('c.out', 'c.other')
      .build();
    let rounds = 0;
    for (;;) {
      const cycle = compile(profile, catalogue).diagnostics.find(({ code }) => code === 'graph/cycle');
      if (cycle === undefined) break;
      const result = applyProfilePatches(profile, cycle.fixes?.[0]?.patches ?? []);
      expect(result.ok).toBe(true);
      if (result.ok) profile = result.value;
      rounds++;
      expect(rounds).toBeLessThanOrEqual(3);
    }
    expect(rounds).toBe(3);
  });

  it('a node that breaks the cycle makes a circle sound', () => {
    const profile = build()
      .node('a', 'logic/pass')
      .node('d', 'logic/delay')
      .wire('a.out', 'd.in')
      .wire('d.out', 'a.in')
      .build();
    expect(compile(profile, catalogue).diagnostics).toEqual([]);
  });
});

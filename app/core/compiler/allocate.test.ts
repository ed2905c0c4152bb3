import { describe, expect, it } from 'vitest';
import { ProfileBuilder } from '../testing/profile-builder.ts';
import { sampleCatalogue } from '../testing/sample-catalogue.ts';
import { compile } from './compile.ts';
import { matchSlots } from './match-slots.ts';

const build = () => new ProfileBuilder();

function busesOf(builder: ProfileBuilder) {
  const { compilation } = compile(builder.build(), sampleCatalogue);
  return compilation?.graph.nodes.map(({ id, bus }) => [
    id,
    bus?.index,
    bus?.kind === 'i2c' ? bus.address : undefined,
  ]);
}

describe('matchSlots', () => {
  it('is first come, first served where that works', () => {
    expect(
      matchSlots([
        ['a', 'b'],
        ['a', 'b'],
        ['c', 'a'],
      ]),
    ).toEqual(['a', 'b', 'c']);
  });

  it('moves an earlier one along where somebody would else go without', () => {
    expect(matchSlots([['a', 'b'], ['a']])).toEqual(['b', 'a']);
    expect(matchSlots([['a', 'b'], ['b', 'c'], ['a']])).toEqual(['b', 'c', 'a']);
  });

  it('gives as many slots as there are', () => {
    expect(matchSlots([['a'], ['a'], ['a']])).toEqual(['a', null, null]);
    expect(matchSlots([[], ['a']])).toEqual([null, 'a']);
  });
});

describe('allocate', () => {
  it('leaves rare pins to those who need them, and never takes one with a caution', () => {
    const { allocation } = compile(
      build()
        .node('b1', 'sensors/button')
        .node('b2', 'sensors/button')
        .node('l1', 'sensors/light')
        .node('l2', 'sensors/light')
        .build(),
      sampleCatalogue,
    );
    expect(allocation).toEqual({
      b1: { signal: 'P6' },
      b2: { signal: 'P7' },
      l1: { signal: 'P2' },
      l2: { signal: 'P3' },
    });
  });

  it('moves a button off an ADC pin when the last of them is needed', () => {
    const builder = build();
    for (let index = 0; index < 8; index++) builder.node(`b${index}`, 'sensors/button');
    for (let index = 0; index < 2; index++) builder.node(`l${index}`, 'sensors/light');
    const { compilation, diagnostics } = compile(builder.build(), sampleCatalogue);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    const pins = Object.values(compilation?.allocation ?? {}).map(({ signal }) => signal);
    expect(new Set(pins).size).toBe(10);
  });

  it('honours a choice, a pin with a caution too', () => {
    const profile = build()
      .node('a', 'sensors/button')
      .node('b', 'sensors/button', { pins: { signal: 'P6' } })
      .node('c', 'sensors/button', { pins: { signal: 'P0' } })
      .build();
    const { compilation } = compile(profile, sampleCatalogue);
    expect(compilation?.allocation).toEqual({
      a: { signal: 'P7' },
      b: { signal: 'P6' },
      c: { signal: 'P0' },
    });
    expect(compilation?.graph.nodes.map(({ pins }) => pins.signal)).toEqual([7, 6, 0]);
  });

  it('gives each chip on the bus an address of its own, and goes to the next bus when it must', () => {
    expect(
      busesOf(
        build()
          .node('a', 'sensors/climate')
          .node('b', 'sensors/thermostat')
          .node('c', 'sensors/climate')
          .node('d', 'actuators/display'),
      ),
    ).toEqual([
      ['a', 0, 0x45],
      ['b', 0, 0x44],
      ['c', 1, 0x44],
      ['d', 0, 0x3c],
    ]);
  });

  it('finds a place for every chip where there is one, though filling the first bus would not', () => {
    const builder = build()
      .node('a', 'sensors/climate')
      .node('b', 'sensors/climate')
      .node('c', 'sensors/thermostat')
      .node('d', 'sensors/thermostat');
    expect(
      compile(builder.build(), sampleCatalogue).diagnostics.filter(({ severity }) => severity === 'error'),
    ).toEqual([]);
  });

  it('does not use a bus whose pin a person gave away', () => {
    const builder = build()
      .node('a', 'sensors/climate')
      .node('b', 'sensors/button', { pins: { signal: 'P21' } });
    expect(busesOf(builder)).toEqual([
      ['a', 1, 0x44],
      ['b', undefined, undefined],
    ]);
  });

  it('keeps the pins of a bus in use free', () => {
    const builder = build().node('a', 'sensors/climate');
    for (let index = 0; index < 12; index++) builder.node(`b${index}`, 'sensors/button');
    const { compilation } = compile(builder.build(), sampleCatalogue);
    const pins = Object.values(compilation?.allocation ?? {}).map(({ signal }) => signal);
    expect(pins).toHaveLength(12);
    expect(pins).not.toContain('P20');
    expect(pins).not.toContain('P21');
  });

  it('gives all chips on SPI the same bus, each with a select pin of its own', () => {
    const { compilation } = compile(
      build().node('a', 'sensors/tag').node('b', 'sensors/tag').build(),
      sampleCatalogue,
    );
    const bus = { kind: 'spi', index: 1, sck: 30, mosi: 31, miso: 32 };
    expect(compilation?.graph.nodes.map(node => [node.bus, node.pins])).toEqual([
      [bus, { select: 6 }],
      [bus, { select: 7 }],
    ]);
  });

  it('moves a bus to other pins, or to another controller, where that seats everybody', () => {
    // The UART's first pins are those of the first SPI bus, its second those of the second I²C bus.
    const both = build().node('p', 'sensors/position').node('t', 'sensors/tag');
    const seats = (builder: ProfileBuilder) =>
      Object.fromEntries(
        compile(builder.build(), sampleCatalogue).compilation?.graph.nodes.map(({ id, bus }) => [id, bus]) ??
          [],
      );
    expect(seats(both)).toMatchObject({
      p: { kind: 'uart', index: 1, tx: 22, rx: 23 },
      t: { kind: 'spi', index: 1, sck: 30 },
    });
    // With an I²S interface on the second SPI bus's pins nothing changes; with two thermostats I²C has both its buses.
    expect(seats(both.node('e', 'sensors/ear'))).toMatchObject({
      p: { tx: 22 },
      t: { sck: 30 },
      e: { sck: 34 },
    });
    const full = build()
      .node('p', 'sensors/position')
      .node('t', 'sensors/tag')
      .node('a', 'sensors/thermostat')
      .node('b', 'sensors/thermostat');
    expect(seats(full)).toMatchObject({
      a: { index: 0, address: 0x44 },
      b: { index: 1, address: 0x44 },
      p: { tx: 32, rx: 33 },
      t: { index: 2, sck: 34 },
    });
  });

  it('leaves out as few as it must', () => {
    const crowded = build()
      .node('p', 'sensors/position')
      .node('t', 'sensors/tag')
      .node('e', 'sensors/ear')
      .node('a', 'sensors/thermostat')
      .node('b', 'sensors/thermostat');
    const { diagnostics } = compile(crowded.build(), sampleCatalogue);
    expect(diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code)).toEqual([
      'bus/all-taken',
    ]);
  });

  it('asks for no pins for nodes on the hub', () => {
    const profile = build()
      .node('p', 'logic/pass', { placement: 'hub' })
      .node('t', 'hub/text-in')
      .wire('t.text', 'p.in')
      .build();
    const { compilation } = compile(profile, sampleCatalogue);
    expect(compilation?.graph.nodes).toEqual([]);
    expect(compilation?.hub.nodes.map(({ id, placement }) => [id, placement])).toEqual([
      ['p', 'hub'],
      ['t', 'hub'],
    ]);
    expect(compilation?.channels).toEqual([]);
  });
});

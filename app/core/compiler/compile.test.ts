import { describe, expect, it } from 'vitest';
import { ProfileBuilder } from '../testing/profile-builder.ts';
import { sampleCatalogue } from '../testing/sample-catalogue.ts';
import { compilationSchema } from './bundle.ts';
import { compile } from './compile.ts';

const nightLight = () =>
  new ProfileBuilder()
    .node('light1', 'sensors/light')
    .node('button1', 'sensors/button', { properties: { debounceMs: 30 } })
    .node('threshold1', 'logic/threshold')
    .node('led1', 'actuators/led')
    .node('log1', 'hub/log')
    .node('in1', 'hub/text-in')
    .node('reply1', 'hub/reply')
    .node('display1', 'actuators/display')
    .wire('light1.level', 'threshold1.value')
    .wire('threshold1.above', 'led1.on')
    .wire('button1.clicked', 'led1.on')
    .wire('light1.level', 'log1.value')
    .wire('in1.text', 'reply1.text')
    .wire('reply1.text', 'display1.text');

describe('compile', () => {
  it('emits a device graph, a hub graph and the channels between them', () => {
    const { compilation, diagnostics } = compile(nightLight().build(), sampleCatalogue);
    expect(diagnostics).toEqual([]);
    expect(compilationSchema.parse(compilation)).toEqual(compilation);
    expect(compilation?.graph.nodes.map(node => [node.id, node.driver])).toEqual([
      ['button1', 'sensors_button'],
      ['display1', 'actuators_display'],
      ['led1', 'actuators_led'],
      ['light1', 'sensors_light'],
      ['threshold1', 'logic_threshold'],
    ]);
    expect(compilation?.graph.wires).toEqual([
      { id: 'w0001', from: [3, 'level'], to: [4, 'value'] },
      { id: 'w0002', from: [4, 'above'], to: [2, 'on'] },
      { id: 'w0003', from: [0, 'clicked'], to: [2, 'on'], coercion: ['boolean'] },
      { id: 'w0004', from: [3, 'level'], to: 1, queue: 8 },
    ]);
    expect(compilation?.graph.downs).toEqual([{ channel: 2, to: [1, 'text'] }]);
    expect(compilation?.hub.ups).toEqual([{ channel: 1, to: { node: 'log1', port: 'value' } }]);
    expect(compilation?.hub.wires).toEqual([
      { id: 'w0005', from: { node: 'in1', port: 'text' }, to: { node: 'reply1', port: 'text' } },
      { id: 'w0006', from: { node: 'reply1', port: 'text' }, to: { channel: 2 } },
    ]);
    expect(
      compilation?.channels.map(({ number, wire, direction, rateHz }) => [number, wire, direction, rateHz]),
    ).toEqual([
      [1, 'w0004', 'up', 10],
      [2, 'w0006', 'down', 1],
    ]);
  });

  it('gives each node the properties it runs with, pins and a bus', () => {
    const { compilation } = compile(nightLight().build(), sampleCatalogue);
    expect(compilation?.graph.nodes[0]).toMatchObject({
      properties: { debounceMs: 30 },
      pins: { signal: 6 },
    });
    expect(compilation?.graph.nodes[1]).toMatchObject({
      bus: { kind: 'i2c', index: 0, sda: 20, scl: 21, address: 0x3c },
    });
    expect(compilation?.graph.nodes[3]?.properties).toEqual({ intervalMs: 100 });
    expect(compilation?.allocation).toEqual({
      button1: { signal: 'P6' },
      led1: { signal: 'P7' },
      light1: { signal: 'P2' },
    });
    expect(compilation?.peripherals).toEqual([
      {
        id: 'button1',
        type: 'sensors/button',
        name: 'button',
        model: 'button',
        settings: { activeLow: true, debounce: 30, nested: [30, '$nothing'] },
        controls: [],
        pins: { signal: 6 },
      },
    ]);
  });
});

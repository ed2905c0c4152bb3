import type { BoardDefinition } from '../catalogue/board-definition.ts';
import { boardDefinitionSchema } from '../catalogue/board-definition.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { createCatalogue } from '../catalogue/catalogue.ts';
import type { NodeDefinition } from '../catalogue/node-definition.ts';
import { nodeDefinitionSchema } from '../catalogue/node-definition.ts';
import type { PortType } from '../ports/port-type.ts';

/** A small catalogue for tests of core: one node type for each thing that the compiler treats in its own way. */

const text = (en: string) => ({ en, zh: en });

interface PortSketch {
  readonly [id: string]: PortType | { readonly kind: 'generic'; readonly name: string };
}

function ports(sketch: PortSketch, extra: Readonly<Record<string, object>> = {}) {
  return Object.entries(sketch).map(([id, type]) => ({ id, title: text(id), type, ...extra[id] }));
}

/** A node definition from a few words; the rest is what a plain node would have. */
export function defineNode(
  type: string,
  sketch: {
    readonly inputs?: PortSketch;
    readonly outputs?: PortSketch;
    readonly portExtra?: Readonly<Record<string, object>>;
  } & Readonly<Record<string, unknown>> = {},
): NodeDefinition {
  const { inputs, outputs, portExtra, ...rest } = sketch;
  return nodeDefinitionSchema.parse({
    type,
    version: 1,
    title: text(type.slice(type.indexOf('/') + 1)),
    summary: text(type),
    category: 'logic',
    icon: 'box',
    placements: ['device'],
    driverBytes: 1000,
    inputs: ports(inputs ?? {}, portExtra),
    outputs: ports(outputs ?? {}, portExtra),
    ...rest,
  });
}

const pin = (id: string, ...capabilities: string[]) => ({ id, title: text(id), capabilities });
const generic = { kind: 'generic', name: 'value' } as const;
const number: PortType = { kind: 'number' };
const celsius: PortType = { kind: 'number', unit: '°C' };

export const sampleNodes: readonly NodeDefinition[] = [
  defineNode('sensors/button', {
    category: 'sensors',
    outputs: { pressed: { kind: 'boolean' }, clicked: { kind: 'trigger' } },
    needs: { pins: [pin('signal', 'digital-in', 'pull-up')], ramBytes: 200 },
    peripheral: {
      model: 'button',
      settings: { activeLow: true, debounce: '$debounceMs', nested: ['$debounceMs', '$nothing'] },
    },
    properties: [
      {
        id: 'debounceMs',
        title: text('debounce'),
        type: 'number',
        default: 20,
        min: 0,
        max: 500,
        unit: 'ms',
      },
    ],
    latencyMs: 10,
  }),
  defineNode('sensors/light', {
    category: 'sensors',
    outputs: { level: { kind: 'number', unit: 'lx' } },
    portExtra: { level: { rate: { property: 'intervalMs', as: 'milliseconds' } } },
    needs: { pins: [pin('signal', 'adc')], ramBytes: 100 },
    properties: [
      { id: 'intervalMs', title: text('interval'), type: 'number', default: 100, min: 10, max: 10_000 },
    ],
    latencyMs: 5,
  }),
  defineNode('sensors/climate', {
    category: 'sensors',
    outputs: { temperature: celsius, humidity: { kind: 'number', unit: '%' } },
    portExtra: { temperature: { rate: 1 }, humidity: { rate: 1 } },
    needs: { buses: [{ kind: 'i2c', addresses: [0x44, 0x45] }], ramBytes: 800 },
  }),
  defineNode('sensors/thermostat', {
    category: 'sensors',
    outputs: { temperature: celsius },
    needs: { buses: [{ kind: 'i2c', addresses: [0x44] }], ramBytes: 800 },
  }),
  defineNode('sensors/motion', {
    category: 'sensors',
    outputs: { acceleration: { kind: 'vector3', unit: 'g' } },
    portExtra: { acceleration: { rate: 50 } },
    needs: { buses: [{ kind: 'i2c', addresses: [0x68, 0x69] }] },
  }),
  defineNode('sensors/microphone', {
    category: 'sensors',
    outputs: { sound: { kind: 'audio', sampleRateHz: 16_000, encoding: 'pcm16' } },
    portExtra: { sound: { rate: 50 } },
  }),
  defineNode('sensors/position', {
    category: 'sensors',
    outputs: { place: { kind: 'text' } },
    needs: { buses: [{ kind: 'uart' }] },
  }),
  defineNode('sensors/tag', {
    category: 'sensors',
    outputs: { tag: { kind: 'text' } },
    needs: { pins: [pin('select', 'digital-out')], buses: [{ kind: 'spi' }] },
  }),
  defineNode('sensors/ear', {
    category: 'sensors',
    outputs: { level: number },
    needs: { buses: [{ kind: 'i2s' }] },
  }),
  defineNode('logic/threshold', {
    inputs: { value: number },
    outputs: { above: { kind: 'boolean' } },
    properties: [{ id: 'limit', title: text('limit'), type: 'number', default: 50 }],
    latencyMs: 1,
  }),
  defineNode('logic/fahrenheit', {
    inputs: { value: { kind: 'number', unit: '°F' } },
    outputs: { value: { kind: 'number', unit: '°F' } },
  }),
  defineNode('logic/delay', {
    inputs: { in: generic },
    outputs: { out: generic },
    breaksCycle: true,
    properties: [{ id: 'ms', title: text('ms'), type: 'number', default: 100, min: 0, max: 60_000 }],
  }),
  defineNode('logic/gate', {
    inputs: { in: generic, open: { kind: 'boolean' } },
    outputs: { out: generic },
  }),
  defineNode('logic/pass', {
    inputs: { in: generic, other: generic },
    outputs: { out: generic },
    placements: ['device', 'hub', 'cloud'],
  }),
  defineNode('logic/counter', {
    inputs: { count: { kind: 'trigger' } },
    outputs: { total: number },
  }),
  defineNode('logic/python', {
    inputs: { in: { kind: 'json' } },
    outputs: { out: { kind: 'json' } },
    properties: [
      { id: 'code', title: text('code'), type: 'code', default: 'pass\n', language: 'python' },
      { id: 'gain', title: text('gain'), type: 'number', default: 1 },
    ],
  }),
  defineNode('actuators/led', {
    category: 'actuators',
    inputs: { on: { kind: 'boolean' }, color: { kind: 'color' } },
    portExtra: { on: { required: true } },
    needs: { pins: [pin('signal', 'digital-out', 'pwm')], ramBytes: 300 },
    properties: [
      { id: 'color', title: text('color'), type: 'color', default: '#ffffff' },
      { id: 'mood', title: text('mood'), type: 'emotion', default: 'neutral' },
      { id: 'label', title: text('label'), type: 'text', default: '', maxLength: 5 },
      { id: 'inverted', title: text('inverted'), type: 'boolean', default: false },
      {
        id: 'pattern',
        title: text('pattern'),
        type: 'choice',
        default: 'steady',
        choices: [
          { value: 'steady', title: text('steady') },
          { value: 'blink', title: text('blink') },
        ],
      },
      { id: 'table', title: text('table'), type: 'pairs', default: [] },
    ],
    latencyMs: 2,
  }),
  defineNode('actuators/display', {
    category: 'actuators',
    inputs: { text: { kind: 'text' }, face: { kind: 'emotion' } },
    needs: { buses: [{ kind: 'i2c', addresses: [0x3c, 0x3d] }], ramBytes: 1200 },
    latencyMs: 25,
  }),
  defineNode('actuators/speaker', {
    category: 'actuators',
    inputs: { sound: { kind: 'audio', sampleRateHz: 24_000, encoding: 'pcm16' } },
  }),
  defineNode('hub/text-in', {
    category: 'hub',
    placements: ['hub'],
    outputs: { text: { kind: 'text' } },
  }),
  defineNode('hub/log', { category: 'hub', placements: ['hub'], inputs: { value: { kind: 'json' } } }),
  defineNode('hub/reply', {
    category: 'hub',
    placements: ['hub', 'cloud'],
    inputs: { text: { kind: 'text' } },
    outputs: { text: { kind: 'text' } },
    latencyMs: 400,
  }),
];

/** Ten free pins, one with a caution, one that is unusable; two buses for I²C, and pins of their own for the others. */
export const sampleBoard: BoardDefinition = boardDefinitionSchema.parse({
  id: 'sample',
  title: 'Sample board',
  vendor: 'Cambrian',
  chip: 'sample',
  summary: text('A board for tests.'),
  pins: [
    {
      id: 'P0',
      number: 0,
      capabilities: ['digital-in', 'digital-out', 'pull-up', 'pwm'],
      caution: text('Strapping pin.'),
    },
    {
      id: 'P1',
      number: 1,
      capabilities: ['digital-in', 'digital-out'],
      usable: false,
      caution: text('Flash.'),
    },
    ...[2, 3, 4, 5].map(number => ({
      id: `P${number}`,
      number,
      capabilities: ['digital-in', 'digital-out', 'pull-up', 'pwm', 'adc'],
    })),
    ...[6, 7, 8, 9, 10, 11].map(number => ({
      id: `P${number}`,
      number,
      capabilities: ['digital-in', 'digital-out', 'pull-up', 'pwm'],
    })),
    ...[20, 21, 22, 23].map(number => ({
      id: `P${number}`,
      number,
      capabilities: ['digital-in', 'digital-out', 'pull-up', 'pwm', 'i2c'],
    })),
    ...[30, 31, 32, 33, 34, 35, 36].map(number => ({
      id: `P${number}`,
      number,
      capabilities: ['spi', 'uart', 'i2s'],
    })),
  ],
  buses: [
    { kind: 'i2c', index: 0, sda: 'P20', scl: 'P21' },
    { kind: 'i2c', index: 1, sda: 'P22', scl: 'P23' },
    { kind: 'spi', index: 1, sck: 'P30', mosi: 'P31', miso: 'P32' },
    { kind: 'spi', index: 2, sck: 'P34', mosi: 'P35', miso: 'P36' },
    { kind: 'uart', index: 1, tx: 'P32', rx: 'P33' },
    { kind: 'uart', index: 1, tx: 'P22', rx: 'P23' },
    { kind: 'i2s', index: 0, sck: 'P34', ws: 'P35', sd: 'P36' },
  ],
  limits: { filesystemBytes: 1_000_000, heapBytes: 200_000, linkBytesPerSecond: 10_000, pwmChannels: 4 },
  logicVolts: 3.3,
  firmware: { family: 'sample', method: 'none' },
});

export const sampleCatalogue: Catalogue = createCatalogue(sampleNodes, [sampleBoard]);

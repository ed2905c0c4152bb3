import { describe, expect, it } from 'vitest';
import { createCatalogue } from '../../../core/catalogue/catalogue.ts';
import { nodeDefinitionFileSchema } from '../../../core/catalogue/node-definition.ts';
import { previewPeripherals } from './preview-peripherals.ts';

const ring = {
  ...nodeDefinitionFileSchema.parse({
    version: 1,
    title: { en: 'Light ring', zh: '灯环' },
    summary: { en: 'Lights.', zh: '灯。' },
    category: 'actuators',
    icon: 'circle-dashed',
    placements: ['device'],
    properties: [
      { id: 'count', type: 'number', title: { en: 'LEDs', zh: '灯数' }, default: 12 },
      { id: 'order', type: 'text', title: { en: 'Order', zh: '顺序' }, default: 'grb' },
    ],
    peripheral: { model: 'pixels', settings: { count: '$count', order: '$order', fixed: 7 } },
  }),
  type: 'actuators/light-ring',
};
const catalogue = createCatalogue([ring], []);
const position = { x: 0, y: 0 };

describe('previewPeripherals', () => {
  it('fills settings from properties, then from their defaults', () => {
    const [peripheral] = previewPeripherals(
      { nodes: { r: { type: ring.type, typeVersion: 1, position, properties: { count: 24 } } } },
      catalogue,
      'zh',
    );
    expect(peripheral?.settings).toEqual({ count: 24, order: 'grb', fixed: 7 });
    expect(peripheral?.name).toBe('灯环');
  });

  it('leaves out what does not run on the device, and unknown types', () => {
    const nodes = {
      hubRing: {
        type: ring.type,
        typeVersion: 1,
        position,
        properties: {},
        placement: 'hub' as const,
      },
      unknown: { type: 'pack/unknown', typeVersion: 1, position, properties: {} },
    };
    expect(previewPeripherals({ nodes }, catalogue, 'en')).toEqual([]);
  });
});

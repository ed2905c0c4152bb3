import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttachedPeripheral } from '../../../core/compiler/bundle.ts';
import { layoutDevice, type PlacedPart, sideControlHeight } from './device-layout.ts';

const models: readonly AttachedPeripheral['model'][] = [
  'nmea-gps',
  'mfrc522',
  'i2s-microphone',
  'i2s-speaker',
  'button',
  'digital-source',
  'analog-source',
  'touch',
  'led',
  'pixels',
  'buzzer',
  'servo',
  'sht31',
  'mpu6050',
  'ssd1306',
];

function peripheral(model: AttachedPeripheral['model'], index: number): AttachedPeripheral {
  const title = { en: `Control of ${model}`, zh: model };
  const slider = { id: 'value', title, type: 'slider', min: 0, max: 100, default: 10 } as const;
  const controls: AttachedPeripheral['controls'] =
    model === 'button' || model === 'touch'
      ? [{ id: 'pressed', title: { en: 'Press', zh: '按下' }, type: 'momentary' }]
      : model === 'digital-source'
        ? [{ id: 'on', title, type: 'toggle', default: false }]
        : model === 'analog-source' || model === 'sht31'
          ? [slider, { ...slider, id: 'second' }]
          : [];
  return {
    id: `n${index}`,
    type: `pack/${model}`,
    name: `Node ${index}`,
    model,
    settings: {},
    controls,
    pins: {},
  };
}

function overlaps(left: PlacedPart, right: PlacedPart): boolean {
  return (
    left.box.x < right.box.x + right.box.width &&
    right.box.x < left.box.x + left.box.width &&
    left.box.y < right.box.y + right.box.height &&
    right.box.y < left.box.y + left.box.height
  );
}

const anyDevice = fc
  .array(fc.constantFrom(...models), { minLength: 0, maxLength: 12 })
  .map(list => list.map(peripheral));

describe('layoutDevice', () => {
  it('keeps every part within the body and apart from the others, for any twelve peripherals', () => {
    fc.assert(
      fc.property(anyDevice, attached => {
        const { parts, width, height } = layoutDevice(attached);
        for (const { box } of parts) {
          expect(box.x).toBeGreaterThanOrEqual(0);
          expect(box.y).toBeGreaterThanOrEqual(0);
          expect(box.x + box.width).toBeLessThanOrEqual(width);
          expect(box.y + box.height).toBeLessThanOrEqual(height);
        }
        for (const [index, left] of parts.entries()) {
          for (const right of parts.slice(index + 1)) {
            const isScreenInRing = left.kind === 'ring' && right.kind === 'screen';
            if (!isScreenInRing) expect(overlaps(left, right)).toBe(false);
          }
        }
      }),
    );
  });

  it('shows every control exactly once: on the body, beside it or below it', () => {
    fc.assert(
      fc.property(anyDevice, attached => {
        const { parts, left, right, below } = layoutDevice(attached);
        const pressed = parts
          .filter(part => part.kind === 'button' || part.kind === 'touch')
          .map(part => `${part.peripheral.id}/pressed`);
        const beside = [...left, ...right, ...below].map(item => `${item.peripheral.id}/${item.control.id}`);
        const all = attached.flatMap(item => item.controls.map(control => `${item.id}/${control.id}`));
        expect([...pressed, ...beside].sort()).toEqual(all.sort());
      }),
    );
  });

  it('keeps the controls of one side apart and within the height of the body', () => {
    fc.assert(
      fc.property(anyDevice, attached => {
        const { left, right, height } = layoutDevice(attached);
        for (const side of [left, right]) {
          for (const [index, { y }] of side.entries()) {
            expect(y).toBeGreaterThan(0);
            expect(y).toBeLessThan(height);
            const next = side[index + 1];
            if (next) expect(next.y - y).toBeGreaterThanOrEqual(sideControlHeight - 8);
          }
        }
      }),
    );
  });

  it('tells controls of the same name apart by the name of their node', () => {
    const { left, right } = layoutDevice([peripheral('digital-source', 1), peripheral('digital-source', 2)]);
    expect([...left, ...right].map(item => item.label.en)).toEqual([
      'Node 1 control of digital-source',
      'Node 2 control of digital-source',
    ]);
  });
});

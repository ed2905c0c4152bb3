import { type AttachedPeripheral, attachedPeripheralSchema } from '../../../core/compiler/bundle.ts';

const title = { en: 'x', zh: 'x' };

/** A peripheral of the tests: `slider` controls by id with their range and default, the other kinds by name. */
export function attached(
  model: AttachedPeripheral['model'],
  more: {
    readonly id?: string;
    readonly pins?: Record<string, number>;
    readonly address?: number;
    /** Any other bus than the I²C one that `address` stands for. */
    readonly bus?: NonNullable<AttachedPeripheral['bus']>;
    readonly settings?: AttachedPeripheral['settings'];
    readonly sliders?: Record<string, readonly [min: number, max: number, initial: number]>;
    readonly toggles?: Record<string, boolean>;
    readonly momentary?: readonly string[];
  } = {},
): AttachedPeripheral {
  return attachedPeripheralSchema.parse({
    id: more.id ?? model,
    type: `test/${model}`,
    name: model,
    model,
    settings: more.settings ?? {},
    pins: more.pins ?? {},
    ...(more.bus !== undefined && { bus: more.bus }),
    ...(more.address !== undefined && {
      bus: { kind: 'i2c', index: 0, sda: 8, scl: 9, address: more.address },
    }),
    controls: [
      ...Object.entries(more.sliders ?? {}).map(([id, [min, max, initial]]) => ({
        id,
        title,
        type: 'slider',
        min,
        max,
        default: initial,
      })),
      ...Object.entries(more.toggles ?? {}).map(([id, initial]) => ({
        id,
        title,
        type: 'toggle',
        default: initial,
      })),
      ...(more.momentary ?? []).map(id => ({ id, title, type: 'momentary' })),
    ],
  });
}

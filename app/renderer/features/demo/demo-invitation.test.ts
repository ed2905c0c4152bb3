import { describe, expect, it } from 'vitest';
import type { AttachedPeripheral } from '../../../core/compiler/bundle.ts';
import { scenarioSchema } from '../../../core/scenario/scenario.ts';
import { invitationOf, spokenInputOf } from './demo-invitation.ts';

const attached: AttachedPeripheral[] = [
  {
    id: 'light',
    type: 'sensors/light',
    name: 'Light',
    model: 'analog-source',
    settings: {},
    controls: [
      { id: 'level', title: { en: 'Light', zh: '光线' }, type: 'slider', min: 0, max: 1, default: 0 },
    ],
    pins: {},
  },
  {
    id: 'button',
    type: 'sensors/button',
    name: 'Button',
    model: 'button',
    settings: {},
    controls: [{ id: 'pressed', title: { en: 'Press', zh: '按下' }, type: 'momentary' }],
    pins: {},
  },
  {
    id: 'presence',
    type: 'sensors/presence',
    name: 'Presence',
    model: 'digital-source',
    settings: {},
    controls: [{ id: 'active', title: { en: 'Near', zh: '靠近' }, type: 'toggle', default: false }],
    pins: {},
  },
];
const scenario = scenarioSchema.parse({
  title: { en: 'A', zh: '甲' },
  steps: [
    { control: { node: 'light', control: 'level', value: 1 } },
    { control: { node: 'presence', control: 'active', value: true } },
    { send: { node: 'visitor', port: 'typed', value: 'hello' } },
  ],
});

describe('invitationOf', () => {
  it('is the first switch or button that the scenario itself moves', () => {
    expect(invitationOf(scenario, attached)?.peripheral.id).toBe('presence');
  });

  it('is the first button of the device where the scenario moves none', () => {
    expect(invitationOf(undefined, attached)?.peripheral.id).toBe('button');
    expect(invitationOf(undefined, [])).toBeNull();
  });
});

describe('spokenInputOf', () => {
  it('is where a scenario sends words', () => {
    expect(spokenInputOf([scenario])).toEqual({ node: 'visitor', port: 'typed' });
    expect(spokenInputOf([])).toBeNull();
  });
});

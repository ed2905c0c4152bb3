import type { Profile } from '../../core/document/profile.ts';
import { fakeMomo, fakeSol } from './fake-momo.ts';

/** Someone comes near; the hub greets, the face smiles, the ring glows. */
export const fakeProfile: Profile = {
  schemaVersion: 1,
  id: 'pocket-companion',
  name: 'Pocket companion',
  description: 'Greets whoever comes near.',
  board: 'virtual-kit',
  nodes: {
    presence: { type: 'inputs/presence', typeVersion: 1, position: { x: 40, y: 60 }, properties: {} },
    microphone: { type: 'inputs/microphone', typeVersion: 1, position: { x: 40, y: 200 }, properties: {} },
    button: { type: 'inputs/button', typeVersion: 1, position: { x: 40, y: 340 }, properties: {} },
    momo: {
      type: 'hub/keyword-reply',
      typeVersion: 1,
      name: 'Momo',
      position: { x: 380, y: 60 },
      properties: { greeting: 'Morning, Lin!' },
    },
    face: { type: 'actuators/display-face', typeVersion: 1, position: { x: 700, y: 60 }, properties: {} },
    ring: {
      type: 'actuators/light-ring',
      typeVersion: 1,
      position: { x: 700, y: 200 },
      properties: { brightness: 40 },
    },
    companion: {
      type: 'agents/agent',
      typeVersion: 1,
      name: 'Companion',
      position: { x: 380, y: 420 },
      properties: { persona: 'momo' },
    },
    log: { type: 'hub/log', typeVersion: 1, position: { x: 700, y: 360 }, properties: {} },
  },
  wires: {
    w1: { from: { node: 'presence', port: 'someone' }, to: { node: 'momo', port: 'someone' } },
    w2: { from: { node: 'momo', port: 'feels' }, to: { node: 'face', port: 'emotion' } },
    w3: { from: { node: 'momo', port: 'says' }, to: { node: 'face', port: 'caption' } },
    w4: { from: { node: 'microphone', port: 'level' }, to: { node: 'log', port: 'value' } },
  },
  personas: { momo: fakeMomo, sol: fakeSol },
  notes: {
    note1: {
      text: 'Try it: switch “Someone near” on the device.',
      position: { x: 380, y: 300 },
      size: { width: 200, height: 80 },
    },
  },
};

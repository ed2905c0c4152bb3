import { beforeEach, describe, expect, it } from 'vitest';
import type { Profile } from '../../../core/document/profile.ts';
import { fakeProfile } from '../../testing/fake-profile.ts';
import { largeProfile } from '../../testing/large-profile.ts';
import { fakeCatalogue } from '../../testing/open-fake-project.ts';
import { deviceFrames } from './device-frames.ts';
import { FlowProjection, type ProjectionInput } from './flow-projection.ts';
import { nodeHeight, nodeWidth, overlaps } from './node-geometry.ts';

function input(profile: Profile, changes: Partial<ProjectionInput> = {}): ProjectionInput {
  return {
    profile,
    catalogue: fakeCatalogue,
    selectedNodes: new Set(),
    selectedNotes: new Set(),
    selectedWires: new Set(),
    dragged: new Map(),
    nodeSeverity: new Map(),
    wireSeverity: new Map(),
    channels: new Map(),
    linkLimitBytesPerSecond: null,
    language: 'en',
    ...changes,
  };
}

let projection: FlowProjection;
beforeEach(() => {
  projection = new FlowProjection();
});

/** How many of the elements are new objects, which React Flow would draw again. */
function renewed<Element>(before: readonly Element[], after: readonly Element[]): number {
  const known = new Set(before);
  return after.filter(element => !known.has(element)).length;
}

describe('the picture of a document', () => {
  it('makes one new node per step of a drag, of a thousand', () => {
    const profile = largeProfile(1000);
    const before = projection.nodes(input(profile));
    const after = projection.nodes(input(profile, { dragged: new Map([['n500', { x: 1, y: 2 }]]) }));
    expect(before).toHaveLength(1000);
    expect(renewed(before, after)).toBe(1);
    expect(after.find(node => node.id === 'n500')?.position).toEqual({ x: 1, y: 2 });
  });

  it('keeps the data of a node that only moved, so that its card is not drawn again', () => {
    const before = projection.nodes(input(fakeProfile));
    const moved: Profile = {
      ...fakeProfile,
      nodes: {
        ...fakeProfile.nodes,
        ring: { ...(fakeProfile.nodes.ring ?? never()), position: { x: 5, y: 5 } },
      },
    };
    const after = projection.nodes(input(moved));
    expect(renewed(before, after)).toBe(1);
    const data = (nodes: typeof before) => nodes.find(node => node.id === 'ring')?.data;
    expect(data(after)).toBe(data(before));
  });

  it('renews the two nodes whose selection changed', () => {
    const before = projection.nodes(input(fakeProfile, { selectedNodes: new Set(['ring']) }));
    const after = projection.nodes(input(fakeProfile, { selectedNodes: new Set(['face']) }));
    expect(renewed(before, after)).toBe(2);
  });

  it('keeps every wire while nodes move and values change', () => {
    const before = projection.edges(input(fakeProfile));
    const after = projection.edges(input({ ...fakeProfile, name: 'Other' }));
    expect(before).toHaveLength(4);
    expect(renewed(before, after)).toBe(0);
  });

  it('draws an unknown type and a port that is gone, and drops neither', () => {
    const profile: Profile = {
      ...fakeProfile,
      nodes: {
        ...fakeProfile.nodes,
        alien: { type: 'other/alien', typeVersion: 3, position: { x: 0, y: 0 }, properties: { a: 1 } },
      },
      wires: {
        ...fakeProfile.wires,
        w9: { from: { node: 'presence', port: 'gone' }, to: { node: 'alien', port: 'input' } },
      },
    };
    const alien = projection.nodes(input(profile)).find(node => node.id === 'alien');
    expect(alien?.type === 'module' && alien.data.rows.map(row => row.id)).toEqual(['input']);
    const ghost = projection.edges(input(profile)).find(edge => edge.id === 'w9');
    expect(ghost?.data?.kind).toBe('ghost');
  });
});

describe('frames around what runs on the device', () => {
  const box = (x: number, y: number, isOnDevice: boolean) => ({
    x,
    y,
    width: nodeWidth,
    height: nodeHeight(2),
    isOnDevice,
  });

  it('joins neighbours and leaves what is far apart', () => {
    expect(deviceFrames([box(0, 0, true), box(0, 140, true), box(900, 0, true)])).toHaveLength(2);
  });

  it('never covers what runs elsewhere', () => {
    const hub = box(260, 0, false);
    const frames = deviceFrames([box(0, 0, true), box(520, 0, true), hub]);
    expect(frames.length).toBeGreaterThan(0);
    for (const frame of frames) expect(overlaps(frame, hub)).toBe(false);
  });
});

function never(): never {
  throw new Error('The fake profile lacks a node that this test needs.');
}

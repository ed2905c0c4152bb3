import type { Profile, ProfileNode, ProfileWire } from '../../core/document/profile.ts';

/** A profile with that many wired nodes in a grid: what a canvas is measured with. */
export function largeProfile(nodeCount: number): Profile {
  const columns = Math.ceil(Math.sqrt(nodeCount));
  const types = ['inputs/microphone', 'logic/threshold', 'logic/python', 'hub/keyword-reply'];
  const nodes: Record<string, ProfileNode> = {};
  const wires: Record<string, ProfileWire> = {};
  for (let index = 0; index < nodeCount; index += 1) {
    nodes[`n${index}`] = {
      type: types[index % types.length] ?? 'logic/threshold',
      typeVersion: 1,
      position: { x: (index % columns) * 280, y: Math.floor(index / columns) * 180 },
      properties: {},
    };
    if (index % types.length === 1) {
      wires[`w${index}`] = {
        from: { node: `n${index - 1}`, port: 'level' },
        to: { node: `n${index}`, port: 'value' },
      };
    }
    if (index % types.length === 3) {
      wires[`w${index}`] = {
        from: { node: `n${index - 2}`, port: 'above' },
        to: { node: `n${index}`, port: 'someone' },
      };
    }
  }
  return { schemaVersion: 1, id: 'large', name: 'Large', board: 'virtual-kit', nodes, wires };
}

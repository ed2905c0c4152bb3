import elk from 'elkjs/lib/elk.bundled.js';
import type { Position } from '../../../core/document/edits.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { moveElements } from '../../stores/document-edits.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { fitAll, snap } from './canvas-api.ts';
import { inputHandle, outputHandle } from './flow-projection.ts';
import { nodeHeight, nodeWidth, rowCenter } from './node-geometry.ts';

const layoutOptions = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.layered.spacing.nodeNodeBetweenLayers': '130',
  'elk.spacing.nodeNode': '60',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.crossingMinimization.semiInteractive': 'true',
  'elk.separateConnectedComponents': 'true',
  'elk.spacing.componentComponent': '60',
};

/**
 * Arranges the selected nodes, or all, from left to right along their wires, as one step of undo. The top left corner
 * stays where it was. This module is loaded on first use, because the layouter is larger than the rest of the face.
 */
export async function tidyUp(): Promise<void> {
  const { profile } = useDocumentStore.getState();
  const { catalogue } = useCatalogueStore.getState();
  const chosen = useViewStore.getState().selection.nodes;
  const ids = chosen.size > 1 ? [...chosen] : Object.keys(profile.nodes);
  const members = new Set(ids);
  const children = ids.flatMap(id => {
    const node = profile.nodes[id];
    if (node === undefined) return [];
    const definition = catalogue.nodes.get(node.type);
    const inputs = definition?.inputs ?? [];
    const outputs = definition?.outputs ?? [];
    const port = (handle: string, side: 'WEST' | 'EAST', row: number) => ({
      id: `${id} ${handle}`,
      x: side === 'WEST' ? 0 : nodeWidth,
      y: rowCenter(row),
      width: 1,
      height: 1,
      layoutOptions: { 'elk.port.side': side },
    });
    return [
      {
        id,
        width: nodeWidth,
        height: nodeHeight(inputs.length + outputs.length),
        ports: [
          ...inputs.map((input, row) => port(inputHandle(input.id), 'WEST', row)),
          ...outputs.map((output, row) => port(outputHandle(output.id), 'EAST', inputs.length + row)),
        ],
        layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
      },
    ];
  });
  const ports = new Set(children.flatMap(child => child.ports.map(port => port.id)));
  const edges = Object.entries(profile.wires).flatMap(([id, { from, to }]) => {
    const source = `${from.node} ${outputHandle(from.port)}`;
    const target = `${to.node} ${inputHandle(to.port)}`;
    const isInside = members.has(from.node) && members.has(to.node) && ports.has(source) && ports.has(target);
    return isInside ? [{ id, sources: [source], targets: [target] }] : [];
  });
  const layout = await new elk.default().layout({ id: 'root', layoutOptions, children, edges });
  const placed = layout.children ?? [];
  const corner = (places: readonly Position[]) => ({
    x: Math.min(...places.map(place => place.x)),
    y: Math.min(...places.map(place => place.y)),
  });
  const before = corner(ids.flatMap(id => profile.nodes[id]?.position ?? []));
  const after = corner(placed.map(({ x = 0, y = 0 }) => ({ x, y })));
  const positions = new Map(
    placed.map(({ id, x = 0, y = 0 }) => [
      id,
      snap({ x: x - after.x + before.x, y: y - after.y + before.y }),
    ]),
  );
  const { profile: current, applyPatches } = useDocumentStore.getState();
  const patches = moveElements(current, positions);
  if (patches.length === 0) return;
  applyPatches({ en: 'Tidy up', zh: '整理布局' }, patches);
  requestAnimationFrame(fitAll);
}

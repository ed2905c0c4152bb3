import { createDiagnostic } from '../diagnostics/create-diagnostic.ts';
import type { Placement } from '../document/profile.ts';
import { nodeLabel } from '../graph/graph-index.ts';
import type { CompileContext, PlacedNode } from './compile-context.ts';
import { placementFix, placementNames } from './quick-fixes.ts';

/**
 * Second phase: where each node of a known type runs. What the profile asks for counts where the type allows it; else
 * there is a finding and the type's first placement is used, so that later phases can go on.
 * @returns placed nodes by id, in id order.
 */
export function place(context: CompileContext): Map<string, PlacedNode> {
  const placed = new Map<string, PlacedNode>();
  for (const indexed of context.graph.nodes.values()) {
    const { id, node, definition } = indexed;
    if (definition === undefined) continue;
    const usual: Placement = definition.placements[0] ?? 'device';
    const wanted = node.placement ?? usual;
    const isAllowed = definition.placements.includes(wanted);
    if (!isAllowed) {
      const allowed = definition.placements.map(placement => placementNames[placement]);
      context.diagnostics.push(
        createDiagnostic(
          'placement/not-allowed',
          { kind: 'node', node: id },
          {
            node: nodeLabel(indexed),
            placement: placementNames[wanted],
            allowed: {
              en: allowed.map(name => name.en).join(' or '),
              zh: allowed.map(name => name.zh).join('或'),
            },
          },
          definition.placements.map(placement => placementFix(id, placement)),
        ),
      );
    }
    placed.set(id, { id, indexed, definition, placement: isAllowed ? wanted : usual });
  }
  return placed;
}

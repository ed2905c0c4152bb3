import type { Catalogue } from '../catalogue/catalogue.ts';
import type { PlacedNode } from '../compiler/compile-context.ts';
import type { Profile } from '../document/profile.ts';
import type { MeasuredNode } from './measured-node.ts';
import type { ModelNode, ModelUse } from './model-use.ts';
import { modelAt, modelNodeOf } from './model-use.ts';
import type { NodeFigures } from './node-figures.ts';
import { nodeFigures } from './node-figures.ts';

/** A placed node with the model that answers there and what a message through it takes. */
export interface FiguredNode {
  readonly node: PlacedNode;
  readonly model: ModelNode | undefined;
  readonly use: ModelUse | undefined;
  readonly figures: NodeFigures;
}

/** Times and prices of all placed nodes, in their order. */
export function figureNodes(
  profile: Profile,
  catalogue: Catalogue,
  placed: ReadonlyMap<string, PlacedNode>,
  measured: ReadonlyMap<string, MeasuredNode>,
): Map<string, FiguredNode> {
  const figured = new Map<string, FiguredNode>();
  for (const [id, node] of placed) {
    const model = modelNodeOf(node.indexed, node.definition, profile);
    const use =
      model === undefined ? undefined : modelAt(catalogue, model.kind, model.chosen, node.placement);
    const figures = nodeFigures(node.definition, model, use, measured.get(id));
    figured.set(id, { node, model, use, figures });
  }
  return figured;
}

import type { Catalogue } from '../catalogue/catalogue.ts';
import type { CompileOptions } from '../compiler/compile-context.ts';
import { ownValue } from '../document/json.ts';
import type { DocumentPatch, Placement, PlacementGoal, Profile } from '../document/profile.ts';
import { deploymentSchema } from '../document/profile.ts';
import { chooseModel } from './choose-model.ts';
import { usualDeployment } from './estimate-cost.ts';
import type { PlacementFigures } from './evaluate-placement.ts';
import { evaluatePlacement } from './evaluate-placement.ts';
import type { PlacementExplanation } from './explain-placement.ts';
import { explainPlacement } from './explain-placement.ts';
import { isPlacedByHand } from './list-options.ts';
import { modelAt } from './model-use.ts';
import type { PlacementProblem } from './placement-problem.ts';
import { statePlacement } from './placement-problem.ts';
import type { SearchLimits } from './search-placement.ts';
import { searchPlacement } from './search-placement.ts';

/** Where each node should run for a goal, why, and what that changes. */
export interface PlacementProposal {
  readonly goal: PlacementGoal;
  /** Node id → place, for every node of a known type. */
  readonly placements: Readonly<Record<string, Placement>>;
  /** Node id → model that answers there, for every node that calls one. */
  readonly models: Readonly<Record<string, string>>;
  /** In id order. */
  readonly explanations: readonly PlacementExplanation[];
  readonly before: PlacementFigures;
  readonly after: PlacementFigures;
  /** Nodes that move or get another model. */
  readonly changed: readonly string[];
  /** False where the graph was too large to look at every placement; the proposal is then a good one, not the best. */
  readonly isExact: boolean;
  /** Takes it over, as one step. Empty where nothing changes. */
  readonly patches: DocumentPatch[];
}

/**
 * Proposes where nodes run, and with which model, for a goal: under the board's memory and flash, the link, the team's
 * budgets, the rules of the markets and the terms for children. Nodes that a person placed stay. The same profile,
 * catalogue and options give the same proposal.
 */
export function proposePlacement(
  profile: Profile,
  catalogue: Catalogue,
  goal: PlacementGoal,
  options: CompileOptions = {},
  limits?: SearchLimits,
): PlacementProposal {
  const problem = statePlacement(profile, catalogue, options);
  const { choice, isExact } = searchPlacement(problem, goal, limits);
  const explanations = explainPlacement(problem, goal, choice, catalogue);
  const changed = explanations.filter(({ isChanged }) => isChanged);
  return {
    goal,
    placements: Object.fromEntries(explanations.map(({ node, placement }) => [node, placement])),
    models: Object.fromEntries(
      explanations.flatMap(({ node, model }) => (model === '' ? [] : [[node, model]])),
    ),
    explanations,
    before: evaluatePlacement(
      problem,
      problem.variables.map(({ current }) => current),
    ),
    after: evaluatePlacement(problem, choice),
    changed: changed.map(({ node }) => node),
    isExact,
    patches: changed.length === 0 ? [] : patchesFor(profile, catalogue, goal, problem, changed),
  };
}

function patchesFor(
  profile: Profile,
  catalogue: Catalogue,
  goal: PlacementGoal,
  problem: PlacementProblem,
  changed: readonly PlacementExplanation[],
): DocumentPatch[] {
  const patches: DocumentPatch[] = [];
  const proposed: Record<string, Placement> = {};
  for (const [node, placement] of Object.entries(profile.deployment?.proposed ?? {})) {
    if (Object.hasOwn(profile.nodes, node) && !isPlacedByHand(profile, node)) proposed[node] = placement;
  }
  const { figured } = problem.analysis;
  const users = new Map<string, number>();
  for (const { model } of figured.values()) {
    if (model !== undefined) users.set(model.personaId, (users.get(model.personaId) ?? 0) + 1);
  }
  for (const { node, placement, model: name } of changed) {
    const present = ownValue(profile.nodes, node)?.placement;
    const known = figured.get(node);
    if (known === undefined) continue;
    if (placement !== known.node.placement || present !== undefined) {
      if (present !== placement) {
        const op = present === undefined ? 'add' : 'replace';
        patches.push({ op, path: ['nodes', node, 'placement'], value: placement });
      }
      proposed[node] = placement;
    }
    const { model } = known;
    if (model === undefined || name === '') continue;
    // Where the place alone brings the model, the persona's own choice is left for the way back.
    if (modelAt(catalogue, model.kind, model.chosen, placement).name === name) continue;
    patches.push(...chooseModel(node, model, name, (users.get(model.personaId) ?? 0) > 1));
  }
  if (profile.deployment === undefined) {
    const value = deploymentSchema.parse({ ...usualDeployment, goal, proposed });
    patches.push({ op: 'add', path: ['deployment'], value: JSON.parse(JSON.stringify(value)) });
  } else {
    const { deployment } = profile;
    const put = (field: 'goal' | 'proposed', value: NonNullable<DocumentPatch['value']>) => {
      const op = deployment[field] === undefined ? 'add' : 'replace';
      patches.push({ op, path: ['deployment', field], value });
    };
    put('goal', goal);
    put('proposed', proposed);
  }
  return patches;
}

import type { Catalogue } from '../catalogue/catalogue.ts';
import { isInMarkets, regionsOf } from '../compliance/choose-region.ts';
import type { DocumentPatch, Placement, Profile } from '../document/profile.ts';
import type { ModelFacts } from '../models/model-facts.ts';
import type { ModelNode } from './model-use.ts';
import { modelsOfKind } from './model-use.ts';

/** What a model must be allowed to do, whatever it is best for. */
export interface ModelRules {
  readonly markets: readonly string[];
  readonly isForMinors: boolean;
}

/** Whether children are among those who use it: by the deployment, and by the persona itself. */
export function isForMinors(profile: Profile, model?: Pick<ModelNode, 'persona'>): boolean {
  const adultAge = 18;
  const from = profile.deployment?.audience?.from;
  return (from !== undefined && from < adultAge) || (model?.persona?.speech.ages.from ?? adultAge) < adultAge;
}

export function modelRules(profile: Profile, model: ModelNode): ModelRules {
  return { markets: profile.deployment?.markets ?? [], isForMinors: isForMinors(profile, model) };
}

/** Whether markets and terms allow a model: a region in a market, and children where children use it. */
export function isAllowed(facts: ModelFacts, rules: ModelRules): boolean {
  if (facts.provider.runs === 'hub') return true;
  if (rules.isForMinors && facts.provider.minors?.allowed === false) return false;
  const regions = regionsOf(facts);
  return regions.length === 0 || regions.some(region => isInMarkets(region, rules.markets));
}

/** Models of the catalogue that can stand in for a node's own one at a place, in the order of names. */
export function candidateModels(
  catalogue: Catalogue,
  model: ModelNode,
  placement: Placement,
  rules: ModelRules,
): ModelFacts[] {
  const needsTools = Object.keys(model.persona?.tools ?? {}).length > 0;
  return modelsOfKind(catalogue, model.kind, placement === 'cloud' ? 'cloud' : 'hub').filter(
    facts => (facts.tools || !needsTools) && isAllowed(facts, rules),
  );
}

/**
 * Whether the studio may choose another model: a node's own property, or a persona that no other node shares.
 * `personaUsers` counts the nodes that name each persona.
 */
export function canChooseModel(model: ModelNode, personaUsers: ReadonlyMap<string, number>): boolean {
  if (model.modelProperty !== null && (model.isOwnChoice || model.persona === undefined)) return true;
  if (model.persona === undefined) return false;
  return model.modelProperty !== null || (personaUsers.get(model.personaId) ?? 0) <= 1;
}

/**
 * Gives a node another model: in the node where the choice stands there or the persona is shared, else in its persona.
 * A persona's region is left to the markets again, for regions differ between providers.
 */
export function chooseModel(
  node: string,
  model: ModelNode,
  name: string,
  isShared: boolean,
): DocumentPatch[] {
  const { modelProperty, persona, personaId } = model;
  if (modelProperty !== null && (model.isOwnChoice || persona === undefined || isShared)) {
    return [{ op: 'add', path: ['nodes', node, 'properties', modelProperty], value: name }];
  }
  if (persona === undefined) return [];
  const { region: _, ...rest } = persona.model;
  const value = JSON.parse(JSON.stringify({ ...rest, id: name }));
  return [{ op: 'add', path: ['personas', personaId, 'model'], value }];
}

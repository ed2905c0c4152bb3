import type { Catalogue } from '../catalogue/catalogue.ts';
import type { NodeDefinition } from '../catalogue/node-definition.ts';
import { compareCodeUnits, ownValue } from '../document/json.ts';
import type { Placement, Profile } from '../document/profile.ts';
import type { IndexedNode } from '../graph/graph-index.ts';
import type { ModelFacts, ModelKind } from '../models/model-facts.ts';
import type { Persona } from '../persona/persona.ts';
import { personaOf } from '../persona/persona-of.ts';

/** The name of the model that answers from the persona itself. */
export const offlineModelName = 'offline';

/** A node that calls a model, and what the document says of it. */
export interface ModelNode {
  readonly kind: ModelKind;
  /** Id of the property that names a persona; null where the type has none. */
  readonly personaProperty: string | null;
  readonly personaId: string;
  /** Undefined where none is chosen or it is not in the profile. */
  readonly persona: Persona | undefined;
  /** Id of the property that names a model; null where the type has none. */
  readonly modelProperty: string | null;
  /** The node's own choice, else its persona's; empty: chosen by placement. */
  readonly chosen: string;
  /** Whether `chosen` stands in the node and not in its persona. */
  readonly isOwnChoice: boolean;
}

/** What answers when such a node runs at a place. */
export interface ModelUse {
  /** `<provider>/<model>`, `offline`, or empty where there is none. */
  readonly name: string;
  /** Undefined where the catalogue does not have it. */
  readonly facts: ModelFacts | undefined;
  readonly isOffline: boolean;
  /** Whether calling it leaves the hub. */
  readonly isCloud: boolean;
}

function textProperty(node: IndexedNode, id: string | undefined): string {
  const value = id === undefined ? undefined : ownValue(node.node.properties, id);
  return typeof value === 'string' ? value : '';
}

/** What model a node wants, by its properties; undefined for a node that calls none. */
export function modelNodeOf(
  node: IndexedNode,
  definition: NodeDefinition,
  profile: Profile,
): ModelNode | undefined {
  const personaProperty = definition.properties.find(property => property.type === 'persona');
  const modelProperty = definition.properties.find(property => property.type === 'model');
  if (personaProperty === undefined && modelProperty === undefined) return undefined;
  const personaId = textProperty(node, personaProperty?.id);
  const persona = personaId === '' ? undefined : personaOf(profile, personaId);
  const own =
    modelProperty === undefined ? '' : textProperty(node, modelProperty.id) || modelProperty.default;
  return {
    kind: modelProperty?.type === 'model' ? modelProperty.kind : 'chat',
    personaProperty: personaProperty?.id ?? null,
    personaId,
    persona,
    modelProperty: modelProperty?.id ?? null,
    chosen: own !== '' ? own : (persona?.model.id ?? (personaProperty === undefined ? '' : offlineModelName)),
    isOwnChoice: own !== '',
  };
}

const byName = (left: ModelFacts, right: ModelFacts) => compareCodeUnits(left.name, right.name);

/** What the catalogue says of the offline model itself. */
export function offlineFacts(catalogue: Catalogue): ModelFacts | undefined {
  return [...catalogue.models.values()]
    .filter(model => model.provider.adapter === 'offline' && model.kind === 'chat')
    .sort(byName)[0];
}

/** Models of a kind that run on the hub or in the cloud, in the order of names; the offline model is not among them. */
export function modelsOfKind(catalogue: Catalogue, kind: ModelKind, runs: 'hub' | 'cloud'): ModelFacts[] {
  return [...catalogue.models.values()]
    .filter(
      ({ kind: own, provider }) => own === kind && provider.runs === runs && provider.adapter !== 'offline',
    )
    .sort(byName);
}

const none: ModelUse = { name: '', facts: undefined, isOffline: false, isCloud: false };

/**
 * Which model answers at a place. On the hub a model of the cloud is not called: the offline path answers, which is the
 * offline model for words and the first model of the hub for the rest.
 * @param chosen the wanted name; empty takes the first one that the place has
 */
export function modelAt(
  catalogue: Catalogue,
  kind: ModelKind,
  chosen: string,
  placement: Placement,
): ModelUse {
  const facts = chosen === '' ? undefined : catalogue.models.get(chosen);
  if (chosen === offlineModelName || facts?.provider.adapter === 'offline') return offlineUsage(catalogue);
  if (facts !== undefined && (facts.provider.runs === 'hub' || placement === 'cloud')) return usageOf(facts);
  // The catalogue lacks it; that is said elsewhere, and nothing is known of it here.
  if (chosen !== '' && facts === undefined && placement === 'cloud') {
    return { name: chosen, facts: undefined, isOffline: false, isCloud: true };
  }
  if (kind === 'chat') return offlineUsage(catalogue);
  const first = modelsOfKind(catalogue, kind, placement === 'cloud' ? 'cloud' : 'hub').find(
    // These find one thing each in a picture; none of them stands in for a model that describes it.
    ({ provider }) => provider.adapter !== 'local-vision',
  );
  return first === undefined ? none : usageOf(first);
}

function usageOf(facts: ModelFacts): ModelUse {
  return { name: facts.name, facts, isOffline: false, isCloud: facts.provider.runs === 'cloud' };
}

function offlineUsage(catalogue: Catalogue): ModelUse {
  return { name: offlineModelName, facts: offlineFacts(catalogue), isOffline: true, isCloud: false };
}

import type { DataKind } from '../catalogue/node-definition.ts';
import type { FlowOrder } from '../compiler/upstream-order.ts';
import type { Deployment, Profile } from '../document/profile.ts';
import type { ModelFacts, Region } from '../models/model-facts.ts';
import type { Persona } from '../persona/persona.ts';
import type { FiguredNode } from '../placement/figure-nodes.ts';
import { chooseRegion, isInMarket, localCountry } from './choose-region.ts';
import { inOrder, ownKinds, traceData } from './trace-data.ts';

/** A call that leaves the hub: who makes it, of which model, and where that answers. */
export interface CloudCall {
  readonly node: string;
  readonly facts: ModelFacts | undefined;
  /** Undefined where the provider names no regions. */
  readonly region: Region | undefined;
  /** What of a person's data goes along. */
  readonly data: readonly DataKind[];
}

/** What the rules of markets ask of a profile. */
export interface ProfileFacts {
  readonly deployment: Deployment | undefined;
  readonly markets: readonly string[];
  readonly product: Deployment['product'];
  /** The youngest who uses it, years; null where nobody said. */
  readonly youngest: number | null;
  readonly hasSoftware: boolean;
  readonly reachesInternet: boolean;
  /** Speaks, or gives out words or pictures that a model made. */
  readonly generates: boolean;
  readonly talks: boolean;
  readonly films: boolean;
  readonly tracks: boolean;
  /** Personas that are felt as somebody: they remember and feel, or speak first. By id. */
  readonly companions: readonly { readonly id: string; readonly persona: Persona }[];
  readonly personas: readonly { readonly id: string; readonly persona: Persona }[];
  readonly cloudCalls: readonly CloudCall[];
  /** Nodes that hear or see. */
  readonly recorders: readonly string[];
  /** Those of them that no button and no switch holds back. */
  readonly openRecorders: readonly string[];
  readonly data: ReadonlySet<DataKind>;
}

/** Gathers what the rules ask for. */
export function gatherFacts(
  profile: Profile,
  figured: ReadonlyMap<string, FiguredNode>,
  flow: FlowOrder,
): ProfileFacts {
  const { deployment } = profile;
  const markets = deployment?.markets ?? [];
  const handled = traceData(figured, flow);
  const data = new Set<DataKind>();
  const cloudCalls: CloudCall[] = [];
  const recorders: string[] = [];
  const personas = new Map<string, Persona>();
  const traits = { talks: false, generates: false, reachesInternet: false };
  for (const [id, known] of figured) {
    const { node, model, use } = known;
    const own = handled.get(id) ?? new Set();
    for (const kind of own) data.add(kind);
    if (model?.persona !== undefined) personas.set(model.personaId, model.persona);
    const makes = model !== undefined && model.kind !== 'speech-to-text' && model.kind !== 'vision';
    if (makes) traits.generates = true;
    if (model?.kind === 'text-to-speech' || model?.kind === 'realtime') traits.talks = true;
    if (model?.personaProperty != null) traits.talks = true;
    if (use?.isCloud === true) {
      cloudCalls.push({
        node: id,
        facts: use.facts,
        region:
          use.facts === undefined
            ? undefined
            : chooseRegion(
                use.facts,
                model?.isOwnChoice === true ? undefined : model?.persona?.model.region,
                markets,
              ),
        data: inOrder(own),
      });
    }
    if (use?.isCloud === true || node.definition.reachesNetwork) traits.reachesInternet = true;
    const senses = ownKinds(known);
    if (node.definition.category === 'sensors' && (senses.has('voice') || senses.has('image')))
      recorders.push(id);
  }
  const named = [...personas].map(([id, persona]) => ({ id, persona }));
  return {
    deployment,
    markets,
    product: deployment?.product,
    youngest: youngestOf(deployment, named),
    hasSoftware: figured.size > 0,
    ...traits,
    films: data.has('image') || data.has('face'),
    tracks: data.has('location'),
    personas: named,
    companions: named.filter(({ persona }) => isCompanion(persona)),
    cloudCalls,
    recorders,
    openRecorders: recorders.filter(id => !isHeldBack(id, figured, flow)),
    data,
  };
}

function youngestOf(
  deployment: Deployment | undefined,
  personas: readonly { readonly persona: Persona }[],
): number | null {
  const adultAge = 18;
  const ages = personas.map(({ persona }) => persona.speech.ages.from).filter(from => from < adultAge);
  if (deployment?.audience !== undefined) ages.push(deployment.audience.from);
  return ages.length === 0 ? null : Math.min(...ages);
}

/** A persona that people can grow fond of: it remembers what was talked about, and shows feelings or speaks first. */
function isCompanion({ memory, emotion, proactivity }: Persona): boolean {
  const feels = Object.keys(emotion.transitions).length > 0;
  const speaksFirst = Object.keys(proactivity.triggers).length > 0;
  return memory.keeps === 'facts-and-episodes' && (feels || speaksFirst);
}

/** Whether somebody presses or switches before sound or pictures go on: at the sensor, or at each node that it feeds. */
function isHeldBack(id: string, figured: ReadonlyMap<string, FiguredNode>, flow: FlowOrder): boolean {
  const isSwitched = (node: string) =>
    (flow.incoming.get(node) ?? []).some(
      wire =>
        (wire.type.kind === 'boolean' || wire.type.kind === 'trigger') &&
        figured.get(wire.source.id)?.node.definition.category === 'sensors',
    );
  if (isSwitched(id)) return true;
  const fed = (flow.outgoing.get(id) ?? []).filter(
    ({ type }) => type.kind === 'audio' || type.kind === 'image',
  );
  return fed.length === 0 || fed.every(wire => isSwitched(wire.target.id));
}

/** Calls that are answered outside a market. */
export function callsAbroad(facts: ProfileFacts, market: string): CloudCall[] {
  return facts.cloudCalls.filter(
    ({ region }) => region !== undefined && region.country !== localCountry && !isInMarket(region, market),
  );
}

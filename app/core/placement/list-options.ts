import type { Catalogue } from '../catalogue/catalogue.ts';
import { ownValue } from '../document/json.ts';
import type { Placement, Profile } from '../document/profile.ts';
import { canChooseModel, candidateModels, isAllowed, modelRules } from './choose-model.ts';
import type { FiguredNode } from './figure-nodes.ts';
import type { MeasuredNode } from './measured-node.ts';
import type { ModelNode, ModelUse } from './model-use.ts';
import { modelAt, offlineModelName } from './model-use.ts';
import { nodeFigures } from './node-figures.ts';
import type { Freedom, PlacementOption } from './placement-option.ts';

/** How far data goes at a place. */
const distance: Readonly<Record<Placement, number>> = { device: 0, hub: 1, cloud: 10 };
const stopsLoss = 10;
const offlinePathLoss = 1;

interface OptionSetting {
  readonly personaUsers: ReadonlyMap<string, number>;
  /** How many kinds of personal data the node handles. */
  readonly kinds: number;
  readonly measured: ReadonlyMap<string, MeasuredNode>;
}

/**
 * Every way to run a node. What a person placed by hand has one only. A proposal never puts a model of the cloud where
 * the offline model answers now: spending money is for people to begin.
 */
export function listOptions(
  profile: Profile,
  catalogue: Catalogue,
  known: FiguredNode,
  setting: OptionSetting,
): { readonly options: readonly PlacementOption[]; readonly current: number; readonly freedom: Freedom } {
  const { node, model, use } = known;
  const { definition } = node;
  const isByHand = isPlacedByHand(profile, node.id);
  const places = isByHand ? [node.placement] : definition.placements;
  const canChoose = !isByHand && model !== undefined && canChooseModel(model, setting.personaUsers);
  const options: PlacementOption[] = [];
  const add = (placement: Placement, choice: ModelUse | undefined) => {
    const model = choice?.name ?? '';
    if (options.some(option => option.placement === placement && option.model === model)) return;
    options.push(optionOf(profile, catalogue, known, setting, placement, choice));
  };
  add(node.placement, use);
  for (const placement of places) {
    if (model === undefined) {
      add(placement, undefined);
      continue;
    }
    const own = modelAt(catalogue, model.kind, model.chosen, placement);
    // Nothing at this place can do it.
    if (own.name === '' && placement !== node.placement) continue;
    // In the cloud a model of the hub gains nothing over the hub itself.
    if (placement !== 'cloud' || own.isCloud) add(placement, own);
    if (!canChoose || wantsOffline(catalogue, model) || !canSwap(model)) continue;
    if (placement !== 'cloud') add(placement, modelAt(catalogue, model.kind, offlineModelName, placement));
    for (const facts of candidateModels(catalogue, model, placement, modelRules(profile, model))) {
      add(placement, {
        name: facts.name,
        facts,
        isOffline: false,
        isCloud: facts.provider.runs === 'cloud',
      });
    }
  }
  const kept = dropWorse(options);
  const freedom: Freedom = isByHand ? 'by-hand' : kept.length === 1 ? 'only-place' : 'free';
  return { options: kept, current: 0, freedom };
}

/** Models of words stand in for one another; those of sound and pictures are bound to voices, rates and sizes. */
function canSwap(model: ModelNode): boolean {
  return model.kind === 'chat';
}

/** Whether the offline model was chosen, and not only stands in for one that cannot be called here. */
function wantsOffline(catalogue: Catalogue, { chosen }: ModelNode): boolean {
  return chosen === offlineModelName || catalogue.models.get(chosen)?.provider.adapter === 'offline';
}

/** Whether a person chose the place: it is set, and not to what was last proposed. */
export function isPlacedByHand(profile: Profile, node: string): boolean {
  const placement = ownValue(profile.nodes, node)?.placement;
  if (placement === undefined) return false;
  return ownValue(profile.deployment?.proposed, node) !== placement;
}

function optionOf(
  profile: Profile,
  catalogue: Catalogue,
  { node, model, use: present }: FiguredNode,
  { kinds, measured }: OptionSetting,
  placement: Placement,
  use: ModelUse | undefined,
): PlacementOption {
  const figures = nodeFigures(node.definition, model, use, measured.get(node.id));
  const isCloud = use?.isCloud === true;
  const far = model === undefined || isCloud || placement !== 'cloud' ? placement : 'hub';
  return {
    placement,
    model: use?.name ?? '',
    firstMs: figures.firstMs,
    costYuan: figures.costYuan,
    isCloud: isCloud || placement === 'cloud',
    exposure: kinds * distance[far],
    offlineLoss: offlineLoss(catalogue, model, use, placement, node.definition.reachesNetwork),
    isDowngrade: use?.isOffline === true && model !== undefined && !wantsOffline(catalogue, model),
    breaksRules:
      isCloud &&
      use?.facts !== undefined &&
      model !== undefined &&
      !isAllowed(use.facts, modelRules(profile, model)),
    isCurrent: placement === node.placement && (use?.name ?? '') === (present?.name ?? ''),
  };
}

function offlineLoss(
  catalogue: Catalogue,
  model: ModelNode | undefined,
  use: ModelUse | undefined,
  placement: Placement,
  reachesNetwork: boolean,
): number {
  if (model === undefined) return placement === 'cloud' || reachesNetwork ? stopsLoss : 0;
  if (use?.isCloud !== true) return 0;
  return modelAt(catalogue, model.kind, model.chosen, 'hub').name === '' ? stopsLoss : offlinePathLoss;
}

/** Leaves out models that another one at the same place beats in time and in money; the present one stays. */
function dropWorse(options: readonly PlacementOption[]): PlacementOption[] {
  const beats = (left: PlacementOption, right: PlacementOption): boolean => {
    const isAlike =
      left.placement === right.placement &&
      left.exposure === right.exposure &&
      left.offlineLoss === right.offlineLoss &&
      left.isDowngrade === right.isDowngrade &&
      left.breaksRules === right.breaksRules &&
      left.isCloud === right.isCloud &&
      (left.firstMs === null) === (right.firstMs === null) &&
      (left.costYuan === null) === (right.costYuan === null);
    if (!isAlike) return false;
    const time = (left.firstMs ?? 0) - (right.firstMs ?? 0);
    const money = (left.costYuan ?? 0) - (right.costYuan ?? 0);
    return time <= 0 && money <= 0;
  };
  const kept: PlacementOption[] = [];
  for (const option of options) {
    if (kept.some(other => beats(other, option))) continue;
    for (let index = kept.length - 1; index >= 0; index--) {
      const other = kept[index];
      if (other !== undefined && !other.isCurrent && beats(option, other)) kept.splice(index, 1);
    }
    kept.push(option);
  }
  return kept;
}

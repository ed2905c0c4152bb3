import type { PlacementGoal } from '../document/profile.ts';
import type { PlacementOption } from './placement-option.ts';
import type { PlacementProblem } from './placement-problem.ts';
import { deviceWire, driverEntryBytes } from './placement-problem.ts';

/** What must hold of a placement. */
export const constraintIds = [
  'ram',
  'flash',
  'link',
  'first-response',
  'cost-per-interaction',
  'cost-per-month',
  'rules',
] as const;
export type ConstraintId = (typeof constraintIds)[number];

/** What a placement comes to. A sum leaves out what is not known, and counts it. */
export interface PlacementFigures {
  /** The slowest way to a first response, milliseconds. */
  readonly firstMs: number;
  /** Nodes whose time nobody knows. */
  readonly unknownMs: number;
  readonly costYuan: number;
  readonly unknownCost: number;
  readonly ramBytes: number;
  readonly flashBytes: number;
  readonly linkBytesPerSecond: number;
  readonly exposure: number;
  readonly offlineLoss: number;
  readonly cloudNodes: number;
  readonly hubNodes: number;
  readonly downgrades: number;
  readonly changes: number;
  /** By how much each constraint is broken, as a share of its limit; only those that are. */
  readonly broken: ReadonlyMap<ConstraintId, number>;
}

/** What is worse than another one in everything that can still be decided: a variable that is open. */
export const open = -1;

/**
 * Works out a placement. Where variables are open (−1) the figures are lower bounds: each open node counts with the best
 * of its options, and a wire crosses the link only where both of its ends are decided.
 */
export function evaluatePlacement(problem: PlacementProblem, choice: readonly number[]): PlacementFigures {
  const { variables, limits } = problem;
  let costYuan = 0;
  let unknownMs = 0;
  let unknownCost = 0;
  let ramBytes = problem.baseRamBytes;
  let flashBytes = problem.baseFlashBytes;
  let linkBytesPerSecond = 0;
  let exposure = 0;
  let offlineLoss = 0;
  let cloudNodes = 0;
  let hubNodes = 0;
  let downgrades = 0;
  let changes = 0;
  let rules = 0;
  const usedDrivers = new Set<number>();
  const picked: (PlacementOption | undefined)[] = [];
  const ownMs: number[] = [];
  for (const [index, variable] of variables.entries()) {
    const at = choice[index] ?? open;
    const option = at === open ? bestOf(variable.options) : variable.options[at];
    if (option === undefined) continue;
    const isOpen = at === open;
    picked.push(isOpen ? undefined : option);
    ownMs.push(option.firstMs ?? 0);
    costYuan += option.costYuan ?? 0;
    exposure += option.exposure;
    offlineLoss += option.offlineLoss;
    if (option.firstMs === null) unknownMs++;
    if (option.costYuan === null) unknownCost++;
    if (option.breaksRules) rules++;
    if (option.isDowngrade) downgrades++;
    if (option.isCloud) cloudNodes++;
    if (isOpen) continue;
    if (!option.isCurrent) changes++;
    if (option.placement === 'hub') hubNodes++;
    if (option.placement !== 'device') continue;
    ramBytes += variable.ramBytes;
    flashBytes += variable.flashBytes;
    if (variable.driver >= 0 && !usedDrivers.has(variable.driver)) {
      usedDrivers.add(variable.driver);
      flashBytes += (problem.drivers[variable.driver] ?? 0) + driverEntryBytes;
    }
  }
  for (const wire of problem.wires) {
    const source = picked[wire.source]?.placement;
    const target = picked[wire.target]?.placement;
    const isUp = source === 'device';
    const isDown = target === 'device';
    if (isUp || isDown) {
      ramBytes += deviceWire.ramBytes;
      flashBytes += deviceWire.flashBytes;
    }
    if (source === undefined || target === undefined || isUp === isDown) continue;
    linkBytesPerSecond += wire.bytesPerSecond;
    if (isUp) ramBytes += wire.queueBytes;
  }
  const firstMs = slowestMs(problem, picked, ownMs);
  const broken = new Map<ConstraintId, number>();
  const hold = (id: ConstraintId, used: number, limit: number | undefined, unknown = 0) => {
    if (limit === undefined) return;
    // What is not known cannot be shown to keep a budget, so it is worse than any figure that is.
    const excess = Math.max(0, limit > 0 ? used / limit - 1 : used) + unknown * unknownExcess;
    if (excess > tolerance) broken.set(id, excess);
  };
  hold('ram', ramBytes, limits.ramBytes);
  hold('flash', flashBytes, limits.flashBytes);
  hold('link', linkBytesPerSecond, limits.linkBytesPerSecond);
  hold('first-response', firstMs, limits.firstResponseMs, unknownMs);
  hold('cost-per-interaction', costYuan, limits.costPerInteractionYuan, unknownCost);
  hold('cost-per-month', costYuan * problem.interactionsPerMonth, limits.costPerMonthYuan, unknownCost);
  if (rules > 0) broken.set('rules', rules);
  return {
    firstMs,
    unknownMs,
    costYuan,
    unknownCost,
    ramBytes,
    flashBytes,
    linkBytesPerSecond,
    exposure,
    offlineLoss,
    cloudNodes,
    hubNodes,
    downgrades,
    changes,
    broken,
  };
}

/** What a figure that nobody knows counts against a budget, in times its limit. */
const unknownExcess = 1_000_000;

/** Sums in another order differ by this at most; what differs by less is the same. */
const tolerance = 1e-9;

const bests = new WeakMap<readonly PlacementOption[], PlacementOption>();

/** An option that is as good as the best in each figure by itself; no choice can be better. */
function bestOf(options: readonly PlacementOption[]): PlacementOption | undefined {
  const known = bests.get(options);
  const [first] = options;
  if (known !== undefined || first === undefined) return known;
  const least = (pick: (option: PlacementOption) => number) => Math.min(...options.map(pick));
  const anyUnknownMs = options.every(option => option.firstMs === null);
  const anyUnknownCost = options.every(option => option.costYuan === null);
  const best: PlacementOption = {
    ...first,
    firstMs: anyUnknownMs ? null : least(option => option.firstMs ?? 0),
    costYuan: anyUnknownCost ? null : least(option => option.costYuan ?? 0),
    isCloud: options.every(option => option.isCloud),
    exposure: least(option => option.exposure),
    offlineLoss: least(option => option.offlineLoss),
    isDowngrade: options.every(option => option.isDowngrade),
    breaksRules: options.every(option => option.breaksRules),
  };
  bests.set(options, best);
  return best;
}

function slowestMs(
  { order, incoming, ends, linkLatencyMs }: PlacementProblem,
  picked: readonly (PlacementOption | undefined)[],
  ownMs: readonly number[],
): number {
  const arrivals = new Float64Array(picked.length);
  for (const index of order) {
    const target = picked[index]?.placement;
    let before = 0;
    for (const { source } of incoming[index] ?? []) {
      const from = picked[source]?.placement;
      const crosses =
        from !== undefined && target !== undefined && (from === 'device') !== (target === 'device');
      before = Math.max(before, (arrivals[source] ?? 0) + (crosses ? linkLatencyMs : 0));
    }
    arrivals[index] = before + (ownMs[index] ?? 0);
  }
  let slowest = 0;
  for (const index of ends) slowest = Math.max(slowest, arrivals[index] ?? 0);
  return slowest;
}

/** One thing that a goal asks for; less is better. */
export type ObjectivePart =
  | 'violation'
  | Exclude<keyof PlacementFigures, 'broken' | 'ramBytes' | 'flashBytes'>;

/** What each goal asks for, most important first. What comes later only decides between equals. */
export const goalOrder: Readonly<Record<PlacementGoal, readonly ObjectivePart[]>> = {
  latency: [
    'violation',
    'downgrades',
    'unknownMs',
    'firstMs',
    'cloudNodes',
    'unknownCost',
    'costYuan',
    'exposure',
    'linkBytesPerSecond',
    'changes',
  ],
  cost: [
    'violation',
    'downgrades',
    'unknownCost',
    'costYuan',
    'cloudNodes',
    'unknownMs',
    'firstMs',
    'exposure',
    'linkBytesPerSecond',
    'changes',
  ],
  privacy: [
    'violation',
    'exposure',
    'cloudNodes',
    'downgrades',
    'unknownMs',
    'firstMs',
    'unknownCost',
    'costYuan',
    'linkBytesPerSecond',
    'changes',
  ],
  offline: [
    'violation',
    'offlineLoss',
    'cloudNodes',
    'downgrades',
    'hubNodes',
    'unknownMs',
    'firstMs',
    'costYuan',
    'linkBytesPerSecond',
    'changes',
  ],
};

/** A placement's worth for a goal, in the order of {@link goalOrder}; smaller is better. */
export function objective(goal: PlacementGoal, figures: PlacementFigures): readonly number[] {
  let violation = 0;
  for (const excess of figures.broken.values()) violation += excess;
  return goalOrder[goal].map(part => (part === 'violation' ? violation : figures[part]));
}

/** The first part in which two worths differ; undefined where they are equal. */
export function decidingPart(
  goal: PlacementGoal,
  left: readonly number[],
  right: readonly number[],
): ObjectivePart | undefined {
  return goalOrder[goal].find((_, index) => !isSame(left[index] ?? 0, right[index] ?? 0));
}

function isSame(left: number, right: number): boolean {
  return Math.abs(left - right) <= tolerance * Math.max(1, Math.abs(left), Math.abs(right));
}

/** Which of two is better: negative where the left one is. Differences of rounding do not count. */
export function compareObjectives(left: readonly number[], right: readonly number[]): number {
  for (const [index, value] of left.entries()) {
    const other = right[index] ?? 0;
    if (!isSame(value, other)) return value - other;
  }
  return 0;
}

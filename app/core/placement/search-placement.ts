import type { PlacementGoal } from '../document/profile.ts';
import { compareObjectives, evaluatePlacement, objective, open } from './evaluate-placement.ts';
import type { PlacementProblem } from './placement-problem.ts';

export interface PlacementSearch {
  /** One option for each variable. */
  readonly choice: readonly number[];
  /** True where every choice was looked at or shown to be no better. */
  readonly isExact: boolean;
}

export interface SearchLimits {
  /** Steps of looking at nodes and wires that the exact search may take; no clock, so that it always ends alike. */
  readonly exactSteps: number;
  readonly improvingSteps: number;
}

export const usualSearchLimits: SearchLimits = { exactSteps: 3_000_000, improvingSteps: 4_000_000 };

/**
 * The best placement for a goal: improves the present one and some others step by step, then goes through all choices
 * and skips those whose lower bound is no better (branch and bound). Where that takes too many steps, what was found
 * so far is the answer.
 */
export function searchPlacement(
  problem: PlacementProblem,
  goal: PlacementGoal,
  limits: SearchLimits = usualSearchLimits,
): PlacementSearch {
  const judge = (choice: readonly number[]) => objective(goal, evaluatePlacement(problem, choice));
  const free = problem.variables.flatMap(({ options }, index) => (options.length > 1 ? [index] : []));
  const present = problem.variables.map(({ current }) => current);
  if (free.length === 0) return { choice: present, isExact: true };
  const size = problem.variables.length + problem.wires.length;

  let best = present;
  let bestValue = judge(present);
  let evaluations = Math.max(200, Math.floor(limits.improvingSteps / size));
  const consider = (choice: number[]): boolean => {
    evaluations--;
    const value = judge(choice);
    if (compareObjectives(value, bestValue) >= 0) return false;
    best = choice;
    bestValue = value;
    return true;
  };
  const groups = groupFree(problem, free);
  for (const start of starts(problem, present)) {
    consider(start);
  }
  let isImproving = true;
  while (isImproving && evaluations > 0) {
    isImproving = false;
    for (const moves of groups) {
      for (const move of moves) {
        if (evaluations <= 0) break;
        const next = [...best];
        for (const [index, option] of move) next[index] = option;
        if (consider(next)) isImproving = true;
      }
    }
  }

  let visits = Math.max(50, Math.floor(limits.exactSteps / size));
  const choice = problem.variables.map(({ options }, index) =>
    options.length > 1 ? open : (present[index] ?? 0),
  );
  let isExact = true;
  const descend = (depth: number): void => {
    if (visits <= 0) {
      isExact = false;
      return;
    }
    visits--;
    const value = judge(choice);
    if (compareObjectives(value, bestValue) >= 0) return;
    const index = free[depth];
    if (index === undefined) {
      best = [...choice];
      bestValue = value;
      return;
    }
    const { options } = problem.variables[index] ?? { options: [] };
    for (const option of options.keys()) {
      choice[index] = option;
      descend(depth + 1);
    }
    choice[index] = open;
  };
  descend(0);
  return { choice: best, isExact };
}

/** Other placements to begin from: everything at one place, as far as it can be. */
function starts(problem: PlacementProblem, present: readonly number[]): number[][] {
  return (['device', 'hub', 'cloud'] as const).map(placement =>
    problem.variables.map(({ options }, index) => {
      const at = options.findIndex(option => option.placement === placement);
      return at < 0 ? (present[index] ?? 0) : at;
    }),
  );
}

type Move = readonly (readonly [variable: number, option: number])[];

/**
 * What is tried in turn: each option of each free node, and whole clusters of free nodes that are wired together going
 * to one place, for a chain is worth moving where none of its nodes is by itself.
 */
function groupFree(problem: PlacementProblem, free: readonly number[]): Move[][] {
  const single = free.map(index =>
    (problem.variables[index]?.options ?? []).map((_, option): Move => [[index, option]]),
  );
  const isFree = new Set(free);
  const clusterOf = new Map<number, number>(free.map(index => [index, index]));
  const rootOf = (index: number): number => {
    let root = index;
    for (let up = clusterOf.get(root); up !== undefined && up !== root; up = clusterOf.get(root)) root = up;
    return root;
  };
  for (const { source, target } of problem.wires) {
    if (isFree.has(source) && isFree.has(target)) clusterOf.set(rootOf(source), rootOf(target));
  }
  const members = new Map<number, number[]>();
  for (const index of free) {
    const root = rootOf(index);
    members.set(root, [...(members.get(root) ?? []), index]);
  }
  const clusters = [...members.values()].filter(list => list.length > 1);
  const moves = clusters.map(list =>
    (['device', 'hub', 'cloud'] as const).map(
      (placement): Move =>
        list.flatMap(index => {
          const at =
            problem.variables[index]?.options.findIndex(option => option.placement === placement) ?? -1;
          return at < 0 ? [] : [[index, at] as const];
        }),
    ),
  );
  return [...moves, ...single];
}

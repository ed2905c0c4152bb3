import type { Budget } from '../compiler/bundle.ts';
import type { Deployment } from '../document/profile.ts';
import type { FiguredNode } from './figure-nodes.ts';

/** Days that a month of money figures counts. */
export const daysPerMonth = 30;

/** How many devices and interactions figures are for, where the profile does not say. */
export const usualDeployment = { devices: 1_000, interactionsPerDay: 20 } as const;

/** Interactions of all devices of the deployment in a month. */
export function interactionsPerMonth(deployment: Deployment | undefined): number {
  const { devices, interactionsPerDay } = deployment ?? usualDeployment;
  return devices * interactionsPerDay * daysPerMonth;
}

/** What one interaction costs, node by node, in yuan. A price that nobody knows is an item that is marked so. */
export function costItems(figured: ReadonlyMap<string, FiguredNode>): Budget['items'] {
  const items: Budget['items'] = [];
  for (const [node, { use, figures }] of figured) {
    if (use === undefined) continue;
    const { costYuan, costBasis } = figures;
    if (costYuan === 0 && !use.isCloud) continue;
    items.push({
      node,
      label: use.name,
      amount: costYuan ?? 0,
      basis: costBasis,
      ...(costYuan === null && { isUnknown: true }),
    });
  }
  return items;
}

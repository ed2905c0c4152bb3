import { suitsMarkets } from '../models/market-regions.ts';
import type { ModelFacts, Region } from '../models/model-facts.ts';

/** The country of a region that is this computer or its own network. */
export const localCountry = 'local';

/** The regions of its provider that have a model. */
export function regionsOf(facts: ModelFacts): readonly Region[] {
  const { regions } = facts;
  if (regions === undefined) return facts.provider.regions;
  return facts.provider.regions.filter(region => regions.includes(region.id));
}

/** Whether a model may be called in a region for the people of a market, without further consent. */
export function isInMarket(region: Region, market: string): boolean {
  return suitsMarkets(region, [market]);
}

/** Whether a region is right for one of the markets at least; true where none are named. */
export function isInMarkets(region: Region, markets: readonly string[]): boolean {
  return markets.length === 0 || markets.some(market => isInMarket(region, market));
}

/**
 * Where a model is called: in the wanted region where the model is there; else in the first that is right for all
 * markets, for one of them, or at all. Undefined where the provider names no regions.
 */
export function chooseRegion(
  facts: ModelFacts,
  wanted: string | undefined,
  markets: readonly string[],
): Region | undefined {
  const regions = regionsOf(facts);
  return (
    regions.find(region => region.id === wanted) ??
    regions.find(region => suitsMarkets(region, markets)) ??
    regions.find(region => isInMarkets(region, markets)) ??
    regions[0]
  );
}

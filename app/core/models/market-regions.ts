import type { Region } from './model-facts.ts';

/** Where data of a market's people may be worked on without further consent, by ISO 3166 country. */
interface MarketRule {
  /** Only these countries; absent: every one that is not in `not`. */
  readonly only?: readonly string[];
  readonly not?: readonly string[];
}

const europeanEconomicArea =
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(' ');
/** Countries of which the European Commission has decided that they protect data well enough, without conditions. */
const adequate = 'AD AR CH FO GB GG IL IM JE JP KR NZ UY'.split(' ');
/** Countries of concern of 28 CFR Part 202 (bulk sensitive personal data, since 2025-04-08). */
const countriesOfConcern = ['CN', 'HK', 'MO', 'CU', 'IR', 'KP', 'RU', 'VE'];

/** Markets that say where inference may happen by itself. Others leave it open. */
const marketRules: Readonly<Record<string, MarketRule>> = {
  cn: { only: ['CN'] },
  eu: { only: [...europeanEconomicArea, ...adequate] },
  us: { not: countriesOfConcern },
};

/** Whether a region may be chosen by itself for all of these markets. This computer and its network always may. */
export function suitsMarkets(region: Pick<Region, 'country'>, markets: readonly string[]): boolean {
  if (region.country === 'local') return true;
  return markets.every(market => {
    const rule = Object.hasOwn(marketRules, market) ? marketRules[market] : undefined;
    if (rule === undefined) return true;
    return (rule.only?.includes(region.country) ?? true) && !(rule.not?.includes(region.country) ?? false);
  });
}

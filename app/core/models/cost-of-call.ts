import { exchangeRate } from './exchange-rate.ts';
import type { ModelPrice } from './model-facts.ts';

/**
 * Yuan for a dollar, where a list is in dollars. Fixed for estimates: the order of magnitude is what a budget needs, and
 * a rate that moves would change the report of a profile that has not changed.
 */
export const { yuanPerDollar } = exchangeRate;

/** Price of a call in yuan; null where the list counts something else than tokens. */
export function costOfTokens(
  price: ModelPrice | undefined,
  tokensIn: number,
  tokensOut: number,
): number | null {
  if (price?.per !== 'million-tokens') return null;
  const amount = (tokensIn * price.input + tokensOut * price.output) / 1_000_000;
  return price.currency === 'USD' ? amount * yuanPerDollar : amount;
}

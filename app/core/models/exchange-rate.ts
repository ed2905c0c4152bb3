import type { Source } from './model-facts.ts';

/** Yuan for one US dollar on a day, to compare price lists in two currencies. Not a rate to pay by. */
export const exchangeRate: { readonly yuanPerDollar: number; readonly source: Source } = {
  yuanPerDollar: 7.0197,
  source: {
    title: 'Central parity of the yuan of 8 January 2026, China Foreign Exchange Trade System, as reported',
    url: 'https://menafn.com/1110571586/Chinese-Yuan-Edges-Down-Against-US-Dollar',
    checked: '2026-11-22',
  },
};

import type { LocalizedText } from '../text/localized-text.ts';

/** A place where devices are sold. */
export interface Market {
  readonly id: string;
  readonly title: LocalizedText;
  /** Whether there are rules of its own; else only the general ones are checked. */
  readonly hasRules: boolean;
}

const market = (id: string, en: string, zh: string, hasRules = false): Market => ({
  id,
  title: { en, zh },
  hasRules,
});

/** The markets that the studio knows, those with rules of their own first. */
export const markets: readonly Market[] = [
  market('eu', 'European Union', '欧盟', true),
  market('us', 'United States', '美国', true),
  market('cn', 'Mainland China', '中国大陆', true),
  market('au', 'Australia', '澳大利亚'),
  market('br', 'Brazil', '巴西'),
  market('ca', 'Canada', '加拿大'),
  market('hk', 'Hong Kong', '中国香港'),
  market('in', 'India', '印度'),
  market('jp', 'Japan', '日本'),
  market('kr', 'South Korea', '韩国'),
  market('sg', 'Singapore', '新加坡'),
  market('ch', 'Switzerland', '瑞士'),
  market('uk', 'United Kingdom', '英国'),
];

const byId = new Map(markets.map(entry => [entry.id, entry]));

export function marketById(id: string): Market | undefined {
  return byId.get(id);
}

/** What people call a market; its id where the studio does not know it. */
export function marketTitle(id: string): LocalizedText {
  return byId.get(id)?.title ?? { en: id, zh: id };
}

import type { KitFacts } from './kit-facts.ts';
import { canPushTo } from './kit-list.ts';

/** What a push to the selected kits would do. */
export interface PushPlan {
  /** Those that can take it now. */
  readonly kitIds: readonly string[];
  /** Those among them on which a program runs that is not ours: it would be stopped. */
  readonly interrupted: readonly KitFacts[];
}

export function pushPlan(kits: readonly KitFacts[], selected: ReadonlySet<string>): PushPlan {
  const able = kits.filter(facts => selected.has(facts.kit.kitId) && canPushTo(facts));
  return {
    kitIds: able.map(({ kit }) => kit.kitId),
    interrupted: able.filter(({ running }) => running.kind === 'not-ours'),
  };
}

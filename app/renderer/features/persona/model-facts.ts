import type { ModelFacts } from '../../../core/models/model-facts.ts';

/** The model that answers from the persona itself. */
export const offlineModel = 'offline';

/** Whether a model's name means the offline one, however its provider is called. */
export function isOffline(name: string, models: ReadonlyMap<string, ModelFacts>): boolean {
  return name === offlineModel || models.get(name)?.provider.adapter === 'offline';
}

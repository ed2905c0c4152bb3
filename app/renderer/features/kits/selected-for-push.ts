import { useKitsViewStore } from '../../stores/kits-view-store.ts';
import { readKitList } from './kit-list.ts';
import { pushPlan } from './push-plan.ts';

/** The selected kits that can take a push now. */
export function selectedForPush(): readonly string[] {
  return pushPlan(readKitList(), useKitsViewStore.getState().selected).kitIds;
}

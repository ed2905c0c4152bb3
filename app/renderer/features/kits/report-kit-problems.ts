import { useKitStore } from '../../stores/kit-store.ts';
import { useKitsViewStore } from '../../stores/kits-view-store.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { reportFailure } from '../../ui/report-failure.tsx';

/**
 * Says what went wrong with a kit where nothing on the screen shows it: the table of kits has its own card, and the demo
 * never interrupts its visitors. The returned function ends it.
 */
export function reportKitProblems(): () => void {
  return useKitStore.subscribe((state, before) => {
    if (state.problem === null || state.problem === before.problem) return;
    const isShown = useKitsViewStore.getState().isOpen || useViewStore.getState().overlay.kind === 'demo';
    if (!isShown) reportFailure(state.problem.error);
  });
}

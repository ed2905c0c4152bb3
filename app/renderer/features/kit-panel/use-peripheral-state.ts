import { useEffect, useRef } from 'react';
import type { PeripheralState } from '../../../contract/services/virtual-board-service.ts';
import { peripheralStore } from '../../stores/peripheral-store.ts';

/**
 * Hands a drawn part the newest state of its peripheral, at once and then at most once per animation frame, without
 * rendering. `show` may be a new function each time.
 *
 * @param kitId null while nothing runs: the part keeps its resting look
 */
export function usePeripheralState(
  kitId: string | null,
  peripheral: string,
  show: (state: PeripheralState['state']) => void,
): void {
  const newest = useRef(show);
  newest.current = show;
  useEffect(() => {
    if (kitId === null) return;
    return peripheralStore.subscribe(kitId, peripheral, state => newest.current(state));
  }, [kitId, peripheral]);
}

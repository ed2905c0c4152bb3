import { useMemo } from 'react';
import type { TabBadge } from '../../bootstrap/tab-badge.ts';
import { countBySeverity, useDiagnosticsStore } from '../../stores/diagnostics-store.ts';

/** The figure on the Problems tab: errors and warnings; hints are not counted. */
export function useProblemsBadge(): TabBadge | null {
  const diagnostics = useDiagnosticsStore(state => state.diagnostics);
  return useMemo(() => {
    const { error, warning } = countBySeverity(diagnostics);
    if (error + warning === 0) return null;
    return { count: error + warning, severity: error > 0 ? 'error' : 'warning' };
  }, [diagnostics]);
}

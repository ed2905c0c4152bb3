import { Suspense } from 'react';
import { useKitsViewStore } from '../stores/kits-view-store.ts';
import { ErrorBoundary } from '../ui/error-boundary.tsx';
import { KitsPage } from './feature-slots.tsx';

/** The table of kits over the studio, below dialogs; its code loads when it is first opened. */
export function KitsView() {
  const isOpen = useKitsViewStore(state => state.isOpen);
  if (!isOpen) return null;
  return (
    <ErrorBoundary>
      <Suspense fallback={null}>
        <KitsPage />
      </Suspense>
    </ErrorBoundary>
  );
}

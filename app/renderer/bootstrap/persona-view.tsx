import { lazy, Suspense } from 'react';
import { usePersonaViewStore } from '../stores/persona-view-store.ts';
import { ErrorBoundary } from '../ui/error-boundary.tsx';

const PersonaEditor = lazy(() => import('../features/persona/index.tsx'));

/** The persona editor over the studio, below dialogs; its code loads when it is first opened. */
export function PersonaView() {
  const isOpen = usePersonaViewStore(state => state.view.kind !== 'closed');
  if (!isOpen) return null;
  return (
    <ErrorBoundary>
      <Suspense fallback={null}>
        <PersonaEditor />
      </Suspense>
    </ErrorBoundary>
  );
}

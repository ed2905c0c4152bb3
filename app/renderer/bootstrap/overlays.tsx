import { lazy, Suspense } from 'react';
import { ApprovalDialog } from '../features/tools/approval-dialog.tsx';
import { useKitStore } from '../stores/kit-store.ts';
import { useViewStore } from '../stores/view-store.ts';
import { ErrorBoundary } from '../ui/error-boundary.tsx';
import { DemoOverlay, ForeignProgramDialog, KitsOverlay } from './feature-slots.tsx';

const CommandPalette = lazy(() => import('../features/command-palette/index.tsx'));
const ProjectsDialog = lazy(() => import('../features/projects/projects-dialog.tsx'));
const SaveAsDialog = lazy(() => import('../features/projects/save-as-dialog.tsx'));
const BoardDialog = lazy(() => import('../features/projects/board-dialog.tsx'));
const ShortcutsSheet = lazy(() => import('../features/help/shortcuts-sheet.tsx'));
const DemoSettings = lazy(() => import('../features/demo/demo-settings.tsx'));
const ModelsDialog = lazy(() => import('../features/models/index.tsx'));
const ToolsDialog = lazy(() => import('../features/tools/index.tsx'));
const PlacementDialog = lazy(() => import('../features/placement/index.tsx'));
const MarketsDialog = lazy(() => import('../features/markets/index.tsx'));
const AboutDialog = lazy(() => import('../features/help/about-dialog.tsx'));

/** What lies over the studio: one dialog, the table of kits, or the show; and the question about a foreign program. */
export function Overlays() {
  const overlay = useViewStore(state => state.overlay);
  const isForeign = useKitStore(state => state.foreign !== null);
  return (
    <ErrorBoundary key={overlay.kind}>
      <Suspense fallback={null}>
        <Overlay kind={overlay.kind} />
        {overlay.kind !== 'demo' && <ApprovalDialog />}
        {isForeign && overlay.kind !== 'demo' && <ForeignProgramDialog />}
      </Suspense>
    </ErrorBoundary>
  );
}

function Overlay({ kind }: { readonly kind: ReturnType<typeof useViewStore.getState>['overlay']['kind'] }) {
  switch (kind) {
    case 'none':
      return null;
    case 'commands':
      return <CommandPalette />;
    case 'projects':
      return <ProjectsDialog />;
    case 'save-as':
      return <SaveAsDialog />;
    case 'board':
      return <BoardDialog />;
    case 'shortcuts':
      return <ShortcutsSheet />;
    case 'about':
      return <AboutDialog />;
    case 'kits':
      return <KitsOverlay />;
    case 'placement':
      return <PlacementDialog />;
    case 'markets':
      return <MarketsDialog />;
    case 'demo':
      return <DemoOverlay />;
    case 'models':
      return <ModelsDialog />;
    case 'tools':
      return <ToolsDialog />;
    case 'demo-settings':
      return <DemoSettings />;
  }
}

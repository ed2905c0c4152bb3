import { lazy, Suspense } from 'react';
import { ApprovalDialog } from '../features/tools/approval-dialog.tsx';
import { useKitStore } from '../stores/kit-store.ts';
import { type Overlay, useViewStore } from '../stores/view-store.ts';
import { ErrorBoundary } from '../ui/error-boundary.tsx';
import { ConsentDialog, DemoOverlay } from './feature-slots.tsx';

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
const FlashDialog = lazy(() => import('../features/kits/flash-dialog.tsx'));
const KeysDialog = lazy(() => import('../features/kits/keys-dialog.tsx'));
const AboutDialog = lazy(() => import('../features/help/about-dialog.tsx'));

/** What lies over the studio: one dialog, or the show; and the question before a push overrules what it found. */
export function Overlays() {
  const overlay = useViewStore(state => state.overlay);
  const isAsking = useKitStore(state => state.asking !== null);
  return (
    <ErrorBoundary key={overlay.kind}>
      <Suspense fallback={null}>
        <OverlayOf overlay={overlay} />
        {overlay.kind !== 'demo' && <ApprovalDialog />}
        {isAsking && overlay.kind !== 'demo' && <ConsentDialog />}
      </Suspense>
    </ErrorBoundary>
  );
}

function OverlayOf({ overlay }: { readonly overlay: Overlay }) {
  switch (overlay.kind) {
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
    case 'flash':
      return <FlashDialog target={overlay.target} />;
    case 'signing-keys':
      return <KeysDialog />;
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

import type { Profile } from '../../core/document/profile.ts';
import { getStudio } from '../bootstrap/studio-client.ts';
import { reportFailure } from '../ui/report-failure.tsx';
import { useCatalogueStore } from './catalogue-store.ts';
import { countBySeverity, useDiagnosticsStore } from './diagnostics-store.ts';
import { useDocumentStore } from './document-store.ts';
import { settleDocument } from './document-sync.ts';

/** A pause in typing after which Python is looked at: the host compiles it, which costs more than the graph. */
const pauseMs = 400;

function hasPython(profile: Profile): boolean {
  const { nodes } = useCatalogueStore.getState().catalogue;
  return Object.values(profile.nodes).some(({ type }) =>
    nodes.get(type)?.properties.some(property => property.type === 'code' && property.language === 'python'),
  );
}

/**
 * Adds what the host finds in the Python of a profile's nodes to what the compiler finds in its graph, after each
 * change: a mistake is a problem at its node before anything is sent. The returned function ends it.
 */
export function startPythonCheck(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let checked: Profile | null = null;
  let abort = new AbortController();

  const check = async (profile: Profile, signal: AbortSignal) => {
    await settleDocument();
    const { projectId } = useDocumentStore.getState();
    if (projectId === null || signal.aborted) return;
    const { diagnostics } = await getStudio().build.build({ projectId }, { signal });
    const { of, compilation, adopt } = useDiagnosticsStore.getState();
    // Another change has come meanwhile; it is looked at by itself.
    if (signal.aborted || of !== profile) return;
    adopt(profile, { diagnostics, compilation });
  };

  const look = ({ of, diagnostics }: ReturnType<typeof useDiagnosticsStore.getState>) => {
    if (of === null || of === checked) return;
    checked = of;
    clearTimeout(timer);
    abort.abort();
    // Errors of the graph come first: without a graph there is no program to build.
    if (!hasPython(of) || countBySeverity(diagnostics).error > 0) return;
    abort = new AbortController();
    const { signal } = abort;
    timer = setTimeout(() => {
      check(of, signal).catch((error: unknown) => {
        if (!signal.aborted) reportFailure(error);
      });
    }, pauseMs);
  };
  look(useDiagnosticsStore.getState());
  const stop = useDiagnosticsStore.subscribe(look);
  return () => {
    stop();
    clearTimeout(timer);
    abort.abort();
  };
}

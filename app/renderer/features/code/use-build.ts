import { useCallback, useEffect, useState } from 'react';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import type { StudioClient } from '../../bootstrap/studio-client.ts';
import { getStudio } from '../../bootstrap/studio-client.ts';
import { useDocumentStore } from '../../stores/document-store.ts';

type Build = Awaited<ReturnType<StudioClient['build']['build']>>;

export type BuildState =
  | { readonly kind: 'building'; readonly last: Build | null }
  | { readonly kind: 'built'; readonly last: Build }
  | { readonly kind: 'failed'; readonly last: Build | null; readonly error: StudioError };

/** Typing and dragging settle this long before the files are made again. */
const settleMs = 600;

/** The bundle of the open project, made again after each change while it is looked at. */
export function useBuild(): BuildState & { readonly retry: () => void } {
  const projectId = useDocumentStore(state => state.projectId);
  const profile = useDocumentStore(state => state.profile);
  const [state, setState] = useState<BuildState>({ kind: 'building', last: null });
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another profile or attempt builds again.
  useEffect(() => {
    if (projectId === null) return;
    const abort = new AbortController();
    const build = async () => {
      setState(before => ({ kind: 'building', last: before.last }));
      try {
        const last = await getStudio().build.build({ projectId }, { signal: abort.signal });
        if (!abort.signal.aborted) setState({ kind: 'built', last });
      } catch (error) {
        if (abort.signal.aborted) return;
        setState(before => ({ kind: 'failed', last: before.last, error: StudioError.from(error) }));
      }
    };
    const timer = setTimeout(() => void build(), settleMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [projectId, profile, attempt]);
  const retry = useCallback(() => setAttempt(count => count + 1), []);
  return { ...state, retry };
}

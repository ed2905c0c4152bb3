import { useCatalogueStore } from './catalogue-store.ts';
import { useDocumentStore } from './document-store.ts';
import { targetKit, useKitStore } from './kit-store.ts';

/**
 * Whether opening a project shall start it: the virtual board is its target and runs something else, or nothing. It
 * costs nobody anything, so that what is on the screen is what runs; a real kit waits for a person's word.
 */
function shallRun(): boolean {
  const { projectId, profile } = useDocumentStore.getState();
  if (projectId === null || Object.keys(profile.nodes).length === 0) return false;
  // A project from somebody else must not speak to anyone before its reader has said Run.
  const { nodes } = useCatalogueStore.getState().catalogue;
  if (Object.values(profile.nodes).some(({ type }) => nodes.get(type)?.reachesNetwork === true)) return false;
  const kits = useKitStore.getState();
  const kit = targetKit(kits, projectId);
  // A push under way is not broken off: it may be past where it can be, and its kit would be busy. Its end is waited for.
  if (kit?.transport !== 'virtual' || kits.runs[kit.kitId]?.kind === 'pushing') return false;
  const session = kits.sessions[kit.kitId];
  return session?.state !== 'running' || session.program?.profile !== profile.id;
}

async function runOpened(): Promise<void> {
  const { projectId } = useDocumentStore.getState();
  if (projectId === null || !shallRun()) return;
  const outcome = await useKitStore.getState().run(projectId);
  // A profile that has errors says so in Problems; nobody asked for this run, so nobody is told that it failed.
  const isExpected = outcome.kind === 'failed' && outcome.error.code === 'build/has-errors';
  const kit = targetKit(useKitStore.getState(), projectId);
  if (isExpected && kit !== undefined) {
    useKitStore.setState(state => ({ runs: { ...state.runs, [kit.kitId]: { kind: 'none' } } }));
  }
}

/** Starts each project on the virtual board when it is opened. The returned function ends that. */
export function startRunOnOpen(): () => void {
  // The canvas is drawn first: a push beside it would take the processor from what the person waits for.
  const start = () => void runOpened();
  // Safari, where the browser shell may be opened, has no idle callbacks.
  if (typeof requestIdleCallback === 'function') requestIdleCallback(start, { timeout: 1_000 });
  else setTimeout(start);
  const stops = [
    useDocumentStore.subscribe((state, before) => {
      if (state.projectId !== before.projectId) void runOpened();
    }),
    useKitStore.subscribe((state, before) => {
      const { projectId } = useDocumentStore.getState();
      const kitId = targetKit(state, projectId)?.kitId ?? '';
      const earlier = before.runs[kitId];
      const isOver = earlier?.kind === 'pushing' && state.runs[kitId]?.kind !== 'pushing';
      if (isOver && earlier.projectId !== projectId) void runOpened();
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

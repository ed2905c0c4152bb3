import type { Compilation } from '../../core/compiler/bundle.ts';
import { compile } from '../../core/compiler/compile.ts';
import type { Diagnostic } from '../../core/diagnostics/diagnostic.ts';
import type { Profile } from '../../core/document/profile.ts';
import { useCatalogueStore } from './catalogue-store.ts';
import { compileOptions } from './compile-options.ts';
import type { CompileAnswer, CompileRequest } from './compile-worker.ts';
import { useDiagnosticsStore } from './diagnostics-store.ts';
import { useDocumentStore } from './document-store.ts';
import { useMeasuredStore } from './measured-store.ts';

/** A pause in typing or dragging after which the document is compiled. */
const pauseMs = 80;
/** A compile that takes longer than this belongs into a worker: it would cost a frame. */
const frameShareMs = 8;

interface Found {
  readonly diagnostics: readonly Diagnostic[];
  readonly compilation: Compilation | null;
}

/**
 * Compiles the document after each change and puts what is found into the diagnostics store. Small documents at once,
 * large ones in a worker. The returned function ends it.
 */
export function startLiveCompile(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let worker: { readonly ask: (profile: Profile) => Promise<Found>; readonly end: () => void } | null = null;
  let isSlow = false;
  let isStopped = false;
  let generation = 0;

  const compileHere = (profile: Profile): Found => {
    const startedAt = performance.now();
    const found = compile(profile, useCatalogueStore.getState().catalogue, compileOptions());
    isSlow = performance.now() - startedAt > frameShareMs;
    return found;
  };

  const run = async () => {
    const { profile, projectId } = useDocumentStore.getState();
    if (projectId === null || isStopped) return;
    generation += 1;
    const mine = generation;
    const { adopt } = useDiagnosticsStore.getState();
    if (!isSlow || typeof Worker === 'undefined') {
      adopt(profile, compileHere(profile));
      return;
    }
    worker ??= createCompileWorker();
    const found = await worker.ask(profile);
    if (mine === generation && !isStopped) adopt(profile, found);
  };

  const schedule = (delayMs: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => run().catch(reportError), delayMs);
  };

  const stops = [
    useDocumentStore.subscribe((state, previous) => {
      if (state.profile === previous.profile && state.projectId === previous.projectId) return;
      schedule(state.projectId === previous.projectId ? pauseMs : 0);
    }),
    useCatalogueStore.subscribe((state, previous) => {
      if (state.catalogue === previous.catalogue) return;
      worker?.end();
      worker = null;
      schedule(0);
    }),
  ];
  stops.push(
    useMeasuredStore.subscribe((state, previous) => {
      if (state.measured !== previous.measured) schedule(pauseMs);
    }),
  );
  schedule(0);
  return () => {
    isStopped = true;
    clearTimeout(timer);
    worker?.end();
    for (const stop of stops) stop();
  };
}

function createCompileWorker() {
  const worker = new Worker(new URL('./compile-worker.ts', import.meta.url), { type: 'module' });
  const waiting = new Map<number, PromiseWithResolvers<Found>>();
  let nextId = 1;
  const { catalogue } = useCatalogueStore.getState();
  const setUp: CompileRequest = {
    kind: 'catalogue',
    nodes: [...catalogue.nodes.values()],
    boards: [...catalogue.boards.values()],
    providers: [...catalogue.providers.values()],
    tools: [...catalogue.tools.values()],
  };
  worker.postMessage(setUp);
  worker.addEventListener('message', (event: MessageEvent<CompileAnswer>) => {
    const { id, diagnostics, compilation } = event.data;
    waiting.get(id)?.resolve({ diagnostics, compilation });
    waiting.delete(id);
  });
  worker.addEventListener('error', event => {
    for (const answer of waiting.values()) answer.reject(new Error(event.message));
    waiting.clear();
  });
  return {
    ask: (profile: Profile): Promise<Found> => {
      const id = nextId;
      nextId += 1;
      const answer = Promise.withResolvers<Found>();
      waiting.set(id, answer);
      const request: CompileRequest = { kind: 'compile', id, profile, options: compileOptions() };
      worker.postMessage(request);
      return answer.promise;
    },
    end: () => worker.terminate(),
  };
}

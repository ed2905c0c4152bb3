import { create } from 'zustand';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import type { ExampleResult } from '../../../contract/services/persona-service.ts';
import type { Persona } from '../../../core/persona/persona.ts';
import { getStudio } from '../../bootstrap/studio-client.ts';

export interface ExampleTestsState {
  /** Example id → how it went. */
  readonly results: Readonly<Record<string, ExampleResult>>;
  /** The persona that the results are of. */
  readonly persona: Persona | null;
  readonly isRunning: boolean;
  readonly error: StudioError | null;
  readonly begin: () => void;
  readonly run: (projectId: string, personaId: string, persona: Persona) => Promise<void>;
  /** Ends a run; what has passed or failed already stays. */
  readonly cancel: () => void;
}

let running: AbortController | null = null;

/** The example dialogues of the persona that is shown, played as tests. */
export const useExampleTests = create<ExampleTestsState>()(set => ({
  results: {},
  persona: null,
  isRunning: false,
  error: null,
  begin: () => {
    running?.abort();
    running = null;
    set({ results: {}, persona: null, isRunning: false, error: null });
  },
  run: async (projectId, personaId, persona) => {
    running?.abort();
    const controller = new AbortController();
    running = controller;
    set({ results: {}, persona, isRunning: true, error: null });
    const note = (result: ExampleResult) => {
      if (running === controller)
        set(({ results }) => ({ results: { ...results, [result.example]: result } }));
    };
    try {
      const all = await getStudio().persona.runExamples(
        { projectId, personaId, persona },
        { signal: controller.signal, onProgress: note },
      );
      for (const result of all) note(result);
      if (running === controller) set({ isRunning: false });
    } catch (caught) {
      if (running !== controller) return;
      const error = StudioError.from(caught);
      const isStopped = controller.signal.aborted || error.code === 'rpc/cancelled';
      set({ isRunning: false, error: isStopped ? null : error });
    }
  },
  cancel: () => {
    running?.abort();
    set({ isRunning: false });
  },
}));

import { create } from 'zustand';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { KitAbout } from '../../contract/services/device-service.ts';
import { getStudio, type StudioClient } from '../bootstrap/studio-client.ts';
import { useKitStore } from './kit-store.ts';

export interface KitAboutState {
  /** What was learned of each kit, by its id. */
  readonly abouts: Readonly<Record<string, KitAbout>>;
  /** Kits that are being asked now. */
  readonly inspecting: ReadonlySet<string>;
  readonly learn: (about: KitAbout) => void;
  /** Asks a kit what is on it; with `interrupt` a program that does not answer is stopped for it. */
  readonly inspect: (kitId: string, interrupt: boolean) => Promise<void>;
}

/** What kits are inside: firmware, program, who signed it. The host's copy. */
export const useKitAboutStore = create<KitAboutState>()((set, get) => {
  const mark = (kitId: string, isInspecting: boolean) =>
    set(state => {
      const inspecting = new Set(state.inspecting);
      if (isInspecting) inspecting.add(kitId);
      else inspecting.delete(kitId);
      return { inspecting };
    });
  return {
    abouts: {},
    inspecting: new Set(),
    learn: about => set(state => ({ abouts: { ...state.abouts, [about.kitId]: about } })),
    inspect: async (kitId, interrupt) => {
      if (get().inspecting.has(kitId)) return;
      mark(kitId, true);
      try {
        get().learn(await getStudio().device.inspect({ kitId, interrupt }));
        if (useKitStore.getState().problem?.kitId === kitId) useKitStore.getState().dismissProblem();
      } catch (error) {
        useKitStore.setState({ problem: { kitId, error: StudioError.from(error) } });
      } finally {
        mark(kitId, false);
      }
    },
  };
});

/** Follows what the host learns. The returned function ends it. */
export function followKitAbouts({ device }: StudioClient): () => void {
  const { learn } = useKitAboutStore.getState();
  const stop = device.on('onDidLearnKit', learn);
  device.abouts({}).then(
    abouts => {
      // What was learned meanwhile is newer than this answer.
      const known = useKitAboutStore.getState().abouts;
      for (const about of abouts) {
        const before = known[about.kitId];
        if (before === undefined || before.learnedAt < about.learnedAt) learn(about);
      }
    },
    (error: unknown) => console.warn('What is known of kits cannot be read.', error),
  );
  return stop;
}

import { create } from 'zustand';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { Diagnosis, DoctorFinding } from '../../contract/services/doctor-service.ts';
import { getStudio } from '../bootstrap/studio-client.ts';
import { useKitStore } from './kit-store.ts';

/** Where what is found stands that concerns no kit: boards that do not appear at all. */
export const nowhere = '';

/** An examination of one kit. */
export type Examination =
  | { readonly kind: 'examining'; readonly findings: readonly DoctorFinding[] }
  | { readonly kind: 'done'; readonly diagnosis: Diagnosis }
  | { readonly kind: 'failed'; readonly error: StudioError };

export interface DoctorState {
  /** By kit id, or {@link nowhere}. */
  readonly examinations: Readonly<Record<string, Examination>>;
  /**
   * Finds out why a kit does not open or answer; null examines the system for boards that do not appear. Without
   * `interrupt` it only listens; with it a running program is stopped, asked and started again.
   */
  readonly examine: (kitId: string | null, interrupt: boolean) => Promise<void>;
  readonly cancel: (kitId: string | null) => void;
  readonly forget: (kitId: string | null) => void;
}

const aborts = new Map<string, AbortController>();

/** What the doctor found, kit by kit, in this window. */
export const useDoctorStore = create<DoctorState>()(set => {
  const note = (key: string, examination: Examination | null) =>
    set(state => {
      const { [key]: _before, ...others } = state.examinations;
      return { examinations: examination === null ? others : { ...others, [key]: examination } };
    });
  return {
    examinations: {},
    examine: async (kitId, interrupt) => {
      const key = kitId ?? nowhere;
      aborts.get(key)?.abort();
      const abort = new AbortController();
      aborts.set(key, abort);
      const isCurrent = () => aborts.get(key) === abort;
      note(key, { kind: 'examining', findings: [] });
      try {
        const diagnosis = await getStudio().doctor.examine(
          { kitId, path: null, interrupt },
          {
            signal: abort.signal,
            onProgress: findings => isCurrent() && note(key, { kind: 'examining', findings }),
          },
        );
        if (!isCurrent()) return;
        note(key, { kind: 'done', diagnosis });
        // What went wrong before is what was examined: the diagnosis knows better, and may be that all is well now.
        const { dismissProblem, problem } = useKitStore.getState();
        if (problem?.kitId === kitId) dismissProblem();
      } catch (error) {
        if (!isCurrent()) return;
        note(key, abort.signal.aborted ? null : { kind: 'failed', error: StudioError.from(error) });
      } finally {
        if (isCurrent()) aborts.delete(key);
      }
    },
    cancel: kitId => aborts.get(kitId ?? nowhere)?.abort(),
    forget: kitId => note(kitId ?? nowhere, null),
  };
});

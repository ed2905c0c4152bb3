import { useCallback, useEffect, useState } from 'react';
import type { z } from 'zod';
import type { knownPersonSchema, memoryEntrySchema } from '../../../contract/services/memory-service.ts';
import type { StudioClient } from '../../bootstrap/studio-client.ts';
import { useStudio } from '../../bootstrap/studio-context.tsx';

export type MemoryEntry = z.output<typeof memoryEntrySchema>;
export type KnownPerson = z.output<typeof knownPersonSchema>;

/** What is known of a question. A new question keeps the old answer until its own is there, so that nothing flickers. */
export interface Answer<Value> {
  readonly value: Value | null;
  readonly error: unknown;
  readonly reload: () => void;
}

interface Held<Value> {
  readonly load: unknown;
  readonly value: Value | null;
  readonly error: unknown;
}

/**
 * Asks the host, and again when something of this persona changes (an empty `personaId` of an event means any).
 * `load` must keep its identity while the question is the same.
 */
function useAnswer<Value>(
  projectId: string,
  personaId: string,
  load: (memory: StudioClient['memory']) => Promise<Value>,
): Answer<Value> {
  const { memory } = useStudio();
  const [held, setHeld] = useState<Held<Value>>({ load: null, value: null, error: null });
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound(count => count + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another round asks again.
  useEffect(() => {
    let isGone = false;
    load(memory).then(
      value => {
        if (!isGone) setHeld({ load, value, error: null });
      },
      (error: unknown) => {
        if (!isGone) setHeld({ load, value: null, error });
      },
    );
    return () => {
      isGone = true;
    };
  }, [memory, load, round]);
  useEffect(() => {
    let frame = 0;
    const stop = memory.on('onDidChange', change => {
      if (change.projectId !== projectId || (change.personaId !== '' && change.personaId !== personaId))
        return;
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(reload);
    });
    return () => {
      cancelAnimationFrame(frame);
      stop();
    };
  }, [memory, projectId, personaId, reload]);
  return { value: held.value, error: held.error, reload };
}

/** The people that a persona knows, last seen first. */
export function useKnownPeople(projectId: string, personaId: string): Answer<readonly KnownPerson[]> {
  const load = useCallback(
    (memory: StudioClient['memory']) => memory.people({ projectId, personaId }),
    [projectId, personaId],
  );
  return useAnswer(projectId, personaId, load);
}

/** Memories of a persona, newest first; `person` null: of everyone. */
export function useMemoryEntries(
  projectId: string,
  personaId: string,
  question: { readonly person: string | null; readonly words: string; readonly limit: number },
): Answer<{ readonly key: string; readonly entries: readonly MemoryEntry[] }> {
  const { person, words, limit } = question;
  const load = useCallback(
    async (memory: StudioClient['memory']) => ({
      key: `${personaId}\n${person ?? ''}`,
      entries: await memory.list({ projectId, personaId, person, words, limit }),
    }),
    [projectId, personaId, person, words, limit],
  );
  return useAnswer(projectId, personaId, load);
}

export type MemoryPlace = Awaited<ReturnType<StudioClient['memory']['place']>>;

/** Where the memory of a project is kept. */
export function useMemoryPlace(projectId: string, personaId: string): Answer<MemoryPlace> {
  const load = useCallback((memory: StudioClient['memory']) => memory.place({ projectId }), [projectId]);
  return useAnswer(projectId, personaId, load);
}

import { useEffect, useState } from 'react';
import type { z } from 'zod';
import type { knownPersonSchema, memoryEntrySchema } from '../../../contract/services/memory-service.ts';
import { useStudio } from '../../bootstrap/studio-context.tsx';
import { useDocumentStore } from '../../stores/document-store.ts';

export type MemoryEntry = z.infer<typeof memoryEntrySchema>;
export type KnownPerson = z.infer<typeof knownPersonSchema>;

/** What a persona remembers in this project, as far as the editor shows it. */
export type MemoryView =
  | { readonly kind: 'reading' }
  | { readonly kind: 'failed'; readonly error: unknown; readonly retry: () => void }
  | {
      readonly kind: 'ready';
      readonly people: readonly KnownPerson[];
      readonly entries: readonly MemoryEntry[];
      /** The memory's server where it is not a file of this computer. */
      readonly server: string | null;
    };

/** Entries that are fetched; the rest stands in the Memory tab. */
const fetchedEntries = 20;

/** The persona's memory; read again whenever it changes. */
export function useMemoryOf(personaId: string): MemoryView {
  const studio = useStudio();
  const projectId = useDocumentStore(state => state.projectId);
  const [view, setView] = useState<MemoryView>({ kind: 'reading' });
  useEffect(() => {
    if (projectId === null) return undefined;
    let isCurrent = true;
    const read = () => {
      const { memory } = studio;
      Promise.all([
        memory.people({ projectId, personaId }),
        memory.list({ projectId, personaId, person: null, limit: fetchedEntries }),
        memory.place({ projectId }),
      ]).then(
        ([people, entries, place]) => {
          if (!isCurrent) return;
          setView({ kind: 'ready', people, entries, server: place.kind === 'server' ? place.where : null });
        },
        (error: unknown) => {
          if (isCurrent) setView({ kind: 'failed', error, retry: read });
        },
      );
    };
    read();
    const stop = studio.memory.on('onDidChange', changed => {
      if (changed.projectId === projectId && changed.personaId === personaId) read();
    });
    return () => {
      isCurrent = false;
      stop();
    };
  }, [studio, projectId, personaId]);
  return view;
}

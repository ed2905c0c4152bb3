import { useEffect, useState } from 'react';
import type { z } from 'zod';
import type { knownPersonSchema } from '../../../contract/services/memory-service.ts';
import { useStudio } from '../../bootstrap/studio-context.tsx';
import { useDocumentStore } from '../../stores/document-store.ts';

export type KnownPerson = z.infer<typeof knownPersonSchema>;

/** Whom a persona remembers in this project, and where. */
export type MemoryView =
  | { readonly kind: 'reading' }
  | { readonly kind: 'failed' }
  | {
      readonly kind: 'ready';
      readonly people: readonly KnownPerson[];
      /** The memory's server where it is not a file of this computer. */
      readonly server: string | null;
    };

/** Whom the persona knows; read again whenever its memory changes. */
export function useMemoryOf(personaId: string): MemoryView {
  const studio = useStudio();
  const projectId = useDocumentStore(state => state.projectId);
  const [view, setView] = useState<MemoryView>({ kind: 'reading' });
  useEffect(() => {
    if (projectId === null) return undefined;
    let isCurrent = true;
    const read = () => {
      const { memory } = studio;
      Promise.all([memory.people({ projectId, personaId }), memory.place({ projectId })]).then(
        ([people, place]) => {
          if (!isCurrent) return;
          setView({ kind: 'ready', people, server: place.kind === 'server' ? place.where : null });
        },
        // Why is said where the memories themselves would stand.
        () => {
          if (isCurrent) setView({ kind: 'failed' });
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

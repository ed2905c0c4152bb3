import { useTexts } from '../../i18n/texts.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { usePersonaViewStore } from '../../stores/persona-view-store.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { MemoryList } from '../memory/memory-list.tsx';
import { personaTexts } from './persona.texts.ts';
import classes from './remember-card.module.css';
import { usePersonaId } from './use-persona.ts';

/** Lines that stand in the card; the others are in the Memory tab. */
const shownLines = 4;

interface RememberedLinesProps {
  readonly name: string;
  readonly isKept: boolean;
  /** How many memories there are, of everybody. */
  readonly total: number;
}

/** The newest lines of a memory, each corrected or erased in place, and the way to all of them. */
export function RememberedLines({ name, isKept, total }: RememberedLinesProps) {
  const say = useTexts(personaTexts);
  const personaId = usePersonaId();
  const projectId = useDocumentStore(state => state.projectId);
  if (projectId === null) return null;
  return (
    <div className={classes.lines}>
      <MemoryList
        projectId={projectId}
        personaId={personaId}
        person={null}
        limit={shownLines}
        empty={<p className={classes.empty}>{say(isKept ? 'memoryEmpty' : 'memoryNothing', { name })}</p>}
      />
      {total > shownLines && (
        <button type="button" className={classes.link} onClick={showMemory}>
          {say('showAll', { count: total })}
        </button>
      )}
    </div>
  );
}

/** Back to the canvas, with the Memory tab open. */
function showMemory(): void {
  usePersonaViewStore.getState().closePersona();
  useViewStore.getState().showTab('memory');
}

import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { useState } from 'react';
import { describeError } from '../../../contract/errors/studio-error.ts';
import { useStudio } from '../../bootstrap/studio-context.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { usePersonaViewStore } from '../../stores/persona-view-store.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { bottomTabIds, useViewStore } from '../../stores/view-store.ts';
import { announce } from '../../ui/announcer.tsx';
import { Icon } from '../../ui/icon.tsx';
import { reportFailure } from '../../ui/report-failure.tsx';
import { personaTexts } from './persona.texts.ts';
import classes from './remember-card.module.css';
import type { MemoryEntry, MemoryView } from './use-memory.ts';

/** Lines that stand in the card; the others are in the Memory tab. */
const shownLines = 4;

interface RememberedLinesProps {
  readonly memory: MemoryView;
  readonly name: string;
  readonly isKept: boolean;
}

/** The newest lines of a memory, each corrected or erased in place. */
export function RememberedLines({ memory, name, isKept }: RememberedLinesProps) {
  const say = useTexts(personaTexts);
  const language = useLanguage();
  if (memory.kind === 'reading') return null;
  if (memory.kind === 'failed') {
    const { explanation, nextStep } = describeError(memory.error, language);
    return (
      <div className={classes.failed} role="alert">
        <b>{say('memoryFailed')}</b>
        <span>
          {explanation} {nextStep}
        </span>
        <Button variant="default" size="xs" onClick={memory.retry}>
          {say('tryAgain')}
        </Button>
      </div>
    );
  }
  const { entries, people } = memory;
  if (entries.length === 0) {
    return <p className={classes.empty}>{say(isKept ? 'memoryEmpty' : 'memoryNothing', { name })}</p>;
  }
  const total = people.reduce((sum, { facts, episodes }) => sum + facts + episodes, 0);
  return (
    <>
      <ul className={classes.lines}>
        {entries.slice(0, shownLines).map(entry => (
          <RememberedLine key={entry.id} entry={entry} />
        ))}
      </ul>
      {total > shownLines && hasMemoryTab && (
        <button type="button" className={classes.link} onClick={showMemory}>
          {say('showAll', { count: total })}
        </button>
      )}
    </>
  );
}

const hasMemoryTab = bottomTabIds.some(tab => String(tab) === 'memory');

/** Back to the canvas, with the Memory tab open. */
function showMemory(): void {
  const tab = bottomTabIds.find(id => String(id) === 'memory');
  if (tab === undefined) return;
  usePersonaViewStore.getState().closePersona();
  useViewStore.getState().showTab(tab);
}

function RememberedLine({ entry }: { readonly entry: MemoryEntry }) {
  const say = useTexts(personaTexts);
  const studio = useStudio();
  const projectId = useDocumentStore(state => state.projectId) ?? '';
  const [draft, setDraft] = useState<string | null>(null);
  const save = () => {
    const text = draft?.trim() ?? '';
    setDraft(null);
    if (text === '' || text === entry.text) return;
    studio.memory.correct({ projectId, id: entry.id, text }).catch(reportFailure);
  };
  const erase = () => {
    studio.memory
      .erase({ projectId, id: entry.id })
      .then(() => announce(say('erased', { text: entry.text })))
      .catch(reportFailure);
  };
  return (
    <li className={classes.line}>
      {draft === null ? (
        <span className={classes.lineText}>{entry.text}</span>
      ) : (
        <input
          className={classes.lineField}
          aria-label={say('correct', { text: entry.text })}
          // biome-ignore lint/a11y/noAutofocus: the person has just asked to correct this line.
          autoFocus
          maxLength={2_000}
          value={draft}
          onChange={event => setDraft(event.currentTarget.value)}
          onBlur={save}
          onKeyDown={event => {
            if (event.key === 'Enter') event.currentTarget.blur();
            if (event.key !== 'Escape') return;
            event.preventDefault();
            setDraft(null);
          }}
        />
      )}
      <span className={classes.age}>
        {entry.source === 'entered' ? say('entered') : <Age entry={entry} />}
      </span>
      <small className={classes.source}>{sourceOf(entry, say)}</small>
      <span className={classes.lineTools}>
        <Tooltip label={say('correct', { text: entry.text })}>
          <ActionIcon
            size={22}
            aria-label={say('correct', { text: entry.text })}
            onClick={() => setDraft(entry.text)}
          >
            <Icon name="pencil" size={13} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={say('erase', { text: entry.text })}>
          <ActionIcon size={22} aria-label={say('erase', { text: entry.text })} onClick={erase}>
            <Icon name="eraser" size={13} />
          </ActionIcon>
        </Tooltip>
      </span>
    </li>
  );
}

function sourceOf(entry: MemoryEntry, say: ReturnType<typeof personaTexts.say>): string {
  const from =
    entry.source === 'tool'
      ? say('tool')
      : entry.source === 'entered'
        ? entry.person
        : entry.sourceWords === ''
          ? say('saidPlain')
          : say('said', { words: entry.sourceWords });
  return entry.uses > 0 ? `${from} · ${say('usedTimes', { count: entry.uses })}` : from;
}

function Age({ entry }: { readonly entry: MemoryEntry }) {
  const say = useTexts(personaTexts);
  const days = Math.floor((Date.now() - Date.parse(entry.createdAt)) / 86_400_000);
  if (days <= 0) return say('today');
  return days === 1 ? say('yesterday') : say('daysAgo', { days });
}

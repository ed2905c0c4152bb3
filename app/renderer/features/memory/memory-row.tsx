import { ActionIcon, Button, TextInput, Tooltip } from '@mantine/core';
import { type KeyboardEvent, useRef, useState } from 'react';
import { isMemoryDate } from '../../../core/persona/memory-date.ts';
import { useStudio } from '../../bootstrap/studio-context.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { reportFailure } from '../../ui/report-failure.tsx';
import classes from './memory.module.css';
import { memoryTexts } from './memory.texts.ts';
import { dayWords, yearlyWords } from './memory-words.ts';
import type { MemoryEntry } from './use-memory.ts';

interface RowProps {
  readonly projectId: string;
  readonly entry: MemoryEntry;
  /** Whether it says whom the memory is about. */
  readonly showsPerson: boolean;
}

type Mode = 'shown' | 'corrected' | 'erased';

/** Where a memory comes from, how often it was used, and the day that comes round. */
function Origin({ entry, showsPerson }: Omit<RowProps, 'projectId'>) {
  const say = useTexts(memoryTexts);
  const language = useLanguage();
  const { source, sourceWords, kind, uses, date } = entry;
  const words =
    sourceWords !== '' && sourceWords !== entry.text ? say('saidWords', { words: sourceWords }) : '';
  const parts = [
    showsPerson ? say('about', { person: entry.person }) : '',
    [kind === 'episode' && source === 'said' ? say('episode') : say(source), words].join(' ').trim(),
    date === null ? '' : yearlyWords(date, language),
    uses === 0 ? '' : uses === 1 ? say('usedOnce') : say('used', { count: uses }),
  ];
  return (
    <p className={classes.origin} title={sourceWords}>
      {parts.filter(part => part !== '').join(' · ')}
    </p>
  );
}

function CorrectForm({ projectId, entry, onDone }: RowProps & { readonly onDone: () => void }) {
  const say = useTexts(memoryTexts);
  const { memory } = useStudio();
  const [text, setText] = useState(entry.text);
  const [date, setDate] = useState(entry.date ?? '');
  const [isBusy, setBusy] = useState(false);
  const isDateWrong = date !== '' && !isMemoryDate(date);
  return (
    <form
      className={classes.correct}
      onKeyDown={event => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onDone();
      }}
      onSubmit={event => {
        event.preventDefault();
        if (text.trim() === '' || isDateWrong) return;
        setBusy(true);
        memory
          .correct({ projectId, id: entry.id, text: text.trim(), date: date === '' ? null : date })
          .then(onDone, reportFailure)
          .finally(() => setBusy(false));
      }}
    >
      <TextInput
        className={classes.grow}
        aria-label={say('text')}
        value={text}
        maxLength={2_000}
        autoFocus
        onChange={event => setText(event.currentTarget.value)}
      />
      <TextInput
        className={classes.dateField}
        aria-label={say('date')}
        title={isDateWrong ? say('dateWrong') : say('date')}
        placeholder={say('dateHint')}
        error={isDateWrong}
        value={date}
        maxLength={10}
        onChange={event => setDate(event.currentTarget.value.trim())}
      />
      <Button type="submit" loading={isBusy} disabled={text.trim() === '' || isDateWrong}>
        {say('save')}
      </Button>
      <Button variant="default" onClick={onDone}>
        {say('cancel')}
      </Button>
    </form>
  );
}

/** One memory: read, corrected in place, erased after a second word. */
export function MemoryRow({ projectId, entry, showsPerson }: RowProps) {
  const say = useTexts(memoryTexts);
  const { memory } = useStudio();
  const language = useLanguage();
  const [mode, setMode] = useState<Mode>('shown');
  const [isBusy, setBusy] = useState(false);
  const row = useRef<HTMLLIElement>(null);
  const show = () => {
    setMode('shown');
    // Back to where the keyboard was.
    requestAnimationFrame(() => row.current?.querySelector<HTMLElement>('button')?.focus());
  };
  if (mode === 'corrected') {
    return (
      <li className={classes.row} ref={row}>
        <CorrectForm projectId={projectId} entry={entry} showsPerson={showsPerson} onDone={show} />
      </li>
    );
  }
  if (mode === 'erased') {
    return (
      <li
        className={classes.row}
        data-erasing=""
        ref={row}
        onKeyDown={(event: KeyboardEvent) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          show();
        }}
      >
        <div className={classes.grow}>
          <p className={classes.text}>{entry.text}</p>
          <p className={classes.question}>{say('eraseQuestion')}</p>
        </div>
        <Button variant="default" autoFocus onClick={show}>
          {say('keep')}
        </Button>
        <Button
          color="red"
          loading={isBusy}
          onClick={() => {
            setBusy(true);
            memory
              .erase({ projectId, id: entry.id })
              .catch(reportFailure)
              .finally(() => setBusy(false));
          }}
        >
          {say('eraseYes')}
        </Button>
      </li>
    );
  }
  return (
    <li className={classes.row} ref={row}>
      <div className={classes.grow}>
        <p className={classes.text}>{entry.text}</p>
        <Origin entry={entry} showsPerson={showsPerson} />
      </div>
      <time
        className={classes.when}
        dateTime={entry.createdAt}
        title={new Date(entry.createdAt).toLocaleString(language)}
      >
        {dayWords(entry.createdAt, new Date(), language)}
      </time>
      <span className={classes.tools}>
        <Tooltip label={say('correct', { text: entry.text })}>
          <ActionIcon
            size="sm"
            aria-label={say('correct', { text: entry.text })}
            onClick={() => setMode('corrected')}
          >
            <Icon name="pencil" size={14} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={say('erase', { text: entry.text })}>
          <ActionIcon
            size="sm"
            aria-label={say('erase', { text: entry.text })}
            onClick={() => setMode('erased')}
          >
            <Icon name="trash" size={14} />
          </ActionIcon>
        </Tooltip>
      </span>
    </li>
  );
}

import { ActionIcon, TextInput, Tooltip } from '@mantine/core';
import { type RefObject, useEffect, useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Icon } from '../../ui/icon.tsx';
import classes from './console.module.css';
import { consoleTexts } from './console.texts.ts';
import { useConsoleView } from './console-view-store.ts';
import type { SearchResults, TerminalHandle } from './terminal-view.tsx';

/** After another filter the terminal stands again within this. */
const rewrittenMs = 600;

/** Looks for a text in what the terminal shows: Enter goes to the next match, Shift-Enter back, Escape ends it. */
export function SearchBar({
  terminal,
  results,
  onClose,
}: {
  readonly terminal: RefObject<TerminalHandle | null>;
  readonly results: SearchResults;
  readonly onClose: () => void;
}) {
  const say = useTexts(consoleTexts);
  const [text, setText] = useState('');
  const { filter, timestamps } = useConsoleView();
  useEffect(() => {
    terminal.current?.find(text, 'as-typed');
  }, [text, terminal]);
  // The terminal was written anew, and its marks went with what it held.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is looked for is the same.
  useEffect(() => {
    const timer = setTimeout(() => terminal.current?.find(text, 'as-typed'), rewrittenMs);
    return () => clearTimeout(timer);
  }, [filter, timestamps]);
  const close = () => {
    terminal.current?.endSearch();
    onClose();
  };
  const { index, count } = results;
  const said =
    text === ''
      ? ''
      : count === 0
        ? say('noMatches')
        : say('matchOf', { index: index < 0 ? '–' : index + 1, count });
  return (
    <search className={classes.search}>
      <TextInput
        size="xs"
        autoFocus
        aria-label={say('search')}
        placeholder={say('search')}
        value={text}
        onChange={event => setText(event.currentTarget.value)}
        onKeyDown={event => {
          if (event.key === 'Enter') terminal.current?.find(text, event.shiftKey ? 'previous' : 'next');
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          close();
        }}
      />
      <output className={classes.matches} aria-live="polite">
        {said}
      </output>
      <Tooltip label={say('previousMatch')}>
        <ActionIcon
          size="sm"
          aria-label={say('previousMatch')}
          onClick={() => terminal.current?.find(text, 'previous')}
        >
          <Icon name="chevron-up" />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={say('nextMatch')}>
        <ActionIcon
          size="sm"
          aria-label={say('nextMatch')}
          onClick={() => terminal.current?.find(text, 'next')}
        >
          <Icon name="chevron-down" />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={say('endSearch')}>
        <ActionIcon size="sm" aria-label={say('endSearch')} onClick={close}>
          <Icon name="x" />
        </ActionIcon>
      </Tooltip>
    </search>
  );
}

import { ActionIcon, TextInput, Tooltip } from '@mantine/core';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import { getStudio } from '../../bootstrap/studio-client.ts';
import { useTexts } from '../../i18n/texts.ts';
import { consoleStore } from '../../stores/console-store.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { isPushing, useKitStore, useSession, useTargetKit } from '../../stores/kit-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { RecordControls } from '../recordings/record-controls.tsx';
import { ReplayBar } from '../recordings/replay-bar.tsx';
import classes from './console.module.css';
import { consoleTexts } from './console.texts.ts';
import { ConsoleActions } from './console-actions.tsx';
import { isFiltering, noFilter, patternLimit } from './console-filter.ts';
import { useConsoleView } from './console-view-store.ts';
import { FilterMenu, TimestampMenu } from './filter-menu.tsx';
import { SearchBar } from './search-bar.tsx';
import { SendLine } from './send-line.tsx';
import type { SearchResults, TerminalHandle } from './terminal-view.tsx';
import { useConsoleFilter } from './use-console-filter.ts';

const TerminalView = lazy(async () => {
  const { TerminalView: View } = await import('./terminal-view.tsx');
  return { default: View };
});

/** Sends bytes to the board's REPL; what fails is shown where kits show their trouble. */
async function send(kitId: string, text: string): Promise<void> {
  try {
    await getStudio().device.writeConsole({ kitId, text });
  } catch (error) {
    useKitStore.setState({ problem: { kitId, error: StudioError.from(error) } });
  }
}

/** Whether a kit's console has anything in it; checked when it changes. */
function useHasText(kitId: string | undefined): boolean {
  const [hasText, setHasText] = useState(false);
  useEffect(() => {
    if (kitId === undefined) return;
    const check = () =>
      setHasText(consoleStore.lines(kitId).length > 0 || consoleStore.openLine(kitId).text !== '');
    check();
    return consoleStore.subscribe(kitId, check);
  }, [kitId]);
  return hasText;
}

/** The Console tab: what the kit prints, its log and faults, and its Python prompt. */
export default function Console() {
  const say = useTexts(consoleTexts);
  const projectId = useDocumentStore(state => state.projectId);
  const kit = useTargetKit(projectId);
  const session = useSession(kit?.kitId);
  const isBusy = useKitStore(state => isPushing(state, kit?.kitId));
  const { isSearching, isSendShown, timestamps } = useConsoleView();
  const { filter, problem, onPatternFailure } = useConsoleFilter();
  const [results, setResults] = useState<SearchResults>({ index: -1, count: 0 });
  const [isFollowing, setFollowing] = useState(true);
  const terminal = useRef<TerminalHandle>(null);
  const hasText = useHasText(kit?.kitId);
  if (kit === undefined) return <p className={classes.note}>{say('noKit')}</p>;
  const { kitId } = kit;
  const isReplay = kit.transport === 'replay';
  const state = session?.state ?? 'detached';
  const isAway = state === 'detached' || state === 'gone' || state === 'failed';
  const isUnreachable = isBusy || state === 'pushing' || isAway || isReplay;
  const isFiltered = isFiltering(filter);
  return (
    <div className={classes.console}>
      <ReplayBar kitId={kitId} />
      <div className={classes.tools}>
        <FilterField />
        <FilterMenu />
        <TimestampMenu />
        <Tooltip label={say('search')}>
          <ActionIcon
            size="sm"
            aria-label={say('search')}
            aria-pressed={isSearching}
            variant={isSearching ? 'light' : 'subtle'}
            color={isSearching ? 'teal' : 'gray'}
            onClick={() => useConsoleView.setState({ isSearching: !isSearching })}
          >
            <Icon name="search" />
          </ActionIcon>
        </Tooltip>
        <span className={classes.grow} />
        <RecordControls />
        <ConsoleActions
          kit={kit}
          terminal={terminal}
          isUnreachable={isUnreachable}
          isFollowing={isFollowing}
          onSend={text => void send(kitId, text)}
        />
      </div>
      <div className={classes.body}>
        <Suspense fallback={null}>
          <TerminalView
            key={kitId}
            kitId={kitId}
            label={say('console')}
            filter={filter}
            timestamps={timestamps}
            isReadOnly={isUnreachable || isFiltered}
            handle={terminal}
            onInput={text => void send(kitId, text)}
            onSearchResults={setResults}
            onFollow={setFollowing}
            onPatternFailure={onPatternFailure}
            onSearchWish={() => useConsoleView.setState({ isSearching: true })}
          />
        </Suspense>
        {isSearching && (
          <SearchBar
            terminal={terminal}
            results={results}
            onClose={() => useConsoleView.setState({ isSearching: false })}
          />
        )}
        {!hasText && (
          <div className={classes.empty}>
            <Icon name="terminal-2" size={24} />
            <p className={classes.emptyTitle}>{say('emptyTitle')}</p>
            <p>{say('emptyHint')}</p>
          </div>
        )}
      </div>
      {problem !== null && (
        <p className={classes.note} role="alert">
          <Icon name="alert-triangle" size={12} />
          {say(`pattern.${problem}`, { limit: patternLimit })}
        </p>
      )}
      {(isUnreachable || isFiltered) && problem === null && (
        <p className={classes.note} role="status">
          <Icon name={isFiltered ? 'filter' : 'lock'} size={12} />
          {say(
            isFiltered ? 'filtered' : isReplay ? 'replay' : isAway && !isBusy ? 'disconnected' : 'pushing',
          )}
          {isFiltered && (
            <button
              type="button"
              className={classes.link}
              onClick={() => useConsoleView.setState({ filter: noFilter })}
            >
              {say('clearFilter')}
            </button>
          )}
          {isAway && !isFiltered && !isBusy && !isReplay && (
            <button
              type="button"
              className={classes.link}
              onClick={() => void useKitStore.getState().connect(kitId)}
            >
              {say('connect')}
            </button>
          )}
        </p>
      )}
      {isSendShown && !isReplay && (
        <SendLine
          key={kitId}
          kitId={kitId}
          isDisabled={isUnreachable}
          onSend={text => void send(kitId, text)}
        />
      )}
    </div>
  );
}

function FilterField() {
  const say = useTexts(consoleTexts);
  const { filter, changeFilter } = useConsoleView();
  return (
    <TextInput
      size="xs"
      className={classes.filter}
      aria-label={say('filter')}
      placeholder={say(filter.isPattern ? 'patternHint' : 'filterHint')}
      leftSection={<Icon name="filter" size={14} />}
      value={filter.text}
      maxLength={patternLimit * 2}
      spellCheck={false}
      onChange={event => changeFilter({ text: event.currentTarget.value })}
      rightSectionWidth={filter.text === '' ? 28 : 48}
      rightSection={
        <span className={classes.filterButtons}>
          {filter.text !== '' && (
            <ActionIcon size="xs" aria-label={say('clearFilter')} onClick={() => changeFilter({ text: '' })}>
              <Icon name="x" size={12} />
            </ActionIcon>
          )}
          <Tooltip label={say('pattern')}>
            <ActionIcon
              size="xs"
              aria-label={say('pattern')}
              aria-pressed={filter.isPattern}
              variant={filter.isPattern ? 'light' : 'subtle'}
              color={filter.isPattern ? 'teal' : 'gray'}
              onClick={() => changeFilter({ isPattern: !filter.isPattern })}
            >
              <span className={classes.pattern}>.*</span>
            </ActionIcon>
          </Tooltip>
        </span>
      }
    />
  );
}

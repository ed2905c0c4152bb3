import { ActionIcon, Button, TextInput, Tooltip } from '@mantine/core';
import { lazy, Suspense, useEffect, useState } from 'react';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import { getStudio } from '../../bootstrap/studio-client.ts';
import { useTexts } from '../../i18n/texts.ts';
import { consoleStore } from '../../stores/console-store.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { isPushing, useKitStore, useSession, useTargetKit } from '../../stores/kit-store.ts';
import { Icon } from '../../ui/icon.tsx';
import classes from './console.module.css';
import { consoleTexts } from './console.texts.ts';
import { linesAsText } from './console-render.ts';

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

/** Gives the console's text to the browser as a file. */
function save(kitId: string, name: string): void {
  const url = URL.createObjectURL(new Blob([linesAsText(consoleStore.lines(kitId))], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name.replace(/[^\p{L}\p{N}. -]+/gu, '-')}.txt`;
  link.click();
  URL.revokeObjectURL(url);
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
  const [filter, setFilter] = useState('');
  const [hasTimestamps, setTimestamps] = useState(false);
  const hasText = useHasText(kit?.kitId);
  if (kit === undefined) return <p className={classes.note}>{say('noKit')}</p>;
  const { kitId } = kit;
  const state = session?.state ?? 'detached';
  const isAway = state === 'detached' || state === 'gone' || state === 'failed';
  const isReadOnly = isBusy || state === 'pushing' || isAway || filter !== '';
  return (
    <div className={classes.console}>
      <div className={classes.tools}>
        <TextInput
          size="xs"
          className={classes.filter}
          aria-label={say('filter')}
          placeholder={say('filter')}
          leftSection={<Icon name="filter" size={14} />}
          value={filter}
          onChange={event => setFilter(event.currentTarget.value)}
          rightSection={
            filter === '' ? null : (
              <ActionIcon size="xs" aria-label={say('clearFilter')} onClick={() => setFilter('')}>
                <Icon name="x" size={12} />
              </ActionIcon>
            )
          }
        />
        <Tooltip label={say('timestamps')}>
          <ActionIcon
            size="sm"
            aria-label={say('timestamps')}
            aria-pressed={hasTimestamps}
            variant={hasTimestamps ? 'light' : 'subtle'}
            color={hasTimestamps ? 'teal' : 'gray'}
            onClick={() => setTimestamps(!hasTimestamps)}
          >
            <Icon name="clock" />
          </ActionIcon>
        </Tooltip>
        <span className={classes.grow} />
        <Tooltip label={say('interruptHint')} w={240}>
          <Button
            h={26}
            px="sm"
            fz="sm"
            fw={500}
            variant="default"
            disabled={isAway || isBusy}
            rightSection={<kbd className={classes.key}>^C</kbd>}
            onClick={() => void send(kitId, '\x03')}
          >
            {say('interrupt')}
          </Button>
        </Tooltip>
        <Tooltip label={say('softResetHint')} w={240}>
          <Button
            h={26}
            px="sm"
            fz="sm"
            fw={500}
            variant="default"
            disabled={isAway || isBusy}
            rightSection={<kbd className={classes.key}>^D</kbd>}
            onClick={() => void send(kitId, '\x04')}
          >
            {say('softReset')}
          </Button>
        </Tooltip>
        <Tooltip label={say('save')}>
          <ActionIcon
            size="sm"
            aria-label={say('save')}
            onClick={() => save(kitId, say('fileName', { kit: kit.title }))}
          >
            <Icon name="download" />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={say('clear')}>
          <ActionIcon size="sm" aria-label={say('clear')} onClick={() => consoleStore.clear(kitId)}>
            <Icon name="eraser" />
          </ActionIcon>
        </Tooltip>
      </div>
      <div className={classes.body}>
        <Suspense fallback={null}>
          <TerminalView
            key={kitId}
            kitId={kitId}
            label={say('console')}
            options={{ hasTimestamps, filter: filter.trim() }}
            isReadOnly={isReadOnly}
            onInput={text => void send(kitId, text)}
          />
        </Suspense>
        {!hasText && (
          <div className={classes.empty}>
            <Icon name="terminal-2" size={24} />
            <p className={classes.emptyTitle}>{say('emptyTitle')}</p>
            <p>{say('emptyHint')}</p>
          </div>
        )}
      </div>
      {isReadOnly && (
        <p className={classes.note} role="status">
          <Icon name="lock" size={12} />
          {filter !== ''
            ? say('filtered', { text: filter })
            : say(isBusy || state === 'pushing' ? 'pushing' : 'disconnected')}
          {isAway && filter === '' && !isBusy && (
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
    </div>
  );
}

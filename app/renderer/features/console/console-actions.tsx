import { ActionIcon, Button, Tooltip } from '@mantine/core';
import type { RefObject } from 'react';
import type { Kit } from '../../../contract/services/device-service.ts';
import { useTexts } from '../../i18n/texts.ts';
import { consoleStore } from '../../stores/console-store.ts';
import { announce } from '../../ui/announcer.tsx';
import { Icon } from '../../ui/icon.tsx';
import { saveFile } from '../../ui/save-file.ts';
import classes from './console.module.css';
import { consoleTexts } from './console.texts.ts';
import { linesAsText } from './console-render.ts';
import { useConsoleView } from './console-view-store.ts';
import type { TerminalHandle } from './terminal-view.tsx';

/** Everything that a console holds, as a file takes it. */
function consoleText(kitId: string): string {
  const open = consoleStore.openLine(kitId);
  const last =
    open.text === ''
      ? []
      : [{ ...open, origin: 'program', level: 'info', source: 'device', node: null } as const];
  return linesAsText([...consoleStore.lines(kitId), ...last]);
}

/** What can be done with the board and its console, at the right of the toolbar. */
export function ConsoleActions({
  kit,
  terminal,
  isUnreachable,
  isFollowing,
  onSend,
}: {
  readonly kit: Kit;
  readonly terminal: RefObject<TerminalHandle | null>;
  readonly isUnreachable: boolean;
  readonly isFollowing: boolean;
  readonly onSend: (text: string) => void;
}) {
  const say = useTexts(consoleTexts);
  const isSendShown = useConsoleView(state => state.isSendShown);
  const fileName = `${say('fileName', { kit: kit.title }).replace(/[^\p{L}\p{N}. -]+/gu, '-')}.txt`;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(terminal.current?.copyText() ?? '');
      announce(say('copied'));
    } catch (error) {
      console.warn('The clipboard could not be written.', error);
      announce(say('notCopied'));
    }
  };
  return (
    <>
      {kit.transport !== 'replay' && (
        <>
          <Tooltip label={say('interruptHint')} w={240}>
            <Button
              h={26}
              px="sm"
              fz="sm"
              fw={500}
              variant="default"
              disabled={isUnreachable}
              rightSection={<kbd className={classes.key}>^C</kbd>}
              onClick={() => onSend('\x03')}
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
              disabled={isUnreachable}
              rightSection={<kbd className={classes.key}>^D</kbd>}
              onClick={() => onSend('\x04')}
            >
              {say('softReset')}
            </Button>
          </Tooltip>
          <Tooltip label={say('showSend')}>
            <ActionIcon
              size="sm"
              aria-label={say('showSend')}
              aria-pressed={isSendShown}
              variant={isSendShown ? 'light' : 'subtle'}
              color={isSendShown ? 'teal' : 'gray'}
              onClick={() => useConsoleView.setState({ isSendShown: !isSendShown })}
            >
              <Icon name="keyboard" />
            </ActionIcon>
          </Tooltip>
        </>
      )}
      <Tooltip label={say('follow')}>
        <ActionIcon
          size="sm"
          aria-label={say('follow')}
          aria-pressed={isFollowing}
          variant={isFollowing ? 'light' : 'subtle'}
          color={isFollowing ? 'teal' : 'gray'}
          onClick={() => terminal.current?.follow(!isFollowing)}
        >
          <Icon name="arrow-bar-to-down" />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={say('copy')}>
        <ActionIcon size="sm" aria-label={say('copy')} onClick={() => void copy()}>
          <Icon name="copy" />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={say('save')}>
        <ActionIcon
          size="sm"
          aria-label={say('save')}
          onClick={() => saveFile(fileName, consoleText(kit.kitId), 'text/plain')}
        >
          <Icon name="download" />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={say('clear')}>
        <ActionIcon size="sm" aria-label={say('clear')} onClick={() => consoleStore.clear(kit.kitId)}>
          <Icon name="eraser" />
        </ActionIcon>
      </Tooltip>
    </>
  );
}

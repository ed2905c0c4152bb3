import { ActionIcon, Select, TextInput, Tooltip } from '@mantine/core';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Icon } from '../../ui/icon.tsx';
import classes from './console.module.css';
import { consoleTexts } from './console.texts.ts';
import { endingText, lineEndings, rememberSent, sentLines, useConsoleView } from './console-view-store.ts';

/** One line to the board, with the ending that its program waits for. The arrow keys bring back earlier lines. */
export function SendLine({
  kitId,
  isDisabled,
  onSend,
}: {
  readonly kitId: string;
  readonly isDisabled: boolean;
  readonly onSend: (text: string) => void;
}) {
  const say = useTexts(consoleTexts);
  const ending = useConsoleView(state => state.ending);
  const [text, setText] = useState('');
  /** Place in the history, counted from its end; 0 is the line that is being written. */
  const place = useRef(0);
  const draft = useRef('');
  const send = () => {
    rememberSent(kitId, text);
    place.current = 0;
    onSend(`${text}${endingText[ending]}`);
    setText('');
  };
  const recall = (step: number) => {
    const lines = sentLines(kitId);
    const next = Math.max(0, Math.min(lines.length, place.current + step));
    if (next === place.current) return;
    if (place.current === 0) draft.current = text;
    place.current = next;
    setText(next === 0 ? draft.current : (lines.at(-next) ?? ''));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // An input method uses these keys to choose among its words.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') send();
    else if (event.key === 'ArrowUp') recall(1);
    else if (event.key === 'ArrowDown') recall(-1);
    else return;
    event.preventDefault();
  };
  return (
    <div className={classes.send}>
      <TextInput
        size="xs"
        className={classes.sendText}
        aria-label={say('sendLine')}
        placeholder={say('sendHint')}
        disabled={isDisabled}
        value={text}
        spellCheck={false}
        onChange={event => {
          place.current = 0;
          setText(event.currentTarget.value);
        }}
        onKeyDown={onKeyDown}
      />
      <Select
        size="xs"
        w={118}
        aria-label={say('ending')}
        allowDeselect={false}
        value={ending}
        data={lineEndings.map(value => ({ value, label: say(`ending.${value}`) }))}
        onChange={value => {
          const chosen = lineEndings.find(known => known === value);
          if (chosen !== undefined) useConsoleView.setState({ ending: chosen });
        }}
      />
      <Tooltip label={say('send')}>
        <ActionIcon size="md" aria-label={say('send')} disabled={isDisabled} onClick={send}>
          <Icon name="arrow-forward-up" />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

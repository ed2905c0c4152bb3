import { ActionIcon, Tooltip } from '@mantine/core';
import { useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { useTrialStore } from '../../stores/persona-trial-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { useSpeechInput } from './speech-input.ts';
import { trialTexts } from './trial.texts.ts';
import classes from './try-tab.module.css';

/** Where a person types (or, once a stand-in offers it, talks). Enter sends; while it answers, Stop interrupts. */
export function SayField() {
  const say = useTexts(trialTexts);
  const person = useTrialStore(state => state.person);
  const isRunning = useTrialStore(state => state.runningCount > 0);
  const SpeechInput = useSpeechInput(state => state.SpeechInput);
  const [text, setText] = useState('');
  const label = person === null ? say('sayAsSomebody') : say('sayAs', { person });
  const send = (words: string) => {
    const trimmed = words.trim();
    if (trimmed === '') return;
    setText('');
    void useTrialStore.getState().say(trimmed);
  };
  return (
    <form
      className={classes.say}
      onSubmit={event => {
        event.preventDefault();
        send(text);
      }}
    >
      <textarea
        className={classes.field}
        aria-label={label}
        placeholder={label}
        maxLength={4_000}
        rows={1}
        value={text}
        onChange={event => setText(event.currentTarget.value)}
        onKeyDown={event => {
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          send(text);
        }}
      />
      {isRunning ? (
        <Tooltip label={say('stop')}>
          <ActionIcon
            size={32}
            radius="xl"
            variant="default"
            aria-label={say('stop')}
            onClick={useTrialStore.getState().stop}
          >
            <Icon name="player-stop" />
          </ActionIcon>
        </Tooltip>
      ) : (
        text.trim() !== '' && (
          <Tooltip label={say('send')}>
            <ActionIcon
              type="submit"
              size={32}
              radius="xl"
              variant="filled"
              style={{ color: 'var(--accent-ink)' }}
              color="teal"
              aria-label={say('send')}
            >
              <Icon name="send" />
            </ActionIcon>
          </Tooltip>
        )
      )}
      {SpeechInput !== null ? (
        <SpeechInput onHeard={send} />
      ) : (
        <Tooltip label={say('microphoneOff')} w={240}>
          <ActionIcon
            size={32}
            radius="xl"
            variant="default"
            aria-label={say('microphone')}
            aria-description={say('microphoneOff')}
            aria-disabled="true"
            className={classes.microphone ?? ''}
          >
            <Icon name="microphone" />
          </ActionIcon>
        </Tooltip>
      )}
    </form>
  );
}

import { Autocomplete } from '@mantine/core';
import { useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { commonEvents, eventWords } from './event-words.ts';
import classes from './feel-card.module.css';
import { feelingTexts } from './feeling.texts.ts';

interface EventFieldProps {
  readonly label: string;
  readonly value: string;
  readonly isReadOnly: boolean;
  readonly isLabelHidden?: boolean;
  readonly onChange: (event: string) => void;
}

/** The word of an event: one of the common ones, or any other that reaches the agent's `event` input. */
export function EventField({ label, value, isReadOnly, isLabelHidden = false, onChange }: EventFieldProps) {
  const say = useTexts(feelingTexts);
  const [draft, setDraft] = useState<string | null>(null);
  return (
    <Autocomplete
      size="xs"
      {...(isLabelHidden ? { 'aria-label': label } : { label })}
      data={[...commonEvents]}
      renderOption={({ option }) => (
        <span className={classes.event}>
          {option.value}
          <small>{eventWords(option.value, say)}</small>
        </span>
      )}
      // What stands there already is no search: all are offered.
      filter={({ options }) => options}
      maxLength={60}
      disabled={isReadOnly}
      value={draft ?? value}
      onChange={text => {
        const event = text.trim();
        setDraft(event === text && event !== '' ? null : text);
        if (event !== '') onChange(event);
      }}
      onBlur={() => setDraft(null)}
    />
  );
}

import { Select } from '@mantine/core';
import { type Emotion, emotions } from '../../../core/ports/port-type.ts';
import { useLocalize } from '../../i18n/texts.ts';
import { EmotionFace } from '../../ui/emotion-face.tsx';
import { emotionTitles, isEmotion } from '../../ui/emotion-titles.ts';
import classes from './emotion-select.module.css';

interface EmotionSelectProps {
  readonly label: string;
  readonly value: Emotion | undefined;
  /** What no emotion means; absent: one must be chosen. */
  readonly none?: string;
  readonly among?: readonly Emotion[];
  readonly isReadOnly: boolean;
  readonly isInPopover?: boolean;
  readonly onChange: (emotion: Emotion | undefined) => void;
}

const noEmotion = '';

/** One of the emotions, with its face. */
export function EmotionSelect({
  label,
  value,
  none,
  among = emotions,
  isReadOnly,
  isInPopover = false,
  onChange,
}: EmotionSelectProps) {
  const localize = useLocalize();
  const data = among.map(emotion => ({ value: String(emotion), label: localize(emotionTitles[emotion]) }));
  return (
    <Select
      size="xs"
      label={label}
      data={none === undefined ? data : [{ value: noEmotion, label: none }, ...data]}
      value={value ?? noEmotion}
      allowDeselect={false}
      searchable
      selectFirstOptionOnChange
      // What is typed replaces what stands there.
      onFocus={event => event.currentTarget.select()}
      disabled={isReadOnly}
      comboboxProps={{ withinPortal: !isInPopover }}
      maxDropdownHeight={220}
      leftSection={
        value === undefined ? undefined : (
          <span className={classes.face}>
            <EmotionFace emotion={value} width={18} />
          </span>
        )
      }
      renderOption={({ option }) => (
        <span className={classes.option}>
          {isEmotion(option.value) && <EmotionFace emotion={option.value} width={18} />}
          {option.label}
        </span>
      )}
      onChange={next => onChange(isEmotion(next) ? next : undefined)}
    />
  );
}

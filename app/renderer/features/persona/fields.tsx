import { useId, useState } from 'react';
import classes from './fields.module.css';

interface EditableTextProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly maxLength: number;
  readonly isReadOnly: boolean;
  /** Empty is not written; what stood there comes back when the field is left. */
  readonly isRequired?: boolean;
  readonly isMultiline?: boolean;
  readonly look?: 'title' | 'plain' | 'box';
  readonly autoFocus?: boolean;
  readonly onChange: (text: string) => void;
}

/** A text that is edited where it stands. What may not be written (empty, where that is no text) stays a draft. */
export function EditableText({
  label,
  value,
  placeholder,
  maxLength,
  isReadOnly,
  isRequired = false,
  isMultiline = false,
  look = 'plain',
  autoFocus = false,
  onChange,
}: EditableTextProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const Field = isMultiline ? 'textarea' : 'input';
  return (
    <Field
      className={classes.text}
      data-look={look}
      aria-label={label}
      placeholder={placeholder}
      maxLength={maxLength}
      readOnly={isReadOnly}
      rows={isMultiline ? 1 : undefined}
      autoFocus={autoFocus}
      value={draft ?? value}
      onChange={event => {
        const text = event.currentTarget.value;
        const isWritable = !isRequired || text.trim() !== '';
        setDraft(isWritable ? null : text);
        if (isWritable) onChange(text);
      }}
      onBlur={() => setDraft(null)}
      onKeyDown={event => {
        if (event.key === 'Enter' && !isMultiline) event.currentTarget.blur();
      }}
    />
  );
}

interface LinesFieldProps {
  readonly label: string;
  readonly help?: string;
  readonly lines: readonly string[];
  readonly placeholder: string;
  readonly maxLines: number;
  readonly maxLength: number;
  readonly isReadOnly: boolean;
  /** One line at least must stand. */
  readonly isRequired?: boolean;
  readonly onChange: (lines: string[]) => void;
}

/** A list of texts, one a line. Empty lines may stand while it is being written; they are not kept. */
export function LinesField({
  label,
  help,
  lines,
  placeholder,
  maxLines,
  maxLength,
  isReadOnly,
  isRequired = false,
  onChange,
}: LinesFieldProps) {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  return (
    <div className={classes.field}>
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        className={classes.text}
        data-look="box"
        rows={2}
        placeholder={placeholder}
        readOnly={isReadOnly}
        value={draft ?? lines.join('\n')}
        onChange={event => {
          const text = event.currentTarget.value;
          setDraft(text);
          const next = text
            .split('\n')
            .map(line => line.trim().slice(0, maxLength))
            .filter(line => line !== '')
            .slice(0, maxLines);
          if (!isRequired || next.length > 0) onChange(next);
        }}
        onBlur={() => setDraft(null)}
      />
      {help !== undefined && <small>{help}</small>}
    </div>
  );
}

interface TimeFieldProps {
  readonly label: string;
  /** `HH:MM` */
  readonly value: string;
  readonly isReadOnly: boolean;
  readonly onChange: (time: string) => void;
}

/** A time of day; while it is incomplete, the last whole one stands. */
export function TimeField({ label, value, isReadOnly, onChange }: TimeFieldProps) {
  return (
    <input
      type="time"
      className={classes.time}
      aria-label={label}
      value={value}
      readOnly={isReadOnly}
      onChange={event => {
        const time = event.currentTarget.value.slice(0, 5);
        if (/^\d\d:\d\d$/.test(time)) onChange(time);
      }}
    />
  );
}

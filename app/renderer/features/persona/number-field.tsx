import { NumberInput } from '@mantine/core';
import { useState } from 'react';

interface NumberFieldProps {
  readonly label: string;
  readonly description?: string;
  readonly value: number | undefined;
  /** What no figure means; absent: a figure must stand. */
  readonly placeholder?: string;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  /** Digits after the point; 0 for whole numbers. */
  readonly decimals?: number;
  readonly prefix?: string;
  readonly suffix?: string;
  readonly isReadOnly: boolean;
  /** The label is only for screen readers. */
  readonly isLabelHidden?: boolean;
  readonly width?: number;
  readonly onChange: (value: number | undefined) => void;
}

/** A figure. It may be empty or out of range while it is typed; then the last good one stands. */
export function NumberField({
  label,
  description,
  value,
  placeholder,
  min,
  max,
  step = 1,
  decimals = 0,
  prefix = '',
  suffix = '',
  isReadOnly,
  isLabelHidden = false,
  width,
  onChange,
}: NumberFieldProps) {
  const [draft, setDraft] = useState<number | string | null>(null);
  return (
    <NumberInput
      size="xs"
      {...(isLabelHidden ? { 'aria-label': label } : { label })}
      {...(width === undefined ? {} : { w: width })}
      description={description}
      placeholder={placeholder ?? ''}
      min={min}
      max={max}
      step={step}
      decimalScale={decimals}
      prefix={prefix}
      suffix={suffix}
      hideControls={width !== undefined}
      disabled={isReadOnly}
      value={draft ?? value ?? ''}
      onChange={next => {
        const isFigure = typeof next === 'number' && next >= min && next <= max;
        const isNone = next === '' && placeholder !== undefined;
        setDraft(isFigure || isNone ? null : next);
        if (isFigure) onChange(next);
        else if (isNone) onChange(undefined);
      }}
      onBlur={() => setDraft(null)}
    />
  );
}

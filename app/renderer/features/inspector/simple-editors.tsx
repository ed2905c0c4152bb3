import { NumberInput, SegmentedControl, Select, Slider, Switch, Textarea, TextInput } from '@mantine/core';
import type { PropertyDefinition } from '../../../core/catalogue/node-definition.ts';
import type { Json } from '../../../core/document/json.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { formatNumber } from '../../ui/format-port-value.ts';
import type { EditorProps } from './editor-props.ts';
import classes from './inspector.module.css';
import { inspectorTexts } from './inspector.texts.ts';

type NumberProperty = Extract<PropertyDefinition, { readonly type: 'number' }>;

/** A slider needs both ends. */
const hasSlider = (
  property: NumberProperty,
): property is NumberProperty & { readonly min: number; readonly max: number } =>
  property.slider === true && property.min !== undefined && property.max !== undefined;

const numberOf = (value: Json, fallback: number): number => (typeof value === 'number' ? value : fallback);

const withUnit = (value: number, unit: string | undefined): string =>
  unit === undefined || unit === '' ? formatNumber(value) : `${formatNumber(value)} ${unit}`;

/** The figure of a slider, beside its label. */
export function SliderMeasure({
  property,
  value,
}: {
  readonly property: NumberProperty;
  readonly value: Json;
}) {
  if (!hasSlider(property)) return null;
  return (
    <output className={classes.measure}>{withUnit(numberOf(value, property.default), property.unit)}</output>
  );
}

export function NumberEditor({ id, labelId, property, value, isDisabled, onChange }: EditorProps<'number'>) {
  const current = numberOf(value, property.default);
  if (hasSlider(property)) {
    const { min, max } = property;
    return (
      <Slider
        id={id}
        size="sm"
        label={null}
        min={min}
        max={max}
        step={property.step ?? (max - min > 10 ? 1 : 0.01)}
        value={current}
        disabled={isDisabled}
        thumbProps={{ 'aria-labelledby': labelId }}
        onChange={onChange}
      />
    );
  }
  return (
    <NumberInput
      id={id}
      value={current}
      disabled={isDisabled}
      {...(property.min === undefined ? {} : { min: property.min })}
      {...(property.max === undefined ? {} : { max: property.max })}
      step={property.step ?? 1}
      clampBehavior="blur"
      {...(property.unit === undefined || property.unit === '' ? {} : { suffix: ` ${property.unit}` })}
      // While a number is being typed it may be no number yet, such as "-" or nothing.
      onChange={next => {
        const isNumber = typeof next === 'number' && Number.isFinite(next);
        const isInside =
          isNumber && next >= (property.min ?? -Infinity) && next <= (property.max ?? Infinity);
        if (isInside) onChange(next);
      }}
    />
  );
}

export function BooleanEditor({ id, value, isDisabled, onChange }: EditorProps<'boolean'>) {
  const say = useTexts(inspectorTexts);
  const isOn = value === true;
  return (
    <Switch
      id={id}
      size="sm"
      checked={isOn}
      disabled={isDisabled}
      label={say(isOn ? 'yes' : 'no')}
      onChange={event => onChange(event.currentTarget.checked)}
    />
  );
}

export function TextEditor({ id, property, value, isDisabled, onChange }: EditorProps<'text'>) {
  const localize = useLocalize();
  const say = useTexts(inspectorTexts);
  const shared = {
    id,
    value: typeof value === 'string' ? value : '',
    disabled: isDisabled,
    placeholder: property.placeholder === undefined ? say('placeholder') : localize(property.placeholder),
    ...(property.maxLength === undefined ? {} : { maxLength: property.maxLength }),
  };
  return property.multiline === true ? (
    <Textarea
      {...shared}
      autosize
      minRows={2}
      maxRows={10}
      onChange={event => onChange(event.currentTarget.value)}
    />
  ) : (
    <TextInput {...shared} onChange={event => onChange(event.currentTarget.value)} />
  );
}

/** Few short choices stand side by side; more, or longer ones, are a list. */
const segmentedCharacters = 26;

export function ChoiceEditor({ id, labelId, property, value, isDisabled, onChange }: EditorProps<'choice'>) {
  const localize = useLocalize();
  const data = property.choices.map(choice => ({ value: choice.value, label: localize(choice.title) }));
  const current = typeof value === 'string' ? value : property.default;
  const isShort =
    data.length <= 4 && data.reduce((sum, choice) => sum + choice.label.length, 0) <= segmentedCharacters;
  if (isShort) {
    return (
      <SegmentedControl
        id={id}
        fullWidth
        size="xs"
        aria-labelledby={labelId}
        data={data}
        value={current}
        disabled={isDisabled}
        onChange={onChange}
      />
    );
  }
  return (
    <Select
      id={id}
      data={data}
      value={current}
      disabled={isDisabled}
      allowDeselect={false}
      searchable={data.length > 8}
      onChange={next => next !== null && onChange(next)}
    />
  );
}

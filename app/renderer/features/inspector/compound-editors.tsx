import { Button, ColorInput, TextInput, Tooltip } from '@mantine/core';
import { z } from 'zod';
import { emotions } from '../../../core/ports/port-type.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { EmotionFace } from '../../ui/emotion-face.tsx';
import { emotionTitles } from '../../ui/emotion-titles.ts';
import { Icon } from '../../ui/icon.tsx';
import type { EditorProps } from './editor-props.ts';
import classes from './inspector.module.css';
import { inspectorTexts } from './inspector.texts.ts';

const swatches = ['#ffb454', '#ff6b6b', '#f472b6', '#a78bfa', '#60a5fa', '#22d3ee', '#34d399', '#ffffff'];

export function ColorEditor({ id, property, value, isDisabled, onChange }: EditorProps<'color'>) {
  return (
    <ColorInput
      id={id}
      format="hex"
      swatches={swatches}
      swatchesPerRow={8}
      value={typeof value === 'string' ? value : property.default}
      disabled={isDisabled}
      withEyeDropper={false}
      onChange={next => {
        const color = next.toLowerCase();
        if (/^#[0-9a-f]{6}$/.test(color)) onChange(color);
      }}
    />
  );
}

/** The 21 emotions as small faces. One Tab stop; arrows choose. */
export function EmotionEditor({
  id,
  labelId,
  property,
  value,
  isDisabled,
  onChange,
}: EditorProps<'emotion'>) {
  const localize = useLocalize();
  const current = typeof value === 'string' ? value : property.default;
  return (
    <div
      id={id}
      className={classes.faces}
      role="radiogroup"
      aria-labelledby={labelId}
      onKeyDown={event => {
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key] ?? 0;
        if (step === 0 || isDisabled) return;
        event.preventDefault();
        const place = [...emotions].map(String).indexOf(current);
        const next = (place + step + emotions.length) % emotions.length;
        const emotion = emotions[next];
        if (emotion === undefined) return;
        onChange(emotion);
        const face = event.currentTarget.children[next];
        if (face instanceof HTMLElement) face.focus();
      }}
    >
      {emotions.map(emotion => {
        const title = localize(emotionTitles[emotion]);
        return (
          <Tooltip key={emotion} label={title}>
            {/* biome-ignore lint/a11y/useSemanticElements: a face is drawn, and an input cannot be. */}
            <button
              type="button"
              role="radio"
              className={classes.face}
              aria-label={title}
              aria-checked={emotion === current}
              tabIndex={emotion === current ? 0 : -1}
              disabled={isDisabled}
              onClick={() => onChange(emotion)}
            >
              <EmotionFace emotion={emotion} width={26} />
            </button>
          </Tooltip>
        );
      })}
    </div>
  );
}

/** The first lines; they are written in the Code tab. */
export function CodeEditor({ id, node, property, value }: EditorProps<'code'>) {
  const say = useTexts(inspectorTexts);
  const text = typeof value === 'string' ? value : property.default;
  return (
    <>
      <pre className={classes.code}>{text.trim() === '' ? say('emptyCode') : text.trimEnd()}</pre>
      <Button
        id={id}
        variant="default"
        fullWidth
        leftSection={<Icon name="code" />}
        onClick={() => useViewStore.getState().showCode({ node, property: property.id })}
      >
        {say('openCode')}
      </Button>
    </>
  );
}

const pairsSchema = z.array(z.object({ key: z.string(), value: z.string() }));

/** Rows of keyword and answer. An empty row may stand while it is being written. */
export function PairsEditor({ id, labelId, property, value, isDisabled, onChange }: EditorProps<'pairs'>) {
  const say = useTexts(inspectorTexts);
  const parsed = pairsSchema.safeParse(value);
  const rows = parsed.success ? parsed.data : property.default;
  const change = (place: number, part: 'key' | 'value', text: string) =>
    onChange(rows.map((row, index) => (index === place ? { ...row, [part]: text } : row)));
  return (
    <fieldset id={id} className={classes.pairs} aria-labelledby={labelId} style={{ border: 0, padding: 0 }}>
      {rows.map((row, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row has no name but its place; keys may repeat while written.
        <div key={place} className={classes.pair}>
          <TextInput
            aria-label={`${say('key')} ${place + 1}`}
            placeholder={say('key')}
            value={row.key}
            disabled={isDisabled}
            onChange={event => change(place, 'key', event.currentTarget.value)}
          />
          <TextInput
            aria-label={`${say('value')} ${place + 1}`}
            placeholder={say('value')}
            value={row.value}
            disabled={isDisabled}
            onChange={event => change(place, 'value', event.currentTarget.value)}
          />
          <button
            type="button"
            className={classes.reset}
            style={{ marginTop: 6 }}
            aria-label={`${say('removeRow')}: ${place + 1}`}
            disabled={isDisabled}
            onClick={() => onChange(rows.filter((_, index) => index !== place))}
          >
            <Icon name="x" size={14} />
          </button>
        </div>
      ))}
      <Button
        variant="default"
        leftSection={<Icon name="plus" size={14} />}
        disabled={isDisabled}
        onClick={() => onChange([...rows, { key: '', value: '' }])}
      >
        {say('addRow')}
      </Button>
    </fieldset>
  );
}

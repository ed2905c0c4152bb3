import { Slider } from '@mantine/core';
import { memo, useId } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Card } from './card.tsx';
import { EditableText } from './fields.tsx';
import { personaTexts } from './persona.texts.ts';
import classes from './relation-card.module.css';
import { useEditPersona, useIsReadOnly, usePersonaPart } from './use-persona.ts';

/** How the persona sees the person in front of it, how warm it is and how much it talks. */
export const RelationCard = memo(function RelationCard() {
  const say = useTexts(personaTexts);
  const edit = useEditPersona();
  const isReadOnly = useIsReadOnly();
  const name = usePersonaPart(persona => persona.name);
  const words = usePersonaPart(persona => persona.relationship.words);
  const warmth = usePersonaPart(persona => persona.relationship.warmth);
  const talkativeness = usePersonaPart(persona => persona.relationship.talkativeness);
  return (
    <Card name="relation" title={say('relation')} summary={say('relationHelp', { name })}>
      <EditableText
        label={say('relation')}
        look="box"
        value={words}
        placeholder={say('relationPlaceholder')}
        maxLength={2_000}
        isMultiline
        isReadOnly={isReadOnly}
        onChange={text =>
          edit(
            personaTexts.localized('changeRelation'),
            persona => {
              persona.relationship.words = text;
            },
            'relation words',
          )
        }
      />
      <Degree
        title={say('warmth')}
        ends={[say('reserved'), say('affectionate')]}
        value={warmth}
        isReadOnly={isReadOnly}
        onChange={value =>
          edit(
            personaTexts.localized('changeWarmth'),
            persona => {
              persona.relationship.warmth = value;
            },
            'warmth',
          )
        }
      />
      <Degree
        title={say('talks')}
        ends={[say('fewWords'), say('atLength')]}
        value={talkativeness}
        isReadOnly={isReadOnly}
        onChange={value =>
          edit(
            personaTexts.localized('changeTalks'),
            persona => {
              persona.relationship.talkativeness = value;
            },
            'talkativeness',
          )
        }
      />
    </Card>
  );
});

interface DegreeProps {
  readonly title: string;
  readonly ends: readonly [low: string, high: string];
  /** 0 … 1 */
  readonly value: number;
  readonly isReadOnly: boolean;
  readonly onChange: (value: number) => void;
}

/** A slider without figures: its ends say what it means. Also used for the variety of a model. */
export function Degree({ title, ends, value, isReadOnly, onChange }: DegreeProps) {
  const id = useId();
  return (
    <div className={classes.degree}>
      <span id={id}>{title}</span>
      <Slider
        size={4}
        min={0}
        max={100}
        step={5}
        label={null}
        value={Math.round(value * 100)}
        disabled={isReadOnly}
        thumbProps={{ 'aria-labelledby': id }}
        onChange={next => onChange(next / 100)}
      />
      <div className={classes.ends}>
        <small>{ends[0]}</small>
        <small>{ends[1]}</small>
      </div>
    </div>
  );
}

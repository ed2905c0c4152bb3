import { Tooltip } from '@mantine/core';
import { memo, useCallback, useId, useState } from 'react';
import { type Emotion, emotions } from '../../../core/ports/port-type.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { useTrialStore } from '../../stores/persona-trial-store.ts';
import { announce } from '../../ui/announcer.tsx';
import { EmotionFace } from '../../ui/emotion-face.tsx';
import { emotionTitles, isEmotion } from '../../ui/emotion-titles.ts';
import { Icon } from '../../ui/icon.tsx';
import { Card } from './card.tsx';
import { Chip } from './chip.tsx';
import { EmotionDrawing, type FeelingChoice } from './emotion-drawing.tsx';
import { addState, addTransition, nextTransitionId } from './emotion-edits.ts';
import { emotionsOf, newTransition } from './emotion-graph.ts';
import classes from './feel-card.module.css';
import { feelingTexts } from './feeling.texts.ts';
import { StateEditor } from './state-editor.tsx';
import { TransitionList } from './transition-list.tsx';
import { useEditPersona, useIsReadOnly, usePersonaPart } from './use-persona.ts';

/** A list that is no longer than this is open from the start. */
const listedAtFirst = 6;

/** What moves the persona between its emotions: drawn, and as a list that needs no mouse. */
export const FeelCard = memo(function FeelCard() {
  const say = useTexts(feelingTexts);
  const localize = useLocalize();
  const edit = useEditPersona();
  const listId = useId();
  const isReadOnly = useIsReadOnly();
  const name = usePersonaPart(persona => persona.name);
  const machine = usePersonaPart(persona => persona.emotion);
  const [choice, setChoice] = useState<FeelingChoice>(null);
  const [isListOpen, setListOpen] = useState(() => Object.keys(machine.transitions).length <= listedAtFirst);
  const choose = useCallback((next: FeelingChoice) => {
    setChoice(next);
    if (next?.kind === 'transition') setListOpen(true);
  }, []);
  const used = emotionsOf(machine);
  const count = Object.keys(machine.transitions).length;
  const add = () => {
    const id = nextTransitionId(machine.transitions);
    const transition = newTransition(machine);
    if (!edit(feelingTexts.localized('addTransitionTitle'), addTransition(id, transition))) return;
    choose({ kind: 'transition', id });
    const titles = {
      from: localize(emotionTitles[machine.rest]),
      to: localize(emotionTitles[transition.to]),
    };
    announce(say('added', titles));
  };
  return (
    <Card name="feel" title={say('feel')} note={<Now />} summary={say('feelHelp', { name })}>
      <EmotionDrawing machine={machine} name={name} isReadOnly={isReadOnly} choice={choice} choose={choose} />
      {choice?.kind === 'state' && isEmotion(choice.emotion) && used.includes(choice.emotion) && (
        <StateEditor emotion={choice.emotion} machine={machine} onGone={() => setChoice(null)} />
      )}
      {count === 0 && !isReadOnly && <p className={classes.hint}>{say('connectHint')}</p>}
      <div className={classes.tools}>
        <button
          type="button"
          className={classes.toggle}
          aria-expanded={isListOpen}
          aria-controls={listId}
          onClick={() => setListOpen(!isListOpen)}
        >
          <Icon name={isListOpen ? 'chevron-down' : 'chevron-right'} size={13} />
          {say('transitions', { count })}
        </button>
        {!isReadOnly && (
          <>
            <button
              type="button"
              className={classes.add}
              aria-label={say('addTransitionTitle')}
              onClick={add}
            >
              <Icon name="plus" size={12} />
              {say('addTransition')}
            </button>
            <Chip
              tone="add"
              label={say('addStateTitle')}
              width={292}
              editor={close => (
                <EmotionGrid
                  taken={used}
                  onChoose={emotion => {
                    edit(feelingTexts.localized('addStateTitle'), addState(emotion));
                    setChoice({ kind: 'state', emotion });
                    close();
                  }}
                />
              )}
            >
              <Icon name="plus" size={12} />
              {say('addState')}
            </Chip>
          </>
        )}
      </div>
      <div id={listId} hidden={!isListOpen}>
        {isListOpen && <TransitionList machine={machine} name={name} choice={choice} choose={choose} />}
      </div>
    </Card>
  );
});

/** What it feels in the talk beside it; only these words are drawn again when it changes. */
function Now() {
  const say = useTexts(feelingTexts);
  const localize = useLocalize();
  const rest = usePersonaPart(persona => persona.emotion.rest);
  const emotion = useTrialStore(state => state.emotions.first) ?? rest;
  return <span data-testid="now">{say('now', { emotion: localize(emotionTitles[emotion]) })}</span>;
}

interface EmotionGridProps {
  readonly taken: readonly Emotion[];
  readonly onChoose: (emotion: Emotion) => void;
}

/** The 21 emotions as faces; those that it has already cannot be chosen again. */
function EmotionGrid({ taken, onChoose }: EmotionGridProps) {
  const localize = useLocalize();
  return (
    <div className={classes.grid}>
      {emotions.map(emotion => (
        <Tooltip key={emotion} label={localize(emotionTitles[emotion])}>
          <button
            type="button"
            className={classes.gridFace}
            aria-label={localize(emotionTitles[emotion])}
            disabled={taken.includes(emotion)}
            onClick={() => onChoose(emotion)}
          >
            <EmotionFace emotion={emotion} width={24} />
          </button>
        </Tooltip>
      ))}
    </div>
  );
}

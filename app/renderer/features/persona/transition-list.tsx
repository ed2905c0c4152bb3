import { Select } from '@mantine/core';
import type { Draft } from 'immer';
import { useEffect, useRef } from 'react';
import type { EmotionMachine, EmotionTransition } from '../../../core/persona/emotion-machine.ts';
import { emotions } from '../../../core/ports/port-type.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { EmotionFace } from '../../ui/emotion-face.tsx';
import { emotionTitles } from '../../ui/emotion-titles.ts';
import { Icon } from '../../ui/icon.tsx';
import type { FeelingChoice } from './emotion-drawing.tsx';
import { changeTransition, removeTransition } from './emotion-edits.ts';
import { causeWords, newCause } from './emotion-graph.ts';
import { EmotionSelect } from './emotion-select.tsx';
import { EventField } from './event-field.tsx';
import classes from './feel-card.module.css';
import { feelingTexts } from './feeling.texts.ts';
import { LinesField, TimeField } from './fields.tsx';
import { NumberField } from './number-field.tsx';
import { useEditPersona, useIsReadOnly } from './use-persona.ts';

interface TransitionListProps {
  readonly machine: EmotionMachine;
  readonly name: string;
  readonly choice: FeelingChoice;
  readonly choose: (choice: FeelingChoice) => void;
}

/** Every transition as a line that opens its editor: the drawing without a mouse. */
export function TransitionList({ machine, name, choice, choose }: TransitionListProps) {
  const say = useTexts(feelingTexts);
  const localize = useLocalize();
  const entries = Object.entries(machine.transitions).sort(([one], [other]) => (one < other ? -1 : 1));
  return (
    <ul className={classes.list}>
      {entries.map(([id, transition]) => {
        const isOpen = choice?.kind === 'transition' && choice.id === id;
        const from = transition.from === undefined ? say('any') : localize(emotionTitles[transition.from]);
        const to = localize(emotionTitles[transition.to]);
        const cause = causeWords(transition.when, say);
        return (
          <li key={id} className={classes.item} data-open={isOpen || undefined}>
            <button
              type="button"
              className={classes.row}
              aria-expanded={isOpen}
              onClick={() => choose(isOpen ? null : { kind: 'transition', id })}
            >
              {transition.from === undefined ? (
                <Icon name="circle-dashed" size={14} />
              ) : (
                <EmotionFace emotion={transition.from} width={18} />
              )}
              <span>{from}</span>
              <span>→</span>
              <EmotionFace emotion={transition.to} width={18} />
              <span>{to}</span>
              <span className={classes.cause}>{cause}</span>
            </button>
            {isOpen && (
              <TransitionEditor id={id} transition={transition} name={name} onGone={() => choose(null)} />
            )}
          </li>
        );
      })}
    </ul>
  );
}

const causeKinds = ['text', 'event', 'time', 'idle'] as const;

interface TransitionEditorProps {
  readonly id: string;
  readonly transition: EmotionTransition;
  readonly name: string;
  readonly onGone: () => void;
}

function TransitionEditor({ id, transition, name, onGone }: TransitionEditorProps) {
  const say = useTexts(feelingTexts);
  const edit = useEditPersona();
  const isReadOnly = useIsReadOnly();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.scrollIntoView({ block: 'nearest' });
    // Who has just added it goes on with the keyboard at its first field.
    box.current?.querySelector('input')?.focus();
  }, []);
  const change = (recipe: (transition: Draft<EmotionTransition>) => void, part?: string) =>
    edit(
      feelingTexts.localized('changeTransition'),
      changeTransition(id, recipe),
      part === undefined ? undefined : `transition ${id} ${part}`,
    );
  return (
    <div ref={box} className={classes.editor}>
      <div className={classes.pair}>
        <EmotionSelect
          label={say('from')}
          value={transition.from}
          none={say('any')}
          among={emotions}
          isReadOnly={isReadOnly}
          onChange={emotion =>
            change(draft => {
              if (emotion === undefined) delete draft.from;
              else draft.from = emotion;
            })
          }
        />
        <EmotionSelect
          label={say('to')}
          value={transition.to}
          isReadOnly={isReadOnly}
          onChange={emotion => {
            if (emotion === undefined) return;
            change(draft => {
              draft.to = emotion;
            });
          }}
        />
      </div>
      <Select
        size="xs"
        label={say('cause')}
        data={causeKinds.map(kind => ({ value: String(kind), label: say(kind) }))}
        value={transition.when.kind}
        allowDeselect={false}
        disabled={isReadOnly}
        onChange={next => {
          const kind = causeKinds.find(candidate => candidate === next);
          if (kind === undefined || kind === transition.when.kind) return;
          change(draft => {
            draft.when = newCause(kind, say('phrasesPlaceholder')) as Draft<EmotionTransition>['when'];
          });
        }}
      />
      <CauseEditor transition={transition} name={name} isReadOnly={isReadOnly} onChange={change} />
      {!isReadOnly && (
        <button
          type="button"
          className={classes.delete}
          onClick={() => {
            onGone();
            edit(feelingTexts.localized('removeTransition'), removeTransition(id));
          }}
        >
          <Icon name="trash" size={13} />
          {say('removeTransition')}
        </button>
      )}
    </div>
  );
}

interface CauseEditorProps {
  readonly transition: EmotionTransition;
  readonly name: string;
  readonly isReadOnly: boolean;
  readonly onChange: (recipe: (transition: Draft<EmotionTransition>) => void, part?: string) => boolean;
}

function CauseEditor({ transition: { when }, name, isReadOnly, onChange }: CauseEditorProps) {
  const say = useTexts(feelingTexts);
  switch (when.kind) {
    case 'text':
      return (
        <>
          <Select
            size="xs"
            aria-label={say('text')}
            data={[
              { value: 'person', label: say('byPerson') },
              { value: 'persona', label: say('byPersona', { name }) },
            ]}
            value={when.from}
            allowDeselect={false}
            disabled={isReadOnly}
            onChange={next =>
              onChange(draft => {
                if (draft.when.kind === 'text') draft.when.from = next === 'persona' ? 'persona' : 'person';
              })
            }
          />
          <LinesField
            label={say('phrases')}
            help={say('phrasesHelp')}
            lines={when.phrases}
            placeholder={say('phrasesPlaceholder')}
            maxLines={50}
            maxLength={200}
            isRequired
            isReadOnly={isReadOnly}
            onChange={lines =>
              onChange(draft => {
                if (draft.when.kind === 'text') draft.when.phrases = lines;
              }, 'phrases')
            }
          />
        </>
      );
    case 'event':
      return (
        <EventField
          label={say('eventName')}
          value={when.event}
          isReadOnly={isReadOnly}
          onChange={event =>
            onChange(draft => {
              if (draft.when.kind === 'event') draft.when.event = event;
            }, 'event')
          }
        />
      );
    case 'time':
      return (
        <div className={classes.times}>
          <TimeField
            label={say('from')}
            value={when.from}
            isReadOnly={isReadOnly}
            onChange={time =>
              onChange(draft => {
                if (draft.when.kind === 'time') draft.when.from = time;
              }, 'time from')
            }
          />
          –
          <TimeField
            label={say('to')}
            value={when.to}
            isReadOnly={isReadOnly}
            onChange={time =>
              onChange(draft => {
                if (draft.when.kind === 'time') draft.when.to = time;
              }, 'time to')
            }
          />
        </div>
      );
    case 'idle':
      return (
        <NumberField
          label={say('after')}
          suffix={say('seconds')}
          min={1}
          max={86_400}
          isReadOnly={isReadOnly}
          value={when.afterSeconds}
          onChange={value => {
            if (value === undefined) return;
            onChange(draft => {
              if (draft.when.kind === 'idle') draft.when.afterSeconds = value;
            }, 'idle');
          }}
        />
      );
  }
}

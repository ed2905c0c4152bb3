import { Select, Switch } from '@mantine/core';
import type { Draft } from 'immer';
import { useEffect, useRef, useState } from 'react';
import { nextElementId } from '../../../core/document/element-ids.ts';
import type { ProactiveCause, ProactiveTrigger, Proactivity } from '../../../core/persona/proactivity.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Icon } from '../../ui/icon.tsx';
import { EmotionSelect } from './emotion-select.tsx';
import { EventField } from './event-field.tsx';
import { durationWords, eventWords } from './event-words.ts';
import { feelingTexts } from './feeling.texts.ts';
import { EditableText, LinesField, TimeField } from './fields.tsx';
import { NumberField } from './number-field.tsx';
import classes from './speak-card.module.css';
import { speakingTexts } from './speaking.texts.ts';
import { useEditPersona, useIsReadOnly } from './use-persona.ts';

type SaySpeaking = ReturnType<typeof speakingTexts.say>;
type SayFeeling = ReturnType<typeof feelingTexts.say>;

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

/** What a trigger is called: its own name, else what it waits for. */
export function triggerTitle(
  { title, when }: ProactiveTrigger,
  say: SaySpeaking,
  sayFeeling: SayFeeling,
): string {
  if (title !== undefined && title.trim() !== '') return title;
  return capital(when.kind === 'event' ? eventWords(when.event, sayFeeling) : causeOf(when, say, sayFeeling));
}

function causeOf(when: ProactiveCause, say: SaySpeaking, sayFeeling: SayFeeling): string {
  switch (when.kind) {
    case 'event':
      return when.afterAwayMinutes === undefined || when.afterAwayMinutes === 0
        ? eventWords(when.event, sayFeeling)
        : say('afterAway', { duration: durationWords(when.afterAwayMinutes * 60, sayFeeling) });
    case 'time':
      return say('atTime', { time: when.at });
    case 'absence':
      return say('unseen', { hours: when.afterHours });
    case 'anniversary':
      return say('rememberedDate', { time: when.at });
  }
}

function newCause(kind: ProactiveCause['kind']): ProactiveCause {
  switch (kind) {
    case 'event':
      return { kind, event: 'arrived' };
    case 'time':
      return { kind, at: '08:00' };
    case 'absence':
      return { kind, afterHours: 24 };
    case 'anniversary':
      return { kind, at: '09:00' };
  }
}

/** What makes the persona think of speaking first; each line opens its editor. */
export function TriggerList({ triggers }: { readonly triggers: Proactivity['triggers'] }) {
  const say = useTexts(speakingTexts);
  const sayFeeling = useTexts(feelingTexts);
  const edit = useEditPersona();
  const isReadOnly = useIsReadOnly();
  const [openId, setOpenId] = useState<string | null>(null);
  const add = () => {
    const id = nextElementId(triggers, 'trigger');
    const isDone = edit(speakingTexts.localized('addTriggerTitle'), persona => {
      persona.proactivity.triggers[id] = {
        when: { kind: 'event', event: 'arrived' },
        needsPerson: true,
        restMinutes: 60,
        lines: [],
      };
    });
    if (isDone) setOpenId(id);
  };
  return (
    <>
      <ul className={classes.triggers}>
        {Object.entries(triggers).map(([id, trigger]) => {
          const isOpen = openId === id;
          const title = triggerTitle(trigger, say, sayFeeling);
          const cause = causeOf(trigger.when, say, sayFeeling);
          return (
            <li key={id} className={classes.trigger}>
              <button
                type="button"
                className={classes.rule}
                aria-expanded={isOpen}
                onClick={() => setOpenId(isOpen ? null : id)}
              >
                <b>{title}</b>
                {capital(cause) !== title && <span>{cause}</span>}
                <span aria-hidden="true">→</span>
                <span className={classes.line} data-missing={trigger.lines.length === 0 || undefined}>
                  {trigger.lines[0] ?? say('noLine')}
                </span>
              </button>
              {isOpen && <TriggerEditor id={id} trigger={trigger} onGone={() => setOpenId(null)} />}
            </li>
          );
        })}
      </ul>
      {!isReadOnly && (
        <button type="button" className={classes.add} aria-label={say('addTriggerTitle')} onClick={add}>
          <Icon name="plus" size={12} />
          {say('addTrigger')}
        </button>
      )}
    </>
  );
}

const kinds = ['event', 'time', 'absence', 'anniversary'] as const;

interface TriggerEditorProps {
  readonly id: string;
  readonly trigger: ProactiveTrigger;
  readonly onGone: () => void;
}

function TriggerEditor({ id, trigger, onGone }: TriggerEditorProps) {
  const say = useTexts(speakingTexts);
  const edit = useEditPersona();
  const isReadOnly = useIsReadOnly();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const change = (recipe: (trigger: Draft<ProactiveTrigger>) => void, part?: string) =>
    edit(
      speakingTexts.localized('changeTrigger'),
      persona => {
        const target = persona.proactivity.triggers[id];
        if (target !== undefined) recipe(target);
      },
      part === undefined ? undefined : `trigger ${id} ${part}`,
    );
  return (
    <div ref={box} className={classes.editor}>
      <EditableText
        label={say('triggerTitle')}
        look="box"
        value={trigger.title ?? ''}
        placeholder={say('triggerTitlePlaceholder')}
        maxLength={80}
        isReadOnly={isReadOnly}
        onChange={text =>
          change(draft => {
            if (text === '') delete draft.title;
            else draft.title = text;
          }, 'title')
        }
      />
      <div className={classes.pair}>
        <Select
          size="xs"
          label={say('kind')}
          data={kinds.map(kind => ({ value: String(kind), label: say(kind) }))}
          value={trigger.when.kind}
          allowDeselect={false}
          disabled={isReadOnly}
          onChange={next => {
            const kind = kinds.find(candidate => candidate === next);
            if (kind === undefined || kind === trigger.when.kind) return;
            change(draft => {
              draft.when = newCause(kind);
            });
          }}
        />
        <CauseFields when={trigger.when} isReadOnly={isReadOnly} onChange={change} />
        <NumberField
          label={say('rest')}
          suffix={say('minutes')}
          min={0}
          max={10_080}
          value={trigger.restMinutes}
          isReadOnly={isReadOnly}
          onChange={value => {
            if (value === undefined) return;
            change(draft => {
              draft.restMinutes = value;
            }, 'rest');
          }}
        />
        <EmotionSelect
          label={say('feels')}
          value={trigger.emotion}
          none={say('noEmotion')}
          isReadOnly={isReadOnly}
          onChange={emotion =>
            change(draft => {
              if (emotion === undefined) delete draft.emotion;
              else draft.emotion = emotion;
            })
          }
        />
      </div>
      <LinesField
        label={say('lines')}
        help={say('linesHelp', { name: '{name}', fact: '{fact}' })}
        lines={trigger.lines}
        placeholder={say('linesPlaceholder', { name: '{name}' })}
        maxLines={40}
        maxLength={500}
        isReadOnly={isReadOnly}
        onChange={lines =>
          change(draft => {
            draft.lines = lines;
          }, 'lines')
        }
      />
      <Switch
        size="xs"
        label={say('needsPerson')}
        checked={trigger.needsPerson}
        disabled={isReadOnly}
        onChange={event => {
          const isNeeded = event.currentTarget.checked;
          change(draft => {
            draft.needsPerson = isNeeded;
          });
        }}
      />
      {!isReadOnly && (
        <button
          type="button"
          className={classes.delete}
          onClick={() => {
            onGone();
            edit(speakingTexts.localized('removeTrigger'), persona => {
              delete persona.proactivity.triggers[id];
            });
          }}
        >
          <Icon name="trash" size={13} />
          {say('removeTrigger')}
        </button>
      )}
    </div>
  );
}

interface CauseFieldsProps {
  readonly when: ProactiveCause;
  readonly isReadOnly: boolean;
  readonly onChange: (recipe: (trigger: Draft<ProactiveTrigger>) => void, part?: string) => boolean;
}

function CauseFields({ when, isReadOnly, onChange }: CauseFieldsProps) {
  const say = useTexts(speakingTexts);
  switch (when.kind) {
    case 'event':
      return (
        <>
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
          <NumberField
            label={say('away')}
            suffix={say('minutes')}
            placeholder="0"
            min={0}
            max={43_200}
            value={when.afterAwayMinutes}
            isReadOnly={isReadOnly}
            onChange={value =>
              onChange(draft => {
                if (draft.when.kind !== 'event') return;
                if (value === undefined || value === 0) delete draft.when.afterAwayMinutes;
                else draft.when.afterAwayMinutes = value;
              }, 'away')
            }
          />
        </>
      );
    case 'time':
    case 'anniversary':
      return (
        <div className={classes.field}>
          <span>{say('at')}</span>
          <TimeField
            label={say('at')}
            value={when.at}
            isReadOnly={isReadOnly}
            onChange={time =>
              onChange(draft => {
                if (draft.when.kind === 'time' || draft.when.kind === 'anniversary') draft.when.at = time;
              }, 'at')
            }
          />
        </div>
      );
    case 'absence':
      return (
        <NumberField
          label={say('afterHours')}
          suffix={say('hours')}
          min={1}
          max={8_760}
          value={when.afterHours}
          isReadOnly={isReadOnly}
          onChange={value => {
            if (value === undefined) return;
            onChange(draft => {
              if (draft.when.kind === 'absence') draft.when.afterHours = value;
            }, 'absence');
          }}
        />
      );
  }
}

import { Button, Switch } from '@mantine/core';
import { memo, useEffect, useState } from 'react';
import { describeError } from '../../../contract/errors/studio-error.ts';
import type { Proactivity } from '../../../core/persona/proactivity.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { findPersona } from '../../stores/persona-edits.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { Card } from './card.tsx';
import { Chip } from './chip.tsx';
import { DayEvents } from './day-events.tsx';
import { DayTimeline } from './day-timeline.tsx';
import { feelingTexts } from './feeling.texts.ts';
import { TimeField } from './fields.tsx';
import { NumberField } from './number-field.tsx';
import { useSimulatedDay } from './simulated-day.ts';
import classes from './speak-card.module.css';
import { speakingTexts } from './speaking.texts.ts';
import { TriggerList, triggerTitle } from './trigger-list.tsx';
import { useEditPersona, useIsReadOnly, usePersonaId, usePersonaPart } from './use-persona.ts';

/** The day is simulated anew when nothing was edited for so long. */
const settledMs = 400;

/** Keeps the simulated day up to date with the persona's edits; words that it only says in a talk change nothing. */
function useSimulation(proactivity: Proactivity): () => void {
  const personaId = usePersonaId();
  const projectId = useDocumentStore(state => state.projectId);
  const { events, date, person } = useSimulatedDay();
  const simulate = () => {
    const persona = findPersona(useDocumentStore.getState().profile, personaId);
    if (projectId === null || persona === undefined) return;
    void useSimulatedDay.getState().simulate(projectId, personaId, persona);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: what a day depends on, and nothing else.
  useEffect(() => {
    const timer = setTimeout(simulate, useSimulatedDay.getState().moments === null ? 0 : settledMs);
    return () => clearTimeout(timer);
  }, [proactivity, events, date, person, personaId, projectId]);
  return simulate;
}

/** When the persona speaks without being asked: consent, budget, quiet hours, triggers, and a day to see them in. */
export const SpeakCard = memo(function SpeakCard() {
  const say = useTexts(speakingTexts);
  const proactivity = usePersonaPart(persona => persona.proactivity);
  const note = proactivity.consent ? (
    say('note', { count: proactivity.dailyBudget })
  ) : (
    <span className={classes.silent}>{say('noteSilent')}</span>
  );
  return (
    <Card name="speak" title={say('first')} note={note} summary={<DaySummary proactivity={proactivity} />}>
      <Day proactivity={proactivity} />
      <TriggerList triggers={proactivity.triggers} />
    </Card>
  );
});

function DaySummary({ proactivity }: { readonly proactivity: Proactivity }) {
  const say = useTexts(speakingTexts);
  const moments = useSimulatedDay(state => state.moments);
  if (Object.keys(proactivity.triggers).length === 0) return say('dayEmpty');
  if (moments === null) return say('daySimulating');
  const spoke = moments.filter(({ outcome }) => outcome === 'spoke').length;
  return say('dayOutcome', { spoke, held: moments.length - spoke });
}

function Day({ proactivity }: { readonly proactivity: Proactivity }) {
  const say = useTexts(speakingTexts);
  const language = useLanguage();
  const sayFeeling = useTexts(feelingTexts);
  const [isOpen, setOpen] = useState(false);
  const simulate = useSimulation(proactivity);
  const { moments, events, error, isRunning } = useSimulatedDay();
  const titleOf = (id: string) => {
    const trigger = proactivity.triggers[id];
    return trigger === undefined ? id : triggerTitle(trigger, say, sayFeeling);
  };
  return (
    <>
      <DayTimeline moments={moments ?? []} quietHours={proactivity.quietHours} titleOf={titleOf} />
      {error !== null && (
        <div className={classes.failed} role="alert">
          <span>{say('dayFailed', { reason: describeError(error, language).explanation })}</span>
          <Button size="compact-xs" variant="default" onClick={simulate}>
            {say('simulate')}
          </Button>
        </div>
      )}
      <ConditionChips proactivity={proactivity} />
      <div className={classes.dayTools}>
        <button
          type="button"
          className={classes.toggle}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} size={13} />
          {say('day', { count: events?.length ?? 0 })}
        </button>
        <button type="button" className={classes.ghost} disabled={isRunning} onClick={simulate}>
          <Icon name="refresh" size={12} />
          {say('simulate')}
        </button>
      </div>
      {isOpen && <DayEvents titleOf={titleOf} />}
    </>
  );
}

/** Consent, budget and quiet hours. */
function ConditionChips({ proactivity }: { readonly proactivity: Proactivity }) {
  const say = useTexts(speakingTexts);
  const edit = useEditPersona();
  const isReadOnly = useIsReadOnly();
  const { consent, dailyBudget, quietHours } = proactivity;
  return (
    <div className={classes.conditions}>
      <Chip
        tone={consent ? 'on' : 'warn'}
        label={say(consent ? 'consent' : 'noConsent')}
        isDisabled={isReadOnly}
        editor={
          <Switch
            size="xs"
            label={say('consentLabel')}
            description={say('consentHelp')}
            checked={consent}
            onChange={event => {
              const isGiven = event.currentTarget.checked;
              edit(speakingTexts.localized('changeConsent'), persona => {
                persona.proactivity.consent = isGiven;
              });
            }}
          />
        }
      >
        <Icon name={consent ? 'check' : 'alert-triangle'} size={12} />
        {say(consent ? 'consent' : 'noConsent')}
      </Chip>
      <Chip
        label={say('budget', { count: dailyBudget })}
        isDisabled={isReadOnly}
        editor={
          <NumberField
            label={say('budgetLabel')}
            description={say('budgetHelp')}
            min={0}
            max={100}
            value={dailyBudget}
            isReadOnly={isReadOnly}
            onChange={value => {
              if (value === undefined) return;
              edit(
                speakingTexts.localized('changeBudget'),
                persona => {
                  persona.proactivity.dailyBudget = value;
                },
                'budget',
              );
            }}
          />
        }
      >
        {say('budget', { count: dailyBudget })}
      </Chip>
      {quietHours.map((span, index) => (
        <Chip
          // biome-ignore lint/suspicious/noArrayIndexKey: a span has no name but its place.
          key={index}
          label={say('quietHours', span)}
          isDisabled={isReadOnly}
          editor={close => (
            <QuietEditor
              span={span}
              onChange={(part, time) =>
                edit(
                  speakingTexts.localized('changeQuiet'),
                  persona => {
                    const target = persona.proactivity.quietHours[index];
                    if (target !== undefined) target[part] = time;
                  },
                  `quiet ${index} ${part}`,
                )
              }
              onRemove={() => {
                close();
                edit(speakingTexts.localized('changeQuiet'), persona => {
                  persona.proactivity.quietHours.splice(index, 1);
                });
              }}
            />
          )}
        >
          <Icon name="moon" size={11} />
          {say('quietHours', span)}
        </Chip>
      ))}
      {!isReadOnly && quietHours.length < 10 && (
        <button
          type="button"
          className={classes.add}
          aria-label={`+ ${say('addQuiet')}`}
          title={say('addQuiet')}
          onClick={() =>
            edit(speakingTexts.localized('changeQuiet'), persona => {
              persona.proactivity.quietHours.push({ from: '12:00', to: '14:00' });
            })
          }
        >
          <Icon name="plus" size={12} />
        </button>
      )}
    </div>
  );
}

interface QuietEditorProps {
  readonly span: { readonly from: string; readonly to: string };
  readonly onChange: (part: 'from' | 'to', time: string) => void;
  readonly onRemove: () => void;
}

function QuietEditor({ span, onChange, onRemove }: QuietEditorProps) {
  const say = useTexts(speakingTexts);
  const sayFeeling = useTexts(feelingTexts);
  return (
    <>
      <div className={classes.times}>
        <TimeField
          label={sayFeeling('from')}
          value={span.from}
          isReadOnly={false}
          onChange={time => onChange('from', time)}
        />
        {say('until')}
        <TimeField
          label={sayFeeling('to')}
          value={span.to}
          isReadOnly={false}
          onChange={time => onChange('to', time)}
        />
        <button
          type="button"
          className={classes.remove}
          aria-label={`${say('quietHoursLabel')}: ×`}
          onClick={onRemove}
        >
          <Icon name="trash" size={14} />
        </button>
      </div>
      <small className={classes.help}>{say('quietHelp')}</small>
    </>
  );
}

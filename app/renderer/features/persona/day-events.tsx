import { useTexts } from '../../i18n/texts.ts';
import { Icon } from '../../ui/icon.tsx';
import { momentWords } from './day-timeline.tsx';
import { EventField } from './event-field.tsx';
import { eventWords } from './event-words.ts';
import { feelingTexts } from './feeling.texts.ts';
import { TimeField } from './fields.tsx';
import {
  type DayEvent,
  minutesOfTime,
  newDayEvent,
  timeOfMinutes,
  useSimulatedDay,
} from './simulated-day.ts';
import classes from './speak-card.module.css';
import { speakingTexts } from './speaking.texts.ts';

/** What happens in the simulated day, editable, and what the persona made of it, in words. */
export function DayEvents({ titleOf }: { readonly titleOf: (trigger: string) => string }) {
  const say = useTexts(speakingTexts);
  const sayFeeling = useTexts(feelingTexts);
  const { events, date, moments, setEvents, setDate } = useSimulatedDay();
  const day = events ?? [];
  const change = (id: number, part: Partial<DayEvent>) =>
    setEvents(day.map(event => (event.id === id ? { ...event, ...part } : event)));
  return (
    <div className={classes.dayDetails}>
      <section aria-label={say('dayEvents')}>
        <div className={classes.dayHead}>
          <h3>{say('dayEvents')}</h3>
          <input
            type="date"
            className={classes.date}
            aria-label={say('date')}
            value={date}
            onChange={event => {
              if (/^\d{4}-\d\d-\d\d$/.test(event.currentTarget.value)) setDate(event.currentTarget.value);
            }}
          />
        </div>
        <ul className={classes.events}>
          {day.map(({ id, atMinutes, event }) => (
            <li key={id}>
              <TimeField
                label={say('eventAt')}
                value={timeOfMinutes(atMinutes)}
                isReadOnly={false}
                onChange={time => change(id, { atMinutes: minutesOfTime(time) })}
              />
              <EventField
                label={say('eventIs')}
                isLabelHidden
                value={event}
                isReadOnly={false}
                onChange={word => change(id, { event: word })}
              />
              <button
                type="button"
                className={classes.remove}
                aria-label={say('removeDayEvent', {
                  event: eventWords(event, sayFeeling),
                  time: timeOfMinutes(atMinutes),
                })}
                onClick={() => setEvents(day.filter(other => other.id !== id))}
              >
                <Icon name="x" size={13} />
              </button>
            </li>
          ))}
        </ul>
        <button
          type="button"
          className={classes.add}
          onClick={() => setEvents([...day, newDayEvent(12 * 60, 'arrived')])}
        >
          <Icon name="plus" size={12} />
          {say('addDayEvent')}
        </button>
      </section>
      <section aria-label={say('dayMoments')}>
        <div className={classes.dayHead}>
          <h3>{say('dayMoments')}</h3>
        </div>
        {moments === null || moments.length === 0 ? (
          <p className={classes.help}>{say('dayNothing')}</p>
        ) : (
          <ul className={classes.moments}>
            {moments.map(moment => (
              <li
                key={`${moment.atMinutes} ${moment.trigger} ${moment.outcome}`}
                data-outcome={moment.outcome}
              >
                {momentWords(moment, titleOf(moment.trigger), say)}
              </li>
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}

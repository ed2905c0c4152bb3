import { useState } from 'react';
import type { DayMoment } from '../../../contract/services/persona-service.ts';
import { useTexts } from '../../i18n/texts.ts';
import { quietSpans, timeOfMinutes } from './simulated-day.ts';
import classes from './speak-card.module.css';
import { speakingTexts } from './speaking.texts.ts';

const dayMinutes = 1_440;
const hours = [0, 6, 12, 18, 24];
/** Dots that are nearer than this stand in two rows, minutes. */
const crowdedMinutes = 36;

const percent = (minutes: number) => `${(minutes / dayMinutes) * 100}%`;

/** A moment in a sentence: when, what for, and the words or why there were none. */
export function momentWords(
  { atMinutes, outcome, reason, text }: DayMoment,
  trigger: string,
  say: ReturnType<typeof speakingTexts.say>,
): string {
  const time = timeOfMinutes(atMinutes);
  return outcome === 'spoke'
    ? say('spokeAt', { time, trigger, text })
    : say('heldAt', { time, trigger, reason: say(reason ?? 'no-line') });
}

/** Rows of dots: one that would stand on the one before goes below it. Pure. */
export function rowsOf(moments: readonly DayMoment[]): readonly number[] {
  const ends: number[] = [];
  return moments.map(({ atMinutes }) => {
    const free = ends.findIndex(end => atMinutes - end >= crowdedMinutes);
    const row = free >= 0 ? free : ends.length < 2 ? ends.length : 1;
    ends[row] = atMinutes;
    return row;
  });
}

interface DayTimelineProps {
  readonly moments: readonly DayMoment[];
  readonly quietHours: readonly { readonly from: string; readonly to: string }[];
  readonly titleOf: (trigger: string) => string;
}

/** A day from midnight to midnight: filled where it spoke, hollow where it held back; quiet hours are shaded. */
export function DayTimeline({ moments, quietHours, titleOf }: DayTimelineProps) {
  const say = useTexts(speakingTexts);
  const [shown, setShown] = useState<number | null>(null);
  const sorted = moments.toSorted((one, other) => one.atMinutes - other.atMinutes);
  const rows = rowsOf(sorted);
  const firstHeld = sorted.findIndex(({ outcome }) => outcome === 'held-back');
  const told = sorted[shown ?? firstHeld] ?? sorted[0];
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a field set would be drawn as one. */}
      <div className={classes.day} role="group" aria-label={say('timeline')}>
        {quietSpans([...quietHours]).map(({ from, to }) => (
          <span
            key={from}
            className={classes.quiet}
            style={{ left: percent(from), width: percent(to - from) }}
            title={say('quiet')}
          />
        ))}
        {sorted.map((moment, index) => (
          <button
            key={`${moment.atMinutes} ${moment.trigger} ${moment.outcome}`}
            type="button"
            className={classes.moment}
            data-outcome={moment.outcome}
            data-row={rows[index]}
            style={{ left: percent(moment.atMinutes) }}
            aria-label={momentWords(moment, titleOf(moment.trigger), say)}
            onMouseEnter={() => setShown(index)}
            onMouseLeave={() => setShown(null)}
            onFocus={() => setShown(index)}
            onBlur={() => setShown(null)}
          />
        ))}
      </div>
      <div className={classes.hours} aria-hidden="true">
        {hours.map(hour => (
          <span key={hour}>{hour}</span>
        ))}
      </div>
      {told !== undefined && (
        <p className={classes.told} data-outcome={told.outcome} aria-hidden="true">
          {momentWords(told, titleOf(told.trigger), say)}
        </p>
      )}
    </>
  );
}

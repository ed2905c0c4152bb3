import { localTimeOf } from '../text/local-time.ts';

export const minutesOfDay = 1_440;

/**
 * A moment as the clock on the wall shows it: minutes since the start of 1970 in the device's own time zone. Two of them
 * compare and subtract without knowing any zone; the host makes them from its clock.
 */
export type LocalMinutes = number;

/** A moment as a clock in a time zone (IANA name) shows it. @throws RangeError for a zone that does not exist. */
export function localMinutesOf(instant: Date, timeZone: string): LocalMinutes {
  const { year, month, day, hour, minute } = localTimeOf(instant, timeZone);
  return Date.UTC(year, month - 1, day, hour, minute) / 60_000;
}

/** Days since the start of 1970. */
export function dayOf(moment: LocalMinutes): number {
  return Math.floor(moment / minutesOfDay);
}

/** Minutes since midnight, 0 … 1,439. */
export function minuteOfDayOf(moment: LocalMinutes): number {
  return moment - dayOf(moment) * minutesOfDay;
}

/** `HH:MM` as minutes since midnight. */
export function minutesOfTime(time: string): number {
  const [hours = '0', minutes = '0'] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}

/** Whether a minute of the day lies in a span. A span whose end is not after its start runs over midnight. */
export function isWithin(minuteOfDay: number, span: { readonly from: string; readonly to: string }): boolean {
  const from = minutesOfTime(span.from);
  const to = minutesOfTime(span.to);
  if (from === to) return true;
  return from < to ? minuteOfDay >= from && minuteOfDay < to : minuteOfDay >= from || minuteOfDay < to;
}

/** Whether a time of day lies in `(after, until]`. */
export function passes(after: LocalMinutes, until: LocalMinutes, time: string): boolean {
  const at = minutesOfTime(time);
  const latest = dayOf(until) * minutesOfDay + at;
  const occurrence = latest <= until ? latest : latest - minutesOfDay;
  return occurrence > after;
}

/** `YYYY-MM-DD` of a local moment. */
export function dateOf(moment: LocalMinutes): string {
  return new Date(moment * 60_000).toISOString().slice(0, 10);
}

/**
 * Whether a remembered date (`MM-DD` or `YYYY-MM-DD`) comes round on the day of a moment. The 29th of February is kept
 * on the 28th in years that have none.
 */
export function comesRound(date: string, moment: LocalMinutes): boolean {
  const today = dateOf(moment);
  const monthAndDay = date.slice(-5);
  if (monthAndDay === today.slice(5)) return true;
  if (monthAndDay !== '02-29' || today.slice(5) !== '02-28') return false;
  return dateOf(moment + minutesOfDay).slice(5) !== '02-29';
}

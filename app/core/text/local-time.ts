/** Date and time of day as a clock on the wall shows them. `month` 1…12, `weekday` 1 Monday … 7 Sunday. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly weekday: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** A moment as a clock in a time zone (IANA name) shows it. @throws RangeError for a zone that does not exist. */
export function localTimeOf(date: Date, timeZone: string): LocalTime {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(date)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const [year = 0, month = 1, day = 1] = [parts.get('year'), parts.get('month'), parts.get('day')];
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  return {
    year,
    month,
    day,
    hour: parts.get('hour') ?? 0,
    minute: parts.get('minute') ?? 0,
    second: parts.get('second') ?? 0,
    weekday: weekday === 0 ? 7 : weekday,
  };
}

/** `YYYY-MM-DD` of a moment in a time zone. */
export function localDateText(date: Date, timeZone: string): string {
  const { year, month, day } = localTimeOf(date, timeZone);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** `HH:MM` of a moment in a time zone. */
export function timeOfDayText(date: Date, timeZone: string): string {
  const { hour, minute } = localTimeOf(date, timeZone);
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

/**
 * The moment at which a clock in a time zone shows this date and time. Of an hour that the clock skips, the moment
 * after it; of one that it repeats, the first.
 */
export function momentOf(dateText: string, timeOfDay: string, timeZone: string): Date {
  const wanted = Date.parse(`${dateText}T${timeOfDay}:00Z`);
  const shown = (moment: number): number => {
    const { year, month, day, hour, minute, second } = localTimeOf(new Date(moment), timeZone);
    return Date.UTC(year, month - 1, day, hour, minute, second);
  };
  // The zone's distance from UTC, looked up twice, because it may change between the guess and the moment.
  let moment = wanted - (shown(wanted) - wanted);
  moment = wanted - (shown(moment) - moment);
  return new Date(moment);
}

/** The next moment, after `from`, at which a clock in a time zone shows `HH:MM`. */
export function nextTimeOfDay(from: Date, timeOfDay: string, timeZone: string): Date {
  for (let days = 0; days < 3; days++) {
    const day = localDateText(new Date(from.getTime() + days * 86_400_000), timeZone);
    const moment = momentOf(day, timeOfDay, timeZone);
    if (moment.getTime() > from.getTime()) return moment;
  }
  return new Date(from.getTime() + 86_400_000);
}

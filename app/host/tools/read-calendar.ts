import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import ICAL from 'ical.js';
import { momentOf } from '../../core/text/local-time.ts';
import type { CalendarEvent } from '../../sdk/tool.ts';
import { hasErrorCode } from '../files/file-system.ts';
import { readProjectAsset } from './tool-files.ts';

const mostFiles = 50;
/** Steps of one rule that repeats: a daily event of fifty years. */
const mostSteps = 20_000;
const mostEvents = 1_000;
const longestText = 200;

/**
 * What stands in the `.ics` files of a project's `assets/` folder between two moments, in order of time. Times without
 * a zone are those of `timeZone`. A file that is no calendar is reported and left out.
 */
export async function readCalendars(options: {
  readonly projectDirectory: string;
  readonly timeZone: string;
  readonly from: Date;
  readonly to: Date;
  readonly onBroken: (file: string, reason: string) => void;
}): Promise<readonly CalendarEvent[]> {
  const found: CalendarEvent[] = [];
  for (const file of await listCalendars(options.projectDirectory)) {
    try {
      const text = await readProjectAsset(options.projectDirectory, file);
      if (text !== null) found.push(...eventsOf(text, options));
    } catch (error) {
      options.onBroken(file, error instanceof Error ? error.message : String(error));
    }
  }
  return found
    .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime() || (a.title < b.title ? -1 : 1))
    .slice(0, mostEvents);
}

async function listCalendars(projectDirectory: string): Promise<readonly string[]> {
  try {
    const names = await readdir(join(projectDirectory, 'assets'));
    return names
      .filter(name => name.toLowerCase().endsWith('.ics'))
      .sort()
      .slice(0, mostFiles);
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}

interface Span {
  readonly timeZone: string;
  readonly from: Date;
  readonly to: Date;
}

function eventsOf(text: string, span: Span): CalendarEvent[] {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const found: CalendarEvent[] = [];
  for (const component of calendar.getAllSubcomponents('vevent')) {
    const event = new ICAL.Event(component);
    // A changed occurrence is found through the event that it belongs to.
    if (event.isRecurrenceException()) continue;
    if (!event.isRecurring()) {
      found.push(...within(event, event.startDate, event.endDate, span));
      continue;
    }
    const iterator = event.iterator();
    for (let step = 0; step < mostSteps && found.length < mostEvents; step++) {
      const next = iterator.next();
      if (!next || momentOfTime(next, span.timeZone) >= span.to) break;
      const { item, startDate, endDate } = event.getOccurrenceDetails(next);
      found.push(...within(item, startDate, endDate, span));
    }
  }
  return found;
}

function within(event: ICAL.Event, start: ICAL.Time, end: ICAL.Time, span: Span): CalendarEvent[] {
  const startsAt = momentOfTime(start, span.timeZone);
  const endsAt = momentOfTime(end, span.timeZone);
  const isOver = endsAt <= span.from && !(startsAt >= span.from && endsAt <= startsAt);
  if (startsAt >= span.to || isOver) return [];
  return [
    {
      title: (event.summary ?? '').slice(0, longestText),
      place: (event.location ?? '').slice(0, longestText),
      startsAt,
      endsAt,
      isWholeDay: start.isDate,
    },
  ];
}

function momentOfTime(time: ICAL.Time, timeZone: string): Date {
  const two = (number: number) => String(number).padStart(2, '0');
  const day = `${String(time.year).padStart(4, '0')}-${two(time.month)}-${two(time.day)}`;
  const zone = time.zone?.tzid ?? 'floating';
  if (zone === 'UTC') return time.toJSDate();
  const named = zone === 'floating' ? timeZone : zone;
  try {
    return momentOf(day, time.isDate ? '00:00' : `${two(time.hour)}:${two(time.minute)}`, named);
  } catch (error) {
    // A zone that only this file knows.
    if (error instanceof RangeError) return new Date(time.toUnixTime() * 1_000);
    throw error;
  }
}

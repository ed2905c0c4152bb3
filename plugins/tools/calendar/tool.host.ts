import {
  type CalendarEvent,
  defineTool,
  localDateText,
  momentOf,
  type ToolContext,
  ToolProblem,
  timeOfDayText,
} from '../../../app/sdk/tool.ts';

const dayMs = 86_400_000;
const yearMs = 365 * dayMs;
const spokenEvents = 6;

function say(context: ToolContext, en: string, zh: string): string {
  return context.language === 'zh' ? zh : en;
}

function asData({ title, place, startsAt, endsAt, isWholeDay }: CalendarEvent) {
  return { title, place, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString(), isWholeDay };
}

function when(event: CalendarEvent, context: ToolContext, withDate: boolean): string {
  const date = withDate ? `${localDateText(event.startsAt, context.timeZone)} ` : '';
  if (event.isWholeDay) return `${date}${say(context, 'all day', '全天')}`;
  return `${date}${timeOfDayText(event.startsAt, context.timeZone)}`;
}

function line(event: CalendarEvent, context: ToolContext, withDate: boolean): string {
  const place = event.place === '' ? '' : say(context, `, ${event.place}`, `，${event.place}`);
  return `${when(event, context, withDate)} ${event.title}${place}`;
}

function list(events: readonly CalendarEvent[], context: ToolContext, withDate: boolean): string {
  const lines = events.slice(0, spokenEvents).map(event => line(event, context, withDate));
  const more = events.length - lines.length;
  const rest = more > 0 ? say(context, ` And ${more} more.`, `还有${more}项。`) : '';
  return `${lines.join(say(context, '; ', '；'))}${say(context, '.', '。')}${rest}`;
}

/** Reads the calendar files of the project; it never writes to them. */
export default defineTool({
  scope: 'device',
  functions: {
    async next(_none, context) {
      const now = context.date();
      const events = await context.readCalendar(now, new Date(now.getTime() + yearMs));
      const next = events.find(({ startsAt }) => startsAt.getTime() >= now.getTime());
      if (next === undefined)
        return { text: say(context, 'Nothing is planned.', '没有安排。'), data: { events: [] } };
      return {
        text: `${line(next, context, true)}${say(context, '.', '。')}`,
        data: { events: [asData(next)] },
      };
    },
    async on({ date }, context) {
      const day = String(date);
      if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(day))) {
        throw new ToolProblem(say(context, `There is no day “${day}”.`, `没有“${day}”这一天。`));
      }
      const from = momentOf(day, '00:00', context.timeZone);
      const events = await context.readCalendar(from, new Date(from.getTime() + dayMs));
      if (events.length === 0)
        return {
          text: say(context, `Nothing is planned on ${day}.`, `${day} 没有安排。`),
          data: { events: [] },
        };
      return { text: list(events, context, false), data: { events: events.map(asData) } };
    },
    async find({ words }, context) {
      const wanted = String(words).toLowerCase();
      const now = context.date();
      const events = (await context.readCalendar(now, new Date(now.getTime() + yearMs))).filter(
        ({ title, place }) => `${title} ${place}`.toLowerCase().includes(wanted),
      );
      if (events.length === 0) {
        return {
          text: say(
            context,
            `I find no “${String(words)}” in the calendar.`,
            `日历里没有“${String(words)}”。`,
          ),
          data: { events: [] },
        };
      }
      return { text: list(events, context, true), data: { events: events.map(asData) } };
    },
  },
});
